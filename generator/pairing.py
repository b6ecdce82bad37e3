"""Two block trees of the same document, one a language -> one tree with both languages in every line.

The trees have the same structure: the content's languages are held together when it is loaded. Numbers, keys and
conditions are shared; a value of the second language is the slot of the first with SECOND before its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from generator.blocks import Blank, Both, Document, Emphasis, Line, Link, Mark, Slot, Strong, When, sides

T = TypeVar("T")
SECOND = "en:"
_LINE = ("title", "contents", "line", "heading")
_LINES = ("columns", "cells", "parties", "lines")
"""Fields of the tree that hold a line, or several."""


def pair(first: Document, second: Document) -> Document:
    """One document with both languages. Raises ValueError where the two differ in anything but words."""
    return replace(_pair(first, replace(second, layout=first.layout)), layout="da-en")


class PairedValues(dict[str, str]):
    """The values of both languages under the names that a paired document uses, each when it is asked for."""

    def __init__(self, first: Mapping[str, str], second: Mapping[str, str]) -> None:
        self._first, self._second = first, second

    def __missing__(self, name: str) -> str:
        short = name.removeprefix(SECOND)
        text = self[name] = self._first[name] if short == name else self._second[short]
        return text


def _pair(first: T, second: T) -> T:
    """The same node with its lines paired."""
    if type(first) is not type(second):
        raise ValueError(f"the languages differ: {first!r} and {second!r}")
    if isinstance(first, tuple) and isinstance(second, tuple):
        return tuple(_pair(a, b) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]
    if is_dataclass(first) and not isinstance(first, type):
        changed = {f.name: _field(f.name, getattr(first, f.name), getattr(second, f.name)) for f in fields(first)}
        return replace(first, **changed)
    if first != second:
        raise ValueError(f"the languages differ: {first!r} and {second!r}")
    return first


def _field(name: str, first: Any, second: Any) -> Any:
    if name == "shares":
        return tuple(map(max, first, second))
    if name in _LINE:
        return (Both(first, _second(second)),)
    if name in _LINES:
        # Of a cell that says the same in both languages, one is enough.
        lines = zip(first, second, strict=True)
        return tuple(a if a == b and not _filled(a) else (Both(a, _second(b)),) for a, b in lines)
    return _pair(first, second)


def _second(line: Line) -> Line:
    """The line with the slots of the second language."""
    return tuple(_second_part(part) for part in line)


def _second_part(part: Any) -> Any:
    match part:
        case Slot(name=name, shared=False):
            return Slot(f"{SECOND}{name}")
        case Blank():
            return replace(part, prefix=SECOND)
        case Strong() | Emphasis() | Link() | Mark() | When():
            return replace(part, children=_second(part.children))
    return part


def _filled(line: Line) -> bool:
    """Whether a line has a value in it that languages write in different ways."""
    return any(
        isinstance(p, Blank) or (isinstance(p, Slot) and not p.shared) or _filled(getattr(p, "children", ()))
        for p in line
    )


# --- Back to one ----------------------------------------------------------------------------------


def side(node: T, place: int) -> T:
    """The same tree with only the first or the second language in its lines."""
    if isinstance(node, tuple):
        if len(node) == 1 and isinstance(node[0], Both):
            return sides(node)[place]  # type: ignore[return-value]
        return tuple(side(part, place) for part in node)  # type: ignore[return-value]
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{f.name: side(getattr(node, f.name), place) for f in fields(node)})
    return node
