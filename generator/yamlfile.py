"""Read YAML and JSON text strictly: plain data, every scalar a string, and the position of every value.

Neither reader knows what the data means. Both refuse what can hide a mistake or an attack: aliases,
tags, duplicate keys, tabs, control characters, bidirectional overrides, and too much size or depth.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from generator.problems import Problem, Refused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
Path_: TypeAlias = tuple["str | int", ...]

# libyaml is 12 times faster. Events carry no recursion, so depth is checked before it can do harm.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_INVISIBLE = "delete this invisible character"
_TOO_DEEP = f"at most {MAX_DEPTH} levels are allowed"


@dataclass(frozen=True)
class Position:
    """Where a key and its value stand, 1-based; `inset` is 1 where the value is quoted on its own line."""

    line: int
    column: int
    key_line: int
    key_column: int
    inset: int = 0
    one_line: bool = True


@dataclass(frozen=True)
class Source:
    """A file's data with the position of every value, by path into the data."""

    file: str
    data: Data
    positions: dict[Path_, Position]

    def problem(self, path: Path_, message: str, hint: str = "", *, at_key: bool = False, offset: int = -1) -> Problem:
        """A problem at `path`, or at the nearest parent that exists; `offset` counts characters into a value."""
        found = path
        while found not in self.positions and found:
            found = found[:-1]
        where = self.positions.get(found, Position(1, 1, 1, 1))
        line, column = (where.key_line, where.key_column) if at_key else (where.line, where.column)
        if offset >= 0 and where.one_line:
            column += offset + where.inset
        return Problem(self.file, line, column, dotted(path), message, hint)


def dotted(path: Path_) -> str:
    """`("blocks", 0, "when")` as `blocks.0.when`; the whole file is `(file)`."""
    return ".".join(str(part) for part in path) or "(file)"


def read(path: Path, name: str, *, follow: bool = False) -> Source:
    """Read a YAML or (by its ending) JSON file. `name` is how problems call it. Raises Refused, OSError.

    A symbolic link is refused unless `follow` is set: content must hold what it shows.
    """
    if path.is_symlink() and not follow:
        raise Refused([Problem(name, 1, 1, "(file)", "is a symbolic link", "put the file itself here")])
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    return parse(raw, name, json_form=path.suffix.lower() == ".json")


def parse(raw: bytes, name: str, *, json_form: bool = False) -> Source:
    """Parse bytes as YAML, or as JSON. Raises Refused with every problem found."""
    text = _decode(raw, name)
    problems = [*_forbidden(text, name)]
    if problems:
        raise Refused(problems)
    source = _parse_json(text, name) if json_form and text.strip() else _parse_yaml(text, name)
    if source.data is None:
        raise Refused(
            [Problem(name, 1, 1, "(file)", "the file is empty", "see the files in content/ for what it should hold")]
        )
    problems = [*_forbidden_values(source)]
    if problems:
        raise Refused(problems)
    return source


def forbidden(text: str) -> str:
    """What is wrong with the characters of a text, or nothing."""
    match = _FORBIDDEN.search(text)
    return f"the character U+{ord(match[0]):04X} is not allowed" if match else ""


def normal(text: str) -> str:
    """The text in the one form (NFC) in which equal texts are equal characters."""
    return unicodedata.normalize("NFC", text)


def _decode(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        limit = f"a file may hold at most {MAX_BYTES // 1024} KiB"
        raise Refused([Problem(name, 1, 1, "(file)", "the file is too large", limit)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _lines(error.object[: error.start].decode("utf-8", "replace")).split("\n")
        problem = Problem(name, len(before), len(before[-1]) + 1, "(file)", "this is not UTF-8 text")
        raise Refused([replace(problem, hint="save the file as UTF-8")]) from None
    return _lines(text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _forbidden(text: str, name: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        for match in _FORBIDDEN.finditer(line):
            yield Problem(name, number, match.start() + 1, "(file)", forbidden(match[0]), _INVISIBLE)


def _forbidden_values(source: Source) -> Iterator[Problem]:
    r"""Characters that came in through an escape such as \u202e, which the raw text does not show."""
    for path in source.positions:
        value = at(source.data, path)
        if isinstance(value, str) and (message := forbidden(value)):
            yield source.problem(path, message, _INVISIBLE)
        if path and isinstance(path[-1], str) and (message := forbidden(path[-1])):
            yield source.problem(path, f"in this key {message}", _INVISIBLE, at_key=True)


def at(data: Data, path: Path_) -> Data:
    """The part of the data at a path."""
    for part in path:
        data = data[part]  # type: ignore[index]
    return data


# --- YAML -----------------------------------------------------------------------------------------


def _parse_yaml(text: str, name: str) -> Source:
    problems = [*_tabs(text, name)]
    if problems:
        raise Refused(problems)
    walker = _YamlWalker(text, name)
    try:
        data = walker.document()
    except yaml.MarkedYAMLError as error:
        place = _place(error.problem_mark or error.context_mark)
        what = (error.problem or error.context or "").removeprefix("but ")
        hint = "check indentation, quotes and colons near here"
        problem = Problem(name, *place, "(file)", f"this is not valid YAML: {what}", hint)
        raise Refused([*walker.problems, problem]) from None
    except yaml.YAMLError as error:
        raise Refused([Problem(name, 1, 1, "(file)", f"this is not valid YAML: {error}")]) from None
    if walker.problems:
        raise Refused(walker.problems)
    return Source(name, data, walker.positions)


def _tabs(text: str, name: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            column = indent.index("\t") + 1
            yield Problem(name, number, column, "(file)", "a tab is used to indent", "use spaces")


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _YamlWalker:
    """Builds plain data from libyaml's events, which know where everything stands, aliases too."""

    def __init__(self, text: str, name: str) -> None:
        self.name, self.depth = name, 0
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.positions: dict[Path_, Position] = {}
        self.problems: list[Problem] = []

    def refuse(self, event: Any, path: Path_, message: str, hint: str) -> None:
        self.problems.append(Problem(self.name, *_place(event.start_mark), dotted(path), message, hint))

    def document(self) -> Data:
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        data = self.value(next(self.events), (), None)
        next(self.events)
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.refuse(event, (), "a second document begins here", "put it into a file of its own")
        return data

    def value(self, event: Any, path: Path_, key: Any, *, kept: bool = True) -> Data:
        """The data of a value; of one that is not kept, only the problems."""
        if not kept:
            positions, self.positions = self.positions, {}
            self.value(event, path, key)
            self.positions = positions
            return None
        here, key_here = _place(event.start_mark), _place((key or event).start_mark)
        scalar = isinstance(event, yaml.ScalarEvent)
        quoted = scalar and event.style in ("'", '"')
        one_line = scalar and event.start_mark.line == event.end_mark.line
        self.positions[path] = Position(*here, *key_here, int(quoted), one_line)
        self.plain(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, path)
        if not scalar or (not event.style and event.value in _NULLS):
            return None
        return normal(str(event.value))

    def plain(self, event: Any, path: Path_) -> None:
        """Nothing but the value itself: no alias, anchor or tag."""
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, path, f"YAML aliases (*{event.anchor}) are not allowed", "repeat the text")
        elif event.anchor:
            self.refuse(event, path, f"YAML anchors (&{event.anchor}) are not allowed", "delete it")
        elif event.tag:
            self.refuse(event, path, f"YAML tags ({event.tag}) are not allowed", "write the plain value")

    def parts(self, event: Any, path: Path_) -> Iterator[Any]:
        """The events up to the end of a list or map. What lies too deep is refused and not read."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse(event, path, "nested too deeply", _TOO_DEEP)
            raise Refused(self.problems)
        while not isinstance(part := next(self.events), yaml.CollectionEndEvent):
            yield part
        self.depth -= 1

    def sequence(self, event: Any, path: Path_) -> Data:
        return [self.value(part, (*path, i), None) for i, part in enumerate(self.parts(event, path))]

    def mapping(self, event: Any, path: Path_) -> Data:
        found: dict[str, Data] = {}
        for key in self.parts(event, path):
            word = self.key(key, path)
            kept = word is not None and word not in found
            if word is not None and not kept:
                self.refuse(key, (*path, word), "duplicate key", "delete or rename one of the two")
            value = self.value(next(self.events), (*path, word or ""), key, kept=kept)
            if word is not None and kept:
                found[word] = value
        return found

    def key(self, event: Any, path: Path_) -> str | None:
        """The word of a key, or None where there is none to use."""
        if isinstance(event, yaml.CollectionStartEvent):
            self.refuse(event, path, "a key must be plain text", "put quotes around it")
            self.value(event, path, None, kept=False)
            return None
        self.plain(event, path)
        if isinstance(event, yaml.AliasEvent):
            return None
        if event.value == "<<" and not event.style:
            self.refuse(event, path, "YAML merge keys (<<) are not allowed", "repeat the text")
            return None
        return normal(str(event.value))


# --- JSON -----------------------------------------------------------------------------------------

_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')
_WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null|NaN|-?Infinity")


def _parse_json(text: str, name: str) -> Source:
    walker = _JsonWalker(text, name)
    walker.check_depth()
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        at, what = _comma_too_many(text, error) or (error.pos, error.msg[0].lower() + error.msg[1:].removesuffix(" at"))
        hint = "check quotes, commas and brackets near here"
        walker.refuse(at, (), f"this is not valid JSON: {what}", hint)
        raise Refused(walker.problems) from None
    data = walker.value((), None)
    if walker.problems:
        raise Refused(walker.problems)
    return Source(name, data, walker.positions)


def _comma_too_many(text: str, error: json.JSONDecodeError) -> tuple[int, str] | None:
    """Where the commonest slip stands; versions of Python point at different characters."""
    before = text[: error.pos + text[error.pos :].startswith(",")].rstrip()
    after = text[len(before) :].lstrip()
    return (len(before) - 1, "a comma too many") if before.endswith(",") and after[:1] in ("]", "}") else None


class _JsonWalker:
    """Walks text already known to be valid JSON, to learn where each value stands."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name, self.at = text, name, 0
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.positions: dict[Path_, Position] = {}
        self.problems: list[Problem] = []

    def check_depth(self) -> None:
        """Before any parser recurses into it."""
        depth = 0
        for match in _NESTING.finditer(self.text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
            if depth > MAX_DEPTH:
                self.refuse(match.start(), (), "nested too deeply", _TOO_DEEP)
                raise Refused(self.problems)

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def refuse(self, offset: int, path: Path_, message: str, hint: str) -> None:
        self.problems.append(Problem(self.name, *self.place(offset), dotted(path), message, hint))

    def skip(self, marks: str = "") -> str:
        """Go past white space and `marks`; gives the character that follows."""
        while self.text[self.at] in " \t\n\r" + marks:
            self.at += 1
        return self.text[self.at]

    def string(self) -> str:
        word, self.at = json.decoder.scanstring(self.text, self.at + 1, True)  # type: ignore[attr-defined]
        return normal(word)

    def value(self, path: Path_, key_at: int | None) -> Data:
        first = self.skip()
        here, key = self.place(self.at), self.place(self.at if key_at is None else key_at)
        self.positions[path] = Position(*here, *key, int(first == '"'))
        if first == '"':
            return self.string()
        if first in "{[":
            return self.mapping(path) if first == "{" else self.sequence(path)
        return self.word(path)

    def word(self, path: Path_) -> str | None:
        match = _WORD.match(self.text, self.at)
        word = match[0] if match else ""
        if "N" in word or "I" in word:  # Python's parser lets these through
            self.refuse(self.at, path, f"{word} is not a JSON number", "write a number, or null")
        self.at += len(word)
        return None if word == "null" else word

    def mapping(self, path: Path_) -> Data:
        found: dict[str, Data] = {}
        self.at += 1
        while self.skip(",") != "}":
            key_at = self.at
            word = self.string()
            self.skip(":")
            if word in found:
                self.refuse(key_at, (*path, word), "duplicate key", "delete or rename one of the two")
            found[word] = self.value((*path, word), key_at)
        self.at += 1
        return found

    def sequence(self, path: Path_) -> Data:
        found: list[Data] = []
        self.at += 1
        while self.skip(",") != "]":
            found.append(self.value((*path, len(found)), None))
        self.at += 1
        return found
