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
from generator.carrying import carried, digests
from generator.load import Project
from generator.model import LANGUAGES, LAYOUTS, Answers, Language
from generator.problems import Refused
from generator.render import Renderer, copy_keys
from generator.values import safe_json, values
from generator.wording import Wording
from generator.writers import WRITERS
from tests.helpers import TEXTS, random_raw
from tests.js import Js

ENGINE = (
    "number", "evaluate", "functions", "format", "tailor", "reasons", "values", "escape", "join", "sha256", "carry", "answers",
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
                 number(w, v), number(w, v, 2), money(w, v, "DKK"), number(w, v) + w.percent, amount(w, v, "days")]; }""",
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
    assert js.call("(raw) => { const c = checkAnswers(guide, raw); globalThis.mine = c.answers; return c.faults; }", raw) == []
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
    assert js.call("() => fingerprint(guide, mine)") == fingerprint(answers)
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
