"""PDF: the words of the other formats, for people and for screen readers; nothing that was typed is code."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.answers import read_answers
from generator.blocks import Document
from generator.envelope import Envelope, Unprintable
from generator.join import join
from generator.model import DocumentKind, Layout
from generator.render import Copy, Renderer
from generator.tailor import Tailored
from generator.writers import pdf
from tests.conftest import tool
from tests.helpers import Element, answers_of, folded, random_raw, read_html
from tests.test_writers import ANY_TEXT, HOSTILE, LONG, SEVERAL_LINES, SINGLE

WORDS = {"page_of": "Side {} af {}", "not_advice_short": "Skabelon", "site_done_by": "Navn, dato"}
ENVELOPE = Envelope("sla", "da", "Serviceaftale", WORDS)
COMPILED = {id(document): pdf.write(document) for document in (SINGLE, LONG)}
A4 = (595.276, 841.89)
FOOT = 60
"""Points from the bottom of the page to above its foot."""
PLACES: tuple[tuple[DocumentKind, Layout, tuple[Copy, ...]], ...] = (
    ("sla", "da", ()),
    ("sla", "da-en", ()),
    ("checklist", "en", ()),
    ("sla", "en", ("guidance",)),
    ("checklist", "da-en", ()),
    ("sla", "da", ("answers",)),
)


@pytest.fixture(scope="module")
def many(renderer: Renderer) -> list[Tailored]:
    """The profiles, and tailored answers from nothing to everything, without characters that no font has."""
    guide, folder = renderer.project.guide, renderer.project.root / "content" / "profiles"
    found = [read_answers(path, path.name, guide) for path in sorted(folder.glob("*.yaml"))]
    for seed in range(4):
        plain = json.dumps(random_raw(guide, seed), ensure_ascii=False).replace("中文 🙂", "Ω")
        found.append(answers_of(guide, json.loads(plain)))
    return [renderer.tailor(answers) for answers in found]


@pytest.fixture(scope="module")
def files(renderer: Renderer, many: list[Tailored]) -> list[tuple[Tailored, DocumentKind, Layout, bytes]]:
    """A document for each of them, of every kind, layout and copy in turn; of nothing answered, in both layouts."""
    chosen = [*zip(many, itertools.cycle(PLACES), strict=False), (many[3], PLACES[0]), (many[3], PLACES[1])]
    return [
        (tailored, kind, layout, renderer.file(tailored, kind, layout, "pdf", copies))
        for tailored, (kind, layout, copies) in chosen
    ]


# --- Reading a PDF back -----------------------------------------------------------------------------

_INLINE = ("Span", "Link", "Reference", "Strong", "Em")
_STRINGS = re.compile(rb"<([0-9a-fA-F]*)>")


@dataclass
class Tag:
    """An element of the structure tree; `children` are elements and texts."""

    name: str
    children: list[Tag | str] = field(default_factory=list)

    def walk(self) -> Iterator[Tag]:
        """This element and all inside it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child.walk()

    def text(self, *, without: tuple[str, ...] = ("TOC", "Lbl")) -> str:
        """What a screen reader says, without signs of lists and the list of contents."""
        if self.name in without:
            return ""
        space = "" if self.name in _INLINE else " "
        words = (c if isinstance(c, str) else c.text(without=without) for c in self.children)
        return space + "".join(words).replace("\u00ad", "") + space

    def shape(self) -> object:
        """The names of all elements, without those that only say how a text was cut."""
        return self.name, [c.shape() for c in self.children if isinstance(c, Tag) and c.name != "Span"]


def structure(data: bytes) -> Tag:
    """The structure tree with the texts that it marks. (poppler prints one too, in a time that grows as the square.)"""
    found = reader(data)
    texts = {page.indirect_reference.idnum: marked(page) for page in found.pages}  # type: ignore[union-attr]
    root = Tag("root")
    _grow(found.trailer["/Root"]["/StructTreeRoot"]["/K"], root, 0, texts)
    return root


def _grow(kids: Any, parent: Tag, page: int, texts: dict[int, dict[int, str]]) -> None:
    kids = kids.get_object()
    if isinstance(kids, list):
        for kid in kids:
            _grow(kid, parent, page, texts)
    elif isinstance(kids, int):
        parent.children.append(texts[page].get(int(kids), ""))
    else:
        page = kids.raw_get("/Pg").idnum if "/Pg" in kids else page
        if kids.get("/Type") == "/MCR":
            parent.children.append(texts[page].get(int(kids["/MCID"]), ""))
        elif "/S" in kids:
            parent.children.append(Tag(kids["/S"][1:]))
            _grow(kids.get("/K", pypdf.generic.ArrayObject()), parent.children[-1], page, texts)  # type: ignore[arg-type]


def marked(page: pypdf.PageObject) -> dict[int, str]:
    """The text of every marked content of a page, by its number; what stands for a text replaces it."""
    fonts = {name: unicode_map(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    texts: dict[int, str] = {}
    marks: list[tuple[int | None, bool]] = []
    font: dict[str, str] = {}
    for operands, operator in pypdf.generic.ContentStream(page.get_contents(), page.pdf).operations:
        number, hidden = marks[-1] if marks else (None, False)
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            number = properties.get("/MCID", None if operands[0] == "/Artifact" else number)
            if number is not None and not hidden:
                texts[number] = texts.get(number, "") + properties.get("/ActualText", "")
            marks.append((number, hidden or "/ActualText" in properties))
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            font = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ") and number is not None and not hidden:
            parts = operands[0] if operator == b"TJ" else operands
            codes = "".join(part.original_bytes.hex() for part in parts if hasattr(part, "original_bytes"))
            texts[number] += "".join(font[codes[i : i + 4]] for i in range(0, len(codes), 4))
    return texts


def unicode_map(font: Any) -> dict[str, str]:
    """What each glyph of a font says, by its four hexadecimal digits."""
    table = font["/ToUnicode"].get_data()
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        codes = [code.decode() for code in _STRINGS.findall(block)]
        for glyph, text in zip(codes[::2], codes[1::2], strict=True):
            found[glyph.lower()] = bytes.fromhex(text).decode("utf-16-be")
    assert b"beginbfrange" not in table
    return found


def reader(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def printed_text(data: bytes) -> str:
    """All that is printed, in logical order, as poppler reads it."""
    command = [tool("pdftotext"), "-raw", "-enc", "UTF-8", "-", "-"]
    found = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    return re.sub("[\u202a-\u202e]", "", found)


def bookmarks(found: pypdf.PdfReader) -> list[tuple[str, int, float]]:
    """Title, page (from 1) and height of every bookmark, in order."""

    def flat(items: Any) -> Iterator[Any]:
        for item in items:
            yield from flat(item) if isinstance(item, list) else [item]

    return [(i.title, found.get_destination_page_number(i) + 1, float(i.top)) for i in flat(found.outline)]


def html_words(tree: Element) -> str:
    """The words of an HTML document; of its list of contents only the heading."""
    article = tree.find("article")[0]
    for nav in article.find("nav"):
        nav.children = [c for c in nav.children if isinstance(c, Element) and c.tag == "h2"]
    return folded(article.text(skip=""))


# --- The same words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES[:5], ids=lambda place: "-".join((*place[:2], *place[2])))
def test_pdf_says_what_html_says(
    renderer: Renderer, many: list[Tailored], place: tuple[DocumentKind, Layout, tuple[Copy, ...]]
) -> None:
    kind, layout, copies = place
    for tailored in many[PLACES.index(place) % 2 :: 2]:
        expected = html_words(read_html(renderer.render(tailored, kind, layout, "html", copies)))
        found = folded(structure(renderer.file(tailored, kind, layout, "pdf", copies)).text())
        if layout == "da-en" and tailored.open_points[kind]:
            # Marks inside the points of a list: HTML prints them language by language, PDF side by side.
            assert Counter(found.split()) == Counter(expected.split())
        else:
            assert found == expected


def test_contents_and_bookmarks_name_every_clause_and_its_page(
    renderer: Renderer, files: list[tuple[Tailored, DocumentKind, Layout, bytes]]
) -> None:
    for tailored, kind, layout, data in files:
        if kind != "sla":
            continue
        tree = read_html(renderer.render(tailored, kind, layout, "html"))
        nav = [folded(e.text(skip="")) for e in tree.find("nav")[0].find("a")]
        marks = bookmarks(reader(data))
        pages = {title: page for title, page, _ in marks}
        entries = [folded(tag.text(without=())) for tag in structure(data).walk() if tag.name == "Reference"]
        assert len(entries) == len(nav) > 20
        for entry, words in zip(entries, nav, strict=True):
            title, page = entry.rsplit(" ", 1)
            assert title == words
            if layout != "da-en":
                assert pages[title] == int(page)
        if layout != "da-en":
            assert [title for title, _, _ in marks if title in nav] == nav
        assert len(marks) == len(nav) + 2 + (1 if tailored.open_points[kind] else 0)


# --- Nothing that was typed is code -----------------------------------------------------------------

INJECTIONS = (
    '"', '";', '";#read("/etc/passwd");#"', "#x", '#"', "\\u{41}", "\\n", '\\"', "]", "[", "$x$", "<a>", "@a", "//x",
    "/*", "*/", "= x", "+ x", "/ x: y", "~", "---", "...", "''", "-?", '#import "@preview/x:1.0.0": *', "#z;", "`",
)  # fmt: skip
REFUSED = {"中文": "中文", "🙂🇩🇰": "🇩🇰🙂", "\ue000body\ue000": "\ue000"}
ODD = ("العربية", "e\u0301 \u0300x", "\u200bx")
"""Printed right, but the structure tree as poppler prints it has another order, or lacks what cannot be seen."""
_LEXER = re.compile(r'#"((?:[^"\\]|\\["\\])*)";|(#z;)|(#linebreak\(\);)')


def made(document: Document, text: str, envelope: Envelope = ENVELOPE) -> bytes:
    values = {"x": text, "n": "1.1.1", "n1": "1.1", "s": "in"}
    source = join(COMPILED[id(document)], {"filled:x", "e", "c", "m"}, values, pdf.escape)
    return pdf.pack(source, envelope)


def literals(source: str) -> str:
    """The text of a source that is nothing but string literals, and the few functions that stand between them."""
    at, found = 0, ""
    while at < len(source):
        token = _LEXER.match(source, at)
        assert token, f"code at {at}: {source}"
        found += "\n" if token[3] else re.sub(r"\\(.)", r"\1", token[1] or "")
        at = token.end()
    return found


@given(st.one_of(ANY_TEXT, st.text(alphabet='\\"#[]();.@-/ ax\n', max_size=80), st.sampled_from(HOSTILE)))
@settings(max_examples=400)
def test_a_value_never_leaves_its_string_literal(text: str) -> None:
    assert literals(f'#"{pdf.escape(text)}";') == " \n".join(text.splitlines())


def test_the_lexer_of_these_tests_sees_code() -> None:
    for broken in ('#"a"";', '#"a\\";', '#"a"; x', '#"a";#read("x");'):
        with pytest.raises(AssertionError, match="code at"):
            literals(broken)


@pytest.mark.parametrize("document", [SINGLE, LONG], ids=["one line", "several lines"])
def test_hostile_text_is_printed_verbatim_and_changes_no_structure(document: Document) -> None:
    harmless = structure(made(document, "Qx"))
    words = tight(harmless.text(without=()))
    texts = (*HOSTILE, *INJECTIONS, *(SEVERAL_LINES if document is LONG else ()))
    for text in texts:
        if text in REFUSED or text in ODD:
            continue
        found = structure(made(document, text))
        if len(text) < 400:  # over two pages, a stressed word is two elements
            assert found.shape() == harmless.shape(), text
        assert tight(found.text(without=())) == words.replace("Qx", tight(folded(text))), text


def tight(words: str) -> str:
    return re.sub(r"\s", "", words)


@pytest.mark.parametrize("text", ODD)
def test_text_of_other_directions_and_marks_is_printed(text: str) -> None:
    words = tight(folded(printed_text(made(SINGLE, text)))).replace("\u200b", "")
    assert words.count(tight(folded(text)).replace("\u200b", "")) >= 20


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        *REFUSED.items(),
        ("Ελληνικά Кириллица ő", ""),
        ("q\u0301 \u05d0 → ≤ ½ €", ""),
        ("a 文 b \U0001f469\u200d\U0001f469 ", "文\U0001f469"),
        ("ｆ\ufdd0", "\ufdd0ｆ"),
        ("中\uf8ff", "中\uf8ff"),
    ],
)
def test_characters_that_no_font_has_are_refused_by_name(text: str, missing: str) -> None:
    if not missing:
        assert tight(folded(text)) in tight(structure(made(SINGLE, text)).text())
        return
    with pytest.raises(Unprintable) as caught:
        made(SINGLE, text)
    assert caught.value.characters == missing


def test_a_folder_of_fonts_adds_characters() -> None:
    folder = Path("/usr/share/fonts/truetype/dejavu")
    if not folder.is_dir():
        pytest.skip("needs the fonts DejaVu in /usr/share/fonts")
    text = "\U0001f600 العربية"
    with pytest.raises(Unprintable):
        made(SINGLE, text)
    data = made(SINGLE, text, Envelope("sla", "da", "T", WORDS, fonts=(folder,)))
    assert text in printed_text(data)


# --- What a file is ---------------------------------------------------------------------------------


def test_the_file_is_sound_and_has_nothing_in_it_but_its_text(
    files: list[tuple[Tailored, DocumentKind, Layout, bytes]], tmp_path: Path
) -> None:
    for _, kind, layout, data in files:
        path = tmp_path / "x.pdf"
        path.write_bytes(data)
        subprocess.run([tool("qpdf"), "--check", path], check=True, capture_output=True)
        found = reader(data)
        catalog = found.trailer["/Root"]
        assert catalog["/Lang"] == layout[:2]
        assert catalog["/MarkInfo"]["/Marked"]
        assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
        assert found.metadata is not None and found.metadata.author is None
        assert found.metadata.title and ("/" in found.metadata.title) == (layout == "da-en")
        assert b"pdfuaid" in found.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
        for number in range(1, int(found.trailer["/Size"])):
            thing = found.get_object(number)
            if not isinstance(thing, pypdf.generic.DictionaryObject):
                continue
            assert thing.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/GoToR", "/URI")
            if thing.get("/Type") == "/FontDescriptor":
                assert {"/FontFile2", "/FontFile3"} & thing.keys(), "a font is not in the file"
        names = {tag.name for tag in structure(data).walk()}
        assert names >= {"H1", "H2", "P"}
        assert kind == "checklist" or names >= {"Table", "TH", "LI", "TOCI"}


def test_every_page_says_what_it_is_and_nothing_stands_outside_or_on_top_of_another(
    files: list[tuple[Tailored, DocumentKind, Layout, bytes]],
) -> None:
    for _, _, layout, data in files:
        pages = list(boxes(data))
        assert len(pages) == len(reader(data).pages)
        for number, words in enumerate(pages, 1):
            _assert_tidy(words, number)
            foot = " ".join(word for _, _, _, bottom, word in words if bottom > A4[1] - FOOT)
            said = {"da": f"Side {number} af {len(pages)}", "en": f"Page {number} of {len(pages)}"}
            assert foot.endswith(" / ".join(said[side] for side in said if side in layout))


def test_long_words_are_broken_before_they_leave_the_page() -> None:
    for text in ("x" * 400, "navn.efternavn@virksomhed.dk", "n" * 29, "https://x.dk/a_b_c?d=1&e=2/" * 9):
        for number, words in enumerate(boxes(made(SINGLE, text)), 1):
            _assert_tidy(words, number)
    with pytest.raises(AssertionError, match="outside"):
        _assert_tidy([(500.0, 10.0, 700.0, 20.0, "x")], 1)
    with pytest.raises(AssertionError, match="on top"):
        _assert_tidy([(50.0, 40.0, 70.0, 50.0, "x"), (60.0, 42.0, 90.0, 52.0, "y")], 1)


Box = tuple[float, float, float, float, str]
_WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')


def boxes(data: bytes) -> Iterator[list[Box]]:
    """Left, top, right, bottom (points from the top left) and text of the words of every page."""
    command = [tool("pdftotext"), "-bbox", "-enc", "UTF-8", "-", "-"]
    html = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    for page in html.split("<page ")[1:]:
        found = (m.groups() for m in _WORD.finditer(page))
        yield [(float(a), float(b), float(c), float(d), word) for a, b, c, d, word in found]


def _assert_tidy(words: list[Box], page: int) -> None:
    """No word in the margin, none over another."""
    for left, top, right, bottom, word in words:
        assert 40 < left < right < A4[0] - 40 and 20 < top < bottom < A4[1] - 20, f"page {page}, outside: {word}"
    ordered = sorted(words)
    for i, (_, top, right, bottom, word) in enumerate(ordered):
        for left, other_top, _, other_bottom, other in itertools.islice(ordered, i + 1, None):
            if left > right - 1:
                break
            shared = min(bottom, other_bottom) - max(top, other_top)
            assert shared < 0.5 * min(bottom - top, other_bottom - other_top), f"page {page}, on top: {word}, {other}"


def test_no_heading_stands_at_the_foot_of_a_page(
    files: list[tuple[Tailored, DocumentKind, Layout, bytes]],
) -> None:
    for _, _, _, data in files:
        heights = list(boxes(data))
        for title, page, top in bookmarks(reader(data)):
            below = [word for _, y, _, _, word in heights[page - 1] if A4[1] - top + 20 < y < A4[1] - FOOT]
            assert below, f"{title} is the last line of page {page}"


def test_a_checker_of_pdf_ua_finds_no_error(
    files: list[tuple[Tailored, DocumentKind, Layout, bytes]], tmp_path: Path
) -> None:
    beside = shutil.which("outloud", path=str(Path(sys.executable).parent))
    checker = beside or tool("outloud")
    for i, (_, _, _, data) in enumerate(files):
        (tmp_path / f"{i}.pdf").write_bytes(data)
    # TAG-002 takes the heading of a table, repeated on the next page, for prose that is hidden from readers.
    command = [checker, "--quiet", "--skip", "TAG-002", *sorted(tmp_path.glob("*.pdf"))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_only_a_working_copy_carries_the_answers(renderer: Renderer, many: list[Tailored]) -> None:
    tailored = many[0]
    clean, working = (renderer.file(tailored, "sla", "da", "pdf", copies) for copies in ((), ("answers",)))
    assert not reader(clean).attachments
    assert b"/EmbeddedFile" not in clean
    (name, contents), *others = reader(working).attachments.items()
    assert (name, len(contents), others) == ("answers.json", 1, [])
    html = read_html(renderer.render(tailored, "sla", "da", "html", ("answers",))).find("pre", "answers")
    assert json.loads(contents[0]) == json.loads(html[0].text())
    hostile = Envelope("sla", "da", "T", WORDS, answers='{"a":"\\"\\\\ #x \\n"}')
    assert reader(made(SINGLE, "x", hostile)).attachments["answers.json"] == [hostile.answers.encode()]


def test_what_has_no_value_stands_on_the_page_with_its_brackets(renderer: Renderer, many: list[Tailored]) -> None:
    text = structure(renderer.file(many[3], "sla", "da", "pdf")).text()
    assert "[Kundens navn]" in text
    assert "forslag: 30 dage]" in folded(text)


# --- The same input, the same bytes -----------------------------------------------------------------

_SCRIPT = """
import hashlib, sys
from tests.test_pdf import SINGLE, made
print(hashlib.sha256(made(SINGLE, sys.argv[1])).hexdigest())
"""


def test_time_zone_locale_hash_seed_and_folder_change_no_byte(root: Path, tmp_path: Path) -> None:
    made(SINGLE, "something before it")
    found = {digest(made(SINGLE, 'Æble "x" 1.000'))}
    for i, (zone, locale) in enumerate((("UTC", "C"), ("Asia/Kolkata", "da_DK.UTF-8"), ("America/Lima", "tr_TR"))):
        env = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(i), "PYTHONPATH": str(root)}
        env |= {"PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": str(i * 10**9)}
        command = [sys.executable, "-c", _SCRIPT, 'Æble "x" 1.000']
        folder = tmp_path / str(i)
        folder.mkdir()
        done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=True)
        found.add(done.stdout.strip())
    assert len(found) == 1
    assert digest(made(SINGLE, 'Æble "y" 1.000')) not in found


def digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def spawned(text: str) -> str:
    """Runs in a process of its own."""
    return digest(made(SINGLE, text))


def test_processes_that_are_spawned_make_the_same_bytes() -> None:
    expected = spawned("x")
    with get_context("spawn").Pool(1) as pool:
        assert pool.map(spawned, ["x", "y", "x"])[::2] == [expected, expected]


def test_no_text_reaches_a_file_or_a_package() -> None:
    """The root of the compiler is a file, below which nothing can be read, whatever a document says."""
    from typst import TypstError

    for code in ('#read("pdf.py")', '#read("/etc/passwd")', '#read("../../README.md")', '#image("/x.png")'):
        with pytest.raises(TypstError, match=r"not found|failed|access|directory|escape"):
            pdf.pack(code, ENVELOPE)
