"""What is wrong with an input, where, and what to do about it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one place. Lines and columns count from 1; key is a dotted path into the file."""

    file: str
    line: int
    column: int
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        advice = f"; {self.hint}" if self.hint else ""
        return visible(f"{self.file}:{self.line}:{self.column}: {self.key}: {self.message}{advice}")


class Refused(Exception):
    """The user's input cannot be used. Carries every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def visible(text: str) -> str:
    """One line of text in which nothing hides: line breaks, controls and direction marks as escapes."""
    if text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" else c for c in text)


def _escaped(character: str) -> str:
    return {"\n": "\\n", "\t": "\\t"}.get(character, f"\\u{ord(character):04x}")


def short(value: object, limit: int = 60) -> str:
    """A value of the user's as a message quotes it: not longer than a person wants to read."""
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def did_you_mean(word: str, known: Iterable[str], *, show: int = 12) -> str:
    """Advice for an unknown name: the nearest known one, and what is known when that is short."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    listed = ", ".join(names[:show]) + (", …" if len(names) > show else "")
    advice = f"known: {listed}" if listed else "none is known here"
    return advice + (f" (did you mean '{near[0]}'?)" if near else "")
