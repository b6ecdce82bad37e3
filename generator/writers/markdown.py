"""A block tree as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from generator.blocks import (
    Blank,
    Both,
    Carried,
    Chapter,
    Document,
    Emphasis,
    Entry,
    Group,
    Heading,
    Line,
    Link,
    ListBlock,
    ListItem,
    Mark,
    Node,
    Paragraph,
    Reference,
    Signature,
    Slot,
    Str,
    Strong,
    TableBlock,
    When,
)
from generator.pairing import side
from generator.segments import Builder, Compiled

T = TypeVar("T")
_SPECIAL = re.compile(r"[\\`*\[\]#|~{}$^]|(?<![^\W_])_|_(?![^\W_])")
"""An underscore inside a word means nothing, so that e-mail addresses stay readable."""
_LIST_MARK = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_RULE_OR_POINT = re.compile(r"^([-+](?=\s|$)|-+$|=+$)")
_SIGNATURE_LINE = "_" * 40
"""After other words on its line a row of underscores is only that."""


def escape(text: str) -> str:
    """An answer that reads as itself in Markdown, wherever it stands. White space around its lines is dropped.

    A line break becomes a hard one, so that not even an empty line ends the paragraph.
    """
    return "\\\n".join(_literal(part.strip()) for part in text.strip().splitlines())


def _literal(text: str) -> str:
    """Text of one line that reads as itself; spaces at its ends belong to it."""
    text = text.replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\g<0>", text)
    return _RULE_OR_POINT.sub(r"\\\1", _LIST_MARK.sub(r"\1\\\2", text))


def write(document: Document) -> Compiled:
    """The whole document. Of two languages, the second follows the first clause by clause."""
    out = Builder()
    out.text("# ")
    _line(document.title, out)
    out.text("\n\n")
    for front in _each(document, document.front):
        _blocks(front, out)
    if document.kind == "sla":
        for contents, chapters in _each(document, (document.contents, document.chapters)):
            _contents(contents, chapters, out)
    for chapter in document.chapters:
        with out.group(chapter.key):
            _chapter(document, chapter, out)
    out.text("---\n\n")
    for back in _each(document, document.back):
        _blocks(back, out)
    return out.compiled()


def _each(document: Document, part: T) -> Iterator[T]:
    """A part of the document in each of its languages."""
    languages = document.languages
    return iter((part,)) if len(languages) == 1 else (side(part, place) for place in range(len(languages)))


def _contents(title: Line, chapters: tuple[Chapter, ...], out: Builder) -> None:
    out.text("## ")
    _line(title, out)
    out.text("\n\n")
    for chapter in chapters:
        with out.group(chapter.key):
            out.text("- ")
            out.slot(chapter.number)
            out.text(" ")
            _line(chapter.title, out)
            out.text("\n")
            for entry in chapter.entries:
                with out.group(entry.key):
                    out.text("    - ")
                    _title(entry, out)
                    out.text("\n")
    out.text("\n")


def _chapter(document: Document, chapter: Chapter, out: Builder) -> None:
    out.text("## ")
    out.slot(chapter.number)
    out.text(" ")
    _line(chapter.title, out)
    out.text("\n\n")
    for blocks in _each(document, chapter.blocks):
        _blocks(blocks, out)
    for entry in chapter.entries:
        with out.group(entry.key):
            for one in _each(document, entry):
                _entry(document, one, out)


def _entry(document: Document, entry: Entry, out: Builder) -> None:
    out.text("### ")
    if document.kind == "checklist":
        out.text("☐ ")
    _title(entry, out)
    out.text("\n\n")
    _blocks(entry.blocks, out)


def _title(entry: Entry, out: Builder) -> None:
    out.slot(entry.number)
    out.text(" ")
    _line(entry.title, out)


def _blocks(blocks: tuple[Node, ...], out: Builder) -> None:
    for block in blocks:
        _block(block, out)


def _block(block: Node, out: Builder) -> None:
    match block:
        case Paragraph():
            _paragraph(block, out)
            out.text("\n\n")
        case Heading():
            out.text("## ")
            _line(block.line, out)
            out.text("\n\n")
        case ListBlock():
            for place, item in enumerate(block.items, 1):
                with out.group(item.key):
                    _point(block, item, place, out)
                    _item(item, out)
            out.text("\n")
        case TableBlock():
            _table(block, out)
        case Signature():
            _signature(block, out)
        case Group():
            with out.group(block.key):
                _blocks(block.blocks, out)
        case Carried():
            _carried(block, out)


def _paragraph(block: Paragraph, out: Builder) -> None:
    if block.style in ("note", "undecided"):
        out.text("> ")
    if block.number:
        out.slot(block.number)
        out.text(" ")
    _line(block.line, out, starts=not block.number)


def _point(block: ListBlock, item: ListItem, place: int, out: Builder) -> None:
    """What a point begins with."""
    if not block.ordered:
        out.text("- [ ] " if block.style == "tick" else "- ")
    elif item.number:
        out.slot(item.number)
        out.text(". ")
    else:
        out.text(f"{place}. ")


def _item(item: ListItem, out: Builder) -> None:
    for node in item.blocks:
        if isinstance(node, Group):
            with out.group(node.key):
                for inner in node.blocks:
                    out.text("*")
                    _line(inner.line if isinstance(inner, Paragraph) else (), out)
                    out.text("* ")
        elif isinstance(node, Paragraph):
            _line(node.line, out, starts=True)
            out.text("\n")
        else:
            raise TypeError(f"a list item holds one paragraph, not {type(node).__name__}")


def _table(table: TableBlock, out: Builder) -> None:
    for column in table.columns:
        out.text("| ")
        _line(column, out)
        out.text(" ")
    out.text("|\n" + "| --- " * len(table.columns) + "|\n")
    for row in table.rows:
        with out.group(row.key):
            for cell in row.cells:
                out.text("| ")
                _line(cell, out)
                out.text(" ")
            out.text("|\n")
    out.text("\n")


def _signature(block: Signature, out: Builder) -> None:
    for party in block.parties:
        out.text("**")
        _line(party, out)
        out.text("**\n\n")
        for line in block.lines:
            _line(line, out)
            out.text(f": {_SIGNATURE_LINE}\n\n")


def _carried(block: Carried, out: Builder) -> None:
    """Indented code: no text inside can end it, unlike a fence, and nothing in it is escaped but line ends."""
    out.text("## ")
    _line(block.heading, out)
    out.text("\n\n    ")
    out.raw(block.slot)
    out.text("\n\n")


def _line(line: Line, out: Builder, *, starts: bool = False) -> None:
    for i, part in enumerate(line):
        match part:
            case Str():
                # After an answer such as 12, a full stop would make the paragraph a numbered list.
                out.text("\\" if starts and i == 1 and part.text[:1] in (".", ")") else "")
                out.text(_literal(part.text))
            case Slot() | Reference():
                out.slot(part.slot if isinstance(part, Reference) else part.name)
            case Blank():
                with out.group(f"filled:{part.name}"):
                    out.slot(part.slot)
                with out.group(f"blank:{part.name}"):
                    out.slot(part.placeholder)
            case Both():
                _line(part.first, out)
                out.text(" / ")
                _line(part.second, out)
            case When():
                with out.group(part.key):
                    _line(part.children, out)
            case Mark():
                _line(part.children, out)
            case Strong() | Emphasis():
                mark = "**" if isinstance(part, Strong) else "*"
                out.text(mark)
                _line(part.children, out)
                out.text(mark)
            case Link():
                out.text("[")
                _line(part.children, out)
                out.text(f"]({part.href})")
