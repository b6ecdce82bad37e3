"""The styles and the numbering of Word documents. They hold no slots: the same bytes in every copy.

Names and values are those of WordprocessingML (ECMA-376 part 1): lengths in twentieths of a point, sizes of type in
half points, and elements in the order of its schema.
"""

from __future__ import annotations

from typing import NamedTuple

TEXT_WIDTH = 9412
"""Between the margins of A4."""
FIRST_LIST, MAX_LISTS = 100, 80
"""Every numbered list counts for itself, under a number of its own after FIRST_LIST."""
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_SERIF, _SANS = "Cambria", "Calibri"
_INK, _SOFT, _PETROL, _RULE, _PAPER, _MARK = "1D2526", "4D5B5D", "0B4F5C", "B8C4C4", "EEF4F3", "FFF1C2"
_SECTION, _HANG, _POINT = 567, 907, 397
"""Room for the number of a section, of a clause or paragraph, and of a point."""
_OUTLINE, _BULLETS, _BOXES, _POINTS = 1, 2, 3, 4
"""The numberings: of clauses, of points without number, of boxes to tick, of points that count."""


# --- Numbering ------------------------------------------------------------------------------------


def numbering() -> str:
    """word/numbering.xml."""
    outline = (
        _level(0, "%1", "Heading1", _SECTION)
        + _level(1, "%1.%2", "Heading2", _HANG)
        + _level(2, "%1.%2.%3", "ClauseText", _HANG)
    )
    points = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
        f'<w:lvlJc w:val="left"/><w:pPr>{_indent(_HANG + _POINT, _POINT)}</w:pPr></w:lvl>'
    )
    kinds = (
        _abstract(_OUTLINE, "multilevel", outline)
        + _abstract(_BULLETS, "hybridMultilevel", _sign("•", _SERIF))
        + _abstract(_BOXES, "hybridMultilevel", _sign("☐", "Segoe UI Symbol"))
        + _abstract(_POINTS, "hybridMultilevel", points)
    )
    used = "".join(
        f'<w:num w:numId="{kind}"><w:abstractNumId w:val="{kind}"/></w:num>' for kind in (_OUTLINE, _BULLETS, _BOXES)
    )
    lists = "".join(
        f'<w:num w:numId="{FIRST_LIST + place}"><w:abstractNumId w:val="{_POINTS}"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for place in range(1, MAX_LISTS + 1)
    )
    return f"{XML}<w:numbering {NAMESPACES}>{kinds}{used}{lists}</w:numbering>"


def _abstract(kind: int, levels: str, content: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="{levels}"/>{content}</w:abstractNum>'


def _level(level: int, text: str, style: str, hanging: int) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{hanging}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )


def _sign(sign: str, font: str) -> str:
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr>{_indent(_HANG + 340, 340)}</w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}" w:hint="default"/></w:rPr></w:lvl>'
    )


# --- Styles ---------------------------------------------------------------------------------------


def _spacing(before: int, after: int, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _indent(left: int, hanging: int = 0) -> str:
    return f'<w:ind w:left="{left}"' + (f' w:hanging="{hanging}"/>' if hanging else "/>")


def _tab(place: int, kind: str = "left") -> str:
    return f'<w:tabs><w:tab w:val="{kind}" w:pos="{place}"/></w:tabs>'


def _hanging(left: int, spacing: str = "", hanging: int = 0) -> str:
    """A number in front of its words, set apart by a tab."""
    return _tab(left) + spacing + _indent(left, hanging or left)


def _listed(numbering_id: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering_id}"/></w:numPr>'


def _exactly(height: int) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>'


def _side(name: str, color: str, size: int, space: int, kind: str = "single") -> str:
    return f'<w:{name} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


def _border(side: str) -> str:
    return f"<w:pBdr>{side}</w:pBdr>"


def _shade(color: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{color}"/>'


def _type(size: int, *, bold: bool = False, italic: bool = False, color: str = "", sans: bool = False) -> str:
    fonts = f'<w:rFonts w:ascii="{_SANS}" w:hAnsi="{_SANS}" w:cs="{_SANS}"/>' if sans else ""
    weight = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    ink = f'<w:color w:val="{color}"/>' if color else ""
    return f'{fonts}{weight}{ink}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


class Style(NamedTuple):
    """A style of paragraphs. A label that is one of Word's own is that style, shown in the user's language."""

    id: str
    label: str
    next: str
    paragraph: str = ""
    run: str = ""


_KEEP, _NEW_PAGE = "<w:keepNext/><w:keepLines/>", "<w:pageBreakBefore/>"
_TOP_LEVEL, _SECOND_LEVEL = '<w:outlineLvl w:val="0"/>', '<w:outlineLvl w:val="1"/>'
_H1, _H2 = _type(28, bold=True, color=_PETROL, sans=True), _type(23, bold=True, color=_PETROL, sans=True)
_SMALL, _TINY = _type(18, color=_SOFT, sans=True), _type(17, color=_SOFT, sans=True)
_H1_SPACE, _H2_SPACE, _CLOSE = _spacing(360, 120), _spacing(220, 80), _spacing(0, 60)
_BAR, _DASHED = _border(_side("left", _PETROL, 24, 8)), _border(_side("left", "B07A00", 24, 8, "dashed"))
_PARAGRAPHS = (
    Style("Title", "Title", "Normal", _KEEP + _spacing(0, 240), _type(46, bold=True, color=_PETROL, sans=True)),
    Style("Heading1", "heading 1", "Heading2", _KEEP + _listed(_OUTLINE, 0) + _H1_SPACE + _TOP_LEVEL, _H1),
    Style("Heading2", "heading 2", "ClauseText", _KEEP + _listed(_OUTLINE, 1) + _H2_SPACE + _SECOND_LEVEL, _H2),
    Style("Heading1Second", "Heading 1 second", "Normal", _KEEP + _hanging(_SECTION, _H1_SPACE), _H1),
    Style("Heading2Second", "Heading 2 second", "Normal", _KEEP + _hanging(_HANG, _H2_SPACE), _H2),
    Style("FrontHeading", "Front heading", "Normal", _KEEP + _H1_SPACE + _TOP_LEVEL, _H1),
    Style("NewPageHeading", "Heading on a new page", "Normal", _KEEP + _NEW_PAGE + _H1_SPACE + _TOP_LEVEL, _H1),
    Style("ClauseText", "Clause text", "ClauseText", _listed(_OUTLINE, 2)),
    Style("ClauseTextSecond", "Clause text second", "Normal", _hanging(_HANG)),
    Style("ClauseMore", "Clause text more", "ClauseText", _indent(_HANG)),
    Style("ListBullet", "List Bullet", "ListBullet", _listed(_BULLETS, 0) + _CLOSE),
    Style("ListNumber", "List Number", "ListNumber", _CLOSE + _indent(_HANG + _POINT, _POINT)),
    Style("ListNumberSecond", "List number second", "Normal", _hanging(_HANG + _POINT, _CLOSE, _POINT)),
    Style("OpenPoint", "Open point", "OpenPoint", _listed(_BOXES, 0) + _CLOSE + _indent(340, 340)),
    Style("Note", "Note", "Normal", "<w:keepLines/>" + _BAR + _shade(_PAPER) + _spacing(60, 160) + _indent(227)),
    Style(
        "Undecided",
        "Undecided",
        "Normal",
        "<w:keepNext/>" + _DASHED + _shade(_MARK) + _spacing(60, 100) + _indent(_HANG),
        _type(20, italic=True),
    ),
    Style("Meta", "Meta", "Normal", _spacing(0, 80), _type(19, color=_SOFT)),
    Style("ClauseMeta", "Clause meta", "Normal", _spacing(0, 80) + _indent(_HANG), _type(19, color=_SOFT)),
    Style("Lead", "Lead", "Normal", _spacing(0, 120), _type(26)),
    Style(
        "TableHead", "Table head", "TableText", "<w:keepNext/>" + _spacing(40, 40, 240), _type(18, bold=True, sans=True)
    ),
    Style("TableText", "Table text", "TableText", _spacing(40, 40, 240), _type(18)),
    Style("Gap", "Gap", "Normal", _exactly(160), _type(8)),
    Style("Last", "Last", "Normal", _exactly(20), _type(2)),
    Style("SignatureParty", "Signature party", "SignatureLine", _KEEP + _spacing(120, 120), "<w:b/>"),
    Style(
        "SignatureLine",
        "Signature line",
        "SignatureLine",
        # Word draws the border around a run of paragraphs alike only once: 'between' draws the others.
        _KEEP + _border(_side("top", _INK, 4, 1) + _side("between", _INK, 4, 1)) + _spacing(560, 0),
        _SMALL,
    ),
    Style("Header", "header", "Header", _spacing(0, 0) + '<w:jc w:val="right"/>', _TINY),
    Style(
        "Footer",
        "footer",
        "Footer",
        _border(_side("top", _RULE, 4, 6)) + _tab(TEXT_WIDTH, "right") + _spacing(0, 0),
        _TINY,
    ),
    Style("TOC1", "toc 1", "Normal", "<w:keepNext/>" + _hanging(_SECTION, _spacing(100, 20)), "<w:b/>"),
    Style("TOC2", "toc 2", "Normal", _hanging(_SECTION + 737, _spacing(0, 20), 737)),
)
_BUILT_IN = {"Title", "heading 1", "heading 2", "List Bullet", "List Number", "header", "footer", "toc 1", "toc 2"}


def styles(language: str) -> str:
    """word/styles.xml, with the tag of the language that a text has unless it says otherwise."""
    return (
        f"{XML}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{_SERIF}" w:eastAsia="{_SERIF}" w:hAnsi="{_SERIF}" w:cs="{_SERIF}"/>'
        f'<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        f"</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{_spacing(0, 120, 276)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        f"{''.join(_paragraph_style(style) for style in _PARAGRAPHS)}{_CHARACTERS}"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"{_margins(0, 108)}</w:tblPr></w:style>"
        f"{_table_style('GuideTable', 'Guide table', _rules(), _margins(30, 85), _shade(_PAPER))}"
        f"{_table_style('TwoColumns', 'Two columns', _between(), _margins(0, 113))}"
        f"{_table_style('Signatures', 'Signatures', '', _margins(0, 170))}</w:styles>"
    )


_CHARACTERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="character" w:customStyle="1" w:styleId="Placeholder"><w:name w:val="Placeholder"/>'
    f"<w:qFormat/><w:rPr>{_shade(_MARK)}</w:rPr></w:style>"
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    f'<w:rPr><w:color w:val="{_PETROL}"/><w:u w:val="single"/></w:rPr></w:style>'
)


def _paragraph_style(style: Style) -> str:
    custom = "" if style.label in _BUILT_IN else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.label}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{style.next}"/><w:qFormat/>'
        f"<w:pPr>{style.paragraph}</w:pPr><w:rPr>{style.run}</w:rPr></w:style>"
    )


def _table_style(name: str, label: str, borders: str, margins: str, head: str = "") -> str:
    first = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{head}</w:tcPr></w:tblStylePr>' if head else ""
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{label}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>{borders}{margins}</w:tblPr>{first}</w:style>'
    )


def _rules() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "<w:tblBorders>" + "".join(_side(side, _RULE, 4, 0) for side in sides) + "</w:tblBorders>"


def _between() -> str:
    return f"<w:tblBorders>{_side('insideV', _RULE, 4, 0)}</w:tblBorders>"


def _margins(vertical: int, horizontal: int) -> str:
    sides = (("top", vertical), ("left", horizontal), ("bottom", vertical), ("right", horizontal))
    found = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return f"<w:tblCellMar>{found}</w:tblCellMar>"
