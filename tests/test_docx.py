"""Word documents: a structure that a lawyer can edit, the same words as elsewhere, nothing said by accident."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree

from generator.answers import read_answers
from generator.model import LAYOUTS, Answers, DocumentKind, Layout
from generator.render import Copy, Renderer
from generator.segments import SLOT
from generator.tailor import Tailored
from generator.writers import docx_styles
from generator.writers.docx import bookmark
from generator.writers.docx_package import ANSWERS, BODY
from tests import word
from tests.conftest import tool
from tests.helpers import folded, random_answers
from tests.word import W

SEEDS = int(os.environ.get("SEEDS", "6"))
KINDS: tuple[DocumentKind, ...] = ("sla", "checklist")
_REF = re.compile(r"^ (?:REF (\S+) \\w \\h|HYPERLINK .*) $")


@pytest.fixture(scope="module")
def many(renderer: Renderer) -> list[Tailored]:
    """Tailored answers from nothing to everything, and every profile."""
    guide, folder = renderer.project.guide, renderer.project.root / "content" / "profiles"
    profiles = [read_answers(path, path.name, guide) for path in sorted(folder.glob("*.yaml"))]
    return [renderer.tailor(a) for a in (*profiles, *(random_answers(guide, seed) for seed in range(SEEDS)))]


def counted(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every paragraph with the number that Word counts for it, or its sign, or nothing."""
    counts, lists = [0, 0, 0], Counter[str]()
    levels = {"Heading1": 0, "Heading2": 1, "ClauseText": 2}
    signs = {"ListBullet": "•", "OpenPoint": "☐"}
    for paragraph in word.paragraphs(root):
        style = word.style(paragraph)
        listed = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if style in levels:
            level = levels[style]
            counts[level] += 1
            counts[level + 1 :] = [0] * (2 - level)
            yield paragraph, ".".join(str(n) for n in counts[: level + 1])
        elif listed is not None:
            name = str(listed.get(f"{W}val"))
            lists[name] += 1
            yield paragraph, f"{lists[name]}."
        else:
            yield paragraph, signs.get(style, "")


# --- Numbers, references, bookmarks -----------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_word_counts_the_numbers_we_computed_and_references_name_them(
    renderer: Renderer, many: list[Tailored], kind: DocumentKind, layout: Layout
) -> None:
    """Every field prints the number that Word counts at its bookmark, and no field is without one."""
    referred = 0
    for tailored in many:
        root = word.body(renderer.render(tailored, kind, layout, "docx"))
        numbers: dict[str, str] = {}
        for paragraph, number in counted(root):
            for mark in paragraph.iter(f"{W}bookmarkStart"):
                assert number, "a bookmark at a paragraph that does not count"
                numbers[str(mark.get(f"{W}name"))] = number.rstrip(".")
        for field in root.iter(f"{W}fldSimple"):
            match = _REF.match(str(field.get(f"{W}instr")))
            assert match
            if match[1]:
                assert word.words(field) == numbers[match[1]]
                referred += 1
        for link in root.iter(f"{W}hyperlink"):
            assert word.words(link).split()[0] == numbers[str(link.get(f"{W}anchor"))]
        prefixes = ("section:", "clause:", "special:") if kind == "sla" else ("phase:", "check:")
        ours = [n for key, n in tailored.numbers.items() if key.startswith(prefixes)]
        headings = [n for p, n in counted(root) if word.style(p) in ("Heading1", "Heading2")]
        assert headings == ours
    assert referred > 200 or (kind == "checklist" and layout != "da-en")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_ids_in_the_complete_document_are_unique_and_names_fit_word(
    renderer: Renderer, kind: DocumentKind, layout: Layout
) -> None:
    compiled = renderer.compiled(kind, layout, "docx")
    text = "".join("x" if segment == SLOT else literal for _, segment, literal in compiled.segments)
    root = word.body(text)
    marks = [(m.get(f"{W}id"), str(m.get(f"{W}name"))) for m in root.iter(f"{W}bookmarkStart")]
    ends = [m.get(f"{W}id") for m in root.iter(f"{W}bookmarkEnd")]
    boxes = [b.get(f"{W}val") for b in root.iter(f"{W}id")]
    assert len(marks) > 40
    assert len({i for i, _ in marks}) == len({name for _, name in marks}) == len(marks) == len(ends)
    assert len(set(boxes)) == len(boxes) == (0 if kind == "sla" else len(boxes))
    assert all(re.fullmatch(r"[a-z]\w{0,39}", name) for _, name in marks)


def test_long_names_of_bookmarks_stay_apart() -> None:
    names = {bookmark("clause", f"{'long_' * 12}{i}")[0] for i in range(50)}
    assert len(names) == 50
    assert {len(name) for name in names} == {40}


def test_no_more_numbered_lists_than_word_is_told_of(renderer: Renderer) -> None:
    for layout in LAYOUTS:
        text = renderer.render(renderer.tailor(Answers()), "sla", layout, "docx", ("guidance",))
        found = {int(str(n.get(f"{W}val"))) for n in word.body(text).iter(f"{W}numId")}
        known = etree.fromstring(docx_styles.numbering().encode())
        assert found <= {int(str(n.get(f"{W}numId"))) for n in known.iter(f"{W}num")}
        assert len(found) > 1


# --- Structure --------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_run_says_its_language_and_every_style_is_known(renderer: Renderer, layout: Layout) -> None:
    text = renderer.render(renderer.tailor(Answers()), "sla", layout, "docx", ("guidance",))
    runs = [run for run in word.body(text).iter(f"{W}r") if run.find(f"{W}t") is not None]
    tags = Counter(run.xpath("string(w:rPr/w:lang/@w:val)", namespaces={"w": W[1:-1]}) for run in runs)
    assert set(tags) == {{"da": "da-DK", "en": "en-GB"}[part] for part in layout.split("-")}
    used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', text))
    assert used <= set(re.findall(r'w:styleId="(\w+)"', docx_styles.styles("da-DK")))
    if layout == "da-en":
        assert 0.7 < tags["da-DK"] / tags["en-GB"] < 1.4


@pytest.mark.parametrize("layout", LAYOUTS)
def test_tables_have_heads_that_repeat_rows_that_hold_and_cells_with_a_paragraph(
    renderer: Renderer, many: list[Tailored], layout: Layout
) -> None:
    root = word.body(renderer.render(many[0], "sla", layout, "docx"))
    tables = [t for t in root.iter(f"{W}tbl") if "GuideTable" in etree.tostring(t.find(f"{W}tblPr"), encoding=str)]
    assert len(tables) > 8
    for table in tables:
        first, *rest = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rest)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *rest))
        widths = [int(str(column.get(f"{W}w"))) for column in table.iter(f"{W}gridCol")]
        assert 0.98 * docx_styles.TEXT_WIDTH < sum(widths) <= docx_styles.TEXT_WIDTH
        assert min(widths) > 500
    for cell in root.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"


def test_two_columns_stand_row_by_row_with_the_same_numbers(renderer: Renderer, many: list[Tailored]) -> None:
    """The second column says what the English document says, the first what the Danish one does."""
    for tailored in many[:4]:
        both = word.body(renderer.render(tailored, "sla", "da-en", "docx"))
        rows = [t.findall(f"{W}tr/{W}tc") for t in both.iter(f"{W}tbl") if "TwoColumns" in _style_of(t)]
        assert len(rows) > 150
        assert all(len(row) == 2 for row in rows)
        for place, layout in enumerate(("da", "en")):
            alone = word.body(renderer.render(tailored, "sla", layout, "docx"))  # type: ignore[arg-type]
            wanted = [folded(word.words(p)) for p in word.paragraphs(alone) if not _in_table(p)]
            found = [folded(_unnumbered(row[place])) for row in rows]
            assert found == [words for words in wanted if words]


def _style_of(table: etree._Element) -> str:
    return str(table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val"))  # type: ignore[union-attr]


def _in_table(paragraph: etree._Element) -> bool:
    return any(ancestor.tag == f"{W}tc" for ancestor in paragraph.iterancestors())


def _unnumbered(cell: etree._Element) -> str:
    """The words of a cell without the number in front, which only the second column prints."""
    text = word.words(cell)
    (paragraph,) = cell.findall(f"{W}p")
    return re.sub(r"^\S+ ", "", text, count=1) if word.style(paragraph).endswith("Second") else text


# --- The file ---------------------------------------------------------------------------------------


def test_only_the_body_and_the_answers_differ_between_copies(renderer: Renderer, many: list[Tailored]) -> None:
    kinds: tuple[tuple[Copy, ...], ...] = ((), ("final",), ("answers",), ("guidance", "answers"))
    found = [word.parts(renderer.file(t, "sla", "da", "docx", copies)) for t in many[:3] for copies in kinds]
    fixed = [{name: raw for name, raw in parts.items() if name not in (BODY, ANSWERS)} for parts in found]
    assert all(parts == fixed[0] for parts in fixed)
    assert len(fixed[0]) == 12


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_working_copy_carries_answers(renderer: Renderer, many: list[Tailored], kind: DocumentKind) -> None:
    for copies in ((), ("final",), ("guidance",), ("answers",)):
        part = etree.fromstring(word.parts(renderer.file(many[0], kind, "da", "docx", copies))[ANSWERS])  # type: ignore[arg-type]
        if "answers" in copies:
            assert json.loads(part.text or "")["answers"]["customer_name"] == "Eksempel ApS"
        else:
            assert not part.text


def test_the_file_names_no_person_no_program_and_no_day(renderer: Renderer, many: list[Tailored]) -> None:
    parts = word.parts(renderer.file(many[0], "sla", "da", "docx"))
    core = parts["docProps/core.xml"].decode()
    assert re.findall(r"<(\w+:\w+)[ >]", core) == ["cp:coreProperties", "dc:title", "dc:language"]
    assert not any(re.search(rb"rsid|dcterms|lastModifiedBy|docx</", raw) for raw in parts.values())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_library_reads_and_saves_it(renderer: Renderer, many: list[Tailored], layout: Layout) -> None:
    """python-docx knows the package by itself: the words and the answers survive its saving."""
    raw = renderer.file(many[0], "sla", layout, "docx", ("answers",))
    opened = python_docx.Document(io.BytesIO(raw))
    title = opened.core_properties.title
    assert title.startswith("Service agreement" if layout == "en" else "Serviceaftale")
    assert opened.sections[0].footer.paragraphs[0].text
    saved = io.BytesIO()
    opened.save(saved)
    before, after = word.parts(raw), word.parts(saved.getvalue())
    assert word.words(word.body(after[BODY].decode())) == word.words(word.body(before[BODY].decode()))
    assert after[ANSWERS] == before[ANSWERS]


# --- Other programs -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(renderer: Renderer, many: list[Tailored], tmp_path_factory: pytest.TempPathFactory) -> dict[Path, bytes]:
    """Every profile, and nothing answered, in every layout; one guidance copy."""
    folder = tmp_path_factory.mktemp("word")
    chosen = {"p1": many[0], "p2": many[1], "p3": many[2], "blank": renderer.tailor(Answers())}
    found = {
        folder / f"{name}.{kind}.{layout}.docx": renderer.file(tailored, kind, layout, "docx")
        for (name, tailored), kind, layout in itertools.product(chosen.items(), KINDS, LAYOUTS)
    }
    found[folder / "guided.docx"] = renderer.file(many[0], "sla", "da", "docx", ("guidance", "answers"))
    for path, raw in found.items():
        path.write_bytes(raw)
    return found


def test_microsofts_validator_finds_nothing(files: dict[Path, bytes]) -> None:
    for path in files:
        done = subprocess.run([tool("ooxml-validator"), path], capture_output=True, text=True, check=False)
        report = json.loads(done.stdout)
        assert report["ok"] is True, (path.name, report["errors"][:3])


def test_microsofts_validator_sees_a_fault(files: dict[Path, bytes], tmp_path: Path, renderer: Renderer) -> None:
    broken = tmp_path / "broken.docx"
    path = next(iter(files))
    text = word.parts(files[path])[BODY].decode().replace("<w:tbl><w:tblPr>", "<w:tbl><w:nothing/><w:tblPr>", 1)
    broken.write_bytes(_with_body(files[path], text))
    done = subprocess.run([tool("ooxml-validator"), broken], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["ok"] is False


def _with_body(raw: bytes, text: str) -> bytes:
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in (word.parts(raw) | {BODY: text.encode()}).items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _as_pdf(paths: list[Path], profile: Path) -> dict[Path, Path]:
    """LibreOffice ends well even where it wrote nothing: what counts is the file."""
    command = [tool("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", paths[0].parent, *paths], capture_output=True, check=True)
    made = {path: path.with_suffix(".pdf") for path in paths}
    assert all(pdf.stat().st_size > 5000 for pdf in made.values())
    return made


def _printed(pdf: Path) -> str:
    """The words between header and footer of every page."""
    area = ["-x", "0", "-y", "55", "-W", "595", "-H", "730"]
    done = subprocess.run([tool("pdftotext"), *area, pdf, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def _letters(text: str) -> Counter[str]:
    """Letters and digits: a long address may be broken anywhere in a narrow column."""
    return Counter("".join(re.findall(r"\w", folded(text))))


def test_libreoffice_prints_the_same_words_and_counts_the_same_numbers(
    files: dict[Path, bytes], tmp_path: Path
) -> None:
    """Heads of tables are made to stand once here: how often they repeat is up to the pages."""
    bodies = {path.name: word.parts(raw)[BODY].decode() for path, raw in files.items()}
    for path, raw in files.items():
        (tmp_path / path.name).write_bytes(_with_body(raw, bodies[path.name].replace("<w:tblHeader/>", "")))
    for path, pdf in _as_pdf([tmp_path / name for name in bodies], tmp_path / "office").items():
        numbered = counted(word.body(bodies[path.name]))
        printed, expected = _printed(pdf), " ".join(f"{number} {word.words(p)}" for p, number in numbered)
        assert _letters(printed) == _letters(expected), path.name


def test_a_clause_inserted_by_hand_renumbers_the_rest(renderer: Renderer, many: list[Tailored], tmp_path: Path) -> None:
    """A heading and a paragraph put in after the first clause: LibreOffice counts on, references follow."""
    raw = renderer.file(many[0], "sla", "da", "docx")
    text = word.parts(raw)[BODY].decode()
    place = [m.start() for m in re.finditer('<w:p><w:pPr><w:pStyle w:val="Heading2"/>', text)][1]
    new = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
        for style, words in (("Heading2", "Indsat punkt"), ("ClauseText", "Indsat tekst"))
    )
    path = tmp_path / "edited.docx"
    path.write_bytes(_with_body(raw, text[:place] + new + text[place:]))
    printed = " ".join(_printed(_as_pdf([path], tmp_path / "office")[path]).split())
    assert "1.2 Indsat punkt" in printed
    assert "1.2.1 Indsat tekst" in printed
    titles = renderer.project.guide.clause
    assert f"1.3 {titles['purpose_and_objectives'].title.da}" in printed
