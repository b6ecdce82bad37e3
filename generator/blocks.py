"""The block tree of a document: what it says and in which structure, in one language, in no format.

Whatever varies from one set of answers to another is a Group, kept or left out whole by its key, or a Slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.model import Language

# --- Inside a line --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Str:
    """Literal text."""

    text: str


@dataclass(frozen=True)
class Slot:
    """A value filled in later; always has one (a number, a status, a reason)."""

    name: str


@dataclass(frozen=True)
class Blank:
    """A value the user gives: filled in, or a visible placeholder while it is missing."""

    name: str


@dataclass(frozen=True)
class Mark:
    """A visible placeholder."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Strong:
    """Important."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Emphasis:
    """Stressed."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Link:
    """A link to a web address."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Gloss:
    """A word of the trade that the page explains; `term` is its id in the glossary. In pages only."""

    term: str
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class When:
    """Part of a line that is in or out by its key."""

    key: str
    children: tuple[Inline, ...]


Inline: TypeAlias = "Str | Slot | Blank | Mark | Strong | Emphasis | Link | Gloss | When"
Line: TypeAlias = tuple[Inline, ...]

# --- Blocks ---------------------------------------------------------------------------------------

Style: TypeAlias = Literal["", "note", "undecided", "meta", "lead"]


@dataclass(frozen=True)
class Paragraph:
    """Running text; `number` is the slot that holds its number."""

    line: Line
    number: str = ""
    style: Style = ""


@dataclass(frozen=True)
class Heading:
    """A heading of the front or back matter. Chapters and entries carry their own."""

    line: Line


@dataclass(frozen=True)
class ListItem:
    """One point of a list, in or out by its key; `number` is the slot that counts those that are in."""

    blocks: tuple[Node, ...]
    key: str = ""
    number: str = ""


@dataclass(frozen=True)
class ListBlock:
    """A list."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    style: Literal["", "tick"] = ""


@dataclass(frozen=True)
class TableRow:
    """One row of a table, in or out by its key."""

    cells: tuple[Line, ...]
    key: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table; the first cell of a row is its heading."""

    columns: tuple[Line, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Signature:
    """Places to sign, side by side: who, and the lines to fill in by hand."""

    parties: tuple[Line, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Blocks that are in or out together."""

    key: str
    blocks: tuple[Node, ...]


@dataclass(frozen=True)
class Verbatim:
    """Machine-readable text in the document: the answers of a working copy."""

    slot: str = ""
    text: str = ""


Node: TypeAlias = "Paragraph | Heading | ListBlock | TableBlock | Signature | Group | Verbatim"


@dataclass(frozen=True)
class Entry:
    """A clause, or an item of the checklist."""

    key: str
    id: str
    code: str
    title: Line
    number: str
    status: str
    blocks: tuple[Node, ...]


@dataclass(frozen=True)
class Chapter:
    """A section of the agreement, or a phase of the checklist."""

    key: str
    id: str
    title: Line
    number: str
    entries: tuple[Entry, ...]
    blocks: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole document in one language."""

    kind: Literal["sla", "checklist"]
    language: Language
    title: Line
    contents: str
    front: tuple[Node, ...]
    chapters: tuple[Chapter, ...]
    back: tuple[Node, ...]
    facts: tuple[tuple[str, str], ...] = field(default=())
    """Machine-readable facts about the document: name and the slot that holds the value."""
