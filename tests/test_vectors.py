"""The vectors that the browser's twin repeats: Python writes and repeats them, and nothing is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator.functions import FUNCTIONS
from generator.load import Project
from generator.rules import evaluate
from tests import write_vectors
from tests.test_differential import operators


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "tests" / "vectors"


def read(path: Path, **options: Any) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), **options)


def test_the_committed_vectors_are_what_the_script_writes(folder: Path) -> None:
    for name, text in write_vectors.files().items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"run python -m tests.write_vectors ({name})"


def test_vectors_are_plain_json(folder: Path) -> None:
    def no_constant(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    for name in write_vectors.files():
        assert read(folder / name, parse_constant=no_constant)


def test_python_gives_the_expected_value_of_every_condition(folder: Path) -> None:
    cases = read(folder / "conditions.json")["cases"]
    exact = read(folder / "conditions.json", parse_float=Decimal, parse_int=Decimal)["cases"]
    for case, exact_case in zip(cases, exact, strict=True):
        assert evaluate(case["logic"], exact_case["env"]) is case["expected"], case


def test_condition_vectors_have_every_operator_in_every_outcome(folder: Path) -> None:
    outcomes: dict[str, set[bool | None]] = {}
    for case in read(folder / "conditions.json")["cases"]:
        for operator in set(operators(case["logic"])):
            outcomes.setdefault(operator, set()).add(case["expected"])
    everything = {True, False, None}
    assert outcomes == dict.fromkeys(
        ("and", "or", "!", "!!", "===", "!==", "in", "<", "<=", ">", ">=", "some", "all", "var"), everything
    )


def test_condition_vectors_have_what_is_undecided_not_asked_and_decimal(folder: Path) -> None:
    cases = read(folder / "conditions.json")["cases"]
    assert any(not case["env"] and case["expected"] is None for case in cases)
    values = [value for case in cases for value in case["env"].values()]
    assert {type(value) for value in values} == {bool, str, int, float, list, type(None)}
    assert any(isinstance(value, list) and isinstance(value[0], dict) for value in values)
    assert len(cases) > 1000


def test_python_gives_the_expected_value_of_every_function(folder: Path, project: Project) -> None:
    zones = {country.id: country.zone for country in project.guide.countries}
    for name, rows in read(folder / "functions.json")["functions"].items():
        for row in rows:
            given = tuple(tuple(a) if isinstance(a, list) else a for a in row["arguments"])
            assert write_vectors.call(name, given, zones) == row["expected"], (name, row)


def test_every_named_function_has_vectors(folder: Path) -> None:
    rows = read(folder / "functions.json")["functions"]
    assert set(rows) == set(FUNCTIONS)
    assert all(len(found) >= 40 for found in rows.values())


def test_every_country_has_its_hours_on_both_dates(folder: Path, project: Project) -> None:
    found = read(folder / "functions.json")
    codes = {country.id for country in project.guide.countries}
    assert len(codes) == 42
    for name in ("overlap_winter", "overlap_summer"):
        alone = {row["arguments"][0][0] for row in found["functions"][name] if len(row["arguments"][0]) == 1}
        assert alone == codes
    zones = {(row["zone"], row["day"]) for row in found["overlap"]}
    assert zones >= {(c.zone, day) for c in project.guide.countries for day in ("2026-01-15", "2026-07-15")}


# --- The brief's own numbers ----------------------------------------------------------------------


def brief_hours(brief: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    for row in brief["tz"]:
        yield row["zone"], "2026-01-15", "09:00", "18:00", row["winter"]
        yield row["zone"], "2026-07-15", "09:00", "18:00", row["summer"]
    for row in brief["tz_edge"]:
        yield row["zone"], row["day"], row["from"], row["to"], row["hours"]


def test_overlap_hours_are_those_of_the_brief(folder: Path, project: Project) -> None:
    brief = read(folder / "brief.json")
    assert {(row["country"], row["zone"]) for row in brief["tz"]} == {(c.id, c.zone) for c in project.guide.countries}
    rows = list(brief_hours(brief))
    assert len(rows) == 42 * 2 + 11
    for zone, day, start, end, hours in rows:
        assert write_vectors.hours(zone, day, start, end) == Decimal(hours), (zone, day)


def test_named_overlap_functions_are_those_of_the_brief(folder: Path, project: Project) -> None:
    zones = {country.id: country.zone for country in project.guide.countries}
    for row in read(folder / "brief.json")["tz"]:
        for name, season in (("overlap_winter", "winter"), ("overlap_summer", "summer")):
            assert Decimal(write_vectors.call(name, ((row["country"],),), zones)) == Decimal(row[season])


def test_allowed_downtime_is_that_of_the_brief(folder: Path) -> None:
    rows = read(folder / "brief.json")["availability"]
    assert len(rows) == 9
    for row in rows:
        for period, minutes in write_vectors.PERIODS.items():
            found = FUNCTIONS["allowed_downtime"].call(Decimal(row["pct"]), Decimal(minutes))
            assert str(found) == row[period], (row["pct"], period)
