"""A block tree as one HTML element, to stand in a page of its own or inside the site."""

from __future__ import annotations

from html import escape as html_escape

from generator.blocks import (
    Blank,
    Both,
    Carried,
    Chapter,
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
    """Text that reads as itself in HTML, in an element or a quoted attribute."""
    return "<br>".join(html_escape(line, quote=True) for line in text.splitlines())


def write(document: Document) -> Compiled:
    """The whole document as <article class="document">."""
    out = Builder()
    paired = " paired" if len(document.languages) > 1 else ""
    out.text(f'<article class="document document-{document.kind}{paired}" lang="{document.languages[0]}"')
    for name, slot in document.facts:
        out.text(f' data-{name.replace("_", "-")}="')
        out.slot(slot)
        out.text('"')
    out.text(">\n<header>\n")
    _element("h1", document.title, out)
    _blocks(document.front, out)
    out.text("</header>\n")
    if document.kind == "sla":
        _contents(document, out)
    for chapter in document.chapters:
        with out.group(chapter.key):
            _chapter(document, chapter, out)
    out.text("<footer>\n")
    _blocks(document.back, out)
    out.text("</footer>\n</article>\n")
    return out.compiled()


def fragment(blocks: tuple[Node, ...]) -> str:
    """Blocks without slots, as HTML to stand in a page of the site."""
    out = Builder()
    _blocks(blocks, out)
    return "".join(text for _, _, text in out.compiled().segments)


def inline(line: Line) -> str:
    """A line without slots, as HTML."""
    out = Builder()
    _line(line, out)
    return "".join(text for _, _, text in out.compiled().segments)


def anchor(kind: str, entry_id: str) -> str:
    """The id of an element: from the content's id, never from a counter."""
    return f"{kind}-{entry_id.replace('_', '-')}"


def _contents(document: Document, out: Builder) -> None:
    out.text('<nav class="contents" aria-labelledby="contents">\n')
    _element("h2", document.contents, out, attributes=' id="contents"')
    out.text("<ol>\n")
    for chapter in document.chapters:
        with out.group(chapter.key):
            _content(anchor("section", chapter.id), chapter.number, chapter.title, out)
            out.text("<ol>\n")
            for entry in chapter.entries:
                with out.group(entry.key):
                    _content(anchor("clause", entry.id), entry.number, entry.title, out)
                    out.text("</li>\n")
            out.text("</ol>\n</li>\n")
    out.text("</ol>\n</nav>\n")


def _content(target: str, number: str, title: Line, out: Builder) -> None:
    out.text("<li>")
    _element("a", title, out, number=number, attributes=f' href="#{target}"')


def _element(tag: str, line: Line, out: Builder, *, number: str = "", style: str = "", attributes: str = "") -> None:
    """A line as an element of its own. Two languages stand side by side in it, both with the number."""
    found = sides(line)
    classes = " ".join(filter(None, (style, "pair" if len(found) > 1 else "")))
    out.text(f"<{tag}{attributes}" + (f' class="{classes}">' if classes else ">"))
    for language, words in zip(LANGUAGES, found, strict=False):
        out.text(f'<span lang="{language}">' if len(found) > 1 else "")
        if number:
            out.text('<span class="number">')
            out.slot(number)
            out.text("</span> ")
        _line(words, out)
        out.text("</span> " if len(found) > 1 else "")
    out.text(f"</{tag}>" if tag == "a" else f"</{tag}>\n")


def _chapter(document: Document, chapter: Chapter, out: Builder) -> None:
    out.text(f'<section class="chapter" id="{anchor("section", chapter.id)}">\n')
    _element("h2", chapter.title, out, number=chapter.number)
    _blocks(chapter.blocks, out)
    for entry in chapter.entries:
        with out.group(entry.key):
            _entry(document, entry, out)
    out.text("</section>\n")


def _entry(document: Document, entry: Entry, out: Builder) -> None:
    kind = "clause" if document.kind == "sla" else "item"
    name = anchor(kind, entry.id)
    out.text(f'<section class="{kind}" id="{name}" data-{kind}="{entry.id}" data-code="{entry.code}" data-status="')
    out.slot(entry.status)
    out.text('">\n')
    if kind == "item":
        out.text(f'<h3><input type="checkbox" id="tick-{name}"> ')
        _element("label", entry.title, out, number=entry.number, attributes=f' for="tick-{name}"')
        out.text("</h3>\n")
    else:
        _element("h3", entry.title, out, number=entry.number)
    _blocks(entry.blocks, out)
    out.text("</section>\n")


def _blocks(blocks: tuple[Node, ...], out: Builder) -> None:
    for block in blocks:
        _block(block, out)


def _block(block: Node, out: Builder) -> None:
    match block:
        case Paragraph():
            _paragraph(block, out)
        case Heading():
            _element("h2", block.line, out, style="new-page" if block.new_page else "")
        case ListBlock():
            _list(block, out)
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
    styles = {"undecided": "undecided-note"}
    style = styles.get(block.style, block.style) or ("numbered" if block.number else "")
    _element("p", block.line, out, number=block.number, style=style)


def _list(block: ListBlock, out: Builder) -> None:
    tag = "ol" if block.ordered else "ul"
    out.text(f'<{tag} class="open-points">\n' if block.style == "tick" else f"<{tag}>\n")
    for item in block.items:
        with out.group(item.key):
            out.text("<li>")
            for node in item.blocks:
                _point(node, out)
            out.text("</li>\n")
    out.text(f"</{tag}>\n")


def _point(node: Node, out: Builder) -> None:
    """The words of a point stand in it directly: paragraphs would set a short list far apart."""
    if isinstance(node, Paragraph) and not node.style and not node.number and len(sides(node.line)) == 1:
        _line(node.line, out)
    else:
        _block(node, out)


def _table(table: TableBlock, out: Builder) -> None:
    out.text('<div class="table-scroll" tabindex="0" role="region" aria-label="')
    _label(table.columns[0], out)
    out.text('">\n<table class="data stack">\n<thead>\n<tr>')
    for column in table.columns:
        out.text('<th scope="col">')
        _line(column, out)
        out.text("</th>")
    out.text("</tr>\n</thead>\n<tbody>\n")
    for row in table.rows:
        with out.group(row.key):
            out.text("<tr>")
            for i, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
                if i == 0:
                    out.text('<th scope="row">')
                else:
                    out.text('<td data-label="')
                    _label(column, out)
                    out.text('">')
                _line(cell, out)
                out.text("</th>" if i == 0 else "</td>")
            out.text("</tr>\n")
    out.text("</tbody>\n</table>\n</div>\n")


def _label(line: Line, out: Builder) -> None:
    """A heading as the text of an attribute."""
    for place, side in enumerate(sides(line)):
        out.text(" / " if place else "")
        _line(side, out)


def _signature(block: Signature, out: Builder) -> None:
    out.text('<div class="signatures">\n')
    for party in block.parties:
        out.text('<div class="signature">\n<p><strong>')
        _line(party, out)
        out.text("</strong></p>\n<dl>\n")
        for line in block.lines:
            out.text("<dt>")
            _line(line, out)
            out.text('</dt><dd class="rule"></dd>\n')
        out.text("</dl>\n</div>\n")
    out.text("</div>\n")


def _carried(block: Carried, out: Builder) -> None:
    _element("h2", block.heading, out)
    out.text('<pre class="answers" style="white-space: pre-wrap; overflow-wrap: anywhere">')
    out.raw(block.slot)
    out.text("</pre>\n")


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
                    _mark((Slot(part.placeholder),), out)
            case Reference():
                out.text(f'<a href="#{anchor("clause", part.clause)}">')
                out.slot(part.slot)
                out.text("</a>")
            case When():
                with out.group(part.key):
                    _line(part.children, out)
            case Mark():
                _mark(part.children, out)
            case Strong() | Emphasis():
                tag = "strong" if isinstance(part, Strong) else "em"
                out.text(f"<{tag}>")
                _line(part.children, out)
                out.text(f"</{tag}>")
            case Link():
                out.text(f'<a href="{escape(part.href)}" rel="noreferrer">')
                _line(part.children, out)
                out.text("</a>")
            case Both():
                for language, side in zip(LANGUAGES, (part.first, part.second), strict=True):
                    out.text(f'<span class="side" lang="{language}">')
                    _line(side, out)
                    out.text("</span> ")
            case Gloss():
                out.text(f'<a class="term" href="#{anchor("word", part.term)}">')
                _line(part.children, out)
                out.text("</a>")


def _mark(children: Line, out: Builder) -> None:
    out.text('<mark class="blank">')
    _line(children, out)
    out.text("</mark>")
