"""The named functions: exact, total, and right at their edges."""

from __future__ import annotations

import importlib.resources
from datetime import date, time, timedelta
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.functions import FUNCTIONS, allowed_downtime, last_day, overlap, percent_of, product, zone

D = Decimal
amounts = st.decimals(0, 10**9, places=2)
percents = st.decimals(0, 100, places=3)
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2027-01-01", 24, "2028-12-31"),
        ("2027-01-15", 12, "2028-01-14"),
        ("2027-03-01", 1, "2027-03-31"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-08-30", 6, "2027-02-28"),
        ("2026-08-29", 6, "2027-02-28"),
        ("2026-08-28", 6, "2027-02-27"),
        ("2027-08-30", 6, "2028-02-29"),
        ("2027-08-29", 6, "2028-02-28"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-01-31", 2, "2027-03-30"),
        ("2027-05-31", 1, "2027-06-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2096-02-29", 48, "2100-02-28"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-01", 1, "2027-12-31"),
        ("9998-12-31", 12, "9999-12-30"),
        ("9999-01-01", 12, "9999-12-31"),
        ("9999-12-31", 60, "9999-12-31"),
    ],
)
def test_last_day_of_a_term(start: str, months: int, last: str) -> None:
    assert last_day(start, D(months)) == last


@settings(max_examples=300)
@given(days, st.integers(1, 120))
def test_the_day_after_a_term_is_its_first_day_again_or_the_first_of_a_month(first: date, months: int) -> None:
    after = date.fromisoformat(last_day(first.isoformat(), D(months))) + timedelta(days=1)
    assert after.day == (first.day if after.day != 1 else 1)
    distance = (after.year - first.year) * 12 + after.month - first.month
    assert distance == (months if after.day == first.day else months + 1)


@settings(max_examples=300)
@given(days, st.integers(1, 119))
def test_a_later_start_or_a_longer_term_never_ends_earlier(first: date, months: int) -> None:
    ends = last_day(first.isoformat(), D(months))
    assert last_day((first + timedelta(days=1)).isoformat(), D(months)) >= ends
    assert last_day(first.isoformat(), D(months + 1)) > ends


def half_up(exact: Fraction) -> Decimal:
    return D(int(exact * 100 + Fraction(1, 2))) / 100


@settings(max_examples=300)
@given(amounts, percents)
def test_money_is_rounded_once_and_half_up(amount: Decimal, percent: Decimal) -> None:
    exact = Fraction(amount) * Fraction(percent)
    assert percent_of(amount, percent) == half_up(exact / 100)
    assert product(amount, percent) == half_up(exact)
    assert allowed_downtime(percent, amount) == half_up(Fraction(amount) * (100 - Fraction(percent)) / 100)


@pytest.mark.parametrize(
    ("amount", "percent", "share"),
    [
        ("0.10", "5", "0.01"),
        ("0.30", "5", "0.02"),
        ("0.50", "1", "0.01"),
        ("0.49", "1", "0.00"),
        ("1.00", "0.5", "0.01"),
    ],
)
def test_half_a_cent_is_rounded_up(amount: str, percent: str, share: str) -> None:
    assert str(percent_of(D(amount), D(percent))) == share


def test_the_largest_numbers_that_can_be_answered_do_not_fail() -> None:
    largest = D("999999999999999")
    assert product(largest, largest) == D("999999999999998000000000000001.00")
    assert percent_of(largest, D("99.9999999999999")) == half_up(Fraction(largest) * Fraction("99.9999999999999") / 100)


def test_rounding_does_not_depend_on_the_context_of_the_caller() -> None:
    with localcontext() as context:
        context.prec, context.rounding = 3, "ROUND_DOWN"
        assert percent_of(D("123456.78"), D("12.345")) == D("15240.74")
        assert getcontext().prec == 3


# --- Working hours that overlap -------------------------------------------------------------------

ZONES = ("Europe/Warsaw", "Asia/Kolkata", "America/Mexico_City", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@settings(max_examples=200)
@given(st.sampled_from(ZONES), days, st.integers(0, 23), st.integers(0, 23))
def test_overlap_is_between_nothing_and_the_danish_day(name: str, day: date, start: int, end: int) -> None:
    assert 0 <= overlap(name, day, (time(start), time(end))) <= 8


@settings(max_examples=100)
@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_who_works_round_the_clock_shares_the_whole_danish_day(name: str, day: date) -> None:
    assert overlap(name, day, (time(0), time(0))) == 8


def test_the_least_overlap_of_several_countries_counts() -> None:
    zones = {"PL": "Europe/Warsaw", "IN": "Asia/Kolkata", "MX": "America/Mexico_City"}
    winter = FUNCTIONS["overlap_winter"].call
    assert winter(("PL",), zones) == 7
    assert winter(("PL", "IN"), zones) == winter(("IN", "PL"), zones) == D("5.5")
    assert winter(("PL", "IN", "MX"), zones) == 0


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Kobenhavn", "../../etc/passwd", "zone.tab", "/etc/hostname"])
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"unknown time zone|Invalid TZif"):
        zone(name)


def test_zones_come_from_the_pinned_package(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def files(package: str) -> Any:
        asked.append(package)
        return find(package)

    find = importlib.resources.files
    monkeypatch.setattr(importlib.resources, "files", files)
    zone.cache_clear()
    assert str(zone("Asia/Manila")) == "Asia/Manila"
    assert asked == ["tzdata"]
