"""The builder's engine against Python: the same decisions, values and documents for the same answers, in QuickJS."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator import browser, functions, yamlfile
from generator.answers import as_file, canonical, fingerprint, parse_answers
from generator.carrying import carried, changes, digests, given, parse
from generator.consistency import breaches
from generator.load import Project
from generator.model import LANGUAGES, LAYOUTS, Answers, Language
from generator.problems import Refused
from generator.render import Renderer, copy_keys
from generator.tailor import KPI_PARTS
from generator.values import safe_json, values
from generator.wording import Wording
from generator.writers import WRITERS
from tests.helpers import TEXTS, random_raw
from tests.js import Js

ENGINE = (
    "number", "evaluate", "functions", "format", "tailor", "reasons", "values", "escape", "join", "sha256", "carry",
    "answers", "fit", "link", "breaches", "open",
)  # fmt: skip
SEEDS = range(int(os.environ.get("SEEDS", "12")))
VECTORS = Path(__file__).parent / "vectors"
COPIES: tuple[tuple[str, ...], ...] = ((), ("answers",), ("guidance",), ("guidance", "answers"), ("final",))


@pytest.fixture(scope="module")
def renderer(project: Project) -> Renderer:
    return Renderer(project)


@pytest.fixture(scope="module")
def js(renderer: Renderer) -> Js:
    """The engine with the guide, both languages and every template at hand."""
    engine = Js(*ENGINE)
    data = {
        "guide": browser.guide_data(renderer),
        "words": {language: browser.words_data(renderer.project, language) for language in LANGUAGES},
        "basis": dict(digests(renderer.project)),
        "templates": {},
    }
    engine.call("(data) => { Object.assign(globalThis, data); }", data)
    return engine


def checked(project: Project, raw: Mapping[str, Any]) -> Answers:
    text = json.dumps({"answers": dict(raw)}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return parse_answers(yamlfile.parse(text, "a.json", json_form=True), project.guide)


# --- Vectors --------------------------------------------------------------------------------------


def test_conditions_give_what_python_gave(js: Js) -> None:
    cases = json.loads((VECTORS / "conditions.json").read_text(encoding="utf-8"))["cases"]
    assert len(cases) > 500
    found = js.call(
        """(cases) => cases.map(({logic, env}) => evaluate(logic, Object.fromEntries(Object.entries(env).map(
             ([name, value]) => [name, typeof value === "number" ? decimal(String(value)) : value]))))""",
        cases,
    )
    assert found == [case["expected"] for case in cases]


def test_functions_give_what_python_gave(js: Js) -> None:
    cases = json.loads((VECTORS / "functions.json").read_text(encoding="utf-8"))["functions"]
    assert set(cases) == set(functions.FUNCTIONS)
    for name, listed in cases.items():
        found = js.call(
            r"""(name, cases) => cases.map(({arguments: given}) => {
                 const [a, b] = given.map((one) => typeof one !== "string" || /^\d{4}-/.test(one) ? one : decimal(one));
                 const value = FUNCTIONS[name](a, b, guide.overlap);
                 return isDecimal(value) ? plain(value) : value;
               })""",
            name,
            listed,
        )
        assert found == [case["expected"] for case in listed], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_dates_and_amounts_read_alike(js: Js, project: Project, language: Language) -> None:
    wording = Wording(language, project.ui)
    rnd = random.Random(7)  # noqa: S311
    texts = ["0", "-1", "1", "0.5", "1.5", "2", "999", "1000", "-1234567.891", "0.005", "0.125", "12500.00", "1e-7"]
    texts += [f"{rnd.randint(-(10**9), 10**9) / 10 ** rnd.randint(0, 5):.5f}" for _ in range(200)]
    for text in texts:
        value = Decimal(text)
        mine = [
            wording.number(value), wording.number(value, 2), wording.money(value, "DKK"), wording.percent(value),
            wording.amount(value, "days"),
        ]  # fmt: skip
        theirs = js.call(
            """(language, text) => { const w = words[language], v = decimal(text); return [
                 number(w, v), number(w, v, 2), money(w, v, "DKK"), number(w, v) + w.percent,
                 amount(w, v, "days")]; }""",
            language,
            text,
        )
        assert theirs == mine, text
    for iso in ("2000-01-01", "2027-03-05", "2099-12-31"):
        assert js.call("(l, iso) => date(words[l], iso)", language, iso) == wording.date(iso)
    for count in range(4):
        parts = ["a", "b", "c"][:count]
        assert js.call("(l, parts) => listing(words[l], parts)", language, parts) == wording.listing(parts)


@pytest.mark.parametrize("form", browser.FORMS)
def test_texts_are_escaped_alike(js: Js, form: str) -> None:
    rnd = random.Random(3)  # noqa: S311
    signs = "\\`*_[]#|~{}$^<>&\"'+-=.)(1 9aæ½²٣中🙂\u00a0\n\u0301/"
    made = ["".join(rnd.choice(signs) for _ in range(rnd.randint(0, 12))) for _ in range(3000)]
    texts = [*TEXTS, *made, "1. a", "12) b", "- x", "---", "===", "+ a", "a_b", "_a_", "a\n", "\n a \n\n"]
    found = js.call("(form, texts) => texts.map(ESCAPES[form])", form, texts)
    assert found == [WRITERS[form].escape(text) for text in texts]


# --- Whole sets of answers ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_are_decided_worded_and_written_alike(js: Js, renderer: Renderer, seed: int) -> None:
    project = renderer.project
    raw = random_raw(project.guide, seed)
    answers = checked(project, raw)
    tailored = renderer.tailor(answers)
    assert (
        js.call("(raw) => { const c = checkAnswers(guide, raw); globalThis.mine = c.answers; return c.faults; }", raw)
        == []
    )
    found = js.call("() => { globalThis.found = tailor(guide, mine); return {...found, env: null, guide: null}; }")
    assert found["answers"] == canonical(answers)
    assert set(found["shown"]) == tailored.shown - {""}
    assert found["own"] == dict(tailored.own)
    assert found["held"] == {key: held for key, held in tailored.held.items() if key}
    assert found["numbers"] == dict(tailored.numbers)
    assert {kind: tuple(names) for kind, names in found["open"].items()} == dict(tailored.open_points)
    for language in LANGUAGES:
        mine = values(renderer.plan, tailored, language)
        theirs = js.call(
            "(l, names) => { const v = valuesOf(found, words[l], basis); return names.map(v); }", language, [*mine]
        )
        assert dict(zip(mine, theirs, strict=True)) == mine
    assert js.call("() => fingerprint(mine)") == fingerprint(answers)
    assert js.call("() => safeJson(carried(guide, mine, found.env, basis))") == safe_json(carried(project, answers))
    assert js.call("() => answerFile(guide, mine)") == as_file(
        answers.model_copy(update={"content_version": project.guide.version}), json_form=True
    )
    kind = ("sla", "checklist")[seed % 2]
    copies = COPIES[seed % len(COPIES)]
    shown = tailored.shown | copy_keys(tailored, kind, copies)
    assert set(js.call("(kind, copies) => shownIn(found, kind, copies)", kind, copies)) == shown - {""}
    layout, form = LAYOUTS[seed % 3], browser.FORMS[seed % 4]
    compiled = renderer.compiled(kind, layout, form)
    text = js.call(
        """(compiled, kind, copies, layout, form) => {
             const both = ["da", "en"].map((l) => valuesOf(found, words[l], basis));
             const value = layout === "da-en" ? paired(...both) : both[layout === "en" ? 1 : 0];
             return join(compiled, shownIn(found, kind, copies), value, ESCAPES[form]); }""",
        {"blocks": compiled.blocks, "segments": compiled.segments}, kind, copies, layout, form,
    )  # fmt: skip
    assert text == renderer.render(tailored, kind, layout, form, copies)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_rules_are_broken(js: Js, renderer: Renderer, seed: int) -> None:
    rnd = random.Random(seed)  # noqa: S311
    kpis = renderer.project.guide.kpis
    levels = ("10", "50", "60", "100")
    agreed = {
        kpi.id: {part: rnd.choice(levels) for part in KPI_PARTS if rnd.random() < 0.8} for kpi in rnd.sample(kpis, 3)
    }
    raw = {"incentive_scheme": rnd.choice(("credits", "none")), "kpis": agreed}
    mine = breaches(renderer.tailor(checked(renderer.project, raw)))
    theirs = js.call("(raw) => breaches(tailor(guide, checkAnswers(guide, raw).answers))", raw)
    assert [(one["rule"], one["key"]) for one in theirs] == [(one.rule, one.key) for one in mine]


# --- Answers that are wrong -----------------------------------------------------------------------

WRONG = (
    "", "x", "yes", "no", "none", "true", "1", "-1", "1e3", "1.5", "1,5", "0x10", "NaN", "Infinity", "٣",
    "99999999999999999", "1.123456789", " 1", "1 ", "2027-02-30", "2027-2-3", "1999-12-31", "2100-01-01",
    "2027-01-01T00:00", "a\tb", "a\nb", "\u202ex", "a\u0000", "e\u0301", "x" * 5000, "🙂" * 200, "🙂" * 201,
    "__proto__", None, [], {}, [[]], [None], ["x"], [""], ["none", "contact"], ["contact", "contact"], [{}],
    [{"x": "y"}], [{"role": "x"}], {"S01": {}}, {"S01": {"target": "x"}}, {"S01": {"credit": "maybe"}},
    {"S01": {"target": "101", "weight": "100.5"}}, {"Z99": {}}, {"S01": None}, {"S01": []},
    {"S01": {"target": ["1"]}}, {"__proto__": {}}, {"constructor": {}},
)  # fmt: skip


def test_what_python_refuses_is_refused(js: Js, project: Project) -> None:
    """Every kind of question with every wrong value: taken or refused alike, and taken as the same."""
    guide = project.guide
    kinds = {(f.type, f.pattern, f.decimals, bool(f.choices_from)): f.id for f in guide.fill_ins.values()}
    names = [*kinds.values(), "kpis", "no_such_question", "__proto__", "constructor", "toString"]
    cases = [(name, value) for name in names for value in WRONG]
    theirs = js.call(
        """(cases) => cases.map(([name, value]) => {
             const given = Object.create(null); given[name] = value;
             const {answers, faults} = checkAnswers(guide, given);
             return faults.length ? null : answers; })""",
        cases,
    )
    refused = 0
    for (name, value), found in zip(cases, theirs, strict=True):
        try:
            mine = canonical(checked(project, {name: value}))
        except Refused:
            mine = None
            refused += 1
        assert found == mine, (name, value)
    assert refused > len(cases) / 2


def test_nothing_is_polluted(js: Js) -> None:
    js.call(
        """() => {
             const text = '{"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"x": "y"}}}';
             const given = JSON.parse(text); checkAnswers(guide, given);
             readLink(guide, "v=1&__proto__=x&constructor=y&kpis=__proto__:target:1"); }"""
    )
    assert js.call("() => [({}).polluted, ({}).x, ({}).target, Object.keys(Object.prototype).length]") == [
        None, None, None, 0,
    ]  # fmt: skip


# --- Links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_link_carries_all_choices_and_no_text(js: Js, project: Project, seed: int) -> None:
    raw = random_raw(project.guide, seed)
    fill_ins = project.guide.fill_ins
    link = js.call("(raw) => linkOf(guide, checkAnswers(guide, raw).answers)", raw)
    assert all(part.isascii() for part in link)
    found = js.call("(link) => readLink(guide, link)", link)
    mine = canonical(checked(project, raw))
    silent = [name for name in mine if name != "kpis" and fill_ins[name].type in ("text", "longtext", "table")]
    assert found == {"answers": {name: value for name, value in mine.items() if name not in silent}, "lost": 0}


# --- Answers of an older guide --------------------------------------------------------------------

OLD = """(data, isCopy, basis2) => { try {
  const f = fit(guide, basis2 ?? basis, data, isCopy); return {...f, left: f.left.map((x) => x.path.join("."))};
} catch (e) { if (!e.faults) throw e; return e.faults.map((x) => x.path.join(".")); } }"""


def test_an_answer_that_the_guide_outgrew_is_left_out_and_told(js: Js, project: Project) -> None:
    other = project.guide.kpis[1].id
    made_from = js.call("() => basis")
    kept = {"company_size": "small", "criticality": "enormous", "kpis": {"S01": {"target": "9000"}, other: {}}}
    old = {**made_from, "question:criticality": "000000", "kpi:S01": "000000"}
    found = js.call(OLD, {"answers": kept, "content_version": "0.0.1", "made_from": old}, True)
    assert found["answers"] == {"company_size": "small", "kpis": {other: {}}}
    assert found["left"] == ["criticality", "kpis.S01.target"]
    assert found["version"] == "0.0.1"
    # Without a change of the guide it is a fault of the file, and nothing of it is used.
    assert js.call(OLD, {"answers": kept, "made_from": made_from}, True) == ["criticality", "kpis.S01.target"]


def test_an_answer_file_of_another_version_is_migrated(js: Js, project: Project) -> None:
    data = {"answers": {"company_size": "small", "gone": "x"}, "content_version": "0.0.1"}
    assert js.call(OLD, data, False)["left"] == ["gone"]
    data["content_version"] = project.guide.version
    assert js.call(OLD, data, False) == ["gone"]
    assert js.call(OLD, {"answers": {}, "stray": "x"}, False) == ["stray"]


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_are_those_that_python_tells(js: Js, project: Project, seed: int) -> None:
    rnd = random.Random(seed)  # noqa: S311
    answers = checked(project, random_raw(project.guide, seed))
    data = json.loads(carried(project, answers))
    before = {key: found if rnd.random() < 0.9 else "000000" for key, found in data["made_from"].items()}
    before |= {"clause:gone": "123456"}
    for key in rnd.sample(sorted(before), min(5, len(before))):
        before.pop(key)
    data["made_from"] = before
    found = parse(json.dumps(data), "x")
    mine = [change.key for change in changes(project, found, given(project, found, "x").answers)]
    assert js.call(OLD, data, True)["changed"] == mine
