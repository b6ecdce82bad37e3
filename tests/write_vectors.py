"""Writes tests/vectors/conditions.json and functions.json: what Python answers, for the browser's twin to repeat.

Run it as `python -m tests.write_vectors` after a change that is meant. Conditions: `logic` and `env` (undecided is
absent, a question that does not apply is null, decimals are JSON numbers) give `expected`: true, false or null.
Functions: `arguments` give `expected`; decimals and dates are strings, countries are lists of ISO codes.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from generator import functions, rules
from generator.functions import FUNCTIONS
from generator.load import load
from generator.rules import NOT_ASKED, Logic, compile_rule, evaluate
from tests.helpers import VOCABULARY, plain, random_condition, random_value, random_vocabulary, seeded

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "vectors"
D = Decimal
ABSENT = object()

# --- Conditions -----------------------------------------------------------------------------------

STATES: dict[str, tuple[Any, ...]] = {
    "agreed": (True, False),
    "urgent": (True, False),
    "note": ("x", ((("role", "buyer"),),)),
    "criticality": ("low", "medium", "high", "critical"),
    "region": ("north", "south", "east"),
    "data": (("none",), ("cpr",), ("contact", "special"), ("contact", "cpr", "special")),
    "countries": (("PL",), ("IN",), ("PL", "IN"), ("IN", "PH")),
    "fee": (D(0), D("0.1"), D("0.3"), D("999.99"), D(1000)),
    "limit": (D("0.1"), D("0.3"), D(1000)),
    "share": (D("-5"), D("99.95"), D("100")),
    "people": (D(1), D(12)),
    "start": ("2026-12-31", "2027-01-01", "2028-02-29"),
    "end": ("2027-01-01", "2028-03-01"),
}
TEXTS = (
    "agreed", "note", "not note", "not agreed",
    "agreed and urgent", "agreed or urgent", "not (agreed and urgent)", "not (agreed or urgent)",
    "agreed or not agreed",
    "agreed and (urgent or note)", "agreed or urgent and note",
    "criticality == 'medium'", "criticality != 'medium'", "criticality < 'medium'", "criticality <= 'medium'",
    "criticality > 'medium'", "criticality >= 'medium'", "criticality < 'low'", "not criticality >= 'high'",
    "region in ['north', 'east']", "region not in ['north', 'east']", "region in []", "region not in []",
    "'cpr' in data", "'cpr' not in data", "'none' not in data", "not 'cpr' in data",
    "'cpr' in data or 'special' in data",
    "fee == 0.1", "fee != 0.1", "fee < 0.3", "fee <= 0.3", "fee > 0.3", "fee >= 0.3", "fee >= 1000", "share > -5",
    "share <= 99.95", "people >= 12.0", "not fee > 0", "fee == limit", "fee != limit", "fee < limit", "fee <= limit",
    "fee > limit", "fee >= limit",
    "start == '2027-01-01'", "start != '2027-01-01'", "start < '2027-01-01'", "start <= '2027-01-01'",
    "start > '2027-01-01'", "start >= '2027-01-01'", "start == end", "start != end", "start < end", "start >= end",
)  # fmt: skip


def conditions() -> list[dict[str, Any]]:
    """Every operator in every state of its names; whole truth tables; random rules with random gaps."""
    return [_case(logic, env) for logic, env in (*_tables(), *_look_ups(), *_exact(), *_random())]


def _case(logic: Logic, env: Mapping[str, Any]) -> dict[str, Any]:
    plain_env = {name: plain(value) for name, value in env.items()}
    return {"logic": logic, "env": plain_env, "expected": evaluate(logic, env)}


def _tables() -> Iterator[tuple[Logic, dict[str, Any]]]:
    yield True, {}
    for text in TEXTS:
        rule = compile_rule(text, VOCABULARY)
        for env in _states(rule.names):
            yield rule.logic, env


def _states(names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for values in itertools.product(*((*STATES[name], NOT_ASKED, ABSENT) for name in names)):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not ABSENT}


def _look_ups() -> Iterator[tuple[Logic, dict[str, Any]]]:
    for members in (["IN", "PH"], ["PL"], []):
        for rule in (rules.quantified("countries", "any", members), rules.quantified("countries", "all", members)):
            for env in _states(rule.names):
                yield rule.logic, env
                yield {"!": [rule.logic]}, env
    for env in _states(("countries",)):  # as a table of countries asks for each of its rows
        yield {"in": ["IN", {"var": "countries"}]}, env


def _exact() -> Iterator[tuple[Logic, dict[str, Any]]]:
    """Numbers at the edge of what 15 digits hold."""
    for number in ("999999999999999", "0.999999999999999", "1000000000000000", "0.000000000000001", "4.35", "1.005"):
        for sign in ("==", "!=", "<", "<=", ">", ">="):
            logic = compile_rule(f"fee {sign} {number}", VOCABULARY).logic
            yield logic, {"fee": D(number)}


def _random() -> Iterator[tuple[Logic, dict[str, Any]]]:
    rnd = seeded(20261130)
    for _ in range(60):
        names = random_vocabulary(rnd)
        for _ in range(5):
            logic = compile_rule(random_condition(rnd, names), names).logic
            env = {n.id: random_value(rnd, n) if rnd.random() < 0.85 else NOT_ASKED for n in names.values()}
            yield logic, {name: value for name, value in env.items() if rnd.random() < 0.7}


# --- Functions ------------------------------------------------------------------------------------

BRIEF = json.loads((FOLDER / "brief.json").read_text(encoding="utf-8"))
"""Numbers worked out in the content brief, not by this program."""
PERIODS = {
    "day": 1440, "week": 10080, "month30": 43200, "month_avg": 43830, "quarter90": 129600, "year365": 525600,
    "biz_month_21x8": 10080, "ext_month_30x12": 21600,
}  # fmt: skip
AMOUNTS = ("0", "0.01", "0.05", "1", "33.33", "99.99", "35000", "40000", "250000.55", "9999999.99", "999999999999999")
PERCENTS = ("0", "0.5", "1", "2.5", "10", "12", "15", "33.33", "50", "99.99", "100")
STARTS = (
    "2026-12-31", "2027-01-01", "2027-01-15", "2027-01-29", "2027-01-30", "2027-01-31", "2027-02-28", "2027-03-31",
    "2027-08-28", "2027-08-29", "2027-08-30", "2027-08-31", "2027-12-31", "2028-01-31", "2028-02-28", "2028-02-29",
    "2028-03-01", "2028-08-31", "2096-02-29", "2099-12-31", "9990-01-01", "9999-12-31",
)  # fmt: skip
MONTHS = ("1", "3", "6", "12", "18", "24", "36", "48", "60", "120")
COUNTRY_SETS = (("PL", "IN"), ("IN", "PH", "US"), ("PL", "GB"), ("MX", "NP"), ("GE", "MA", "BR"))


def called() -> dict[str, list[dict[str, Any]]]:
    """For every named function: arguments and what it gives."""
    zones = {country.id: country.zone for country in load(ROOT).guide.countries}
    pairs = [*itertools.product(AMOUNTS, PERCENTS), ("0.10", "5"), ("0.30", "5"), ("100.10", "0.5"), ("2.50", "0.2")]
    arguments: dict[str, list[tuple[Any, ...]]] = {
        "product": [*itertools.product(AMOUNTS, ("0", "1", "3", "12", "0.5", "0.125"))],
        "percent_of": pairs,
        "last_day": [*itertools.product(STARTS, MONTHS)],
        "overlap_winter": [(codes,) for codes in (*((code,) for code in zones), *COUNTRY_SETS)],
        "overlap_summer": [(codes,) for codes in (*((code,) for code in zones), *COUNTRY_SETS)],
        "allowed_downtime": [
            *((row["pct"], str(minutes)) for row in BRIEF["availability"] for minutes in PERIODS.values()),
            ("99.722", "43200"), ("100", "43200"), ("0", "43200"), ("99.5", "1"), ("99.95", "10"), ("99.999", "500"),
        ],
    }  # fmt: skip
    return {
        name: [{"arguments": [plain(a) for a in given], "expected": call(name, given, zones)} for given in rows]
        for name, rows in arguments.items()
    }


def call(name: str, given: tuple[Any, ...], zones: Mapping[str, str]) -> str:
    """A named function on plain arguments, and its answer as text: a date, or a decimal without needless zeros."""
    function = FUNCTIONS[name]
    typed = [D(a) if kind == "number" else a for kind, a in zip(function.takes, given, strict=True)]
    return as_text(function.call(*typed, *([zones] if function.needs_zones else [])))


def as_text(value: Decimal | str) -> str:
    """A date as it is; a decimal in digits, without needless zeros."""
    if isinstance(value, str):
        return value
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def zone_rows() -> list[dict[str, Any]]:
    """Hours that Denmark shares with a zone on a day, for all countries and for the edges of the brief."""
    days = (functions.WINTER_DAY.isoformat(), functions.SUMMER_DAY.isoformat())
    rows = [(row["zone"], day, "09:00", "18:00") for row in BRIEF["tz"] for day in days]
    rows += [(row["zone"], row["day"], row["from"], row["to"]) for row in BRIEF["tz_edge"]]
    return [
        {"zone": zone, "day": day, "from": start, "to": end, "hours": as_text(hours(zone, day, start, end))}
        for zone, day, start, end in rows
    ]


def hours(zone: str, day: str, start: str, end: str) -> Decimal:
    """Hours shared with a Danish working day by a provider who works from `start` to `end`."""
    shift = (time.fromisoformat(start), time.fromisoformat(end))
    return functions.overlap(zone, date.fromisoformat(day), shift)


# --- Files ----------------------------------------------------------------------------------------


def files() -> dict[str, str]:
    """The vector files: name and text."""
    return {
        "conditions.json": _json({"cases": conditions()}),
        "functions.json": _json({"functions": called(), "overlap": zone_rows()}),
    }


def _json(groups: Mapping[str, Any], indent: str = "") -> str:
    """JSON with one case a line, so that a difference is a line."""
    parts = []
    for name, group in groups.items():
        if isinstance(group, dict):
            inner = _json(group, indent + " ").rstrip("\n")
        else:
            rows = f",\n{indent}  ".join(json.dumps(row, ensure_ascii=False) for row in group)
            inner = f"[\n{indent}  {rows}\n{indent} ]"
        parts.append(f"{indent} {json.dumps(name)}: {inner}")
    return "{\n" + ",\n".join(parts) + f"\n{indent}}}\n"


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER.relative_to(ROOT) / name)
