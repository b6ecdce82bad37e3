"""The block tree of a document: what it says and in which structure, in one language, in no format.

Whatever varies from one set of answers to another is a Group, kept or left out whole by its key, or a Slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.model import LANGUAGES, DocumentKind, Language, Layout

# --- Inside a line --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Str:
    """Literal text."""

    text: str


@dataclass(frozen=True)
class Slot:
    """A value filled in later; always has one (a number, a status, a reason). `shared`: the same in all languages."""

    name: str
    shared: bool = False


@dataclass(frozen=True)
class Blank:
    """A value the user gives: filled in, or a visible placeholder while it is missing."""

    name: str
    prefix: str = ""
    shared: bool = False
    """Filled in with the same words in all languages."""

    @property
    def slot(self) -> str:
        """The slot of the value."""
        return f"{self.prefix}{self.name}"

    @property
    def placeholder(self) -> str:
        """The slot of what stands there while the value is missing."""
        return f"{self.prefix}placeholder.{self.name}"


@dataclass(frozen=True)
class Reference:
    """The number of another clause, which is always there when this is."""

    clause: str

    @property
    def slot(self) -> str:
        """The slot of the number."""
        return f"ref.{self.clause}"


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


@dataclass(frozen=True)
class Both:
    """A line in two languages, Danish first: side by side, or one after the other where there is no room."""

    first: Line
    second: Line


Inline: TypeAlias = "Str | Slot | Blank | Reference | Mark | Strong | Emphasis | Link | Gloss | When | Both"
Line: TypeAlias = tuple[Inline, ...]


def leads(line: Line) -> bool:
    """Whether a line ends in a colon: something follows that it must not be parted from."""
    return all(isinstance(words[-1], Str) and words[-1].text.endswith(":") for words in sides(line) if words)


def sides(line: Line) -> tuple[Line, ...]:
    """The line in each language of its document: one or two."""
    return (line[0].first, line[0].second) if line and isinstance(line[0], Both) else (line,)


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
    new_page: bool = False


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
    place: int = 0
    """Which of the numbered lists of the complete document this is, from 1: each counts for itself."""


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
    shares: tuple[int, ...] = ()
    """How much room each column wants beside the others, by what the complete table says in it."""


@dataclass(frozen=True)
class Signature:
    """Places to sign, side by side: who, and the lines to fill in by hand."""

    parties: tuple[Line, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """Blocks that are in or out together."""

    key: str
    blocks: tuple[Node, ...]


@dataclass(frozen=True)
class Carried:
    """The answers of a working copy as JSON: in the text where a format has no other place for them."""

    heading: Line
    slot: str


Node: TypeAlias = "Paragraph | Heading | ListBlock | TableBlock | Signature | Group | Carried"


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
    """A whole document in one language, or in two side by side."""

    kind: DocumentKind
    layout: Layout
    title: Line
    contents: Line
    front: tuple[Node, ...]
    chapters: tuple[Chapter, ...]
    back: tuple[Node, ...]
    facts: tuple[tuple[str, str], ...] = field(default=())
    """Machine-readable facts about the document: name and the slot that holds the value."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The language of each side of its lines."""
        return tuple(language for language in LANGUAGES if language in self.layout)
