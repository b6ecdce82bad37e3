"""What both languages owe the reader: plain Danish, the same numbers, no forbidden words, and both sides confirmed.

Every text of content/ is a pair of `da` and `en`; this module walks the pairs as they stand in the files, so that each
fault names its line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.model import LANGUAGES, Confirmed, Language, Style
from generator.problems import Problem
from generator.yamlfile import Data, Path_, Source

LIX_GUIDE, LIX_CONTRACT = 45, 52
"""Björnsson's readability index: words a sentence plus the percentage of words over six letters. 45 is a newspaper."""
LIX_FROM_WORDS = 40
"""A shorter text has too few sentences for the index to mean anything."""
_NOT_PROSE = ("keywords", "forms")
_ABOUT_WORDS = ("note",)
"""A note of the glossary warns of the very words that are not used elsewhere."""
_SLOT = re.compile(r"\{\{.*?\}\}")
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:](?=\s|$)|\n\s*(?:-|\d+\.)\s|\n\s*\n")
_NUMBER = re.compile(r"\d[\d.,:]*\d|\d")
_NUMBER_WORDS: dict[Language, dict[str, int]] = {
    "da": {"to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9, "ti": 10},
    "en": {
        "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    },
}  # fmt: skip
"""One is left out: in both languages it is also an article or a pronoun."""
_GROUPED: dict[Language, re.Pattern[str]] = {
    "da": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
}


@dataclass(frozen=True)
class Pair:
    """A text in both languages, and where it stands."""

    source: Source
    path: Path_
    da: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.da if language == "da" else self.en

    @property
    def is_contract(self) -> bool:
        """Whether it is printed in the agreement, and not only beside it."""
        return self.source.file.startswith("content/sla/clauses/") and self.path[0] == "blocks"

    def problem(self, language: Language, message: str, hint: str) -> Problem:
        """A fault of one side."""
        return self.source.problem((*self.path, language), message, hint)


def pairs(sources: Iterable[Source]) -> Iterator[Pair]:
    """Every bilingual text of the files, in their order."""
    for source in sources:
        for path, da, en in _pairs(source.data, ()):
            yield Pair(source, path, da, en)


def _pairs(data: Data, path: Path_) -> Iterator[tuple[Path_, str, str]]:
    if isinstance(data, list):
        for i, part in enumerate(data):
            yield from _pairs(part, (*path, i))
    elif isinstance(data, dict):
        da, en = data.get("da"), data.get("en")
        if isinstance(da, str) and isinstance(en, str):
            yield path, da, en
            return
        for key, part in data.items():
            if key not in _NOT_PROSE:
                yield from _pairs(part, (*path, key))


# --- Checks ---------------------------------------------------------------------------------------


def faults(found: Iterable[Pair], style: Style) -> Iterator[Problem]:
    """Hard Danish, numbers that differ, forbidden words."""
    forbidden = {language: _forbidden(style, language) for language in LANGUAGES}
    for pair in found:
        yield from _hard(pair)
        yield from _numbers_differ(pair)
        if pair.path[-1] not in _ABOUT_WORDS:
            for language in LANGUAGES:
                yield from _words(pair, language, forbidden[language])


def _hard(pair: Pair) -> Iterator[Problem]:
    limit = LIX_CONTRACT if pair.is_contract else LIX_GUIDE
    if words(pair.da) >= LIX_FROM_WORDS and (found := lix(pair.da)) > limit:
        yield pair.problem("da", f"reads hard: LIX {found:.0f}, the limit is {limit}", "shorten sentences and words")


def lix(text: str) -> float:
    """Björnsson's LIX of a Danish text; points of a list and paragraphs end a sentence. Source: Björnsson 1968."""
    found = _WORD.findall(_plain(text))
    sentences = sum(_WORD.search(part) is not None for part in _SENTENCE_END.split(_plain(text)))
    long_words = sum(len(word) > 6 for word in found)
    return len(found) / max(1, sentences) + 100 * long_words / max(1, len(found))


def words(text: str) -> int:
    """How many words a text has; slots do not count."""
    return len(_WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    return _ADDRESS.sub(" ", _SLOT.sub(" ", text))


def _numbers_differ(pair: Pair) -> Iterator[Problem]:
    da, en = numbers(pair.da, "da"), numbers(pair.en, "en")
    if da != en:
        only = {language: _listed(mine, other) for language, mine, other in (("da", da, en), ("en", en, da))}
        message = f"the numbers differ: only in Danish {only['da']}; only in English {only['en']}"
        yield pair.problem("en", message, "give both the same numbers, in figures or in words")


def _listed(mine: list[Decimal], other: list[Decimal]) -> str:
    left = list(mine)
    for number in other:
        if number in left:
            left.remove(number)
    return ", ".join(f"{number:f}" for number in left) or "none"


def numbers(text: str, language: Language) -> list[Decimal]:
    """The numbers of a text in order of size, from two to ten also those in words; 14.30 and 14:30 are the same."""
    plain = _plain(text)
    found = [_number(match, language) for match in _NUMBER.findall(plain)]
    named = _NUMBER_WORDS[language]
    found += [[Decimal(named[word])] for word in re.findall(r"[^\W\d_]+", plain.lower()) if word in named]
    return sorted(number for group in found for number in group)


def _number(text: str, language: Language) -> list[Decimal]:
    """One number, or the parts of something else with points, such as a date in figures."""
    decimal = "," if language == "da" else "."
    if _GROUPED[language].fullmatch(text):
        text = text.replace("." if language == "da" else ",", "")
    text = text.replace(decimal, ".").replace(":", ".")
    parts = [text] if re.fullmatch(r"\d+(\.\d+)?", text) else re.findall(r"\d+", text)
    return [Decimal(part).normalize() for part in parts]


Forbidden = list[tuple[re.Pattern[str], str]]


def _forbidden(style: Style, language: Language) -> Forbidden:
    return [
        (re.compile(rf"(?<![\w-])(?:{word.pattern})(?![\w-])", re.IGNORECASE), word.use) for word in style[language]
    ]


def _words(pair: Pair, language: Language, forbidden: Forbidden) -> Iterator[Problem]:
    for pattern, use in forbidden:
        if match := pattern.search(pair[language]):
            yield pair.problem(language, f"'{match[0]}' is not used here", use)


# --- Both sides confirmed -------------------------------------------------------------------------


def digest(text: str) -> str:
    """Seven hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:7]


def confirmation(pair: Pair) -> str:
    """What says that somebody read both sides of a pair."""
    return f"{digest(pair.da)} {digest(pair.en)}"


def unconfirmed(found: Iterable[Pair], confirmed: Confirmed) -> Iterator[Problem]:
    """Pairs of which one side changed since somebody read both, or which nobody has confirmed yet."""
    known = set(confirmed.pairs)
    sides: Mapping[str, set[str]] = {
        "da": {entry[:7] for entry in known},
        "en": {entry[-7:] for entry in known},
    }
    hint = "read both, then run 'guide confirm'"
    for pair in found:
        if confirmation(pair) in known:
            continue
        if digest(pair.da) in sides["da"]:
            yield pair.problem("da", "the English changed and the Danish did not", hint)
        elif digest(pair.en) in sides["en"]:
            yield pair.problem("en", "the Danish changed and the English did not", hint)
        else:
            yield pair.problem("da", "nobody has confirmed that both languages say the same", hint)
