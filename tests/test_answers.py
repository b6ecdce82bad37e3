"""Answer files: what is accepted and what it means, and every fault at its place.

A case in cases/answer_faults/ holds the text of an answer file (`answers`; `json: true` for the JSON form) and
`expect`, the exact lines that `guide sla` answers with. A list of known names that is cut short reads `known: …`.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import cli, yamlfile
from generator.answers import as_file, canonical, canonical_json, fingerprint, parse_answers, read_answers
from generator.cli import main
from generator.load import Project
from generator.model import Answers, Guide, KpiAnswer
from generator.problems import Refused
from generator.profiles import read_profiles

CASES = Path(__file__).parent / "cases" / "answer_faults"
ROOT = Path(__file__).resolve().parent.parent


def answers_in(guide: Guide, text: str, *, json_form: bool = False) -> Answers:
    return parse_answers(yamlfile.parse(text.encode(), "answers", json_form=json_form), guide)


def shortened(line: str) -> str:
    return re.sub(r"known: [^;()]*, …", "known: …", line)


# --- Faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_faulty_answer_file_is_refused_at_the_place_of_the_fault(
    path: Path, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_project", lambda root: project)
    case = yaml.safe_load(path.read_text())
    assert set(case) <= {"about", "answers", "json", "expect"}
    monkeypatch.chdir(tmp_path)
    name = "answers.json" if case.get("json") else "answers.yaml"
    Path(name).write_bytes(case["answers"].encode())
    result = CliRunner().invoke(main, ["--root", str(ROOT), "sla", name, "-o", "out"])
    assert [shortened(line) for line in result.stderr.splitlines()] == case["expect"]
    assert (result.exit_code, result.stdout) == (2, "")
    assert isinstance(result.exception, SystemExit), "a traceback"
    assert [p.name for p in tmp_path.iterdir()] == [name]


# --- Values ---------------------------------------------------------------------------------------

VALUES: dict[str, tuple[str, str, Any]] = {
    "yes": ("trade_secrets", "yes", True),
    "no": ("trade_secrets", "no", False),
    "choice": ("company_size", "small", "small"),
    "choice that looks like no": ("ai_tools", "no", "no"),
    "several in the order of the questions": ("goals", "[speed, cost]", ("cost", "speed")),
    "none alone": ("sector_rules", "[none]", ("none",)),
    "countries": ("countries", "[PL, IN]", ("PL", "IN")),
    "country": ("provider_country", "EG", "EG"),
    "whole number": ("term_months", "24", Decimal(24)),
    "number in quotes": ("term_months", '"24"', Decimal(24)),
    "decimals": ("overlap_hours", "1.50", Decimal("1.5")),
    "minus nothing": ("overlap_hours", "-0", Decimal(0)),
    "date": ("start_date", "2027-03-01", "2027-03-01"),
    "leap day": ("start_date", "2028-02-29", "2028-02-29"),
    "text": ("customer_name", "R&D <b>Ærø</b> {{ 7*7 }}", "R&D <b>Ærø</b> {{ 7*7 }}"),
    "text of several lines": ("home_office_security", '"a\\nb"', "a\nb"),
    "text in NFC": ("customer_name", '"A\\u030A"', "Å"),
}


@pytest.mark.parametrize(("name", "raw", "value"), VALUES.values(), ids=VALUES)
def test_a_value_is_read_as_its_question_means_it(project: Project, name: str, raw: str, value: Any) -> None:
    found = answers_in(project.guide, f"answers:\n  {name}: {raw}\n").values
    assert found == {name: value}
    assert type(found[name]) is type(value)


@pytest.mark.parametrize(
    "name", ["trade_secrets", "company_size", "goals", "term_months", "start_date", "customer_name"]
)
@pytest.mark.parametrize("raw", ["", "~", "null", '""'])
def test_absent_null_and_empty_all_mean_undecided(project: Project, name: str, raw: str) -> None:
    assert answers_in(project.guide, f"answers:\n  {name}: {raw}\n") == answers_in(project.guide, "answers: {}")


@pytest.mark.parametrize("text", ["answers:\n", "answers: {}\n", "answers: {kpis: }\n", "answers: {kpis: ''}\n"])
def test_an_answer_file_may_answer_nothing(project: Project, text: str) -> None:
    assert answers_in(project.guide, text) == Answers()


def test_blank_text_is_undecided(project: Project) -> None:
    assert answers_in(project.guide, 'answers: {customer_name: "  "}').values == {}


def test_minus_nothing_is_nothing(project: Project) -> None:
    assert canonical(answers_in(project.guide, "answers: {overlap_hours: -0.0}")) == {"overlap_hours": "0"}


def test_kpi_answers(project: Project) -> None:
    text = "answers:\n  kpis:\n    S04: {weight: 2.5, target: 10, credit: no, stretch: }\n    S01:\n"
    kpis = answers_in(project.guide, text).kpis
    assert kpis == {"S01": KpiAnswer(), "S04": KpiAnswer(weight=Decimal("2.5"), target=Decimal(10), credit=False)}
    assert list(kpis or {}) == ["S01", "S04"]


def test_rows_of_a_table_keep_the_order_of_its_columns(project: Project) -> None:
    text = "answers:\n  core_team:\n    - {name: B, role: sponsor, email: }\n    - {role: deputy, name: A}\n"
    rows = answers_in(project.guide, text).values["core_team"]
    assert rows == ((("role", "sponsor"), ("name", "B")), (("role", "deputy"), ("name", "A")))


def test_title_and_version_stand_beside_the_answers(project: Project) -> None:
    text = "title: {da: Æ, en: A}\nsummary: {da: x, en: y}\ncontent_version: '0.1.0'\nanswers: {}\n"
    found = answers_in(project.guide, text)
    assert (found.title, found.content_version) == ("Æ", "0.1.0")
    assert answers_in(project.guide, "title: Our team\nanswers: {}").title == "Our team"


def test_an_answer_file_may_be_a_link(project: Project, tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("answers: {team_size: 4}")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    assert read_answers(tmp_path / "link.yaml", "x", project.guide).values == {"team_size": Decimal(4)}


def test_every_suggestion_is_an_answer_that_would_be_accepted(project: Project) -> None:
    for fill_in in project.guide.fill_ins.values():
        for suggestion in fill_in.suggestions:
            value = list(suggestion.value) if isinstance(suggestion.value, tuple) else suggestion.value
            text = json.dumps({"answers": {fill_in.id: value}})
            assert fill_in.id in answers_in(project.guide, text, json_form=True).values


# --- Back to plain data ---------------------------------------------------------------------------


def test_every_profile_survives_the_way_out_and_back_in_both_forms(project: Project) -> None:
    profiles = read_profiles(project)
    assert profiles
    for profile in profiles:
        for json_form in (False, True):
            text = as_file(profile.answers, json_form=json_form)
            again = answers_in(project.guide, text, json_form=json_form)
            assert again.model_copy(update={"title": profile.answers.title}) == profile.answers
            assert fingerprint(again) == fingerprint(profile.answers)


def test_the_fingerprint_sees_answers_and_nothing_else(project: Project) -> None:
    first = answers_in(project.guide, "title: A\nanswers:\n  team_size: 4\n  goals: [cost, speed]\n  stage: ''\n")
    same = answers_in(project.guide, "answers:\n  goals: [speed, cost]\n  team_size: '4.0'\n")
    other = answers_in(project.guide, "answers:\n  goals: [speed, cost]\n  team_size: 5\n")
    assert fingerprint(first) == fingerprint(same) != fingerprint(other)
    assert canonical_json(first) == '{"answers":{"goals":["cost","speed"],"team_size":"4"}}'


@st.composite
def random_answers(draw: Any, guide: Guide) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fill_in in draw(
        st.lists(st.sampled_from(list(guide.fill_ins.values())), max_size=12, unique_by=lambda f: f.id)
    ):
        choices = list(guide.choices(fill_in))
        match fill_in.type:
            case "yes_no":
                found[fill_in.id] = draw(st.sampled_from(["yes", "no", "", None]))
            case "choice":
                found[fill_in.id] = draw(st.sampled_from(choices))
            case "several":
                several = st.lists(st.sampled_from([c for c in choices if c != "none"]), min_size=1, unique=True)
                found[fill_in.id] = draw(several)
            case "date":
                found[fill_in.id] = draw(st.dates().map(str).filter(lambda day: "2000" <= day[:4] <= "2099"))
            case "integer" | "duration" | "percent" | "money" | "decimal":
                places = 0 if fill_in.type in ("integer", "duration") else fill_in.decimals
                number = st.decimals(fill_in.minimum, fill_in.maximum, places=places, allow_nan=False)
                found[fill_in.id] = format(draw(number), "f")
    return found


@settings(max_examples=100)
@given(data=st.data())
def test_canonical_answers_are_stable_and_mean_the_same_in_yaml_and_json(project: Project, data: Any) -> None:
    given_answers = data.draw(random_answers(project.guide))
    text = json.dumps({"answers": given_answers})
    found = answers_in(project.guide, text, json_form=True)
    assert answers_in(project.guide, text) == found
    assert answers_in(project.guide, canonical_json(found), json_form=True) == found
    assert canonical(answers_in(project.guide, yaml.safe_dump({"answers": canonical(found)}))) == canonical(found)


@settings(max_examples=200)
@given(
    value=st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False, allow_infinity=False),
            st.text(max_size=5),
        ),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
        max_leaves=6,
    ),
    key=st.sampled_from(
        ["team_size", "goals", "core_team", "kpis", "start_date", "customer_name", "currency", "key_people"]
    ),
)
def test_any_value_of_any_shape_is_accepted_or_refused(project: Project, key: str, value: Any) -> None:
    for data in ({"answers": {key: value}}, {key: value, "answers": {}}, {"answers": value}, value):
        try:
            parse_answers(yamlfile.parse(json.dumps(data).encode(), "f", json_form=True), project.guide)
        except Refused as refused:
            assert refused.problems
            assert all("\n" not in str(problem) and len(str(problem)) < 1000 for problem in refused.problems)
