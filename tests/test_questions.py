"""The form of the builder: controls for every question and field, why it is asked, and what depends on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from pydantic import BaseModel

from generator import questions
from generator.load import Project
from generator.maker import Maker, slug
from generator.model import LANGUAGES, FillIn, Language, special_terms
from generator.pages import pages
from generator.render import Renderer

VOID = {"input", "br", "hr", "img", "meta", "link"}


@dataclass
class Box:
    """One question as the page has it."""

    legend: str = ""
    controls: list[dict[str, str | None]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    why: str = ""


class Reader(HTMLParser):
    """Collects the questions of a page, and every id."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, Box] = {}
        self.ids: list[str] = []
        self.names: set[str] = set()
        self._here: Box | None = None
        self._in: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "fieldset" and given.get("data-question"):
            assert self._here is None
            self._here = self.boxes[str(given["data-question"])] = Box()
        if tag not in VOID:
            self._in.append(tag)
        if tag in ("input", "select", "textarea") and given.get("name"):
            self.names.add(str(given["name"]))
        if not self._here:
            return
        if tag in ("input", "select", "textarea"):
            self._here.controls.append({"tag": tag, **given})
        elif tag == "label":
            self._here.labels.append(given.get("for") or "")
        elif tag == "a":
            self._here.links.append(str(given["href"]))

    def handle_data(self, data: str) -> None:
        if self._here and "legend" in self._in:
            self._here.legend += data
        elif self._here and "details" in self._in:
            self._here.why += data

    def handle_endtag(self, tag: str) -> None:
        while self._in and self._in.pop() != tag:
            pass  # what HTML lets an author leave out, such as </td>
        if tag == "fieldset":
            self._here = None


@pytest.fixture(scope="module")
def read(renderer: Renderer) -> dict[Language, Reader]:
    """The builder's page in both languages."""
    found: dict[Language, Reader] = {}
    for language in LANGUAGES:
        found[language] = Reader()
        found[language].feed(pages(renderer, (), language)["sla/builder.md"])
    return found


def wanted(fill_in: FillIn, choices: list[str]) -> Iterator[tuple[str, str | None]]:
    """Name and value of each control a question must have."""
    if fill_in.type in ("yes_no", "choice", "several"):
        yield from ((fill_in.id, value) for value in [*(choices or ["yes", "no"]), ""])
    elif fill_in.type == "table":
        yield from ((f"{fill_in.id}.1.{column.id}", None) for column in fill_in.columns)
    else:
        yield fill_in.id, None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_field_has_its_controls(
    project: Project, read: Mapping[Language, Reader], language: Language
) -> None:
    guide, boxes = project.guide, read[language].boxes
    assert set(boxes) == {*guide.fill_ins, questions.KPIS}
    for fill_in in guide.fill_ins.values():
        box = boxes[fill_in.id]
        found = [(c["name"], c["value"] if c.get("type") in ("radio", "checkbox") else None) for c in box.controls]
        assert found == list(wanted(fill_in, list(guide.choices(fill_in)))), fill_in.id
        kinds = {str(c.get("type") or c["tag"]) for c in box.controls}
        assert kinds <= KINDS[fill_in.type], fill_in.id


KINDS = {
    "yes_no": {"radio"},
    "choice": {"radio"},
    "several": {"checkbox"},
    "table": {"input", "select"},
    "longtext": {"textarea"},
    "date": {"date"},
} | {kind: {"text"} for kind in ("integer", "decimal", "percent", "money", "duration", "text")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_undecided_is_chosen_before_anyone_has_answered(
    project: Project, read: Mapping[Language, Reader], language: Language
) -> None:
    for fill_in in project.guide.fill_ins.values():
        for control in read[language].boxes[fill_in.id].controls:
            if control.get("type") in ("radio", "checkbox"):
                assert ("checked" in control) == (control["value"] == ""), fill_in.id
            else:
                assert not control.get("value"), fill_in.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_says_what_it_asks_and_why(
    project: Project, read: Mapping[Language, Reader], language: Language
) -> None:
    for fill_in in project.guide.fill_ins.values():
        box = read[language].boxes[fill_in.id]
        assert fill_in.label[language] in box.legend
        assert (fill_in.why[language] if fill_in.why else project.ui["builder_why_field"][language]) in box.why
        if box.controls[0].get("type") not in ("radio", "checkbox") and fill_in.type != "table":
            assert box.labels == [box.controls[0]["id"]], fill_in.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kpi_can_be_chosen_and_its_levels_agreed(
    project: Project, read: Mapping[Language, Reader], language: Language
) -> None:
    found = [str(c["name"]) for c in read[language].boxes[questions.KPIS].controls]
    expected = []
    for kpi in project.guide.kpis:
        expected += [f"kpis.{kpi.id}", *(f"kpis.{kpi.id}.{part}" for part in questions.kpi_parts(kpi))]
        expected.append(f"kpis.{kpi.id}.credit")
    assert found == expected


def test_both_languages_have_the_same_names(read: Mapping[Language, Reader]) -> None:
    assert read["da"].names == read["en"].names
    assert list(read["da"].boxes) == list(read["en"].boxes)
    assert [b.links for b in read["da"].boxes.values()] == [b.links for b in read["en"].boxes.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_stands_twice_and_every_link_has_a_place(read: Mapping[Language, Reader], language: Language) -> None:
    reader = read[language]
    assert not [i for i, count in Counter(reader.ids).items() if count > 1]
    assert {link[1:] for box in reader.boxes.values() for link in box.links} <= set(reader.ids)


# --- Which clauses depend on an answer ------------------------------------------------------------


def test_links_lead_to_the_clauses_that_depend_on_the_answer(project: Project, read: Mapping[Language, Reader]) -> None:
    found = questions.dependents(project)
    special = {special_terms(section): section for section in project.guide.sections}
    for name, box in read["da"].boxes.items():
        if name in special:
            assert set(box.links) <= {f"#section-{slug(special[name].id)}"}
        else:
            assert box.links == [f"#clause-{slug(c.id)}" for c in found[name]], name


def test_a_field_is_used_by_its_own_clause(project: Project) -> None:
    found = questions.dependents(project)
    for clause in project.guide.clauses:
        for fill_in in clause.fields:
            assert found[fill_in.id], fill_in.id


def test_use_counts_directly_through_facts_through_amounts_and_through_kpis(project: Project) -> None:
    found = {name: {c.id for c in clauses} for name, clauses in questions.dependents(project).items()}
    assert "transfers_outside_eea" in found["countries"]  # a derived fact about the countries decides the clause
    assert found["monthly_fee"] <= found["currency"]  # where there is an amount, there is its currency
    assert "kpi_schedule" in found["work"]  # which KPIs are suggested depends on the work
    assert found[questions.KPIS] == {"kpi_schedule"}


def test_dependents_agree_with_an_independent_count(project: Project) -> None:
    """Read off the source text: every name in a condition or slot of a clause, followed back to questions."""
    guide, book = project.guide, project.book

    def behind(name: str) -> set[str]:
        if name in guide.fill_ins:
            currency = guide.fill_ins[name].currency
            return {name, currency} if currency else {name}
        return {source for parent in book.parents(name) for source in behind(parent)}

    found = questions.dependents(project)
    for clause in guide.clauses:
        words = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(_source(clause))))
        used = {source for name in words & set(book.names) for source in behind(name)}
        assert used <= {name for name, clauses in found.items() if clause in clauses}, clause.id


def _source(value: object) -> Iterator[str]:
    """The conditions and slots of a clause as they are written."""
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _source(inner)
    elif isinstance(value, BaseModel):
        for key, inner in value:
            if key == "when" and isinstance(inner, str):
                yield re.sub(r"'[^']*'", "", inner)
            elif key == "answer_table" and isinstance(inner, str):
                yield inner
            elif key != "fields":
                yield from _source(inner)
    elif isinstance(value, str):
        yield from re.findall(r"\{\{\s*([a-z0-9_]+)\s*\}\}", value)


# --- The printed questionnaire --------------------------------------------------------------------


def test_the_printed_questionnaire_keeps_its_suggestions(renderer: Renderer) -> None:
    maker = Maker(renderer, "da")
    printed = questions.questionnaire(maker)
    hints = [" ".join(one["hints"]) for _, asked in printed["steps"] for one in asked]
    assert any("Vores forslag" in hint for hint in hints)
    assert not any(
        "Vores forslag" in " ".join(one["hints"]) for _, asked in questions.form(maker)["steps"] for one in asked
    )
