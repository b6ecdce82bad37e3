"""The proofs agree with trying everything, and `check` finds every fault that is planted in a copy of the content."""

from __future__ import annotations

import copy
import itertools
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import proofs, rules
from generator.check import Findings, check
from generator.load import Project, load
from generator.model import Calculation, Text
from generator.problems import Problem
from generator.proofs import TooHard, find, in_words, not_told_apart
from generator.rulebook import RuleBook
from generator.rules import NOT_ASKED, Name, Rule, compile_rule, evaluate
from generator.tailor import plan, tailor
from tests.helpers import DAYS, answers_of, random_condition, rule_book
from tests.test_schema import read as read_as_editor

D = Decimal
TODAY = date(2026, 11, 21)

# --- Against trying everything --------------------------------------------------------------------

QUESTIONS: dict[str, tuple[Name, tuple[Any, ...]]] = {
    "choice": (Name("choice", "choice", ("c0", "c1", "c2"), ordered=True), ("c0", "c1", "c2")),
    "several": (
        Name("several", "several", ("none", "c0", "c1")),
        (("none",), ("c0",), ("c1",), ("c0", "c1")),
    ),
    "number": (Name("number", "number", low=D(0), high=D(3), step=D(1)), tuple(map(D, range(4)))),
    "amount": (Name("amount", "number", low=D(1), high=D(3), step=D(1)), tuple(map(D, range(1, 4)))),
    "share": (
        Name("share", "number", low=D(0), high=D(1), step=D("0.1")),
        tuple(D(n).scaleb(-1) for n in range(11)),
    ),
    "day": (Name("day", "date"), ("2026-12-30", *DAYS[:2], "2027-01-02", "2029-01-01")),
    "deadline": (Name("deadline", "date"), ("2020-01-01", *DAYS[:2], "2028-12-31")),
    "truth": (Name("truth", "truth"), (True, False)),
    "answered": (Name("answered", "answered"), ("x",)),
    "document_scope": (Name("document_scope", "choice", ("full", "light", "annex")), ("full", "light", "annex")),
}
"""Small questions with all their answers (of dates: some)."""


def random_book(rnd: random.Random, asked: list[str]) -> RuleBook:
    """Questions that may be asked only when earlier ones say so, and facts derived from earlier names."""
    names: dict[str, Name] = {}
    visible: dict[str, str] = {}
    derived: dict[str, str | Rule] = {}
    for at, question in enumerate(asked):
        if names and rnd.random() < 0.5:
            visible[question] = random_condition(rnd, names, 1)
        names[question] = QUESTIONS[question][0]
        if rnd.random() < 0.3:
            fact = f"fact{at}"
            if question == "several" and rnd.random() < 0.5:
                derived[fact] = rules.quantified(question, rnd.choice(("any", "all")), ["c0"])
            else:
                derived[fact] = random_condition(rnd, names, 1)
            names[fact] = Name(fact, "truth")
    return rule_book(names, visible=visible, derived=derived)


def environments(book: RuleBook) -> Iterator[dict[str, Any]]:
    """Every way to answer or leave open every question."""
    asked = list(book.visible)
    for values in itertools.product(*((None, *QUESTIONS[name][1]) for name in asked)):
        yield book.environment({name: value for name, value in zip(asked, values, strict=True) if value is not None})


def meets(env: Mapping[str, Any], goals: list[proofs.Wanted]) -> bool:
    return all(evaluate(rule.logic, env) in wanted for rule, wanted in goals)


def random_goals(rnd: random.Random, names: Mapping[str, Name]) -> list[proofs.Wanted]:
    wanted = ({True}, {False}, {None}, {True, None}, {False, None}, {True, False})
    return [
        (compile_rule(random_condition(rnd, names, 2), names), rnd.choice(wanted)) for _ in range(rnd.randint(1, 3))
    ]


def replayed(book: RuleBook, case: proofs.Case) -> dict[str, Any]:
    """The environment of someone who answers as the case says and leaves the rest open."""
    return book.environment({n: v for n, v in case.items() if n in book.visible and v is not NOT_ASKED})


@settings(max_examples=250)
@given(st.integers(0, 10**9))
def test_a_proof_says_what_trying_everything_says(seed: int) -> None:
    rnd = random.Random(seed)  # noqa: S311
    asked = rnd.sample(list(QUESTIONS), rnd.randint(1, 4))
    book = random_book(rnd, asked)
    goals = random_goals(rnd, book.names)
    case = find(book, goals)
    if case is None:
        assert not any(meets(env, goals) for env in environments(book))
    else:
        env = replayed(book, case)
        assert meets(env, goals)
        assert {n: v for n, v in env.items() if n in case} == case, "the case is what its answers lead to"


def test_both_outcomes_occur_among_the_random_proofs() -> None:
    found = {True: 0, False: 0}
    for seed in range(200):
        rnd = random.Random(seed)  # noqa: S311
        book = random_book(rnd, rnd.sample(list(QUESTIONS), 3))
        found[find(book, random_goals(rnd, book.names)) is None] += 1
    assert min(found.values()) > 30


@settings(max_examples=150)
@given(st.integers(0, 10**9))
def test_a_case_that_calculated_numbers_allow_is_never_called_impossible(seed: int) -> None:
    rnd = random.Random(seed)  # noqa: S311
    questions = {name: QUESTIONS[name][0] for name in ("truth", "number", "amount")}
    names = {**questions, "total": Name("total", "number"), "large": Name("large", "truth")}
    book = rule_book(
        names,
        visible={"number": "truth", **({"amount": "not truth or number > 1"} if rnd.random() < 0.3 else {})},
        derived={"large": random_condition(rnd, {**questions, "total": names["total"]}, 1)},
        calculated={"total": Calculation(function="product", arguments=("number", "amount"))},
    )
    goals = random_goals(rnd, names)
    if find(book, goals) is None:
        assert not any(meets(env, goals) for env in environments(book))


# --- What is easily got wrong ---------------------------------------------------------------------


def proof(names: list[Name], text: str, wanted: set[bool | None], **more: Any) -> proofs.Case | None:
    book = rule_book({name.id: name for name in names}, **more)
    return find(book, [(compile_rule(text, book.names), wanted)])


A, B, C = (Name(name, "number", low=D(0), high=D(100), step=D(1)) for name in "abc")


def test_two_names_that_are_compared_share_their_landmarks() -> None:
    case = proof([A, B], "a > 10 and b < 12 and a == b", {True})
    assert case is not None and case["a"] == case["b"] == 11
    assert proof([A, B], "a > 10 and b < 12 and a < b", {True}) is None
    fine = [Name(n, "number", low=D(0), high=D(100), step=D("0.1")) for n in "ab"]
    assert proof(fine, "a > 10 and b < 12 and a < b", {True}) is not None


def test_three_names_in_a_row_find_room_between_two_landmarks() -> None:
    between = "a < b and b < c and a > 10 and c < 14"
    case = proof([A, B, C], between, {True})
    assert case is not None and (case["a"], case["b"], case["c"]) == (11, 12, 13)
    assert proof([A, B, C], between.replace("14", "13"), {True}) is None


def test_names_of_different_steps_are_taken_as_dense() -> None:
    whole, fine = A, Name("b", "number", low=D(0), high=D(100), step=D("0.01"))
    assert proof([whole, fine], "a < b and b < 1", {True}) is not None
    assert proof([whole, fine], "a == b and a > 99", {True}) is not None
    tenths = Name("a", "number", low=D(0), high=D(100), step=D("0.1"))
    assert proof([tenths, fine], "a > 10 and b < 11 and a < b", {True}) is not None


def test_numbers_lie_on_their_steps_and_in_their_range() -> None:
    assert proof([A], "a > 4 and a < 5", {True}) is None
    assert proof([A], "a > 4.5 and a < 5.5", {True}) == {"a": 5}
    assert proof([A], "a > 100", {True}) is None
    assert proof([A], "a < 0", {True}) is None
    assert proof([A], "a >= 0", {False}) is None
    assert proof([Name("a", "number")], "a > 4 and a < 5", {True}) is not None


def test_dates_lie_on_whole_days_to_the_ends_of_the_calendar() -> None:
    start, end = Name("start", "date"), Name("end", "date")
    assert proof([start], "start > '2027-01-01' and start < '2027-01-02'", {True}) is None
    assert proof([start, end], "start > '2027-01-01' and end < '2027-01-03' and start < end", {True}) is None
    assert proof([start, end], "start > '2027-01-01' and end < '2027-01-04' and start < end", {True}) is not None
    assert proof([start], "start < '0001-01-01'", {True}) is None
    assert proof([start], "start > '9999-12-31'", {True}) is None


def test_none_excludes_the_other_answers() -> None:
    data = Name("data", "several", ("none", "cpr", "other"))
    assert proof([data], "'none' in data and 'cpr' in data", {True}) is None
    assert proof([data], "'none' not in data and 'cpr' not in data", {True}) == {"data": ("other",)}
    assert proof([Name("data", "several", ("none", "cpr"))], "'none' not in data and 'cpr' not in data", {True}) is None


def test_an_answered_text_is_never_undecided() -> None:
    note = Name("note", "answered")
    assert proof([note], "note", {None}) is None
    assert proof([note], "note or not note", {False, None}) is None


def test_the_scope_is_never_undecided() -> None:
    scope = QUESTIONS["document_scope"][0]
    assert proof([scope], "document_scope == 'full'", {None}) is None
    assert proof([scope, Name("t", "truth")], "document_scope == 'full'", {False}, visible={"document_scope": "t"})


def test_a_question_that_is_not_asked_makes_a_tautology_false() -> None:
    names = [Name("t", "truth"), A]
    assert proof(names, "a < 5 or a >= 5", {False}) is None
    assert proof(names, "a < 5 or a >= 5", {False}, visible={"a": "t"}) == {"t": False, "a": NOT_ASKED}


def test_a_calculation_does_not_apply_where_its_argument_does_not() -> None:
    names = [Name("t", "truth"), A, Name("total", "number")]
    options = {"calculated": {"total": Calculation(function="product", arguments=("a", "12"))}}
    always = "total < 5 or total >= 5"
    assert proof(names, always, {False}, **options) is None
    assert proof(names, always, {None}, **options) is not None
    case = proof(names, always, {False}, visible={"a": "t"}, **options)
    assert case is not None and case["total"] is NOT_ASKED
    assert proof(names, f"t and not ({always})", {True}, visible={"a": "t"}, **options) is None


def test_facts_that_share_a_question_are_not_independent(project: Project) -> None:
    book = project.book
    eea = rules.quantified("countries", "all", [c.id for c in project.guide.countries if c.transfer_basis == "eea"])
    outside = Rule("provider_outside_eea", {"===": [{"var": "provider_outside_eea"}, True]}, ("provider_outside_eea",))
    assert find(book, [(eea, {True}), (outside, {True})]) is None
    assert find(book, [(eea, {False}), (outside, {False})]) is None
    assert find(book, [(eea, {None}), (outside, {None})]) == {}
    assert find(book, [(outside, {False})]) is not None


# --- Time -----------------------------------------------------------------------------------------


def pigeons(holes: int) -> tuple[RuleBook, list[proofs.Wanted]]:
    """One more pigeon than holes, no two in one hole: small rules that are hard to refute."""
    names = {f"p{i}_{j}": Name(f"p{i}_{j}", "truth") for i in range(holes + 1) for j in range(holes)}
    placed = [" or ".join(f"p{i}_{j}" for j in range(holes)) for i in range(holes + 1)]
    pairs = itertools.combinations(range(holes + 1), 2)
    shared = [" or ".join(f"p{i}_{j} and p{k}_{j}" for j in range(holes)) for i, k in pairs]
    goals: list[proofs.Wanted] = [(compile_rule(text, names), {True}) for text in placed]
    return rule_book(names), goals + [(compile_rule(text, names), {False}) for text in shared]


def test_a_hard_proof_ends() -> None:
    book, goals = pigeons(3)
    assert find(book, goals) is None
    with pytest.raises(TooHard):
        find(*pigeons(7))


def test_thirty_choices_do_not_fill_the_memory() -> None:
    name = Name("data", "several", tuple(f"c{i}" for i in range(30)))
    book = rule_book({"data": name})
    every = compile_rule(" and ".join(f"'{c}' in data" for c in name.choices), book.names)
    with pytest.raises(TooHard):
        find(book, [(every, {True})])
    assert find(book, [(every, {False})]) is not None


def test_the_content_is_proved_with_room_to_spare(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "MAX_WORK", proofs.MAX_WORK // 10)
    assert not check(project, TODAY).errors


def test_a_proof_that_takes_too_long_is_an_error_and_says_so(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "MAX_WORK", 0)
    messages = {re.sub("'[a-z_]+'", "'…'", problem.message) for problem in check(project, TODAY).errors}
    assert messages == {
        "there are too many cases to prove that this condition sometimes holds and sometimes does not",
        "there are too many cases to prove that this suggestion is offered sometimes",
        "there are too many cases to prove that the clause '…' is present wherever this refers to it",
        "there are too many cases to prove that '…' is asked wherever its slot stands",
    }


# --- Choices that nothing tells apart -------------------------------------------------------------


def test_choices_that_rules_treat_alike_are_grouped() -> None:
    level = Name("level", "choice", ("low", "medium", "high", "critical"), ordered=True)
    data = Name("data", "several", ("none", "contact", "cpr", "special"))
    book = rule_book({"level": level, "data": data})

    def alike(*texts: str) -> dict[str, list[list[str]]]:
        return not_told_apart(book, [compile_rule(text, book.names) for text in texts])

    assert alike("level >= 'medium'") == {"level": [["medium", "high", "critical"]]}
    assert alike("level >= 'medium'", "level == 'critical'") == {"level": [["medium", "high"]]}
    assert alike("level in ['low', 'high']") == {"level": [["low", "high"], ["medium", "critical"]]}
    assert alike("level == 'low'", "level == 'medium'", "level == 'high'") == {"level": []}
    assert alike("'cpr' in data") == {"data": [["contact", "special"]]}
    assert alike("'cpr' in data", "'contact' in data") == {"data": [["special"]]}
    assert alike("'cpr' in data", "'contact' in data", "'special' not in data") == {"data": []}


# --- Faults planted in a copy of the content ------------------------------------------------------

Edit = Callable[[Any], None]
Plant = Callable[[Mapping[str, Edit]], tuple[Project, Findings]]
NEVER = "criticality == 'low' and criticality == 'high'"
TRANSFERS, PARTIES = "sla/clauses/h6-transfers_outside_eea.yaml", "sla/clauses/a1-parties.yaml"
CREDITS, RULE = "sla/clauses/e1-service_credits.yaml", "practices/golden_rules/r1-lasting-executive-relations.yaml"
QUESTIONNAIRE, DERIVED, KPIS = "questionnaire.yaml", "derived.yaml", "kpis/software.yaml"


@pytest.fixture
def plant(root: Path, tmp_path: Path) -> Plant:
    """Edits files in a copy of the content, loads it and checks it."""

    def planted(edits: Mapping[str, Edit]) -> tuple[Project, Findings]:
        for folder in ("content", "templates"):
            shutil.copytree(root / folder, tmp_path / folder)
        for file, edit in edits.items():
            data = copy.deepcopy(read_as_editor(root / "content" / file))
            edit(data)
            text = json.dumps(data, ensure_ascii=False, indent=1)
            (tmp_path / "content" / file).write_text(text, encoding="utf-8")
        project = load(tmp_path)
        return project, check(project, TODAY)

    return planted


def setting(values: Mapping[str, Any]) -> Edit:
    """An edit that sets values by dotted path."""

    def edit(data: Any) -> None:
        for dotted, value in values.items():
            *path, last = (int(part) if part.lstrip("-").isdigit() else part for part in dotted.split("."))
            holder = data
            for part in path:
                holder = holder[part]
            holder[last] = value

    return edit


def only(problems: tuple[Problem, ...], file: str) -> Problem:
    (problem,) = problems
    assert problem.file == f"content/{file}"
    assert problem.line > 1
    return problem


def test_the_content_has_no_errors(project: Project) -> None:
    assert check(project, TODAY).errors == ()


def index(project: Project, kind: str, entry_id: str) -> int:
    return int(project.homes[kind, entry_id][1][1])


NEVER_HOLDS = "this condition can never hold"
NEVER_THERE = "this condition can never hold where it stands"
ALWAYS_HOLDS = "this condition always holds"


@pytest.mark.parametrize(
    "faults",
    [
        {
            (TRANSFERS, "blocks.0.when"): (NEVER, NEVER_HOLDS),
            (TRANSFERS, "blocks.1.when"): ("not transfer_needed", NEVER_THERE),
            (TRANSFERS, "blocks.2.when"): ("'none' in personal_data", NEVER_THERE),
            (TRANSFERS, "blocks.3.when"): ("criticality >= 'low'", ALWAYS_HOLDS),
            (TRANSFERS, "blocks.4.when"): ("customer_name or not customer_name", ALWAYS_HOLDS),
            (TRANSFERS, "blocks.5.when"): ("monthly_fee < 0", NEVER_HOLDS),
            (TRANSFERS, "fields.0.when"): (NEVER, NEVER_HOLDS),
            (PARTIES, "when"): ("monthly_fee >= 0", ALWAYS_HOLDS),
            (CREDITS, "when"): ("criticality >= 'low'", ALWAYS_HOLDS),
            (KPIS, "kpis.0.when"): (NEVER, NEVER_HOLDS),
            (RULE, "checklist.0.when"): (NEVER, NEVER_HOLDS),
            (DERIVED, "facts.0.look_up.values"): (
                ["eea", "adequacy", "adequacy_partial", "safeguards"],
                ALWAYS_HOLDS,
            ),
        },
        {
            (TRANSFERS, "when"): (NEVER, NEVER_HOLDS),
            (QUESTIONNAIRE, "questions.-1.when"): (NEVER, NEVER_HOLDS),
            (DERIVED, "facts.7.condition"): ("incentive_scheme in []", NEVER_HOLDS),
        },
    ],
)
def test_every_condition_that_decides_nothing_is_found(
    faults: Mapping[tuple[str, str], tuple[Any, str]], plant: Plant
) -> None:
    files = {file for file, _ in faults}
    edits = {file: setting({path: when for (f, path), (when, _) in faults.items() if f == file}) for file in files}
    project, findings = plant(edits)
    last = len(project.guide.questionnaire.questions) - 1
    found = {(p.file, p.key.replace(f"questions.{last}.", "questions.-1."), p.message) for p in findings.errors}
    assert found >= {(f"content/{file}", path, message) for (file, path), (_, message) in faults.items()}


def test_a_suggestion_behind_one_that_always_fits_is_found(project: Project, plant: Plant) -> None:
    at = index(project, "fill_in", "term_months")
    offers = [{"value": "12"}, {"value": "24", "when": "criticality == 'low'"}]
    _, findings = plant({QUESTIONNAIRE: setting({f"questions.{at}.suggestions": offers})})
    problem = only(findings.errors, QUESTIONNAIRE)
    assert problem.key == f"questions.{at}.suggestions.1"
    assert problem.message == "this suggestion can never be offered"


def answers_in(example: str) -> dict[str, Any]:
    """The answers a counter-example names, as an answer file has them."""
    found: dict[str, Any] = {}
    for part in example.split(", ") if "=" in example else ():
        name, _, value = part.partition("=")
        found[name] = value[1:-1].split() if value.startswith("[") else value
    return found


def append(text: str) -> Edit:
    def edit(clause: Any) -> None:
        block = next(b for b in clause["blocks"] if "text" in b and "when" not in b)
        for language in ("da", "en"):
            block["text"][language] += f" {text}"

    return edit


def examples(findings: Findings, pattern: str) -> dict[str, dict[str, Any]]:
    """What every error is about, with the answers of its counter-example."""
    found = [re.fullmatch(pattern, problem.message) for problem in findings.errors]
    assert all(found), [problem.message for problem in findings.errors]
    return {match[1]: answers_in(match[2]) for match in found if match}


def test_a_reference_to_a_clause_that_may_be_absent_is_found_with_a_true_example(plant: Plant) -> None:
    targets = ("transfers_outside_eea", "bonus_and_earn_back", "service_credits")
    project, findings = plant({PARTIES: append(" ".join(f"{{{{ ref.{target} }}}}" for target in targets))})
    assert {problem.file for problem in findings.errors} == {f"content/{PARTIES}"}
    found = examples(findings, r"refers to clause '(\w+)', which may be absent: (.*)")
    assert set(found) == set(targets)
    for target, answers in found.items():
        tailored = tailor(plan(project), answers_of(project.guide, answers))
        assert tailored.status(f"clause:{target}") == "out"
        assert tailored.status("clause:parties") != "out"


def test_a_reference_behind_the_same_condition_is_fine(plant: Plant) -> None:
    def edit(clause: Any) -> None:
        append("{{ ref.transfers_outside_eea }}")(clause)
        next(b for b in clause["blocks"] if "ref.transfers" in str(b))["when"] = "transfer_needed"

    _, findings = plant({PARTIES: edit})
    assert findings.errors == ()


def test_a_slot_where_its_question_is_not_asked_is_found_with_a_true_example(plant: Plant) -> None:
    slots = ("bonus_cap", "bonus_amount", "at_risk", "transfers_tia_date")
    project, findings = plant({PARTIES: append(" ".join(f"{{{{ {slot} }}}}" for slot in slots))})
    found = examples(findings, r"the slot '(\w+)' may stand here when it is not asked: (.*)")
    assert set(found) == set(slots)
    for slot, answers in found.items():
        assert project.book.environment(answers_of(project.guide, answers).values)[slot] is NOT_ASKED


def test_a_table_whose_question_is_not_asked_is_found(plant: Plant) -> None:
    words = {"da": "x", "en": "x"}
    columns = [{"id": "name", "label": words}]
    field = {"id": "planted", "label": words, "type": "table", "columns": columns, "when": "criticality == 'low'"}

    def edit(clause: Any) -> None:
        clause["fields"] = [*clause["fields"], field]
        clause["blocks"].append({"id": "planted", "answer_table": "planted"})

    _, findings = plant({PARTIES: edit})
    problem = only(findings.errors, PARTIES)
    assert problem.message.startswith("the slot 'planted' may stand here when it is not asked: criticality=medium")
    assert problem.key.endswith(".answer_table")


# --- Warnings -------------------------------------------------------------------------------------


def test_questions_that_nothing_uses_are_warnings(plant: Plant) -> None:
    """A slot, a condition and a suggestion each use one of four planted fields; nothing uses the fourth."""
    fields = [
        {"id": f"planted{i}", "label": {"da": "x", "en": "x"}, "type": kind}
        for i, kind in enumerate(("text", "yes_no", "yes_no", "yes_no"))
    ]

    def edit(clause: Any) -> None:
        append("{{ planted0 }}")(clause)
        block = next(b for b in clause["blocks"] if "when" not in b)
        clause["blocks"].append({**block, "id": "planted", "when": "planted1"})
        fields[0]["suggestions"] = [{"value": "x", "when": "planted2"}]
        clause["fields"] = [*clause["fields"], *fields]

    _, findings = plant({PARTIES: edit})
    found = [p.message for p in findings.warnings if "planted" in p.message]
    assert found == ["nothing uses the question 'planted3'"]
    assert findings.errors == ()


def test_use_in_a_derived_fact_counts(project: Project) -> None:
    unused = {p.message for p in check(project, TODAY).warnings}
    for name in ("personal_data", "countries", "monthly_fee", "start_date"):
        assert f"nothing uses the question '{name}'" not in unused


def test_choices_that_nothing_uses_are_one_warning_a_question(project: Project, plant: Plant) -> None:
    at = index(project, "fill_in", "data_access")

    def edit(data: Any) -> None:
        for word in ("planted", "extra"):
            data["questions"][at]["choices"].append({"id": word, "label": {"da": word, "en": word}})

    _, findings = plant({QUESTIONNAIRE: edit})
    (warning,) = (p for p in findings.warnings if "'data_access'" in p.message)
    assert warning.key == f"questions.{at}.choices"
    assert warning.message.endswith("tells apart planted, extra")


def test_a_reason_silences_an_idle_question_and_fails_once_it_is_used(project: Project, plant: Plant) -> None:
    waiting, used = index(project, "fill_in", "recovery_time"), index(project, "fill_in", "goals")

    def edit(data: Any) -> None:
        del data["questions"][waiting]["unused"]
        data["questions"][used]["unused"] = "no reason any more"

    _, findings = plant({QUESTIONNAIRE: edit})
    assert [p.message for p in findings.warnings if "recovery_time" in p.message] == [
        "nothing uses the question 'recovery_time'"
    ]
    assert only(findings.errors, "questionnaire.yaml").message == "'goals' is used by now, every choice of it"


def test_advice_that_nothing_carries_and_a_thin_article_are_errors(project: Project) -> None:
    first, *others = project.guide.practices
    thin = first.model_copy(update={"example": Text(da="x", en="x"), "why": Text(da="x", en="x"), "steps": ()})
    bare = {
        "practices": tuple(
            p.model_copy(update={"checklist": tuple(i for i in p.checklist if "G9.2" not in i.derives_from)})
            for p in (thin, *others)
        ),
        "clauses": tuple(c.model_copy(update={"derives_from": ()}) for c in project.guide.clauses),
        "kpis": tuple(k.model_copy(update={"derives_from": ()}) for k in project.guide.kpis),
        "tools": tuple(t.model_copy(update={"derives_from": ()}) for t in project.guide.tools),
    }
    guide = project.guide.model_copy(update=bare)
    for name in ("items", "practice_of"):
        vars(guide).pop(name, None)  # a copy keeps what was worked out from the old articles
    messages = {p.message for p in check(replace(project, guide=guide), TODAY).errors}
    assert "nothing makes the advice 'G9.2' real" in messages
    assert any(re.fullmatch(r"the article has \d+ words in 'da'", message) for message in messages)


def test_warnings_are_one_line_a_question(project: Project) -> None:
    warnings = check(project, TODAY).warnings
    assert len({(p.file, p.line) for p in warnings}) == len(warnings)
    named = [re.search(r"'([a-z_0-9]+)'", p.message) for p in warnings]
    assert all(named) and len({m[1] for m in named if m}) == len(warnings)
    assert not [p for p in warnings if "'countries'" in p.message or "'currency'" in p.message]


# --- Age of the law -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "warned", "failed"),
    [(0, False, False), (329, False, False), (330, True, False), (399, True, False), (400, False, True)],
)
def test_old_law_is_a_warning_and_then_an_error(days: int, warned: bool, failed: bool, project: Project) -> None:
    day = (TODAY - timedelta(days=days)).isoformat()
    first, *rest = project.guide.legal_facts
    facts = {"legal_facts": (first.model_copy(update={"checked_on": day}), *rest)}
    for changed, file in ((facts, "legal_facts.yaml"), ({"countries_checked_on": day}, "countries.yaml")):
        aged = replace(project, guide=project.guide.model_copy(update=changed))
        findings = check(aged, TODAY)
        for problems, expected in ((findings.warnings, warned), (findings.errors, failed)):
            found = [p for p in problems if p.file == f"content/{file}"]
            assert len(found) == expected
            assert all(p.key.endswith("checked_on") and f"was checked {days} days ago" in p.message for p in found)


def test_law_checked_in_the_future_is_an_error(project: Project) -> None:
    tomorrow = {"countries_checked_on": (TODAY + timedelta(days=1)).isoformat()}
    findings = check(replace(project, guide=project.guide.model_copy(update=tomorrow)), TODAY)
    assert only(findings.errors, "countries.yaml").message.endswith("was checked in the future: 2026-11-22")


# --- Words ----------------------------------------------------------------------------------------


def test_a_counter_example_names_what_a_person_can_answer() -> None:
    book = rule_book({"t": Name("t", "truth"), "f": Name("f", "truth"), "a": A}, derived={"f": "t"})
    case = {"t": False, "f": True, "a": D("2.5"), "data": ("cpr", "special"), "gone": NOT_ASKED}
    assert in_words(book, case) == "t=no, a=2.5, data=[cpr special]"
    assert in_words(book, {}) == "with nothing answered"


def test_counts_say_how_far_the_content_is(project: Project) -> None:
    counts = check(project, TODAY).counts
    rest = ["checklist items", "tools", "glossary terms", "legal facts"]
    assert list(counts) == ["articles", "advice", "questions", "clauses", "kpis", *rest]
    assert counts["questions"] == str(len(project.guide.questionnaire.questions))
    assert counts["clauses"].startswith(f"{len(project.guide.clauses)}/")
    assert counts["advice"].endswith("/94")
