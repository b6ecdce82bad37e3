"""guide explain: every decision and its reason, as text and as JSON, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.answers import read_answers
from generator.explain import as_json, as_text, explain
from generator.model import LANGUAGES, Language
from generator.render import Renderer
from generator.tailor import Tailored
from generator.wording import Wording
from tests.helpers import answers_of, random_answers

KEYS = {"kind", "id", "code", "title", "status", "reason", "names"}


def _profile(renderer: Renderer, name: str) -> Tailored:
    path = renderer.project.root / "content" / "profiles" / f"{name}.yaml"
    return renderer.tailor(read_answers(path, path.name, renderer.project.guide))


def _json(renderer: Renderer, tailored: Tailored, language: Language) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(as_json(explain(renderer.plan, tailored, language)))
    return found


def _text(renderer: Renderer, tailored: Tailored, language: Language) -> str:
    wording = Wording(language, renderer.project.ui)
    return as_text(explain(renderer.plan, tailored, language), wording)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(6))
def test_every_clause_and_item_is_explained_once(renderer: Renderer, language: Language, seed: int) -> None:
    guide = renderer.project.guide
    found = _json(renderer, renderer.tailor(random_answers(guide, seed)), language)
    assert all(one.keys() == KEYS for one in found)
    assert [one["id"] for one in found if one["kind"] == "clause"] == [c.id for c in guide.clauses]
    assert [one["id"] for one in found if one["kind"] == "item"] == [i.id for i in guide.items]
    assert len({(one["kind"], one["id"]) for one in found}) == len(found)
    assert {one["kind"] for one in found} <= {"clause", "block", "kpi", "item"}
    assert {one["status"] for one in found} <= {"in", "out", "undecided"}
    assert all(one["reason"].endswith(".") for one in found)


@pytest.mark.parametrize("seed", range(6))
def test_the_status_is_that_of_the_document(renderer: Renderer, seed: int) -> None:
    tailored = renderer.tailor(random_answers(renderer.project.guide, seed))
    document = json.loads(renderer.render(tailored, "sla", "en", "json"))
    told = {one["id"]: one["status"] for one in _json(renderer, tailored, "en") if one["kind"] == "clause"}
    assert told == {c["id"]: c["status"] for c in document["clauses"] if c["id"] in told}


def test_the_languages_decide_the_same(renderer: Renderer) -> None:
    tailored = renderer.tailor(random_answers(renderer.project.guide, 5))
    da, en = (_json(renderer, tailored, language) for language in LANGUAGES)
    same = ("kind", "id", "code", "status", "names")
    assert [[one[key] for key in same] for one in da] == [[one[key] for key in same] for one in en]
    assert all(a["reason"] != b["reason"] for a, b in zip(da, en, strict=True))


def test_names_are_what_decided(renderer: Renderer) -> None:
    found = {one["id"]: one for one in _json(renderer, _profile(renderer, "customer-service-poland"), "en")}
    assert found["transfers_outside_eea"]["names"] == ["transfer_needed"]
    assert found["service_credits"]["names"] == ["incentive_scheme"]
    assert found["parties"]["names"] == ["document_scope"]
    assert found["parties"]["code"] == "A1"
    assert (found["K01"]["title"], found["K01"]["names"]) == ("Service level (80/20)", ["work"])


def test_parts_of_what_is_out_and_parts_that_are_always_in_are_left_out(renderer: Renderer) -> None:
    found = {one["id"] for one in _json(renderer, _profile(renderer, "customer-service-poland"), "da")}
    assert "transfers_outside_eea.safeguards" not in found
    assert "parties.parties" not in found
    assert "data_processing.no_transfers" in found
    assert "data_processing.transfers" in found


@pytest.mark.parametrize(
    ("language", "profile", "lines"),
    [
        (
            "da",
            "software-team-india",
            (
                "med            H6 Overførsel af personoplysninger til lande uden for EØS (transfers_outside_eea)",
                "    Med, fordi: personoplysninger kan ses fra et land uden for EØS (spørgsmål 20",
                "    ude            data_processing.no_transfers",
            ),
        ),
        (
            "en",
            "customer-service-poland",
            (
                "out            H6 Transfer of personal data outside the EEA (transfers_outside_eea)",
                "    Out, because: no personal data can be seen from a country outside the EEA (question 14",
                "    in             K01 Service level (80/20) (K01)",
                "        In, because you chose it.",
            ),
        ),
    ],
)
def test_text_names_the_decision_and_then_the_reason(
    renderer: Renderer, language: Language, profile: str, lines: tuple[str, ...]
) -> None:
    written = _text(renderer, _profile(renderer, profile), language).splitlines()
    places = [next(i for i, line in enumerate(written) if line.startswith(wanted)) for wanted in lines]
    assert len(set(places)) == len(places)
    assert places[1] == places[0] + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_holds_the_same_decisions_as_json(renderer: Renderer, language: Language) -> None:
    tailored = renderer.tailor(answers_of(renderer.project.guide, {}))
    found = _json(renderer, tailored, language)
    lines = _text(renderer, tailored, language).splitlines()
    assert len(lines) == 2 * len(found)
    assert [line.strip() for line in lines[1::2]] == [one["reason"] for one in found]
    assert all(one["id"] in line for one, line in zip(found, lines[::2], strict=True))


def test_an_answer_in_a_reason_is_shown_as_it_was_typed(renderer: Renderer) -> None:
    """Reasons quote questions and choices, never free text."""
    given = {"special_terms_price": "<b>R&D {}</b>", "customer_name": "{} A/S"}
    tailored = renderer.tailor(answers_of(renderer.project.guide, given))
    assert "R&D" not in _text(renderer, tailored, "en")
