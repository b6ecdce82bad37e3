"""A block tree as Typst source, and that source as PDF/UA-1: tagged, with bookmarks and its fonts inside.

Every text, the content's and the user's, stands in a string literal of Typst, in which nothing is code. How it looks
is in pdf.typ; here is only what stands where.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from generator.blocks import (
    Blank,
    Both,
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
from generator.envelope import Envelope, Unprintable
from generator.pairing import side
from generator.segments import Builder, Compiled

if TYPE_CHECKING:
    import typst

_LOOK = Path(__file__).with_name("pdf.typ")
_LONG = re.compile(r"[!-~\u00a1-\u024f\u0370-\u052f]{12,}")
"""A word that may be wider than its column. Letters that join or combine with their neighbours are left alone."""
_ENDLESS = 30
"""From this length on, a word may be broken anywhere."""
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""Characters without a meaning of their own: a font shows whatever it likes, and not what was typed."""
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_STYLES = {"": "p", "note": "note", "undecided": "undecided", "meta": "meta", "lead": "lead"}


def escape(text: str) -> str:
    """A value as it stands between the quotes of a string literal, with places where long words may be broken."""
    return ' ";#linebreak();#"'.join(_LONG.sub(_breakable, line) for line in map(_literal, text.splitlines()))


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _breakable(found: re.Match[str]) -> str:
    """An address may be broken after a sign, a very long word anywhere; without a hyphen that nobody typed."""
    word = found[0]
    if len(word) >= _ENDLESS:
        return '";#z;#"'.join(re.findall(r"\\.|.", word))
    return re.sub(r"(?<=[@_/.])(?=[^\W\d_])", '";#z;#"', word)


# --- The text -------------------------------------------------------------------------------------


def write(document: Document) -> Compiled:
    """The whole text, as it stands after pdf.typ."""
    out = Builder()
    _call("name", document.title, out)
    _blocks(document.front, out)
    if document.kind == "sla":
        _call("contents", document.contents, out)
    for chapter in document.chapters:
        with out.group(chapter.key):
            _chapter(document, chapter, out)
    _blocks(document.back, out)
    return out.compiled()


def _call(function: str, line: Line, out: Builder, arguments: str = "") -> None:
    """A line as an element of its own; two languages as two arguments."""
    out.text(f"#{function}({arguments})")
    _arguments(line, out)


def _arguments(line: Line, out: Builder) -> None:
    for words in sides(line):
        _bracketed(words, out)
    out.text("\n")


def _bracketed(line: Line, out: Builder) -> None:
    out.text("[")
    _line(line, out)
    out.text("]")


def _chapter(document: Document, chapter: Chapter, out: Builder) -> None:
    _headed("section", chapter.number, f"section-{chapter.id}", chapter.title, out)
    _blocks(chapter.blocks, out)
    for entry in chapter.entries:
        with out.group(entry.key):
            _entry(document, entry, out)


def _entry(document: Document, entry: Entry, out: Builder) -> None:
    if document.kind == "sla":
        _headed("clause", entry.number, f"clause-{entry.id}", entry.title, out)
        _blocks(entry.blocks, out, inside=True)
        return
    out.text("#whole[\n")
    _headed("item", entry.number, f"clause-{entry.id}", entry.title, out)
    _blocks(entry.blocks, out, inside=True)
    out.text("#inside(done)]\n")


def _headed(function: str, number: str, label: str, title: Line, out: Builder) -> None:
    out.text(f'#{function}("')
    out.slot(number)
    out.text(f'", "{label}")')
    _arguments(title, out)


def _blocks(blocks: tuple[Node, ...], out: Builder, *, inside: bool = False) -> None:
    for block in blocks:
        _block(block, out, inside=inside)


def _block(block: Node, out: Builder, *, inside: bool) -> None:
    """A block; `inside` a clause it is indented by the width of the number. Carried answers are an attachment."""
    if isinstance(block, Group):
        with out.group(block.key):
            _blocks(block.blocks, out, inside=inside)
        return
    hangs = isinstance(block, Paragraph) and block.number
    out.text("#inside[" if inside and not hangs else "")
    match block:
        case Paragraph():
            _paragraph(block, out, inside=inside)
        case Heading():
            _call("part", block.line, out, "new: true" if block.new_page else "")
        case ListBlock():
            _list(block, out, inside=inside)
        case TableBlock():
            _table(block, out)
        case Signature():
            _signature(block, out)
    out.text("]\n" if inside and not hangs else "")


def _paragraph(block: Paragraph, out: Builder, *, inside: bool = False) -> None:
    if block.number:
        out.text('#numbered("')
        out.slot(block.number)
        out.text('", leads: true)' if leads(block.line) else '")')
        _arguments(block.line, out)
    else:
        _call(_STYLES[block.style], block.line, out, "inset: number-width" if inside else "")


def _list(block: ListBlock, out: Builder, *, inside: bool) -> None:
    out.text("#enum(" if block.ordered else "#ticks(" if block.style == "tick" else "#list(")
    for place, item in enumerate(block.items, 1):
        with out.group(item.key):
            _item(block, item, place, out, inside=inside)
    out.text(")\n")


def _item(block: ListBlock, item: ListItem, place: int, out: Builder, *, inside: bool) -> None:
    if block.ordered:
        out.text('enum.item(int("')
        _number(item, place, out)
        out.text('"))')
    out.text("[")
    if _paired(item.blocks):
        inset = "number-width" if inside else "0pt"
        out.text(f"#point(inset: {inset}, ")
        _sign(block, item, place, out)
        out.text(")")
        for language in (0, 1):
            out.text("[")
            _points(side(item.blocks, language), out)
            out.text("]")
    else:
        _points(item.blocks, out)
    out.text("],\n")


def _number(item: ListItem, place: int, out: Builder) -> None:
    if item.number:
        out.slot(item.number)
    else:
        out.text(str(place))


def _sign(block: ListBlock, item: ListItem, place: int, out: Builder) -> None:
    """What stands before the second language of a point; who hears the document has heard it before the first."""
    if not block.ordered:
        out.text("empty" if block.style == "tick" else "dot")
        return
    out.text('pdf.artifact("')
    _number(item, place, out)
    out.text('.")')


def _paired(blocks: tuple[Node, ...]) -> bool:
    return any(isinstance(block, Paragraph) and len(sides(block.line)) > 1 for block in blocks)


def _points(blocks: tuple[Node, ...], out: Builder) -> None:
    """The words of a point stand in it directly."""
    for block in blocks:
        if isinstance(block, Paragraph) and not block.style:
            _line(block.line, out)
            out.text("#parbreak();")
        elif isinstance(block, Group):
            with out.group(block.key):
                _points(block.blocks, out)
        elif isinstance(block, Paragraph) and block.style in ("note", "undecided"):
            _call(block.style, block.line, out, "point: true")
        else:
            _block(block, out, inside=False)


def _table(table: TableBlock, out: Builder) -> None:
    out.text("#data((")
    _cells(table.columns, out)
    out.text("),\n")
    for row in table.rows:
        with out.group(row.key):
            _cells(row.cells, out)
            out.text("\n")
    out.text(")\n")


def _cells(cells: tuple[Line, ...], out: Builder) -> None:
    for cell in cells:
        _bracketed(cell, out)
        out.text(",")


def _signature(block: Signature, out: Builder) -> None:
    out.text("#signatures(\n")
    for party in block.parties:
        out.text("(")
        _standing(party, out)
        out.text("(")
        for line in block.lines:
            _standing(line, out)
        out.text(")),\n")
    out.text(")\n")


def _standing(line: Line, out: Builder) -> None:
    """A line as a paragraph in code; in two languages it is two already."""
    out.text("" if len(sides(line)) > 1 else "par")
    _bracketed(line, out)
    out.text(", ")


def _line(line: Line, out: Builder) -> None:
    for part in line:
        match part:
            case Str():
                out.text(f'#"{escape(part.text)}";')
            case Slot():
                _value(part.name, out)
            case Blank():
                with out.group(f"filled:{part.name}"):
                    _value(part.slot, out)
                with out.group(f"blank:{part.name}"):
                    _wrapped("mark", (Slot(part.placeholder),), out)
            case Reference():
                out.text(f"#link(<clause-{part.clause}>)[")
                _value(part.slot, out)
                out.text("];")
            case When():
                with out.group(part.key):
                    _line(part.children, out)
            case Mark():
                _wrapped("mark", part.children, out)
            case Strong() | Emphasis():
                _wrapped("strong" if isinstance(part, Strong) else "emph", part.children, out)
            case Link():
                _wrapped(f'link("{_literal(part.href)}")', part.children, out)
            case Both():
                out.text("#both")
                _bracketed(part.first, out)
                _bracketed(part.second, out)
                out.text(";")
            case Gloss():
                _line(part.children, out)


def _value(name: str, out: Builder) -> None:
    out.text('#"')
    out.slot(name)
    out.text('";')


def _wrapped(function: str, children: Line, out: Builder) -> None:
    out.text(f"#{function}")
    _bracketed(children, out)
    out.text(";")


# --- The file -------------------------------------------------------------------------------------


def pack(text: str, envelope: Envelope) -> bytes:
    """The text as PDF/UA-1. Raises Unprintable with the characters that no font has."""
    from typst import TypstError

    private = set(_PRIVATE.findall(text))
    if private:
        raise Unprintable("".join(sorted(private.union(_alone(text, envelope.fonts)))))
    source = _before(envelope) + _look() + text + _attached(envelope)
    try:
        return _pdf(source, envelope.fonts)
    except TypstError as error:
        missing = _missing(error)
        if not missing:
            raise
    raise Unprintable(_alone(text, envelope.fonts) or missing)


def _missing(error: typst.TypstError) -> str:
    """The characters of the texts that an error says no font can show."""
    texts = "".join(_MISSING.findall(error.diagnostic))
    found = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), texts)
    return "".join(sorted(set(found)))


def _alone(text: str, fonts: tuple[Path, ...]) -> str:
    """The characters of a text that no font has when each stands by itself: an error names whole clusters."""
    from typst import TypstError

    shown = sorted({character for character in text if ord(character) > 126})
    lines = "\n\n".join(f'#"{character}";' for character in shown)
    try:
        _pdf(f'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n{lines}', fonts)
    except TypstError as error:
        return _missing(error)
    return ""


def _pdf(source: str, fonts: tuple[Path, ...]) -> bytes:
    """The document of a source: with no clock, no network, no system font and no file that it could read."""
    made = _compiler(fonts).compile(source.encode(), format="pdf", pdf_standards="ua-1", timestamp=0)
    return cast(bytes, made)


@lru_cache(maxsize=4)
def _compiler(fonts: tuple[Path, ...]) -> typst.Compiler:
    """Finding fonts takes longer than a document does. The root is a file: there is nothing below it to read."""
    import typst

    return typst.Compiler(root=_LOOK, font_paths=[str(path) for path in fonts], ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _look() -> str:
    return _LOOK.read_text(encoding="utf-8")


def _before(envelope: Envelope) -> str:
    """What pdf.typ must know: how many languages there are, and the words outside the text."""
    pages = "".join(f"{_string(word)}, " for word in envelope.words["page_of"].split("{}"))
    fields = {
        "kind": _string(envelope.kind),
        "language": _string(envelope.layout[:2]),
        "title": _string(envelope.title),
        "foot": _string(envelope.words["not_advice_short"]),
        "page": f"({pages})",
        "done": _string(envelope.words.get("site_done_by", "")),
    }
    words = "".join(f"  {name}: {value},\n" for name, value in fields.items())
    return f"#let paired = {str(envelope.layout == 'da-en').lower()}\n#let words = (\n{words})\n"


def _attached(envelope: Envelope) -> str:
    if not envelope.answers:
        return ""
    title = _string(f"{envelope.title}: answers.json")
    return (
        f'#pdf.attach("answers.json", bytes({_string(envelope.answers)}), relationship: "source", '
        f'mime-type: "application/json", description: {title})\n'
    )


def _string(text: str) -> str:
    return f'"{_literal(text)}"'
