"""The round trip: a working copy gives its answers back and says what changed since; a hostile one does no harm."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result

from generator import carrying, cli, envelope
from generator.answers import as_file, canonical, canonical_json, read_answers
from generator.carrying import Carried, basis, carried, changes, digests, extract, given, notes, parse
from generator.cli import main
from generator.load import Project, load
from generator.model import Answers, DocumentKind, Layout
from generator.problems import Refused
from generator.render import Renderer
from generator.writers import WRITERS
from tests.conftest import tool
from tests.helpers import answers_of, random_answers, random_raw, text_for
from tests.test_writers import HOSTILE, SEVERAL_LINES

ROOT = Path(__file__).resolve().parent.parent
PROFILE = ROOT / "content/profiles/software-team-india.yaml"
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
KINDS: tuple[DocumentKind, ...] = ("sla", "checklist")
SIGNS = {"pdf": "%PDF-", "docx": "PK", "html": "<", "json": "{", "md": "#"}


@pytest.fixture(autouse=True)
def made_once(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository's content is loaded and compiled once; another --root is loaded as always."""
    original = cli._project
    monkeypatch.setattr(cli, "_project", lambda root: renderer.project if root == ROOT else original(root))
    monkeypatch.setattr("generator.render.Renderer", lambda project: renderer)


def guide(*arguments: str | Path) -> Result:
    words = [str(argument) for argument in arguments]
    root = [] if "--root" in words else ["--root", str(ROOT)]
    return CliRunner().invoke(main, [*root, *words])


NOT_IN_FONTS = dict.fromkeys(map(ord, "中文🙂🇩🇰العربية\ue000"))
"""What the fonts for PDF lack."""


def hostile(project: Project, start: int, form: str = "") -> Answers:
    """Answers to everything, with text that could pass for something else in every field for text."""
    raw = random_raw(project.guide, 1)
    texts = (*HOSTILE[start:], *HOSTILE[:start])
    long = iter((*SEVERAL_LINES, *HOSTILE) * 4)
    for place, f in enumerate(project.guide.fill_ins.values()):
        if f.type == "text":
            raw[f.id] = text_for(f, texts[place % len(texts)])
        elif f.type == "longtext":
            raw[f.id] = text_for(f, next(long))
    if form == "pdf":
        raw = json.loads(json.dumps(raw, ensure_ascii=False).translate(NOT_IN_FONTS))
    return answers_of(project.guide, raw)


def copy_of(renderer: Renderer, answers: Answers, form: str, layout: Layout = "da", *, clean: bool = False) -> bytes:
    return renderer.file(renderer.tailor(answers), "sla", layout, form, () if clean else ("answers",))


# --- What is carried ------------------------------------------------------------------------------


def test_what_is_carried_is_one_line_that_depends_on_answers_and_content_only(project: Project) -> None:
    raw = random_raw(project.guide, 1)
    one = carried(project, answers_of(project.guide, raw))
    assert one == carried(project, answers_of(project.guide, dict(reversed(raw.items()))))
    assert "\n" not in one and one.startswith('{"answers":{')
    data = json.loads(one)
    assert list(data) == ["answers", "content_version", "made_from"]
    assert data["content_version"] == project.guide.version
    assert all(re.fullmatch(r"(clause|question|kpi):\w+", key) for key in data["made_from"])
    assert all(re.fullmatch("[0-9a-f]{6}", found) for found in data["made_from"].values())
    assert len(set(digests(project).values())) > 0.99 * len(digests(project))


def test_the_answers_rest_on_clauses_questions_that_are_asked_and_chosen_kpis(project: Project) -> None:
    few = answers_of(project.guide, {"customer_name": "A", "incentive_scheme": "none", "kpis": {"S01": {}}})
    found = basis(project, few)
    assert {f"clause:{clause.id}" for clause in project.guide.clauses} <= set(found)
    assert {"question:customer_name", "question:company_size", "kpi:S01"} <= set(found)
    assert not {"question:provider_name", "question:at_risk", "kpi:S10"} & set(found)  # not answered, not asked


@pytest.mark.parametrize("seed", range(int(os.environ.get("SEEDS", "12"))))
def test_the_same_guide_has_not_changed(seed: int, project: Project) -> None:
    answers = random_answers(project.guide, seed)
    found = parse(carried(project, answers), "x")
    accepted = given(project, found, "x")
    assert canonical(accepted.answers) == canonical(answers)
    assert [*notes(project, found, accepted)] == []


# --- Round trip -----------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", WRITERS)
def test_every_format_gives_hostile_answers_back(form: str, layout: Layout, renderer: Renderer, tmp_path: Path) -> None:
    project = renderer.project
    for start in (0, 31):
        answers = hostile(project, start, form)
        raw = copy_of(renderer, answers, form, layout)
        assert raw.startswith(SIGNS[form].encode()), "the copy of another format"
        text = extract(raw, "copy.bin")
        assert text == carried(project, answers) or json.loads(text) == json.loads(carried(project, answers))
        path = tmp_path / "again.yaml"
        path.write_text(given(project, parse(text, "x"), "x").as_file())
        assert canonical_json(read_answers(path, "a", project.guide)) == canonical_json(answers)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", WRITERS)
def test_the_answers_of_a_copy_make_the_same_bytes(form: str, kind: str, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    shutil.copy(PROFILE, answers)
    for name in ("first", "second"):
        result = guide(kind, answers, "-o", tmp_path / name, "--with-answers")
        assert (result.exit_code, result.stderr) == (0, "")
        found = guide("answers", tmp_path / name / f"{kind}.da.{form}")
        assert (found.exit_code, found.stderr) == (0, "")
        answers.write_text(found.stdout)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("first", "second"))
    assert first == second and len(first) == len(LAYOUTS) * len(cli.FORMATS)


def test_the_answer_file_is_the_one_that_ask_writes(renderer: Renderer, tmp_path: Path) -> None:
    answers = read_answers(PROFILE, "a", renderer.project.guide)
    path = tmp_path / "copy"
    path.write_bytes(copy_of(renderer, answers, "html"))
    expected = as_file(answers.model_copy(update={"content_version": renderer.project.guide.version}))
    assert guide("answers", path).stdout == expected


@pytest.mark.parametrize("form", WRITERS)
def test_decimals_dates_lists_tables_kpis_and_line_breaks_mean_the_same(form: str, renderer: Renderer) -> None:
    raw: dict[str, Any] = {
        "overlap_hours": "1.50", "start_date": "2027-03-01", "countries": ["PL", "IN"], "trade_secrets": "no",
        "kpis": {"S01": {"target": "85.125", "credit": "no"}, "C01": {}},
        "special_terms_prices": "a\n\nb\n  c", "customer_name": "R&D <b>",
    }  # fmt: skip
    guide_ = renderer.project.guide
    known = {name: value for name, value in raw.items() if name in guide_.fill_ins or name == "kpis"}
    known["kpis"] = {k: v for k, v in raw["kpis"].items() if k in guide_.kpi}
    answers = answers_of(guide_, known)
    found = given(renderer.project, parse(extract(copy_of(renderer, answers, form), "x"), "x"), "x").answers
    assert (found.values, found.kpis) == (answers.values, answers.kpis)
    assert '"overlap_hours":"1.5"' in canonical_json(found)


@pytest.mark.parametrize("name", ["copy.pdf", "copy.docx", "copy.json", "copy.yaml", "copy"])
@pytest.mark.parametrize("form", WRITERS)
def test_the_bytes_count_and_not_the_ending(form: str, name: str, renderer: Renderer, tmp_path: Path) -> None:
    answers = read_answers(PROFILE, "a", renderer.project.guide)
    path = tmp_path / name
    path.write_bytes(copy_of(renderer, answers, form))
    assert guide("answers", path).exit_code == 0


@pytest.mark.parametrize("form", WRITERS)
def test_a_clean_copy_is_refused_with_advice(form: str, renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / f"sla.da.{form}"
    path.write_bytes(copy_of(renderer, read_answers(PROFILE, "a", renderer.project.guide), form, clean=True))
    result = guide("answers", path)
    assert (result.exit_code, result.stdout) == (2, "")
    advice = "only a copy made with --with-answers carries its answers"
    assert result.stderr == f"{path}:1:1: (file): this file carries no answers; {advice}\n"


# --- Edited copies --------------------------------------------------------------------------------


def test_text_copies_may_be_edited(renderer: Renderer) -> None:
    raw = random_raw(renderer.project.guide, 1) | {"customer_name": "A\u00a0B & <C>"}
    answers = answers_of(renderer.project.guide, raw)
    expected = json.loads(carried(renderer.project, answers))
    md, page = (copy_of(renderer, answers, form).decode() for form in ("md", "html"))
    edited = {
        "line ends": md.replace("\n", "\r\n"),
        "a mark in front": "\ufeff" + md,
        "other indentation": md.replace('    {"answers"', '\t{"answers"'),
        "more text": md + "\n\n## More\n\n    code\n",
        "a browser's page": re.sub(r"<pre [^>]*>", "<PRE style='x' class=answers>", page).replace("\u00a0", "&nbsp;"),
        "a mark before a page": "\ufeff" + page,
        "a comment first": "<!-- saved from url -->\n" + page,
        "set anew": json.dumps(json.loads(copy_of(renderer, answers, "json")), indent=4),
    }
    for what, text in edited.items():
        assert json.loads(extract(text.encode(), "x")) == expected, what


def test_a_word_document_that_libreoffice_saved_still_gives_its_answers(renderer: Renderer, tmp_path: Path) -> None:
    office = tool("soffice")
    answers = hostile(renderer.project, 9)
    (tmp_path / "in").mkdir()
    for layout in LAYOUTS:
        (tmp_path / f"in/{layout}.docx").write_bytes(copy_of(renderer, answers, "docx", layout))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path / "out")]
    files = [str(tmp_path / f"in/{layout}.docx") for layout in LAYOUTS]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)
    for layout in LAYOUTS:
        raw = (tmp_path / f"out/{layout}.docx").read_bytes()
        assert raw != copy_of(renderer, answers, "docx", layout)
        assert json.loads(extract(raw, "x")) == json.loads(carried(renderer.project, answers)), layout


def test_a_word_document_with_edited_text_still_gives_its_answers(renderer: Renderer) -> None:
    import docx

    answers = hostile(renderer.project, 3)
    document = docx.Document(io.BytesIO(copy_of(renderer, answers, "docx")))
    document.paragraphs[3].text = "Something else"
    document.add_paragraph('{"answers": {}}')
    saved = io.BytesIO()
    document.save(saved)
    assert json.loads(extract(saved.getvalue(), "x")) == json.loads(carried(renderer.project, answers))


# --- Files that are not what they seem ------------------------------------------------------------

NS = envelope.ANSWERS_NAMESPACE


def word(parts: Mapping[str, str | bytes], *, body: str = "word/document.xml") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(body, "<x/>")
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def part(text: str, start: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{start}<answers xmlns="{NS}">{text}</answers>'


def pdf(*attached: bytes, lock: str = "", name: str = envelope.ATTACHMENT) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for data in attached:
        writer.add_attachment(name, data)
    if lock:
        writer.encrypt(lock, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


OK = '{"answers":{"company_size":"small"},"content_version":"0.1.0","made_from":{}}'
OTHER = OK.replace("small", "micro")
ENTITIES = '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


def block(value: str) -> bytes:
    return f'{{"document": "sla", "back": [{{"kind": "start"}}, {{"kind": "answers", "value": {value}}}]}}'.encode()


ACCEPTED: dict[str, bytes] = {
    "docx": word({"customXml/item1.xml": part(OK)}),
    "another name": word({"customXml/item7.xml": part(OK), "customXml/item1.xml": "<x xmlns='y'/>"}),
    "a prefix": word({"customXml/item1.xml": f'<a:answers xmlns:a="{NS}"><![CDATA[{OK}]]></a:answers>'}),
    "utf-16": word({"customXml/item1.xml": part(OK).replace("UTF-8", "UTF-16").encode("utf-16")}),
    "twice the same": word({"customXml/item1.xml": part(OK), "customXml/item2.xml": part(f"\n{OK}")}),
    "a broken part of others": word({"customXml/item1.xml": "<x", "customXml/item2.xml": part(OK)}),
    "a large part of others": word({"customXml/item1.xml": "<x>" + "x" * 3_000_000, "customXml/item2.xml": part(OK)}),
    "pdf": pdf(OK.encode()),
    "html": f'<!doctype html><pre class="answers">{OK}</pre>'.encode(),
    "md": f"# x\n\n## y\n\n    {OK}\n".encode(),
    "md twice the same": f"# x\n\n    {OK}\n\n    {OK}\n".encode(),
    "json": block(OK),
}
REFUSED: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "the file is empty"),
    "spaces": (b"  \n", "the file is empty"),
    "too large": (lambda: b"x" * (carrying.MAX_FILE + 1), "the file is too large; at most 20 MiB are read"),
    "binary": (bytes(range(256)), "this is no document of this guide"),
    "utf-16 text": (OK.encode("utf-16"), "this is no document of this guide"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "this is no document of this guide"),
    "plain text": (b"hello", "this file carries no answers"),
    "answer file": (b"content_version: 0.1.0\nanswers:\n  company_size: small\n", "this is an answer file already"),
    "json answer file": (OK.encode(), "this is an answer file already; use it as it is"),
    "json list": (b"{", "the JSON in this file is damaged"),
    "json of others": (b'{"a": 1}', "the JSON in this file is no document of this guide"),
    "json truncated": (block(OK)[:-9], "the JSON in this file is damaged"),
    "json deep": (lambda: b'{"a":' * 100_000, "the JSON in this file is damaged"),
    "json deep lists": (lambda: b'{"document": ' + b"[" * 1_000_000, "the JSON in this file is damaged"),
    "json key twice": (block('{"answers":{"a":"1","a":"2"}}'), "the JSON in this file is damaged"),
    "json nan": (block('{"answers":{"a":NaN}}'), "the JSON in this file is damaged"),
    "json no object": (block("[]"), "the JSON in this file is no document"),
    "json no answers": (block('{"answers":[]}'), "the answers in this copy are damaged"),
    "json faulty version": (block('{"answers":{},"content_version":[]}'), "the answers in this copy are damaged"),
    "json faulty made_from": (block('{"answers":{},"made_from":[]}'), "the answers in this copy are damaged"),
    "json back no list": (b'{"document": 1, "back": 7}', "this file carries no answers"),
    "md several": (f"    {OK}\n    {OTHER}\n".encode(), "this file carries several sets of answers"),
    "md truncated": (f"    {OK[:-9]}\n".encode(), "the JSON in this file is damaged"),
    "html cut": (f'<pre class="answers">{OK}'.encode(), "this file carries no answers"),
    "html marked up": (f'<pre class="answers">{OK}<b></pre>'.encode(), "this file carries no answers"),
    "html other class": (f'<pre class="answers2">{OK}</pre>'.encode(), "this file carries no answers"),
    "html tags": (lambda: b"<" + b"<pre class=answers " * 900_000, "this file carries no answers"),
    "html attributes": (lambda: b"<pre" + b" class=answers" * 1_400_000, "this file carries no answers"),
    "html ends": (lambda: b"<pre class=answers>" * 900_000, "this file carries no answers"),
    "md spaces": (lambda: b" " * 15_000_000 + b"x", "this file carries no answers"),
    "long answers": (lambda: b'    {"answers":' + b"9" * 3_000_000, "the answers in this copy are too large"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "this is a Word document with a password"),
    "zip": (word({}, body="x"), "this is no Word document"),
    "empty zip": (b"PK\x05\x06" + b"\x00" * 18, "this is no Word document"),
    "no zip": (b"PK\x03\x04" + b"\x00" * 99, "this Word document is damaged"),
    "docx truncated": (word({"customXml/item1.xml": part(OK)})[:-40], "this Word document is damaged"),
    "docx clean": (word({"customXml/item1.xml": part("")}), "this file carries no answers"),
    "docx without": (word({}), "this file carries no answers"),
    "docx several": (
        word({"customXml/item1.xml": part(OK), "customXml/item2.xml": part(OTHER)}),
        "this file carries several sets of answers",
    ),
    "docx bomb": (lambda: word({"customXml/item1.xml": part(" " * 100_000_000)}), "this file carries no answers"),
    "docx long": (
        word({"customXml/item1.xml": part("9" * (carrying.MAX_JSON - 200))}),
        "the JSON in this file is no document of this guide",
    ),
    "docx entities": (word({"customXml/item1.xml": part("&b;", ENTITIES)}), "this file carries no answers"),
    "docx unknown entity": (word({"customXml/item1.xml": part("&b;")}), "the answers in this Word document are dam"),
    "docx nested": (word({"customXml/item1.xml": part("<b>" * 200_000)}), "the answers in this Word document are dam"),
    "docx cut": (word({"customXml/item1.xml": part(OK)[:-20]}), "the answers in this Word document are damaged"),
    "docx other element": (word({"customXml/item1.xml": f'<x xmlns="{NS}">{OK}</x>'}), "this file carries no answers"),
    "docx elsewhere": (word({"word/item1.xml": part(OK)}), "this file carries no answers"),
    "pdf cut": (pdf(OK.encode())[:300], "this PDF is damaged"),
    "pdf head": (b"%PDF-1.7\n", "this PDF is damaged"),
    "pdf clean": (pdf(), "this file carries no answers"),
    "pdf other": (pdf(OK.encode(), name="x.json"), "this file carries no answers"),
    "pdf several": (pdf(OK.encode(), OTHER.encode()), "this file carries several sets of answers"),
    "pdf no text": (pdf(b"\xff\xfe\x00"), "this PDF is damaged"),
    "pdf password": (pdf(OK.encode(), lock="x"), "this PDF is protected with a password; save it without one"),
    "pdf no password": (pdf(OK.encode(), lock=" "), "this PDF is protected with a password"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_whatever_program_saved_it_the_answers_are_found(name: str, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    path.write_bytes(ACCEPTED[name])
    result = guide("answers", path)
    assert (result.exit_code, result.stdout) == (0, "content_version: 0.1.0\nanswers:\n  company_size: small\n")


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_working_copy_gets_one_clear_line(name: str, tmp_path: Path) -> None:
    raw, message = REFUSED[name]
    path = tmp_path / "copy"
    path.write_bytes(raw() if callable(raw) else raw)
    result = guide("answers", path)
    assert (result.exit_code, result.stdout) == (2, ""), result.exception
    assert result.stderr.startswith(f"{path}:1:1: (file): {message}")
    assert result.stderr.count("\n") == 1 and "; " in result.stderr


@pytest.mark.parametrize("form", WRITERS)
def test_a_damaged_copy_never_gives_a_traceback(form: str, renderer: Renderer) -> None:
    """Cut anywhere, or with bytes changed anywhere, a copy is refused or gives back something of the right shape."""
    raw = copy_of(renderer, read_answers(PROFILE, "a", renderer.project.guide), form)
    for i in range(40):
        at = len(raw) * i // 40
        for damaged in (raw[:at], raw[:at] + bytes(7) + raw[at + 7 :], raw[:at] + raw[at + 30 :]):
            try:
                parse(extract(damaged, "x"), "x")
            except Refused as refused:
                (problem,) = refused.problems
                assert str(problem).startswith("x:1:1: (file): ") and problem.hint


def test_the_file_must_exist(tmp_path: Path) -> None:
    result = guide("answers", tmp_path / "gone.docx")
    assert result.exit_code == 2
    assert result.stderr.endswith("there is no such file; name a document made with --with-answers\n")
    assert guide("answers", tmp_path).stderr.endswith("is a folder; name a document made with --with-answers\n")


# --- What has changed since -----------------------------------------------------------------------


def copy_with(tmp_path: Path, answers: Mapping[str, Any], made_from: Mapping[str, str], version: str = "0.1.0") -> Path:
    path = tmp_path / "copy.md"
    data = {"answers": answers, "content_version": version, "made_from": made_from}
    path.write_text(f"# x\n\n    {json.dumps(data, separators=(',', ':'))}\n")
    return path


def test_answers_are_checked_as_in_any_answer_file(project: Project, tmp_path: Path) -> None:
    answers = {"team_size": "many", "nonsense": "x", "customer_name": "a\u202eb", "countries": ["PL", "XX"]}
    same = digests(project)
    path = copy_with(tmp_path, {k: v for k, v in answers.items() if k != "customer_name"}, same)
    result = guide("answers", path)
    assert (result.exit_code, result.stdout) == (2, "")
    keys = [line.removeprefix(f"{path}:1:1: ").split(":")[0] for line in result.stderr.splitlines()]
    assert keys == ["answers.countries.1", "answers.nonsense", "answers.team_size"]
    result = guide("answers", copy_with(tmp_path, answers, same))
    assert result.exit_code == 2 and "the character U+202E is not allowed" in result.stderr


def test_an_answer_the_guide_has_outgrown_is_left_out_told_and_kept_as_a_comment(
    project: Project, tmp_path: Path
) -> None:
    before = {
        **digests(project),
        "question:old_one": "123456",
        "question:countries": "0",
        "kpi:X99": "0",
        "kpi:S01": "0",
    }
    answers = {
        "company_size": "small", "old_one": "a\n# b\nc: ''", "countries": ["PL", "XX"],
        "kpis": {"S01": {"target": "much"}, "S10": {"target": "85"}, "X99": {"target": "1"}},
    }  # fmt: skip
    path = copy_with(tmp_path, answers, before, "0.0.9")
    result = guide("answers", path)
    assert result.exit_code == 0
    data, _, comment = result.stdout.partition("# Left out")
    again = tmp_path / "again.yaml"
    again.write_text(result.stdout)
    found = read_answers(again, "a", project.guide)
    assert found.values == {"company_size": "small"}
    assert found.content_version == "0.0.9"
    assert found.kpis is not None and list(found.kpis) == ["S10"]
    assert "old_one" not in data and "XX" not in data
    import yaml

    kept = yaml.safe_load("".join(f"{line[2:]}\n" for line in comment.splitlines()[1:]))
    assert kept == {
        "countries": ["PL", "XX"], "old_one": "a\n# b\nc: ''", "kpis.S01": {"target": "much"},
        "kpis.X99": {"target": "1"},
    }  # fmt: skip
    lines = [line.removeprefix(f"{path}: ") for line in result.stderr.splitlines()]
    assert lines[0] == f"made with version 0.0.9 of the guide, this is {project.guide.version}"
    assert "question old_one is gone" in lines and "kpi X99 is gone" in lines
    told = [line for line in lines if "does not fit any more and is left out" in line]
    assert {line.split(":")[0] for line in told} == {
        "answers.countries.1", "answers.old_one", "answers.kpis.S01.target", "answers.kpis.X99",
    }  # fmt: skip


def test_the_last_kpi_that_is_left_out_leaves_no_empty_choice(project: Project) -> None:
    found = Carried({"kpis": {"X99": {}}}, "", {"kpi:X99": "0"})
    accepted = given(project, found, "x")
    assert accepted.answers.kpis is None and accepted.left_out == {"kpis.X99": {}}


def test_what_changed_is_told_with_its_title(project: Project) -> None:
    answers = answers_of(project.guide, {"company_size": "small", "customer_name": "A"})
    clause, question = project.guide.clauses[1], project.guide.questionnaire.questions[0]
    before = basis(project, answers) | {"clause:old_clause": "0", f"clause:{clause.id}": "0", "kpi:S01": "0"}
    before |= {f"question:{question.id}": "0", "question:customer_name": "0"}
    del before[f"clause:{project.guide.clauses[0].id}"]
    found = Carried({}, project.guide.version, before)
    assert [str(change) for change in changes(project, found, answers)] == [
        f"clause {project.guide.clauses[0].code} '{project.guide.clauses[0].title.en}' (parties) is new",
        f"clause {clause.code} '{clause.title.en}' ({clause.id}) has changed since",
        f"question {question.number} '{question.label.en}' ({question.id}) has changed since",
        f"field '{project.guide.fill_ins['customer_name'].label.en}' (customer_name) has changed since",
        f"KPI S01 '{project.guide.kpi['S01'].name.en}' has changed since",
        "clause old_clause is gone",
    ]


def test_a_question_that_is_not_asked_any_more_is_told(project: Project) -> None:
    answers = answers_of(project.guide, {"incentive_scheme": "none"})
    found = Carried({}, "", {**basis(project, answers), "question:at_risk": digests(project)["question:at_risk"]})
    (change,) = changes(project, found, answers)
    assert str(change).endswith("(at_risk) is not asked any more")


def test_hostile_names_of_what_is_gone_stay_on_one_line(project: Project) -> None:
    found = Carried({}, "\u00a02", {"clause:\n\x1b[31mx": "0", "x": "0"})
    lines = [*notes(project, found, given(project, found, "x"))]
    assert all("\n" not in line and "\x1b" not in line for line in lines)


Edit = Callable[[Path], None]


def _replaced(name: str, old: str, new: str) -> Edit:
    def edit(content: Path) -> None:
        text = (content / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{name} lacks {old!r}"
        (content / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_replaced("sla/clauses/a1-parties.yaml", "\nrisk_if_omitted:\n  da: ", "\nrisk_if_omitted:\n  da: Ja. "), []),
        (_replaced("questionnaire.yaml", "steps:", "# a line more\n\nsteps:"), []),
    ],
    ids=["risks are not the contract", "a line more"],
)
def test_what_no_reader_of_the_contract_sees_is_no_change(
    edit: Edit, expected: list[str], project: Project, tmp_path: Path
) -> None:
    other = _edited(tmp_path, edit)
    answers = random_answers(project.guide, 1)
    found = parse(carried(project, answers), "x")
    assert [str(change) for change in changes(other, found, answers)] == expected


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_clause_whose_words_change_in_one_language_is_told(language: str, project: Project, tmp_path: Path) -> None:
    clause = project.guide.clauses[0]
    name = f"sla/clauses/{clause.code.lower()}-{clause.id}.yaml"
    title = clause.title[language]  # type: ignore[index]
    other = _edited(tmp_path, _replaced(name, f"{language}: {title}", f"{language}: {title} x"))
    answers = random_answers(project.guide, 1)
    (change,) = changes(other, parse(carried(project, answers), "x"), answers)
    assert (change.key, change.how) == (f"clause:{clause.id}", "has changed since")
    path = tmp_path / "copy.md"
    path.write_text(f"    {carried(project, answers)}\n")
    result = guide("--root", other.root, "answers", path)
    assert (result.exit_code, result.stderr) == (0, f"{path}: {change}\n")


def _edited(tmp_path: Path, edit: Edit) -> Project:
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / "root" / name)
    edit(tmp_path / "root/content")
    return load(tmp_path / "root")
