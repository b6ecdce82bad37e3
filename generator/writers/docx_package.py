"""What stands around the body of a Word document: header, footer, properties, relations; and the zip.

These parts hold no slots: they are the same bytes in every copy of a document.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from xml.sax.saxutils import escape

from generator.envelope import ANSWERS_NAMESPACE, Envelope
from generator.writers.docx_styles import NAMESPACES, XML, numbering, styles

TAGS = {"da": "da-DK", "en": "en-GB"}
BODY, ANSWERS = "word/document.xml", "customXml/item1.xml"

BEFORE_ANSWERS, AFTER_ANSWERS = f'{XML}<answers xmlns="{ANSWERS_NAMESPACE}">', "</answers>"

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(text: str, envelope: Envelope) -> bytes:
    """The document as a .docx file: the fixed parts, the body, and the part that carries the answers or is empty."""
    words = tuple(sorted(envelope.words.items()))
    buffer = io.BytesIO()
    buffer.write(_fixed(envelope.title, envelope.layout, words))
    answers = f"{BEFORE_ANSWERS}{escape(envelope.answers)}{AFTER_ANSWERS}"
    with zipfile.ZipFile(buffer, "a") as archive:
        _add(archive, ANSWERS, answers)
        _add(archive, BODY, text)
    return buffer.getvalue()


def fixed_parts(envelope: Envelope) -> dict[str, str]:
    """Name and text of every part but the body and the answers, in the order of the package."""
    return _parts(envelope.title, TAGS[envelope.layout[:2]], envelope.words)


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """Without the time of day and the machine's own marks."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3
    archive.writestr(info, text.encode(), zipfile.ZIP_DEFLATED, 6)


@lru_cache(maxsize=16)
def _fixed(title: str, layout: str, words: tuple[tuple[str, str], ...]) -> bytes:
    """A zip of every part but the body and the answers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in _parts(title, TAGS[layout[:2]], dict(words)).items():
            _add(archive, name, text)
    return buffer.getvalue()


def _parts(title: str, language: str, words: Mapping[str, str]) -> dict[str, str]:
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(_PACKAGE),
        "docProps/core.xml": _core(title, language),
        "customXml/_rels/item1.xml.rels": _relations(_ITEM),
        "customXml/itemProps1.xml": _ITEM_PROPERTIES,
        "word/_rels/document.xml.rels": _relations(_DOCUMENT),
        "word/styles.xml": styles(language),
        "word/numbering.xml": numbering(),
        "word/settings.xml": _settings(language),
        "word/header.xml": _head(title, language),
        "word/header-first.xml": _head("", language),
        "word/footer.xml": _foot(words, language),
    }


# --- Package --------------------------------------------------------------------------------------

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "/word/document.xml": f"{_WORD_TYPE}.document.main+xml",
    "/word/styles.xml": f"{_WORD_TYPE}.styles+xml",
    "/word/numbering.xml": f"{_WORD_TYPE}.numbering+xml",
    "/word/settings.xml": f"{_WORD_TYPE}.settings+xml",
    "/word/header.xml": f"{_WORD_TYPE}.header+xml",
    "/word/header-first.xml": f"{_WORD_TYPE}.header+xml",
    "/word/footer.xml": f"{_WORD_TYPE}.footer+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
}
_PACKAGE = {
    "rIdDocument": (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
    "rIdCore": (
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "docProps/core.xml",
    ),
}
_DOCUMENT = {
    "rIdStyles": (f"{_OFFICE}/relationships/styles", "styles.xml"),
    "rIdNumbering": (f"{_OFFICE}/relationships/numbering", "numbering.xml"),
    "rIdSettings": (f"{_OFFICE}/relationships/settings", "settings.xml"),
    "rIdHeader": (f"{_OFFICE}/relationships/header", "header.xml"),
    "rIdFirstHeader": (f"{_OFFICE}/relationships/header", "header-first.xml"),
    "rIdFooter": (f"{_OFFICE}/relationships/footer", "footer.xml"),
    "rIdAnswers": (f"{_OFFICE}/relationships/customXml", "../customXml/item1.xml"),
}
_ITEM = {"rIdProperties": (f"{_OFFICE}/relationships/customXmlProps", "itemProps1.xml")}
_ITEM_PROPERTIES = (
    f'{XML}<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" ds:itemID="{{5B0F7A64-9C1E-4D33-8B57-2E6A1C90D4F1}}">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{ANSWERS_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)


def _content_types() -> str:
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items())
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relations(relations: Mapping[str, tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in relations.items()
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{XML}<Relationships xmlns="{namespace}">{found}</Relationships>'


def _core(title: str, language: str) -> str:
    """The title only: no author, no dates."""
    return (
        f'{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    )


def _settings(language: str) -> str:
    """The mode of today's Word: without it a document opens in compatibility mode."""
    uri = "http://schemas.microsoft.com/office/word"
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", "15"),
            ("overrideTableStyleFontSizeAndJustification", "1"),
            ("enableOpenTypeFeatures", "1"),
            ("doNotFlipMirrorIndents", "1"),
            ("differentiateMultirowTableHeaders", "1"),
        )
    )
    return (
        f'{XML}<w:settings {NAMESPACES}><w:defaultTabStop w:val="709"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{compat}</w:compat>'
        f'<w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _run(text: str, language: str) -> str:
    return f'<w:r><w:rPr><w:lang w:val="{language}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _head(title: str, language: str) -> str:
    return (
        f'{XML}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{_run(title, language)}</w:p></w:hdr>'
    )


def _foot(words: Mapping[str, str], language: str) -> str:
    """What the document is, and 'page x of y': every second number is the last page."""
    before, *rest = words["page_of"].split("{}")
    pages = _run(before, language)
    for i, text in enumerate(rest):
        field = "NUMPAGES" if i % 2 else "PAGE"
        pages += f'<w:fldSimple w:instr=" {field} ">{_run("1", language)}</w:fldSimple>{_run(text, language)}'
    return (
        f'{XML}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{_run(words['not_advice_short'], language)}<w:r><w:tab/></w:r>{pages}</w:p></w:ftr>"
    )
