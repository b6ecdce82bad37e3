"""One module a format. Adding a format is one module and one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator.blocks import Document
from generator.envelope import Envelope
from generator.segments import Compiled
from generator.writers import docx, docx_package, html, json_, markdown, pdf


def _utf8(text: str, _: Envelope) -> bytes:
    return text.encode()


@dataclass(frozen=True)
class Writer:
    """How a block tree becomes segments, how a value is escaped in that format, and how the text becomes a file."""

    write: Callable[[Document], Compiled]
    escape: Callable[[str], str]
    pack: Callable[[str, Envelope], bytes] = _utf8


WRITERS: dict[str, Writer] = {
    "md": Writer(markdown.write, markdown.escape),
    "html": Writer(html.write, html.escape),
    "docx": Writer(docx.write, docx.escape, docx_package.pack),
    "pdf": Writer(pdf.write, pdf.escape, pdf.pack),
    "json": Writer(json_.write, json_.escape),
}
