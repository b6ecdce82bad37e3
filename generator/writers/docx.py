"""A block tree as the body of a Word document: word/document.xml in segments.

Numbers are Word's own: headings and numbered paragraphs carry a style that counts, so that a clause inserted by hand
renumbers the rest. Only references, the contents list and the second column print a number that was computed; they
are fields, which Word counts anew when fields are updated. Ids derive from the content's ids, never from a counter
of what is shown. What stands around the body is in docx_package.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape as xml_escape

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
    Inline,
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
    leads,
    sides,
)
from generator.model import Language
from generator.segments import Builder, Compiled
from generator.writers.docx_package import TAGS
from generator.writers.docx_styles import FIRST_LIST, MAX_LISTS, NAMESPACES, TEXT_WIDTH, XML

_KEEP = "<w:keepNext/>"
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_OUTSIDE = {"": "Normal", "note": "Note", "undecided": "Undecided", "meta": "Meta", "lead": "Lead"}
_INSIDE = {**_OUTSIDE, "": "ClauseMore", "meta": "ClauseMeta"}


@dataclass(frozen=True)
class Look:
    """How a run looks, and in which language it is."""

    language: Language
    strong: bool = False
    emphasis: bool = False
    style: str = ""


def escape(text: str) -> str:
    """A value as it stands inside <w:t>."""
    return _BREAK.join(xml_escape(line) for line in text.splitlines())


def write(document: Document) -> Compiled:
    """The whole body."""
    out = Builder()
    out.text(f"{XML}<w:document {NAMESPACES}><w:body>")
    _Body(out, document).write()
    out.text("</w:body></w:document>")
    return out.compiled()


def bookmark(kind: str, name: str) -> tuple[str, int]:
    """The name (at most 40 characters, as Word wants it) and the id of a bookmark, both from the content's id."""
    digest = hashlib.sha256(f"{kind} {name}".encode()).hexdigest()
    label = re.sub(r"\W", "_", f"{kind}_{name}")
    return (label if len(label) <= 40 else f"{label[:31]}_{digest[:8]}"), int(digest[:7], 16)


class _Body:
    """Writes one document; keeps the place: the document, and whether inside an entry and held with what follows."""

    def __init__(self, out: Builder, document: Document) -> None:
        self._out = out
        self._document = document
        self._languages = document.languages
        self._paired = len(document.languages) > 1
        self._inside = False
        self._held = False

    def write(self) -> None:
        """Title, front, contents, chapters, back, and the section properties that name header and footer."""
        document, out = self._document, self._out
        self._lined("Title", document.title)
        self._blocks(document.front)
        if document.kind == "sla":
            self._contents()
        for chapter in document.chapters:
            with out.group(chapter.key):
                self._chapter(chapter)
        self._blocks(document.back)
        out.text(
            '<w:p><w:pPr><w:pStyle w:val="Last"/></w:pPr></w:p>'
            '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>'
            '<w:headerReference w:type="first" r:id="rIdFirstHeader"/>'
            '<w:footerReference w:type="default" r:id="rIdFooter"/><w:footerReference w:type="first" r:id="rIdFooter"/>'
            '<w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1247" w:right="1247" w:bottom="1247" w:left="1247" w:header="624" w:footer="624"'
            ' w:gutter="0"/><w:titlePg/></w:sectPr>'
        )

    # --- Lines as paragraphs, side by side in two languages -------------------------------------------

    def _lined(
        self,
        style: str,
        line: Line,
        *,
        mark: tuple[str, int] | None = None,
        number: Inline | None = None,
        counting: str = "",
        before: tuple[Node, ...] = (),
        box: str = "",
        keep: bool = False,
    ) -> None:
        """A paragraph, or a row with one in each language. Only the first counts; the second refers to its number.

        `number` is the number that is counted, by the style or by `counting`, and `mark` the bookmark at the paragraph;
        `before` are marks at the start of the line; `box` is the id of a box to tick; `keep` holds it with what
        follows.
        """
        found = sides(line)
        kept = _KEEP if keep else ""
        if len(found) == 1:
            self._paragraph(style, line, self._languages[0], mark, kept + counting, before, box)
            return
        with self._row():
            for place, (language, side) in enumerate(zip(self._languages, found, strict=True)):
                with self._cell(TEXT_WIDTH // 2):
                    here = tuple(_one_side(node, place) for node in before)
                    if place == 0:
                        self._paragraph(style, side, language, mark, kept + counting, here, box)
                    else:
                        self._second(style, side, language, mark, number, kept, here)

    def _second(
        self,
        style: str,
        line: Line,
        language: Language,
        mark: tuple[str, int] | None,
        number: Inline | None,
        properties: str,
        before: tuple[Node, ...],
    ) -> None:
        """The paragraph of the second column: the same look, but its number is a field that follows the first."""
        out = self._out
        plain = f"{style}Second" if style in _COUNTING else style
        out.text(f'<w:p><w:pPr><w:pStyle w:val="{plain}"/>{properties}</w:pPr>')
        if number and mark:
            self._field(f"REF {mark[0]} \\w \\h", number, Look(language))
            self._words(".\t" if style == "ListNumber" else "\t", Look(language))
        self._starts(before, language)
        self._runs(line, Look(language))
        out.text("</w:p>")

    def _paragraph(
        self,
        style: str,
        line: Line,
        language: Language,
        mark: tuple[str, int] | None = None,
        properties: str = "",
        before: tuple[Node, ...] = (),
        box: str = "",
    ) -> None:
        out = self._out
        out.text(f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>')
        if mark:
            out.text(f'<w:bookmarkStart w:id="{mark[1]}" w:name="{mark[0]}"/>')
        if box:
            self._box(box, language)
        self._starts(before, language)
        self._runs(line, Look(language))
        if mark:
            out.text(f'<w:bookmarkEnd w:id="{mark[1]}"/>')
        out.text("</w:p>")

    def _starts(self, before: tuple[Node, ...], language: Language) -> None:
        """Marks at the start of a point: words of its line, so that the point stays one paragraph."""
        for node in before:
            if isinstance(node, Group):
                with self._out.group(node.key):
                    self._starts(node.blocks, language)
            elif isinstance(node, Paragraph):
                self._runs(node.line, Look(language, emphasis=True, style="Placeholder"))
                self._words(" ", Look(language))

    @contextmanager
    def _row(self) -> Iterator[None]:
        """A table of one row: Word shows tables that follow each other as one."""
        half = TEXT_WIDTH // 2
        self._out.text(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TwoColumns"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/></w:tblPr>'
            f'<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid>'
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        )
        yield
        self._out.text("</w:tr></w:tbl>")

    @contextmanager
    def _cell(self, width: int) -> Iterator[None]:
        self._out.text(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>')
        yield
        self._out.text("</w:tc>")

    def _box(self, name: str, language: Language) -> None:
        """A box that can be ticked in Word."""
        _, number = bookmark("box", name)
        font, lang = "MS Gothic", f'<w:lang w:val="{TAGS[language]}"/>'
        self._out.text(
            f'<w:sdt><w:sdtPr><w:id w:val="{number}"/><w14:checkbox><w14:checked w14:val="0"/>'
            f'<w14:checkedState w14:val="2612" w14:font="{font}"/>'
            f'<w14:uncheckedState w14:val="2610" w14:font="{font}"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}"/>{lang}</w:rPr>'
            "<w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
        )
        self._words(" ", Look(language))

    # --- Parts of the document ------------------------------------------------------------------------

    def _contents(self) -> None:
        document, out = self._document, self._out
        self._lined("FrontHeading", document.contents)
        if not self._paired:
            out.text(_field_start('TOC \\o "1-2" \\n \\h \\z'))
        for chapter in document.chapters:
            with out.group(chapter.key):
                self._content("TOC1", bookmark("section", chapter.id)[0], chapter.number, chapter.title)
                for entry in chapter.entries:
                    with out.group(entry.key):
                        self._content("TOC2", bookmark("clause", entry.id)[0], entry.number, entry.title)
        if not self._paired:
            out.text(_FIELD_END)

    def _content(self, style: str, target: str, number: str, title: Line) -> None:
        """A line of the contents list, which is a link."""
        link = Slot(number), Str("\t"), *title
        if not self._paired:
            self._linked(style, target, link, self._languages[0])
            return
        with self._row():
            for language, side in zip(self._languages, sides(title), strict=True):
                with self._cell(TEXT_WIDTH // 2):
                    self._linked(style, target, (Slot(number), Str("\t"), *side), language)

    def _linked(self, style: str, target: str, line: Line, language: Language) -> None:
        self._out.text(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:hyperlink w:anchor="{target}">')
        self._runs(line, Look(language))
        self._out.text("</w:hyperlink></w:p>")

    def _chapter(self, chapter: Chapter) -> None:
        self._lined("Heading1", chapter.title, mark=bookmark("section", chapter.id), number=Slot(chapter.number))
        self._blocks(chapter.blocks)
        for entry in chapter.entries:
            with self._out.group(entry.key):
                self._entry(entry)

    def _entry(self, entry: Entry) -> None:
        box = entry.id if self._document.kind == "checklist" else ""
        self._lined("Heading2", entry.title, mark=bookmark("clause", entry.id), number=Slot(entry.number), box=box)
        *first, last = entry.blocks
        self._inside = True
        self._held = bool(box) and not self._paired  # a task stays on one page, where that leaves no large gaps
        self._blocks(tuple(first))
        self._held = False
        self._blocks((last,))
        self._inside = False

    def _blocks(self, blocks: tuple[Node, ...]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Node) -> None:
        match block:
            case Paragraph(number=number) if number:
                mark = bookmark("p", number.partition(":")[2]) if self._paired else None
                self._lined("ClauseText", block.line, mark=mark, number=Slot(number), keep=leads(block.line))
            case Paragraph():
                style = (_INSIDE if self._inside else _OUTSIDE)[block.style]
                self._lined(style, block.line, keep=self._held or leads(block.line))
            case Heading():
                self._lined("NewPageHeading" if block.new_page else "FrontHeading", block.line)
            case ListBlock():
                self._list(block)
            case TableBlock():
                self._table(block)
            case Signature():
                self._signature(block)
            case Group():
                with self._out.group(block.key):
                    self._blocks(block.blocks)
            case Carried():
                pass  # the answers travel in a part of their own

    def _list(self, block: ListBlock) -> None:
        style, counting = ("OpenPoint" if block.style == "tick" else "ListBullet"), ""
        if block.ordered:
            if block.place > MAX_LISTS:
                raise ValueError(f"a document has at most {MAX_LISTS} numbered lists")
            style = "ListNumber"
            counting = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{FIRST_LIST + block.place}"/></w:numPr>'
        for place, item in enumerate(block.items, 1):
            with self._out.group(item.key):
                self._item(style, item, counting, block.place, place)

    def _item(self, style: str, item: ListItem, counting: str, listed: int, place: int) -> None:
        *before, last = item.blocks
        if not isinstance(last, Paragraph):
            raise TypeError(f"a point ends with its words, not with {type(last).__name__}")
        mark = bookmark("point", item.number or f"{listed} {place}") if counting and self._paired else None
        number = Slot(item.number) if item.number else Str(str(place))
        self._lined(
            style, last.line, mark=mark, number=number if mark else None, counting=counting, before=tuple(before)
        )

    # --- Tables -----------------------------------------------------------------------------------------

    def _table(self, table: TableBlock) -> None:
        out, widths = self._out, _widths(table.shares or (1,) * len(table.columns))
        out.text(f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{_KEEP}</w:pPr></w:p>')
        out.text(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="GuideTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>'
        )
        out.text("".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>")
        out.text("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
        self._cells(table.columns, widths, "TableHead")
        out.text("</w:tr>")
        for row in table.rows:
            with out.group(row.key):
                out.text("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
                self._cells(row.cells, widths, "TableText")
                out.text("</w:tr>")
        out.text('</w:tbl><w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>')

    def _cells(self, cells: tuple[Line, ...], widths: tuple[int, ...], style: str) -> None:
        for cell, width in zip(cells, widths, strict=True):
            with self._cell(width):
                self._paragraph(style, cell, self._languages[0])

    def _signature(self, block: Signature) -> None:
        """Side by side, kept together on one page."""
        out, width = self._out, TEXT_WIDTH // len(block.parties)
        out.text('<w:p><w:pPr><w:pStyle w:val="Gap"/><w:keepNext/></w:pPr></w:p>')
        out.text(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Signatures"/><w:tblW w:w="{width * len(block.parties)}"'
            ' w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
        )
        out.text(
            f'<w:gridCol w:w="{width}"/>' * len(block.parties) + "</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>"
        )
        for party in block.parties:
            with self._cell(width):
                self._paragraph("SignatureParty", party, self._languages[0])
                for line in block.lines:
                    self._paragraph("SignatureLine", line, self._languages[0])
        out.text('</w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>')

    # --- Runs -------------------------------------------------------------------------------------------

    def _runs(self, line: Line, look: Look) -> None:
        for part in line:
            self._run(part, look)

    def _run(self, part: Inline, look: Look) -> None:
        out = self._out
        match part:
            case Str(text=text):
                self._words(text, look)
            case Slot(name=name):
                self._value(name, look)
            case Blank(name=name):
                with out.group(f"filled:{name}"):
                    self._value(part.slot, look)
                with out.group(f"blank:{name}"):
                    self._value(part.placeholder, replace(look, style="Placeholder"))
            case Reference(clause=clause):
                self._field(f"REF {bookmark('clause', clause)[0]} \\w \\h", Slot(part.slot), look)
            case When(key=key, children=children):
                with out.group(key):
                    self._runs(children, look)
            case Mark(children=children):
                self._runs(children, replace(look, style="Placeholder"))
            case Strong(children=children):
                self._runs(children, replace(look, strong=True))
            case Emphasis(children=children):
                self._runs(children, replace(look, emphasis=True))
            case Link(href=href, children=children):
                target = xml_escape(href, {'"': "%22"})
                out.text(f'<w:fldSimple w:instr=" HYPERLINK &quot;{target}&quot; ">')
                self._runs(children, replace(look, style="Hyperlink"))
                out.text("</w:fldSimple>")
            case Both(first=first, second=second):
                self._runs(first, replace(look, language=self._languages[0]))
                out.text("<w:r><w:br/></w:r>")
                self._runs(second, replace(look, language=self._languages[-1]))
            case Gloss(children=children):
                self._runs(children, look)

    def _field(self, instruction: str, result: Inline, look: Look) -> None:
        self._out.text(f'<w:fldSimple w:instr=" {instruction} ">')
        self._run(result, look)
        self._out.text("</w:fldSimple>")

    def _words(self, text: str, look: Look) -> None:
        inner = '</w:t><w:tab/><w:t xml:space="preserve">'.join(xml_escape(part) for part in text.split("\t"))
        self._out.text(f"{_open_run(look)}{inner}</w:t></w:r>")

    def _value(self, slot: str, look: Look) -> None:
        self._out.text(_open_run(look))
        self._out.slot(slot)
        self._out.text("</w:t></w:r>")


_COUNTING = {"Heading1", "Heading2", "ClauseText", "ListNumber"}
"""Styles that count; the second column has the same look in a style that does not."""


def _open_run(look: Look) -> str:
    style = f'<w:rStyle w:val="{look.style}"/>' if look.style else ""
    weight = ("<w:b/>" if look.strong else "") + ("<w:i/>" if look.emphasis else "")
    return f'<w:r><w:rPr>{style}{weight}<w:lang w:val="{TAGS[look.language]}"/></w:rPr><w:t xml:space="preserve">'


def _field_start(instruction: str) -> str:
    """A field whose result is the paragraphs that follow. They are right as they stand; Word need not count them."""
    quoted = xml_escape(instruction, {'"': "&quot;"})
    return (
        '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {quoted} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>'
    )


_FIELD_END = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def _one_side(node: Node, place: int) -> Node:
    """A mark at the start of a point, in one of its languages."""
    if isinstance(node, Group):
        return replace(node, blocks=tuple(_one_side(inner, place) for inner in node.blocks))
    return replace(node, line=sides(node.line)[place]) if isinstance(node, Paragraph) else node


def _widths(shares: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(share * TEXT_WIDTH // sum(shares) for share in shares)
