"""A block tree as JSON: every clause with its id, code and status, and the text of what is in.

A list whose members vary begins with something that is always there, so that each of them can bring its own comma.
"""

from __future__ import annotations

import json

from generator.blocks import (
    Blank,
    Carried,
    Document,
    Emphasis,
    Entry,
    Gloss,
    Group,
    Heading,
    Line,
    Link,
    ListBlock,
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
    sides,
)
from generator.model import LANGUAGES
from generator.segments import Builder, Compiled


def escape(text: str) -> str:
    """Text as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def write(document: Document) -> Compiled:
    """The whole document."""
    out = Builder()
    out.text(f'{{\n"document": "{document.kind}",\n"language": "{document.layout}",\n"title": ')
    _string(document.title, out)
    for name, slot in document.facts:
        out.text(f',\n"{name}": "')
        out.slot(slot)
        out.text('"')
    out.text(',\n"front": [\n{"kind": "start"}')
    _blocks(document.front, out)
    word = "clauses" if document.kind == "sla" else "items"
    out.text(f'\n],\n"{word}": [')
    entries = [(chapter, entry) for chapter in document.chapters for entry in chapter.entries]
    for i, (chapter, entry) in enumerate(entries):
        out.text(",\n" if i else "\n")
        _entry(chapter.id, entry, out)
    out.text('\n],\n"back": [\n{"kind": "start"}')
    _blocks(document.back, out)
    out.text("\n]\n}\n")
    return out.compiled()


def _entry(section: str, entry: Entry, out: Builder) -> None:
    """An entry that is out has its id, code and status, and no text: a copy tells nothing it should not."""
    out.text(f'{{"id": "{entry.id}", "code": "{entry.code}", "section": "{section}", "status": "')
    out.slot(entry.status)
    out.text('"')
    with out.group(entry.key):
        out.text(', "number": "')
        out.slot(entry.number)
        out.text('", "title": ')
        _string(entry.title, out)
        out.text(', "blocks": [\n{"kind": "start"}')
        _blocks(entry.blocks, out)
        out.text("\n]")
    out.text("}")


def _blocks(blocks: tuple[Node, ...], out: Builder) -> None:
    for block in blocks:
        _block(block, out)


def _block(block: Node, out: Builder) -> None:
    match block:
        case Paragraph():
            _paragraph(block, out)
        case Heading():
            out.text(',\n{"kind": "heading", "text": ')
            _string(block.line, out)
            out.text("}")
        case ListBlock():
            for item in block.items:
                with out.group(item.key):
                    _item(item.blocks, out)
        case TableBlock():
            _table(block, out)
        case Signature():
            _signature(block, out)
        case Group():
            with out.group(block.key):
                _blocks(block.blocks, out)
        case Carried():
            out.text(',\n{"kind": "answers", "value": ')
            out.raw(block.slot)
            out.text("}")


def _paragraph(block: Paragraph, out: Builder, kind: str = "paragraph") -> None:
    out.text(f',\n{{"kind": "{block.style or kind}", ')
    if block.number:
        out.text('"number": "')
        out.slot(block.number)
        out.text('", ')
    out.text('"text": ')
    _string(block.line, out)
    out.text("}")


def _item(blocks: tuple[Node, ...], out: Builder) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            _paragraph(block, out, "item")
        else:
            _block(block, out)


def _table(table: TableBlock, out: Builder) -> None:
    out.text(',\n{"kind": "table", "rows": [\n')
    _cells(table.columns, out)
    for row in table.rows:
        with out.group(row.key):
            out.text(",\n")
            _cells(row.cells, out)
    out.text("\n]}")


def _cells(cells: tuple[Line, ...], out: Builder) -> None:
    out.text("[")
    for i, cell in enumerate(cells):
        out.text(", " if i else "")
        _string(cell, out)
    out.text("]")


def _signature(block: Signature, out: Builder) -> None:
    out.text(',\n{"kind": "signatures", "parties": ')
    _cells(block.parties, out)
    out.text(', "lines": ')
    _cells(block.lines, out)
    out.text("}")


def _string(line: Line, out: Builder) -> None:
    """A line as a string; of two languages, each under its own key."""
    found = sides(line)
    if len(found) > 1:
        for language, side in zip(LANGUAGES, found, strict=True):
            out.text(f'{"{" if language == LANGUAGES[0] else ", "}"{language}": ')
            _string(side, out)
        out.text("}")
        return
    out.text('"')
    _line(line, out)
    out.text('"')


def _line(line: Line, out: Builder) -> None:
    for part in line:
        match part:
            case Str():
                out.text(escape(part.text))
            case Slot():
                out.slot(part.name)
            case Blank():
                with out.group(f"filled:{part.name}"):
                    out.slot(part.slot)
                with out.group(f"blank:{part.name}"):
                    out.slot(part.placeholder)
            case Reference():
                out.slot(part.slot)
            case When():
                with out.group(part.key):
                    _line(part.children, out)
            case Mark() | Strong() | Emphasis() | Link() | Gloss():
                _line(part.children, out)
