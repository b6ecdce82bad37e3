"""Read YAML and JSON text strictly: plain data, every scalar a string, and the position of every value.

Neither reader knows what the data means. Both refuse what can hide a mistake or an attack: aliases,
tags, duplicate keys, tabs, control characters, bidirectional overrides, and too much size or depth.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from json.scanner import NUMBER_RE  # type: ignore[attr-defined]
from pathlib import Path
from typing import TypeAlias

import yaml

from generator.problems import Problem, Refused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

Data: TypeAlias = "str | None | list[Data] | dict[str, Data]"
Path_: TypeAlias = tuple["str | int", ...]

# libyaml is 12 times faster; its events carry no recursion, so depth is known before composing.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


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


def read(path: Path, name: str) -> Source:
    """Read a YAML or (by its ending) JSON file. `name` is how problems call it. Raises Refused, OSError."""
    if path.is_symlink():
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
    source = _parse_json(text, name) if json_form else _parse_yaml(text, name)
    problems = [*_forbidden_values(source)]
    if problems:
        raise Refused(problems)
    return source


def _decode(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        limit = f"a file may hold at most {MAX_BYTES // 1024} KiB"
        raise Refused([Problem(name, 1, 1, "(file)", "the file is too large", limit)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        message = "this is not UTF-8 text"
        raise Refused([Problem(name, line, column, "(file)", message, "save the file as UTF-8")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _forbidden(text: str, name: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        for match in _FORBIDDEN.finditer(line):
            message = f"the character U+{ord(match[0]):04X} is not allowed"
            yield Problem(name, number, match.start() + 1, "(file)", message, "delete this invisible character")


def _forbidden_values(source: Source) -> Iterator[Problem]:
    """Characters that came in through an escape such as \\u202e, which the raw text does not show."""
    for path in source.positions:
        value = _at(source.data, path)
        if isinstance(value, str) and (match := _FORBIDDEN.search(value)):
            message = f"the character U+{ord(match[0]):04X} is not allowed"
            yield source.problem(path, message, "delete this invisible character")


def _at(data: Data, path: Path_) -> Data:
    for part in path:
        data = data[part]  # type: ignore[index,call-overload]
    return data


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# --- YAML -----------------------------------------------------------------------------------------


def _parse_yaml(text: str, name: str) -> Source:
    problems: list[Problem] = [*_tabs(text, name), *_too_deep(text, name)]
    if problems:
        raise Refused(problems)
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"this is not valid YAML: {error.problem or error.context}"
        hint = "check indentation, quotes and colons near here"
        raise Refused([Problem(name, line, column, "(file)", message, hint)]) from None
    except yaml.YAMLError as error:
        raise Refused([Problem(name, 1, 1, "(file)", f"this is not valid YAML: {error}")]) from None
    if root is None:
        raise Refused([Problem(name, 1, 1, "(file)", "the file is empty", "see CONTRIBUTING for what it should hold")])
    positions: dict[Path_, Position] = {}
    seen: set[int] = set()
    data = _plain(root, (), None, name, positions, seen, problems)
    if problems:
        raise Refused(problems)
    return Source(name, data, positions)


def _tabs(text: str, name: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            column = indent.index("\t") + 1
            yield Problem(name, number, column, "(file)", "a tab is used to indent", "use spaces")


def _too_deep(text: str, name: str) -> Iterator[Problem]:
    """Depth is checked on the event stream, before the recursive composer can run out of stack."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    mark = event.start_mark
                    hint = f"at most {MAX_DEPTH} levels are allowed"
                    yield Problem(name, mark.line + 1, mark.column + 1, "(file)", "nested too deeply", hint)
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, RecursionError):
        return  # compose reports syntax errors with their place


def _plain(
    node: yaml.Node,
    path: Path_,
    key: yaml.Node | None,
    name: str,
    positions: dict[Path_, Position],
    seen: set[int],
    problems: list[Problem],
) -> Data:
    start, key_start = node.start_mark, (key or node).start_mark
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
    one_line = isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line
    positions[path] = Position(
        start.line + 1, start.column + 1, key_start.line + 1, key_start.column + 1, int(quoted), one_line
    )

    def refuse(message: str, hint: str, at: yaml.Node = node) -> None:
        mark = at.start_mark
        problems.append(Problem(name, mark.line + 1, mark.column + 1, dotted(path), message, hint))

    if id(node) in seen:
        refuse("YAML aliases (*name) are not allowed", "repeat the text")
        return None
    seen.add(id(node))
    standard = ("tag:yaml.org,2002:python", "!")
    if node.tag.startswith(standard) or node.tag in ("tag:yaml.org,2002:binary", "tag:yaml.org,2002:set"):
        refuse(f"YAML tags ({node.tag}) are not allowed", "write the plain value")
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in _NULLS else _normal(str(node.value))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(n, (*path, i), None, name, positions, seen, problems) for i, n in enumerate(node.value)]
    mapping: dict[str, Data] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            refuse("a key must be plain text", "put quotes around it", key_node)
            continue
        word = _normal(str(key_node.value))
        if word in mapping:
            mark = key_node.start_mark
            here = dotted((*path, word))
            hint = "delete or rename one of the two"
            problems.append(Problem(name, mark.line + 1, mark.column + 1, here, "duplicate key", hint))
            continue
        if key_node.value == "<<":
            refuse("YAML merge keys (<<) are not allowed", "repeat the text", key_node)
            continue
        mapping[word] = _plain(value_node, (*path, word), key_node, name, positions, seen, problems)
    return mapping


# --- JSON -----------------------------------------------------------------------------------------


def _parse_json(text: str, name: str) -> Source:
    if not text.strip():
        raise Refused([Problem(name, 1, 1, "(file)", "the file is empty")])
    try:
        json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"this is not valid JSON: {error.msg}"
        raise Refused([Problem(name, error.lineno, error.colno, "(file)", message)]) from None
    except (RecursionError, ValueError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refused([Problem(name, 1, 1, "(file)", f"this is not valid JSON: {why}")]) from None
    walker = _JsonWalker(text, name)
    data = walker.value((), None)
    if walker.problems:
        raise Refused(walker.problems)
    return Source(name, data, walker.positions)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a JSON number")


class _JsonWalker:
    """Walks text already known to be valid JSON, to learn where each value stands."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name, self.at, self.depth = text, name, 0, 0
        self.positions: dict[Path_, Position] = {}
        self.problems: list[Problem] = []

    def place(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset)
        return line + 1, offset - self.text.rfind("\n", 0, offset)

    def skip(self, marks: str = "") -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t\n\r" + marks:
            self.at += 1

    def refuse(self, offset: int, path: Path_, message: str, hint: str) -> None:
        self.problems.append(Problem(self.name, *self.place(offset), dotted(path), message, hint))

    def string(self) -> str:
        word, self.at = json.decoder.scanstring(self.text, self.at + 1, True)  # type: ignore[attr-defined]
        return _normal(word)

    def value(self, path: Path_, key_at: int | None) -> Data:
        self.skip()
        start = self.at
        here, key = self.place(start), self.place(start if key_at is None else key_at)
        self.positions[path] = Position(*here, *key, int(self.text[start] == '"'))
        if self.depth >= MAX_DEPTH:
            self.refuse(start, path, "nested too deeply", f"at most {MAX_DEPTH} levels are allowed")
            self.at = len(self.text)
            return None
        match self.text[start]:
            case '"':
                return self.string()
            case "{":
                return self.mapping(path)
            case "[":
                return self.sequence(path)
        return self.word()

    def word(self) -> str | None:
        if number := NUMBER_RE.match(self.text, self.at):
            self.at = number.end()
            return str(number[0])
        word = next(w for w in ("true", "false", "null") if self.text.startswith(w, self.at))
        self.at += len(word)
        return None if word == "null" else word

    def mapping(self, path: Path_) -> Data:
        found: dict[str, Data] = {}
        self.at, self.depth = self.at + 1, self.depth + 1
        while self.skip(",") or (self.at < len(self.text) and self.text[self.at] != "}"):
            key_at = self.at
            word = self.string()
            self.skip(":")
            if word in found:
                self.refuse(key_at, (*path, word), "duplicate key", "delete or rename one of the two")
            found[word] = self.value((*path, word), key_at)
        self.at, self.depth = self.at + 1, self.depth - 1
        return found

    def sequence(self, path: Path_) -> Data:
        found: list[Data] = []
        self.at, self.depth = self.at + 1, self.depth + 1
        while self.skip(",") or (self.at < len(self.text) and self.text[self.at] != "]"):
            found.append(self.value((*path, len(found)), None))
        self.at, self.depth = self.at + 1, self.depth - 1
        return found
