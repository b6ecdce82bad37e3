"""Whole documents for many sets of answers: what a reader, a lawyer and the other party may rely on."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from generator import __version__, carrying, markup, yamlfile
from generator.answers import canonical, fingerprint, parse_answers, read_answers
from generator.document import law_checked_on
from generator.join import join
from generator.load import Project
from generator.model import LANGUAGES, LAYOUTS, Answers, DocumentKind, Language, Layout
from generator.pairing import PairedValues
from generator.problems import Refused
from generator.render import Copy, Renderer, copy_keys
from generator.segments import SLOT
from generator.tailor import Tailored
from generator.values import values
from generator.wording import Wording
from generator.writers import WRITERS
from tests import word
from tests.helpers import (
    FORMS,
    answers_of,
    clause_words,
    folded,
    md_text,
    prune,
    random_answers,
    random_raw,
    read_html,
    read_md,
    text_for,
)
from tests.test_writers import HOSTILE

KINDS: tuple[DocumentKind, ...] = ("sla", "checklist")
COPIES: tuple[tuple[Copy, ...], ...] = ((), ("final",), ("answers",), ("guidance",), ("answers", "guidance"))
SEEDS = range(int(os.environ.get("SEEDS", "12")))
"""More answer sets when asked for: SEEDS=200 make test."""


@pytest.fixture(scope="module")
def many(renderer: Renderer) -> list[Tailored]:
    """Tailored answers from nothing to everything."""
    return [renderer.tailor(random_answers(renderer.project.guide, seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def profiles(renderer: Renderer) -> dict[str, Tailored]:
    """The ready-made profiles, tailored."""
    folder = renderer.project.root / "content" / "profiles"
    return {
        path.stem: renderer.tailor(read_answers(path, path.name, renderer.project.guide))
        for path in sorted(folder.glob("*.yaml"))
    }


# --- Tailoring and rendering commute --------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_tailoring_and_rendering_commute(
    renderer: Renderer, many: list[Tailored], kind: DocumentKind, layout: Layout
) -> None:
    """Joining the compiled complete document = writing the tree that was pruned and filled first."""
    tree = renderer.document(kind, layout)
    for tailored, copies in zip(many, itertools.cycle(COPIES), strict=False):
        shown = tailored.shown | copy_keys(tailored, kind, copies)
        words = words_of(renderer, tailored, layout)
        for form, writer in WRITERS.items():
            pruned = writer.write(prune(tree, shown, keep_out=form == "json"))
            left = {key for _, key in pruned.blocks} - {"", "always"}
            assert not left & shown, f"{form} still decides {sorted(left & shown)}"
            expected = join(pruned, {"always"}, words, writer.escape)
            assert renderer.render(tailored, kind, layout, form, copies, page=False) == expected, form


def words_of(renderer: Renderer, tailored: Tailored, layout: Layout) -> dict[str, str]:
    """The values of every slot, with those that only guidance needs."""
    if layout == "da-en":
        return PairedValues(words_of(renderer, tailored, "da"), words_of(renderer, tailored, "en"))
    return values(renderer.plan, tailored, layout)


def test_every_slot_of_every_document_has_a_value(renderer: Renderer, many: list[Tailored]) -> None:
    wanted = {
        text
        for kind, language, form in itertools.product(KINDS, LANGUAGES, WRITERS)
        for _, segment, text in renderer.compiled(kind, language, form).segments
        if segment == SLOT
    }
    assert len(wanted) > 300
    for tailored in many:
        for language in LANGUAGES:
            found = values(renderer.plan, tailored, language)
            assert wanted <= found.keys()
            assert all(isinstance(text, str) for text in found.values())


# --- The same text in every format ----------------------------------------------------------------


@pytest.mark.parametrize("copies", [(), ("guidance",)])
@pytest.mark.parametrize("kind", KINDS)
def test_the_formats_say_the_same(
    renderer: Renderer, many: list[Tailored], kind: DocumentKind, copies: tuple[Copy, ...]
) -> None:
    for tailored, language in zip(many, itertools.cycle(LANGUAGES), strict=False):
        found = {form: clause_words(form, renderer.render(tailored, kind, language, form, copies)) for form in FORMS}
        assert len(found["md"]) > 5
        assert all(body for _, body in found["md"])
        assert found["md"] == found["html"]
        assert found["md"] == found["json"]
        assert found["md"] == found["docx"]


def test_both_languages_have_the_same_clauses_numbers_and_structure(renderer: Renderer, many: list[Tailored]) -> None:
    for tailored in many:
        da, en = (json.loads(renderer.render(tailored, "sla", language, "json")) for language in LANGUAGES)
        assert [_skeleton(c) for c in da["clauses"]] == [_skeleton(c) for c in en["clauses"]]


def _skeleton(clause: dict[str, Any]) -> object:
    blocks = [(b["kind"], b.get("number"), len(b.get("rows", ()))) for b in clause.get("blocks", ())]
    return clause["id"], clause["code"], clause["status"], clause.get("number"), blocks


# --- Hostile text ---------------------------------------------------------------------------------


def _filled_everywhere(renderer: Renderer, texts: Iterator[str]) -> Tailored:
    """Answers in which every field for words, and every cell of a table, has the next of the texts."""
    guide = renderer.project.guide
    given = random_raw(guide, 1) | {"document_scope": "full", "data_access": "copies", "remote_work": "within_country"}
    for fill_in in guide.fill_ins.values():
        if fill_in.type in ("text", "longtext"):
            given[fill_in.id] = text_for(fill_in, next(texts))
        if fill_in.type == "table":
            columns = fill_in.columns
            row = {c.id: c.choices[0].id if c.choices else next(texts)[: c.max_length] for c in columns}
            given[fill_in.id] = [row]
    return renderer.tailor(answers_of(guide, given))


def _words_given(tailored: Tailored) -> list[tuple[str, str]]:
    """What was typed, field by field and cell by cell."""
    fill_ins = tailored.project.guide.fill_ins
    found = [(f, tailored.answers.values[f.id]) for f in fill_ins.values() if f.id in tailored.answers.values]
    typed = [(f.id, value) for f, value in found if f.type in ("text", "longtext")]
    return typed + [(f"{f.id}.{c}", text) for f, value in found if f.type == "table" for c, text in value[0]]


@pytest.mark.parametrize("form", FORMS)
def test_hostile_answers_appear_verbatim_and_change_no_structure(renderer: Renderer, form: str) -> None:
    harmless = _filled_everywhere(renderer, (f"Qx{i}x" for i in itertools.count()))
    written = renderer.render(harmless, "sla", "da", form)
    expected, words = _counts(form, written), _all_text(form, written)
    printed = {name for name, text in _words_given(harmless) if text.startswith("Qx") and text in words}
    assert len(printed) > 20
    for start in range(0, len(HOSTILE), 6):
        tailored = _filled_everywhere(renderer, itertools.cycle(HOSTILE[start:] + HOSTILE[:start]))
        written = renderer.render(tailored, "sla", "da", form)
        assert _counts(form, written) == expected
        words = folded(_all_text(form, written))
        for name, text in _words_given(tailored):
            assert name not in printed or folded(text) in words, f"{name}: {text}"


def _counts(form: str, text: str) -> object:
    if form == "json":
        return re.sub(r'"(?!kind|text|rows)[^"]*"', "x", json.dumps(_kinds(json.loads(text))))
    if form == "html":
        return [e.tag for e in read_html(text).walk() if e.tag != "br"]
    if form == "docx":
        return word.structure(text)
    tokens = read_md(text)
    inner = [c.type for t in tokens for c in t.children or () if c.type not in ("text", "softbreak", "hardbreak")]
    return [t.type for t in tokens], inner


def _kinds(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: value if key == "kind" else _kinds(value) for key, value in data.items()}
    return [_kinds(value) for value in data] if isinstance(data, list) else ""


def _all_text(form: str, text: str) -> str:
    if form == "html":
        return read_html(text).find("article")[0].text()
    if form == "docx":
        return " ".join(word.words(paragraph) for paragraph in word.paragraphs(word.body(text)))
    return md_text(read_md(text)) if form == "md" else " ".join(_strings(json.loads(text)))


def _strings(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [words for part in parts for words in _strings(part)]


@pytest.mark.parametrize(
    "bad", ["\x00", "\x08", "\x1b", "\u202e", "\u2066", "\ufeff", "\u2028", "\ud800", "a\nb", "\t"]
)
def test_text_that_cannot_be_shown_is_refused_naming_the_field(project: Project, bad: str) -> None:
    raw = json.dumps({"answers": {"customer_name": f"A{bad}B"}}).encode()
    with pytest.raises(Refused) as caught:
        parse_answers(yamlfile.parse(raw, "a.json", json_form=True), project.guide)
    assert "customer_name" in str(caught.value.problems[0])


def test_no_answer_of_several_lines_stands_in_a_cell_or_a_point(project: Project) -> None:
    """Markdown has no line break inside a cell."""
    texts = [
        cell.da
        for clause in project.guide.clauses
        for block in clause.blocks
        for cell in (
            *(c for r in (block.table.rows if block.table else ()) for c in r.cells),
            *(i.text for i in block.list),
        )
    ]
    assert len(texts) > 50
    for name in (n for text in texts for n in markup.slots(markup.line(text)) if n in project.guide.fill_ins):
        assert project.guide.fill_ins[name].type != "longtext", name


# --- Numbers, references, open points -------------------------------------------------------------


def test_numbers_are_consecutive(many: list[Tailored]) -> None:
    for tailored in many:
        for document in (("section:", "clause:", "special:", "block:"), ("phase:", "check:")):
            numbers = [n for key, n in tailored.numbers.items() if key.startswith(document)]
            before: list[int] = [0]
            for number in numbers:
                parts = [int(part) for part in number.split(".")]
                depth = len(parts)
                follows = [*before[: depth - 1], before[depth - 1] + 1] if depth <= len(before) else [*before, 1]
                assert parts == follows, f"{number} after {before}"
                before = parts


def test_everything_shown_that_has_a_number_has_one_and_nothing_else(renderer: Renderer, many: list[Tailored]) -> None:
    for tailored in many:
        for piece in renderer.plan.pieces:
            has = bool(tailored.numbers.get(piece.key))
            assert has == (bool(piece.numbered) and piece.key in tailored.shown), piece.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_prints_the_number_of_a_clause_that_is_there(
    renderer: Renderer, many: list[Tailored], language: Language
) -> None:
    word = "punkt" if language == "da" else "clause"
    total = 0
    for tailored in many:
        data = json.loads(renderer.render(tailored, "sla", language, "json"))
        there = {c["number"] for c in data["clauses"] if c["status"] != "out"}
        text = " ".join(_strings([c.get("blocks") for c in data["clauses"]]))
        if any(isinstance(v, str) and word in v.lower() for v in tailored.answers.values.values()):
            continue
        printed = re.findall(rf"\b{word} (\S*?\d[\d.]*\d|\S*)", text, re.IGNORECASE)
        numbers = [p for p in printed if p[:1].isdigit()]
        total += len(numbers)
        assert set(numbers) <= there
        assert "punkt )" not in text and "clause )" not in text
    assert total > 200


@pytest.mark.parametrize(("language", "word"), [("da", "punkt"), ("en", "clause")])
def test_a_reference_has_a_capital_only_where_a_sentence_begins(
    renderer: Renderer, profiles: dict[str, Tailored], language: Language, word: str
) -> None:
    seen = set()
    for tailored in profiles.values():
        data = json.loads(renderer.render(tailored, "sla", language, "json"))
        texts = [b["text"] for c in data["clauses"] for b in c.get("blocks", ()) if "text" in b]
        for text in texts:
            for found in re.finditer(rf"\b{word} \d", text, re.IGNORECASE):
                begins = re.search(r"(^|[.!?:]\s)$", text[: found.start()]) is not None
                assert found[0][0].isupper() == begins, text
                seen.add(begins)
    assert seen == {True, False}


def test_no_reference_dangles(renderer: Renderer, many: list[Tailored]) -> None:
    """The slot of a reference is only ever joined while the clause it names is in the document."""
    for tailored in many:
        compiled = renderer.compiled("sla", "da", "md")
        inside: list[bool] = []
        for parent, key in compiled.blocks:
            inside.append(parent < 0 or (inside[parent] and key in tailored.shown))
        names = [text for block, kind, text in compiled.segments if kind == SLOT and inside[block]]
        referred = {n[4:] for n in names if n.startswith("ref.")}
        assert referred, "no references in this document"
        assert all(tailored.status(f"clause:{name}") != "out" for name in referred)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_lists_exactly_what_is_blank_or_undecided(
    renderer: Renderer, many: list[Tailored], kind: DocumentKind, language: Language
) -> None:
    compiled = renderer.compiled(kind, language, "json")
    wording = Wording(language, renderer.project.ui)
    for tailored in many:
        shown = tailored.shown | copy_keys(tailored, kind, ())
        inside: list[bool] = []
        for parent, key in compiled.blocks:
            inside.append(parent < 0 or (inside[parent] and key in shown))
        placeholders = {
            text.removeprefix("placeholder.")
            for block, segment, text in compiled.segments
            if segment == SLOT and inside[block] and text.startswith("placeholder.")
        }
        waits = {key.removeprefix("mark:") for (_, key), there in zip(compiled.blocks, inside, strict=True)
                 if there and key.startswith("mark:")}  # fmt: skip
        points = tailored.open_points[kind]
        listed = {key.removeprefix(f"open:{kind}.") for key in shown if key.startswith(f"open:{kind}.")}
        assert set(points) == listed
        assert all(_is_open(tailored, point) for point in points)
        behind = {name: _closure(renderer, {_point(name)}) for name in placeholders}
        behind |= {key: _closure(renderer, _named(renderer, key)) for key in waits}
        for what, names in behind.items():
            assert names & listed, f"{what} is open, and the list does not say what it waits for"
        assert listed <= set().union(*behind.values()), "the list names what nothing waits for"
        data = json.loads(renderer.render(tailored, kind, language, "json"))
        heading = wording.say("open_points")
        assert any(b.get("text") == heading for b in data["front"]) == bool(points)
        assert sum(b["kind"] == "item" for b in data["front"]) == len(points)


def _is_open(tailored: Tailored, point: str) -> bool:
    if point.startswith("kpi."):
        agreed = (tailored.answers.kpis or {}).get(point[4:])
        return agreed is None or None in (agreed.target, agreed.minimum, agreed.weight, agreed.stretch)
    return point not in tailored.answers.values and point not in tailored.env


def _point(placeholder: str) -> str:
    """kpi.S01.target -> kpi.S01; core_team.role -> core_team."""
    return placeholder.rpartition(".")[0] if "." in placeholder else placeholder


def _named(renderer: Renderer, key: str) -> set[str]:
    piece = next(p for p in renderer.plan.pieces if p.key == key)
    return set(piece.rule.names)


def _closure(renderer: Renderer, names: set[str]) -> set[str]:
    """The names, and whatever they stand on."""
    book, found, stack = renderer.project.book, set(), list(names)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            if name in book.names:
                stack += book.parents(name)
                fill_in = renderer.project.guide.fill_ins.get(name)
                stack += [fill_in.currency] if fill_in and fill_in.currency else []
    return found


def test_a_profile_is_complete_and_has_no_placeholder(renderer: Renderer, profiles: dict[str, Tailored]) -> None:
    assert len(profiles) == 3
    for tailored in profiles.values():
        assert tailored.open_points["sla"] == ()
        for language in LANGUAGES:
            text = renderer.render(tailored, "sla", language, "md", ("final",))
            assert "\\[" not in text


# --- What every document carries ------------------------------------------------------------------


def _status_of(tailored: Tailored) -> dict[str, str]:
    return {key.partition(":")[2]: tailored.status(key) for key in tailored.held if key.startswith("clause:")}


def test_every_clause_carries_id_code_and_status(renderer: Renderer, many: list[Tailored]) -> None:
    codes = {clause.id: clause.code for clause in renderer.project.guide.clauses}
    seen = set()
    for tailored in many:
        status = _status_of(tailored)
        seen |= set(status.values())
        data = json.loads(renderer.render(tailored, "sla", "en", "json"))
        in_json = {c["id"]: (c["code"], c["status"]) for c in data["clauses"] if c["id"] in codes}
        assert in_json == {name: (codes[name], held) for name, held in status.items()}
        sections = read_html(renderer.render(tailored, "sla", "en", "html")).find("section", "clause")
        in_html = {s.attributes["data-clause"]: (s.attributes["data-code"], s.attributes["data-status"])
                   for s in sections if s.attributes["data-clause"] in codes}  # fmt: skip
        assert in_html == {name: (codes[name], held) for name, held in status.items() if held != "out"}
    assert seen == {"in", "out", "undecided"}


def test_a_clause_that_is_out_has_no_text_anywhere(renderer: Renderer, many: list[Tailored]) -> None:
    for tailored in many:
        out = {name for name, held in _status_of(tailored).items() if held == "out"}
        titles = {c.title.en for c in renderer.project.guide.clauses if c.id in out}
        data = json.loads(renderer.render(tailored, "sla", "en", "json", ("guidance",)))
        for clause in data["clauses"]:
            if clause["status"] == "out":
                assert clause.keys() == {"id", "code", "section", "status"}
        for form in ("md", "html"):
            text = renderer.render(tailored, "sla", "en", form, ("guidance",))
            there = {title for title, _ in clause_words(form, text)}
            assert not there & titles
            if form == "html":
                assert not any(f'"{name}"' in text for name in out)


@pytest.mark.parametrize("copies", COPIES)
@pytest.mark.parametrize("kind", KINDS)
def test_html_is_well_formed_with_unique_ids_and_no_dead_fragment(
    renderer: Renderer, many: list[Tailored], kind: DocumentKind, copies: tuple[Copy, ...]
) -> None:
    for tailored in many[:8]:
        tree = read_html(renderer.render(tailored, kind, "da", "html", copies))
        ids = [e.attributes["id"] for e in tree.walk() if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        links = [e.attributes["href"] for e in tree.find("a")]
        assert all(link.startswith("https://") or link[1:] in ids for link in links)
        assert {e.attributes["for"] for e in tree.find("label")} <= set(ids)
        assert not [e for tag in ("ul", "ol", "tbody", "tr") for e in tree.find(tag) if not _has_elements(e)]
        assert {e.tag for e in tree.walk()} <= ALLOWED_TAGS


ALLOWED_TAGS = {
    "root", "html", "head", "meta", "title", "style", "body", "article", "header", "footer", "nav", "section", "div",
    "h1", "h2", "h3", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "a", "span",
    "strong", "em", "mark", "br", "input", "label", "pre",
}  # fmt: skip


def _has_elements(element: Any) -> bool:
    return any(not isinstance(child, str) for child in element.children)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_copy_says_what_it_is_made_of(
    renderer: Renderer, many: list[Tailored], kind: DocumentKind, language: Language
) -> None:
    wording, guide = Wording(language, renderer.project.ui), renderer.project.guide
    law = law_checked_on(renderer.project)
    for tailored, copies in itertools.product(many[:2], COPIES):
        for form in FORMS:
            text = renderer.render(tailored, kind, language, form, copies)
            words = folded(_all_text(form, text))
            assert folded(wording.say("not_advice")) in words
            stamp = wording.say("stamp", guide.version, __version__, fingerprint(tailored.answers), wording.date(law))
            assert folded(stamp) in words
        data = json.loads(renderer.render(tailored, kind, language, "json", copies))
        assert (data["content_version"], data["tool_version"], data["law_checked_on"]) == (
            guide.version,
            __version__,
            law,
        )
        assert data["answers_hash"] == fingerprint(tailored.answers)
        assert (data["document"], data["language"]) == (kind, language)


def test_the_date_of_the_law_is_the_oldest_of_all(project: Project) -> None:
    guide = project.guide
    old, *rest = guide.legal_facts
    aged = guide.model_copy(update={"legal_facts": (*rest, old.model_copy(update={"checked_on": "2020-02-03"}))})
    assert law_checked_on(replace(project, guide=aged)) == "2020-02-03"
    aged = guide.model_copy(update={"countries_checked_on": "2020-02-02"})
    assert law_checked_on(replace(project, guide=aged)) == "2020-02-02"


# --- Copies ---------------------------------------------------------------------------------------


def _secret(renderer: Renderer) -> Tailored:
    """Complete answers with something to hide: what no slot prints must stay at home."""
    given = random_raw(renderer.project.guide, 1) | {"goals": ["cost"], "company_size": "micro", "criticality": "low"}
    return renderer.tailor(answers_of(renderer.project.guide, given))


@pytest.mark.parametrize("copies", [(), ("final",)])
def test_a_clean_copy_carries_no_answers_and_no_reasons(renderer: Renderer, copies: tuple[Copy, ...]) -> None:
    tailored = _secret(renderer)
    for form, language in itertools.product(FORMS, LANGUAGES):
        wording = Wording(language, renderer.project.ui)
        text = renderer.render(tailored, "sla", language, form, copies)
        words = _all_text(form, text)
        assert '"answers":{' not in text and "company_size" not in text and "criticality" not in text
        assert wording.say("reason_in").partition("{}")[0] not in words
        assert folded(wording.say("answers_notice")) not in folded(words)
        for clause in renderer.project.guide.clauses:
            for hidden in (clause.purpose, clause.risk_if_omitted, clause.negotiation_hint.customer):
                assert folded(hidden[language]) not in folded(words)


def test_what_no_slot_prints_changes_nothing_but_the_checksum(renderer: Renderer) -> None:
    guide = renderer.project.guide
    given = random_raw(guide, 1)
    one, other = (renderer.tailor(answers_of(guide, given | {"recovery_time": time})) for time in ("4h", "8h"))
    for form in WRITERS:
        first, second = (renderer.render(t, "sla", "en", form) for t in (one, other))
        assert first != second
        assert first.replace(fingerprint(one.answers), "") == second.replace(fingerprint(other.answers), "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_working_copy_says_so_first_and_carries_exactly_the_answers(
    renderer: Renderer, many: list[Tailored], kind: DocumentKind
) -> None:
    for tailored, language in zip(many, itertools.cycle(LANGUAGES), strict=False):
        notice = folded(Wording(language, renderer.project.ui).say("answers_notice"))
        carried = json.loads(carrying.carried(renderer.project, tailored.answers))
        assert carried["answers"] == canonical(tailored.answers)
        texts = {form: renderer.render(tailored, kind, language, form, ("answers",)) for form in FORMS}
        data = json.loads(texts["json"])
        assert [b["value"] for b in data["back"] if b["kind"] == "answers"] == [carried]
        assert data["front"][1]["text"] == notice
        tree = read_html(texts["html"])
        assert [json.loads(e.text()) for e in tree.find("pre", "answers")] == [carried]
        assert folded(tree.find("p")[0].text()) == notice
        tokens = read_md(texts["md"])
        assert [json.loads(t.content) for t in tokens if t.type == "code_block"] == [carried]
        assert [folded(t.content) for t in tokens if t.type == "inline"][1] == notice
        assert notice == folded(word.words(word.paragraphs(word.body(texts["docx"]))[1]))
        again = answers_of(renderer.project.guide, carried["answers"])
        assert fingerprint(again) == fingerprint(tailored.answers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guidance_copy_explains_every_clause_in_it(
    renderer: Renderer, many: list[Tailored], language: Language
) -> None:
    guide, wording = renderer.project.guide, Wording(language, renderer.project.ui)
    for tailored in many[:6]:
        reasons = values(renderer.plan, tailored, language)
        for form in FORMS:
            text = renderer.render(tailored, "sla", language, form, ("guidance",))
            found = dict(clause_words(form, text))
            for clause in guide.clauses:
                if tailored.status(f"clause:{clause.id}") == "out":
                    continue
                body = found[folded(clause.title[language])]
                hints = clause.negotiation_hint
                for wanted in (clause.purpose, clause.risk_if_omitted, hints.customer, hints.provider):
                    assert folded(wanted[language]) in body
                assert folded(reasons[f"reason.clause:{clause.id}"]) in body
                for fact in (guide.fact[f] for f in clause.legal_facts):
                    statement = wording.say(
                        "guidance_law_checked", fact.statement[language], wording.date(fact.checked_on)
                    )
                    assert folded(statement) in body


def test_guidance_never_looks_like_a_term(renderer: Renderer, many: list[Tailored]) -> None:
    """Whatever the guidance copy adds is set apart, in every clause and format."""
    plain, guided = (renderer.render(many[0], "sla", "da", "md", c) for c in ((), ("guidance",)))
    added = [line for line in guided.splitlines() if line and line not in set(plain.splitlines())]
    assert len(added) > 80
    assert all(line.startswith("> ") for line in added)


def test_labels_are_set_in_strong_type(renderer: Renderer, many: list[Tailored]) -> None:
    """Two asterisks that do not open strong type would stand in the text."""
    for kind, copies in (("sla", ("guidance",)), ("checklist", ())):
        text = renderer.render(many[0], kind, "da", "md", copies)  # type: ignore[arg-type]
        assert "*" not in md_text(read_md(text))


def test_copies_keep_clauses_numbers_and_terms(renderer: Renderer, many: list[Tailored]) -> None:
    for tailored in many[:4]:
        clean, final, working = (
            clause_words("md", renderer.render(tailored, "sla", "en", "md", copies))
            for copies in ((), ("final",), ("answers",))
        )
        assert clean == final == working


# --- Determinism ----------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(project: Project, renderer: Renderer) -> None:
    fresh = Renderer(project)
    for seed in (0, 1, 5):
        raw = random_raw(project.guide, seed)
        backwards = dict(reversed(list(raw.items())))
        one, other = renderer.tailor(answers_of(project.guide, raw)), fresh.tailor(answers_of(project.guide, backwards))
        for kind, language, form in itertools.product(KINDS, LANGUAGES, WRITERS):
            first = renderer.render(one, kind, language, form, ("answers", "guidance"))
            assert first == fresh.render(other, kind, language, form, ("guidance", "answers"))


def test_documents_name_no_machine_and_no_time(renderer: Renderer, many: list[Tailored], project: Project) -> None:
    for form in WRITERS:
        text = renderer.render(many[1], "sla", "en", form, ("answers", "guidance"))
        assert str(project.root) not in text
        assert not re.search(r"\d{2}:\d{2}:\d{2}", text)


def test_rendering_leaves_the_answers_as_they_were(renderer: Renderer) -> None:
    answers = random_answers(renderer.project.guide, 3)
    before = Answers(**{name: getattr(answers, name) for name in type(answers).model_fields})
    renderer.render(renderer.tailor(answers), "sla", "da", "md")
    assert answers == before
