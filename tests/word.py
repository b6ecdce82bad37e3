"""Reading the body of a Word document back: its paragraphs, its structure, its clauses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = {f"{W}t", f"{W}br", f"{W}tab"}
_HEADINGS = ("Heading1", "Heading1Second", "FrontHeading", "NewPageHeading")


def body(text: str) -> etree._Element:
    """The root of word/document.xml. Fails where it is not well formed."""
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def parts(raw: bytes) -> dict[str, bytes]:
    """The parts of a .docx file."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def paragraphs(root: etree._Element) -> list[etree._Element]:
    """Every paragraph, also in tables, in document order."""
    return list(root.iter(f"{W}p"))


def style(paragraph: etree._Element) -> str:
    """The id of a paragraph's style."""
    (found,) = paragraph.findall(f"{W}pPr/{W}pStyle")
    return str(found.get(f"{W}val"))


def words(element: etree._Element) -> str:
    """All text inside; line breaks and tabs are spaces. A computed number at the start of a second column counts."""
    return "".join((e.text or "") if e.tag == f"{W}t" else " " for e in element.iter(*_TEXTS))


def structure(text: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Elements and their attributes, without the words and the line breaks in them."""
    return [(str(e.tag), tuple(sorted(e.attrib.items()))) for e in body(text).iter("*") if e.tag not in _TEXTS]


def clauses(text: str) -> Iterator[tuple[str, str]]:
    """Title and words of every clause or task, in order. Numbers are Word's own, and boxes no words."""
    title, found = "", list[str]()
    for paragraph in paragraphs(body(text)):
        kind = style(paragraph)
        if kind == "Heading2" or kind in _HEADINGS:
            if title:
                yield title, " ".join(found)
            title, found = (words(paragraph).lstrip("\u2610") if kind == "Heading2" else ""), []
        elif title:
            found.append(words(paragraph))
    if title:
        yield title, " ".join(found)
