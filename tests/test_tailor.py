"""What is in, out and undecided, and why: golden cases, and rules that hold for any answers.

A case is a file in tests/cases/tailoring; tests/cases/tailoring/README.md says how to add one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import rules
from generator.answers import canonical, read_answers
from generator.load import Project
from generator.model import LANGUAGES
from generator.reasons import depends, reason
from generator.render import Renderer
from generator.rules import NOT_ASKED
from generator.tailor import Tailored
from generator.wording import Wording
from tests.helpers import answers_of, clause_words, folded, random_answers, random_raw

CASES = sorted((Path(__file__).parent / "cases" / "tailoring").glob("*.yaml"))
EXPECTATIONS = {
    "in", "out", "undecided", "nothing_out", "numbers", "no_number", "open", "not_open", "only_open", "nothing_open",
    "reasons", "text", "shown", "not_shown",
}  # fmt: skip


def _case(path: Path) -> dict[str, Any]:
    case = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - only text
    assert case.keys() <= {"about", "start", "answers", "expect"}, path.name
    assert case["about"] and case["expect"]
    assert case["expect"].keys() <= EXPECTATIONS, sorted(case["expect"].keys() - EXPECTATIONS)
    return case  # type: ignore[no-any-return]


def _tailored(renderer: Renderer, case: dict[str, Any]) -> Tailored:
    guide, given = renderer.project.guide, {}
    if "start" in case:
        path = renderer.project.root / "content" / "profiles" / f"{case['start']}.yaml"
        given = canonical(read_answers(path, path.name, guide))
    changes = case.get("answers") or {}
    given |= changes
    return renderer.tailor(answers_of(guide, {k: v for k, v in given.items() if v not in ("null", "")}))


def test_there_are_cases() -> None:
    assert len(CASES) >= 15


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden_case(renderer: Renderer, path: Path) -> None:
    case = _case(path)
    tailored, expect = _tailored(renderer, case), case["expect"]
    wanted = {key: status for status in ("in", "out", "undecided") for key in expect.get(status, ())}
    assert {key: tailored.status(key) for key in wanted} == wanted
    by_choice = {f"kpi:{kpi.id}" for kpi in renderer.project.guide.kpis if not kpi.default}
    for kind in expect.get("nothing_out", ()):
        held = [key for key in tailored.held if key.startswith(f"{kind}:") and key not in by_choice]
        assert [key for key in held if tailored.status(key) == "out"] == []
    numbers = expect.get("numbers", {})
    assert {key: tailored.numbers.get(key) for key in numbers} == numbers
    assert not set(expect.get("no_number", ())) & tailored.numbers.keys()
    assert set(expect.get("shown", ())) <= tailored.shown
    assert not set(expect.get("not_shown", ())) & tailored.shown
    _check_open_points(tailored.open_points["sla"], expect)
    _check_reasons(renderer, tailored, expect.get("reasons", {}))
    _check_text(renderer, tailored, expect.get("text", {}))


def _check_open_points(points: tuple[str, ...], expect: dict[str, Any]) -> None:
    assert set(expect.get("open", ())) <= set(points)
    assert not set(expect.get("not_open", ())) & set(points)
    if "only_open" in expect:
        assert list(points) == expect["only_open"]
    if expect.get("nothing_open") == "yes":
        assert points == ()


def _check_reasons(renderer: Renderer, tailored: Tailored, reasons: dict[str, dict[str, str]]) -> None:
    rule_of = {piece.key: piece.rule for piece in renderer.plan.pieces}
    for key, words in reasons.items():
        assert words.keys() == set(LANGUAGES)
        found = {lang: reason(tailored, key, rule_of[key], Wording(lang, renderer.project.ui)) for lang in LANGUAGES}
        assert {lang: folded(text) for lang, text in found.items()} == words


def _check_text(renderer: Renderer, tailored: Tailored, texts: dict[str, list[str]]) -> None:
    for language in LANGUAGES:
        written = renderer.render(tailored, "sla", language, "json")
        words = " ".join(body for _, body in clause_words("json", written))
        for text in texts.get(language, ()):
            assert text in words


# --- What holds for any answers -------------------------------------------------------------------


def _behind(renderer: Renderer, names: Iterable[str]) -> set[str]:
    """Every name that these stand on."""
    book, found, waiting = renderer.project.book, set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += book.parents(name)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_more_answers_never_turn_a_decision_around(renderer: Renderer, seed: int) -> None:
    """Kleene: what is in or out with some questions open stays so however they are answered."""
    guide = renderer.project.guide
    raw = random_raw(guide, seed + 100)
    full = {**random_raw(guide, 1), **raw, "document_scope": raw.get("document_scope", "full")}
    full["kpis"] = raw.get("kpis")
    before, after = (renderer.tailor(answers_of(guide, given)) for given in (raw, full))
    # An answer to a question that may not apply counts until that is known; then it is ignored.
    stale = {name for name in raw if name in before.env and after.env.get(name) is NOT_ASKED != before.env[name]}
    rules_ = {piece.key: piece.rule for piece in renderer.plan.pieces}
    for key, own in before.own.items():
        if own is not None and not key.startswith(("special:", "country:", "answer:")):
            assert after.own[key] is own or stale & _behind(renderer, rules_[key].names), key
    clauses = [k for k in before.held if k.startswith("clause:")]
    assert all(after.held[k] == before.held[k] for k in clauses if before.held[k] is not None)


@pytest.mark.parametrize("seed", range(12))
def test_a_part_is_never_in_where_its_whole_is_not(renderer: Renderer, seed: int) -> None:
    tailored = renderer.tailor(random_answers(renderer.project.guide, seed))
    order = {"out": 0, "undecided": 1, "in": 2}
    for piece in renderer.plan.pieces:
        if piece.parent:
            assert order[tailored.status(piece.key)] <= order[tailored.status(piece.parent)], piece.key
        assert (piece.key in tailored.shown) == (tailored.status(piece.key) != "out")


@pytest.mark.parametrize("seed", range(12))
def test_a_section_list_or_table_stands_only_while_it_holds_something(renderer: Renderer, seed: int) -> None:
    tailored = renderer.tailor(random_answers(renderer.project.guide, seed))
    holders = [piece.key for piece in renderer.plan.pieces if piece.holder and piece.key in tailored.shown]
    parents = {piece.parent for piece in renderer.plan.pieces if piece.key in tailored.shown}
    assert holders
    assert set(holders) <= parents


@pytest.mark.parametrize("seed", range(12))
def test_an_undecided_piece_says_what_it_waits_for(renderer: Renderer, seed: int) -> None:
    tailored = renderer.tailor(random_answers(renderer.project.guide, seed))
    rule_of = {piece.key: piece.rule for piece in renderer.plan.pieces}
    for key in (k.removeprefix("mark:") for k in tailored.shown if k.startswith("mark:")):
        for language in LANGUAGES:
            assert depends(tailored, rule_of[key], Wording(language, renderer.project.ui)), key


@pytest.mark.parametrize("seed", range(12))
def test_reasons_begin_with_the_status_and_have_no_empty_part(renderer: Renderer, seed: int) -> None:
    tailored = renderer.tailor(random_answers(renderer.project.guide, seed))
    words = {"da": ("Med", "Altid", "Ude", "Ikke"), "en": ("In", "Always", "Out", "Undecided")}
    for piece in renderer.plan.pieces:
        if not piece.key.startswith(("clause:", "block:", "item:", "row:", "kpi:", "check:")):
            continue
        for language in LANGUAGES:
            text = reason(tailored, piece.key, piece.rule, Wording(language, renderer.project.ui))
            assert text.startswith(words[language])
            assert text.endswith(".")
            assert not [bad for bad in ("{}", ": .", "()", "; ;", "None", "..") if bad in text], text


def test_the_scope_nobody_chose_leaves_nothing_out_and_is_no_open_point(renderer: Renderer) -> None:
    tailored = renderer.tailor(answers_of(renderer.project.guide, {}))
    assert tailored.env["document_scope"] == "full"
    assert "document_scope" not in tailored.open_points["sla"]


def test_a_suggestion_is_never_applied_by_itself(renderer: Renderer) -> None:
    """The placeholder shows it, and the question stays open."""
    tailored = renderer.tailor(answers_of(renderer.project.guide, {}))
    assert renderer.project.guide.fill_ins["payment_days"].suggestions
    assert "payment_days" not in tailored.env
    assert "payment_days" in tailored.open_points["sla"]
    written = renderer.render(tailored, "sla", "da", "json")
    assert "[Betalingsfrist – forslag: 30\u00a0dage]" in written


def test_open_points_come_in_the_order_in_which_they_are_asked(renderer: Renderer, project: Project) -> None:
    order = [*project.guide.fill_ins, *(f"kpi.{kpi.id}" for kpi in project.guide.kpis)]
    for seed in range(6):
        for points in renderer.tailor(random_answers(project.guide, seed)).open_points.values():
            assert list(points) == sorted(points, key=order.index)


def test_tailoring_reads_the_rules_and_nothing_else(renderer: Renderer) -> None:
    """Every piece that hangs on a rule has that rule's value, KPIs chosen by hand aside."""
    for seed in range(6):
        tailored = renderer.tailor(random_answers(renderer.project.guide, seed))
        for piece in renderer.plan.pieces:
            by_hand = piece.key.startswith("kpi:") and tailored.answers.kpis is not None
            if not by_hand and not piece.key.startswith(("country:", "answer:")):
                assert tailored.own[piece.key] is rules.evaluate(piece.rule.logic, tailored.env)
