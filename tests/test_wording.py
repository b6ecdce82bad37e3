"""Values in words, Danish and British, against CLDR."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from generator.load import Project
from generator.model import LANGUAGES, Language
from generator.problems import Refused
from generator.wording import NBSP, Wording, locale_facts

LOCALES: dict[Language, str] = {"da": "da_DK", "en": "en_GB"}
NUMBERS = st.decimals("-999999999", "999999999", allow_nan=False, allow_infinity=False, places=2)


@pytest.fixture
def da(project: Project) -> Wording:
    return Wording("da", project.ui)


@pytest.fixture
def en(project: Project) -> Wording:
    return Wording("en", project.ui)


@pytest.mark.parametrize(
    ("value", "decimals", "danish", "english"),
    [
        ("0", None, "0", "0"),
        ("7", None, "7", "7"),
        ("999", None, "999", "999"),
        ("1000", None, "1.000", "1,000"),
        ("12500", None, "12.500", "12,500"),
        ("1234567.89", None, "1.234.567,89", "1,234,567.89"),
        ("1000000000", None, "1.000.000.000", "1,000,000,000"),
        ("99.50", None, "99,5", "99.5"),
        ("3.00", None, "3", "3"),
        ("0.02", None, "0,02", "0.02"),
        ("-1234.5", None, "\u22121.234,5", "\u22121,234.5"),
        ("0.125", 2, "0,13", "0.13"),
        ("0.124999", 2, "0,12", "0.12"),
        ("2.5", 0, "3", "3"),
        ("3.5", 0, "4", "4"),
        ("-2.5", 0, "\u22123", "\u22123"),
        ("-0.004", 2, "0,00", "0.00"),
        ("999.995", 2, "1.000,00", "1,000.00"),
        ("5", 2, "5,00", "5.00"),
        ("1E+3", None, "1.000", "1,000"),
    ],
)
def test_numbers(da: Wording, en: Wording, value: str, decimals: int | None, danish: str, english: str) -> None:
    assert (da.number(Decimal(value), decimals), en.number(Decimal(value), decimals)) == (danish, english)


@given(NUMBERS)
def test_numbers_are_those_of_cldr(project: Project, value: Decimal) -> None:
    for language, locale in LOCALES.items():
        expected = format_decimal(value, format="#,##0.##", locale=locale).replace("-", "\u2212")
        assert Wording(language, project.ui).number(value) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_those_of_cldr(language: Language) -> None:
    facts, locale = locale_facts(language), Locale.parse(LOCALES[language])
    assert facts.decimal == locale.number_symbols["latn"]["decimal"]
    assert facts.group == locale.number_symbols["latn"]["group"]
    assert facts.months == tuple(locale.months["format"]["wide"][month] for month in range(1, 13))
    assert "7" + facts.percent == format_percent(0.07, locale=locale)
    assert f"a{facts.conjunction}b" == format_list(["a", "b"], locale=locale)


def test_facts_are_what_readers_expect() -> None:
    da, en = locale_facts("da"), locale_facts("en")
    assert (da.decimal, da.group, da.percent, da.conjunction) == (",", ".", f"{NBSP}%", " og ")
    assert (en.decimal, en.group, en.percent, en.conjunction) == (".", ",", "%", " and ")


def test_percent_has_a_no_break_space_in_danish_only(da: Wording, en: Wording) -> None:
    assert (da.percent(Decimal("99.5")), en.percent(Decimal("99.5"))) == (f"99,5{NBSP}%", "99.5%")


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        ("12500", "12.500 DKK", "DKK 12,500"),
        ("12500.00", "12.500 DKK", "DKK 12,500"),
        ("12500.5", "12.500,50 DKK", "DKK 12,500.50"),
        ("0.005", "0,01 DKK", "DKK 0.01"),
        ("12.004", "12 DKK", "DKK 12"),
        ("12.345", "12,35 DKK", "DKK 12.35"),
        ("-84", "\u221284 DKK", "DKK \u221284"),
    ],
)
def test_money_rounds_half_up_and_shows_decimals_only_where_there_are_some(
    da: Wording, en: Wording, value: str, danish: str, english: str
) -> None:
    found = da.money(Decimal(value), "DKK"), en.money(Decimal(value), "DKK")
    assert found == (danish.replace(" ", NBSP), english.replace(" ", NBSP))


@pytest.mark.parametrize(
    ("month", "danish", "english"),
    [
        (1, "januar", "January"),
        (2, "februar", "February"),
        (3, "marts", "March"),
        (4, "april", "April"),
        (5, "maj", "May"),
        (6, "juni", "June"),
        (7, "juli", "July"),
        (8, "august", "August"),
        (9, "september", "September"),
        (10, "oktober", "October"),
        (11, "november", "November"),
        (12, "december", "December"),
    ],
)
def test_dates_of_every_month(da: Wording, en: Wording, month: int, danish: str, english: str) -> None:
    iso = f"2027-{month:02}-05"
    assert da.date(iso) == f"den 5. {danish} 2027".replace(" ", NBSP)
    assert en.date(iso) == f"5 {english} 2027".replace(" ", NBSP)


@given(st.dates(min_value=date(2000, 1, 1)))
def test_dates_are_those_of_cldr(project: Project, day: date) -> None:
    da, en = (Wording(language, project.ui).date(str(day)).replace(NBSP, " ") for language in LANGUAGES)
    assert da == "den " + format_date(day, "d. MMMM y", locale="da_DK")
    assert en == format_date(day, "long", locale="en_GB")


@pytest.mark.parametrize(
    ("value", "unit", "danish", "english"),
    [
        ("0", "hours", "0 timer", "0 hours"),
        ("0.5", "hours", "0,5 time", "0.5 hours"),
        ("1", "hours", "1 time", "1 hour"),
        ("1.0", "hours", "1 time", "1 hour"),
        ("1.5", "hours", "1,5 time", "1.5 hours"),
        ("2", "hours", "2 timer", "2 hours"),
        ("2.5", "hours", "2,5 timer", "2.5 hours"),
        ("1", "working_days", "1 arbejdsdag", "1 working day"),
        ("10", "working_days", "10 arbejdsdage", "10 working days"),
        ("1", "years", "1 år", "1 year"),
        ("3", "years", "3 år", "3 years"),
        ("1", "people", "1 person", "1 person"),
        ("4", "people", "4 personer", "4 people"),
        ("1200", "minutes", "1.200 minutter", "1,200 minutes"),
    ],
)
def test_durations_take_the_plural_of_the_language(
    da: Wording, en: Wording, value: str, unit: str, danish: str, english: str
) -> None:
    found = da.amount(Decimal(value), unit), en.amount(Decimal(value), unit)
    assert tuple(text.replace(NBSP, " ") for text in found) == (danish, english)
    assert all(NBSP in text for text in found), "a number may be parted from its unit"


@given(st.decimals(0, 100, places=2))
def test_plurals_are_those_of_cldr(project: Project, value: Decimal) -> None:
    for language, locale in LOCALES.items():
        shown = value.normalize()  # what is printed has no trailing zeros
        one = Locale.parse(locale).plural_form(shown) == "one"
        words = ("time", "timer") if language == "da" else ("hour", "hours")
        assert Wording(language, project.ui).amount(value, "hours").endswith(NBSP + words[0 if one else 1])


@pytest.mark.parametrize(
    ("words", "danish", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a og b", "a and b"),
        (["a", "b", "c"], "a, b og c", "a, b and c"),
    ],
)
def test_lists(da: Wording, en: Wording, words: list[str], danish: str, english: str) -> None:
    assert (da.listing(words), en.listing(words)) == (danish, english)


def test_interface_words_are_filled_in_in_turn_and_only_once(da: Wording) -> None:
    assert da.say("clause_ref", "7.2") == "punkt 7.2"
    assert da.say("reason_answer", "{} x", "y") == "{} x: y"
    assert da.say("reason_answer", "a") == "a: {}"


def test_missing_interface_words_are_refused_by_name() -> None:
    with pytest.raises(Refused, match=r"templates/ui\.yaml:1:1: open_kpi: the words 'open_kpi' are missing"):
        Wording("da", {}).say("open_kpi")


def test_answers_of_every_type_read_as_in_a_sentence(project: Project, da: Wording, en: Wording) -> None:
    guide = project.guide
    env = {"currency": "DKK"}
    cases: list[tuple[str, object, str, str]] = [
        ("criticality", "high", *(guide.choices(guide.fill_ins["criticality"])["high"][x] for x in LANGUAGES)),
        ("personal_data", ("ordinary", "cpr"), "almindelige personoplysninger og CPR-numre",
         "ordinary personal data and CPR numbers"),
        ("trade_secrets", True, "ja", "yes"),
        ("monthly_fee", Decimal(120000), "120.000 DKK", "DKK 120,000"),
        ("at_risk", Decimal("7.5"), "7,5 %", "7.5%"),
        ("start_date", "2027-03-05", "den 5. marts 2027", "5 March 2027"),
        ("payment_days", Decimal(30), "30 dage", "30 days"),
        ("customer_name", "R&D <b>", "R&D <b>", "R&D <b>"),
        ("countries", ("IN", "PL"), "Indien og Polen", "India and Poland"),
    ]  # fmt: skip
    for name, value, danish, english in cases:
        found = [w.value(guide, guide.fill_ins[name], value, env).replace(NBSP, " ") for w in (da, en)]
        assert found == [danish, english], name


def test_money_without_a_currency_says_that_it_is_missing(project: Project, da: Wording) -> None:
    assert "[valuta]" in da.value(project.guide, project.guide.fill_ins["monthly_fee"], Decimal(1), {})


def test_levels_of_kpis_carry_their_unit_once(project: Project, da: Wording, en: Wording) -> None:
    found = {kpi.unit: (da.kpi(kpi, Decimal(4)), en.kpi(kpi, Decimal(4))) for kpi in project.guide.kpis}
    assert found["percent"] == (f"4{NBSP}%", "4%")
    assert found["working_days"] == (f"4{NBSP}arbejdsdage", f"4{NBSP}working days")
    assert found["points"] == (f"4{NBSP}point", f"4{NBSP}points")
