"""The condition language: what it takes, what it refuses and where, and what its conditions mean."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import rules
from generator.model import Calculation
from generator.rules import ALWAYS, NOT_ASKED, Name, RuleError, compile_rule, evaluate, fits_double, support
from tests.helpers import VOCABULARY, rule_book

D = Decimal
ABSENT = "absent"
VALUES = (True, False, None)


def holds(text: str, env: Mapping[str, Any]) -> bool | None:
    return evaluate(compile_rule(text, VOCABULARY).logic, env)


def refused(text: str, names: Mapping[str, Name] = VOCABULARY) -> RuleError:
    with pytest.raises(RuleError) as caught:
        compile_rule(text, names)
    return caught.value


# --- What is allowed ------------------------------------------------------------------------------

FULL: dict[str, Any] = {
    "criticality": "medium",
    "region": "south",
    "data": ("contact", "cpr"),
    "countries": ("IN",),
    "fee": D("1000.10"),
    "limit": D("1000.10"),
    "share": D("0.1"),
    "people": D(12),
    "start": "2027-03-01",
    "end": "2028-02-29",
    "agreed": True,
    "urgent": False,
    "note": "words",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agreed", True),
        ("urgent", False),
        ("not urgent", True),
        ("note", True),
        ("criticality == 'medium'", True),
        ('criticality == "medium"', True),
        ("'medium' == criticality", True),
        ("criticality != 'low'", True),
        ("criticality < 'medium'", False),
        ("criticality < 'critical'", True),
        ("criticality <= 'medium'", True),
        ("criticality > 'medium'", False),
        ("criticality >= 'medium'", True),
        ("'high' > criticality", True),
        ("'low' >= criticality", False),
        ("criticality in ['low', 'medium']", True),
        ("criticality in ('low', 'high')", False),
        ("criticality not in ['low', 'high']", True),
        ("region in []", False),
        ("region not in []", True),
        ("'cpr' in data", True),
        ("'special' in data", False),
        ("'special' not in data", True),
        ("'cpr' not in data", False),
        ("fee > 1000", True),
        ("fee == 1000.1", True),
        ("fee == 1000.10", True),
        ("1000 < fee", True),
        ("1000.10 >= fee", True),
        ("fee != 1000.1", False),
        ("fee != 1000", True),
        ("share > -5", True),
        ("share > - 5.5", True),
        ("people == 12", True),
        ("people == 12.0", True),
        ("fee == limit", True),
        ("fee < limit", False),
        ("fee <= limit", True),
        ("fee != limit", False),
        ("start < '2027-03-02'", True),
        ("start == '2027-03-01'", True),
        ("'2027-03-01' != start", False),
        ("end >= '2028-02-29'", True),
        ("start < end", True),
        ("start >= end", False),
        ("agreed and not urgent", True),
        ("urgent or agreed", True),
        ("not (urgent or agreed)", False),
        ("not agreed or urgent and agreed", False),
        ("(agreed)", True),
        ("  agreed  and\n  not urgent ", True),
        ("agreed\tand\r\nnot urgent", True),
        ("agreed and (not urgent or ('cpr' in data and (fee > 1 or start < end)))", True),
    ],
)
def test_the_language_says_what_it_reads_like(text: str, expected: bool) -> None:
    assert holds(text, FULL) is expected


def test_a_rule_knows_its_text_and_its_names_in_order() -> None:
    rule = compile_rule(" limit > fee\nand agreed and fee > 3 ", VOCABULARY)
    assert rule.text == "limit > fee and agreed and fee > 3"
    assert rule.names == ("limit", "fee", "agreed")


OPERATORS = {"and", "or", "!", "!!", "===", "!==", "in", "<", "<=", ">", ">="}


@pytest.mark.parametrize("text", ["criticality >= 'high'", "not note", "fee != limit", "'cpr' not in data", "agreed"])
def test_rules_compile_to_the_small_json_logic_subset(text: str) -> None:
    def operators(logic: Any) -> set[str]:
        if isinstance(logic, list):
            return set().union(*map(operators, logic)) if logic else set()
        if isinstance(logic, dict) and set(logic) != {"var"}:
            return set(logic) | operators(list(logic.values()))
        return set()

    assert operators(compile_rule(text, VOCABULARY).logic) <= OPERATORS


# --- What is refused ------------------------------------------------------------------------------

NOT_A_CONDITION = "this is not a condition"
NOT_PART = "this is not part of the condition language"
NO_COMPARISON = "this comparison is not part of the condition language"


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", NOT_A_CONDITION, 0),
        ("agreed and", NOT_A_CONDITION, 10),
        ("agreed and and urgent", NOT_A_CONDITION, 11),
        ("agreed urgent", NOT_A_CONDITION, 7),
        ("region == 'søuth' and and agreed", NOT_A_CONDITION, 22),
        ("agreed = urgent", NOT_A_CONDITION, 7),
        ("agreed; urgent", NOT_A_CONDITION, 6),
        ("region == 'south", NOT_A_CONDITION, 10),
        ("1or agreed", NOT_A_CONDITION, 0),
        ("agreed # and urgent", "'#' is not part of the condition language", 7),
        ("agreed and\n# a note\nurgent", "'#' is not part of the condition language", 11),
        ("agreed \\\n and urgent", "'\\' is not part of the condition language", 7),
        (r"region == 's\x6futh'", "'\\' is not part of the condition language", 12),
        ("region == 's' 'outh'", "'region' is compared with a choice in quotes", 10),
        ("region == r'south'", "'region' is compared with a choice in quotes", 10),
        ("region == '''south'''", "'region' is compared with a choice in quotes", 10),
        ("region == f'south'", "'region' is compared with a choice in quotes", 10),
        ("region == b'south'", "'region' is compared with a choice in quotes", 10),
        ("region == south", "'region' is compared with a choice in quotes", 10),
        ("region == 3", "'region' is compared with a choice in quotes", 10),
        ("agreed and personal_dat", "unknown name 'personal_dat'", 11),
        ("agreed and 'x' in dat", "unknown name 'dat'", 18),
        ("region == 'soth'", "'soth' is not a choice of 'region'", 10),
        ("region in ['south', 'west']", "'west' is not a choice of 'region'", 20),
        ("region in ['south' 'north']", "'region' is compared with a choice in quotes", 11),
        ("'æøå' in data and dta", "'æøå' is not a choice of 'data'", 0),
        ("  region == 'soth'", "'soth' is not a choice of 'region'", 12),
        ("agreed and\n region == 'soth'", "'soth' is not a choice of 'region'", 22),
        ("region < 'south'", "the choices of 'region' have no order", 9),
        ("'south' < region", "the choices of 'region' have no order", 0),
        ("region", "'region' alone is not yes or no", 0),
        ("not data", "'data' alone is not yes or no", 4),
        ("agreed and fee", "'fee' alone is not yes or no", 11),
        ("start or agreed", "'start' alone is not yes or no", 0),
        ("agreed == urgent", "'agreed' cannot be compared", 0),
        ("agreed == 'yes'", "'agreed' cannot be compared", 0),
        ("note == 'words'", "'note' cannot be compared", 0),
        ("note < 3", "'note' cannot be compared", 0),
        ("data == 'cpr'", "'data' has several answers and cannot be compared with ==", 0),
        ("'cpr' in region", "'region' does not hold several answers", 9),
        ("data in ['cpr']", "'data' is not a choice", 0),
        ("fee in [1, 2]", "'fee' is not a choice", 0),
        ("region in data", "'data' is compared with a choice in quotes", 0),
        ("region in 'south'", "'in' needs a name with several answers, or a list", 0),
        ("region in {'south'}", "'in' needs a name with several answers, or a list", 0),
        ("'a' in ['a']", "'in' needs a name with several answers, or a list", 0),
        ("1 < 2", "a comparison needs a name on one side", 0),
        ("'a' == 'a'", "a comparison needs a name on one side", 0),
        ("1 < fee < 3", "comparisons cannot be chained", 0),
        ("region is 'south'", NO_COMPARISON, 0),
        ("agreed is not urgent", NO_COMPARISON, 0),
        ("fee > 'much'", "'fee' is compared with a number", 6),
        ("fee > True", "'fee' is compared with a number", 6),
        ("fee > 1e3", "'fee' is compared with a number", 6),
        ("fee > 1e999", "'fee' is compared with a number", 6),
        ("fee > 1_000", "'fee' is compared with a number", 6),
        ("fee > 0x10", "'fee' is compared with a number", 6),
        ("fee > 1j", "'fee' is compared with a number", 6),
        ("fee > +5", "'fee' is compared with a number", 6),
        ("fee > --5", "'fee' is compared with a number", 6),
        ("fee > 5 + 5", "'fee' is compared with a number", 6),
        ("fee > 1234567890123456", "the number is too long", 6),
        ("fee > 0.1000000000000000001", "the number is too long", 6),
        ("fee > share", "'fee' and 'share' are of different types", 6),
        ("fee > people", "'fee' and 'people' are of different types", 6),
        ("fee > start", "'fee' and 'start' are of different types", 6),
        ("fee > agreed", "'fee' and 'agreed' are of different types", 6),
        ("fee > unknown", "unknown name 'unknown'", 6),
        ("start > 3", "'start' is compared with a date in quotes", 8),
        ("start > '2027-1-1'", "'start' is compared with a date in quotes", 8),
        ("start > '20270101'", "'start' is compared with a date in quotes", 8),
        ("start > '2027-02-29'", "'start' is compared with a date in quotes", 8),
        ("start > '2027-W01-1'", "'start' is compared with a date in quotes", 8),
        ("True", NOT_PART, 0),
        ("agreed and False", NOT_PART, 11),
        ("'agreed'", NOT_PART, 0),
        ("agreed and 1", NOT_PART, 11),
        ("agreed if urgent else note", NOT_PART, 0),
        ("agreed and any(data)", NOT_PART, 11),
        ("data.cpr", NOT_PART, 0),
        ("data[0]", NOT_PART, 0),
        ("agreed | urgent", NOT_PART, 0),
        ("~agreed", NOT_PART, 0),
        ("lambda: agreed", NOT_PART, 0),
        ("(agreed := urgent)", NOT_PART, 1),
        ("[agreed]", NOT_PART, 0),
        ("()", NOT_PART, 0),
        ("agreed and f'{note}'", NOT_PART, 11),
        ("await agreed", NOT_PART, 0),
        ("fee % 2 == 0", "a comparison needs a name on one side", 0),
        ("fee + 1 > 2", "a comparison needs a name on one side", 0),
    ],
)
def test_everything_else_is_refused_where_it_stands(text: str, message: str, offset: int) -> None:
    error = refused(text)
    assert (error.message, error.offset) == (message, offset)
    assert error.hint


def test_a_refusal_says_what_would_do() -> None:
    assert refused("regin == 'south'").hint.endswith("(did you mean 'region'?)")
    assert refused("region == 'soth'").hint == "known: east, north, south (did you mean 'south'?)"
    assert refused("fee").hint == "compare it, for example fee >= 10"
    assert refused("fee > share").hint == "compare money with money"
    assert refused("start > fee").hint == "compare a date with a date"
    assert refused("data == 'cpr'").hint == "write 'none' in data"
    assert refused("'south' in region").hint == "write region == 'north'"
    assert refused("1 < fee < 3").hint == "write 'a < b and b < c'"


def test_an_error_position_counts_characters_not_bytes() -> None:
    names = {"åben": Name("åben", "truth"), "lukket": Name("lukket", "truth")}
    assert refused("åben and lukke", names).offset == 9


def test_a_condition_has_a_longest_length() -> None:
    fits = " or ".join(["agreed"] * 200)
    assert len(fits) == 1996
    assert holds(fits, FULL) is True
    assert refused(f"{fits} or urgent").message == "the condition is too long"


def test_a_condition_has_a_greatest_depth() -> None:
    assert holds("not " * 40 + "agreed", FULL) is True
    assert refused("not " * 41 + "agreed").message == "the condition is nested too deeply"
    assert refused("not " * 498 + "agreed").message == "the condition is nested too deeply"
    assert refused("(" * 600 + "agreed" + ")" * 600).message == NOT_A_CONDITION
    assert refused("agreed or (not " * 100 + "agreed" + ")" * 100).message == "the condition is nested too deeply"


def test_the_deepest_condition_can_be_evaluated_and_explained() -> None:
    deep = compile_rule("(agreed or not " * 20 + "urgent" + ")" * 20, VOCABULARY).logic
    assert evaluate(deep, {"agreed": False, "urgent": True}) in (True, False)
    assert set(support(deep, {"agreed": False, "urgent": True})) == {"agreed", "urgent"}
    assert len(list(rules.atoms(deep))) == 21


# --- Three values ---------------------------------------------------------------------------------

LOWEST_OF = {False: 0, None: 1, True: 2}
"""Kleene: `and` is the least, `or` the greatest of false < undecided < true."""


def env_of(**values: bool | None) -> dict[str, bool]:
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(("a", "b"), [*itertools.product(VALUES, repeat=2)])
def test_and_or_follow_kleene(a: bool | None, b: bool | None) -> None:
    env = env_of(agreed=a, urgent=b)
    assert holds("agreed and urgent", env) is min(a, b, key=LOWEST_OF.__getitem__)
    assert holds("agreed or urgent", env) is max(a, b, key=LOWEST_OF.__getitem__)


@pytest.mark.parametrize(("value", "expected"), [(True, False), (False, True), (None, None)])
def test_not_follows_kleene(value: bool | None, expected: bool | None) -> None:
    assert holds("not agreed", env_of(agreed=value)) is expected


@pytest.mark.parametrize("values", [*itertools.product(VALUES, repeat=3)])
def test_more_than_two_parts_follow_kleene(values: tuple[bool | None, ...]) -> None:
    names = {name: Name(name, "truth") for name in "abc"}
    env = env_of(**dict(zip("abc", values, strict=True)))
    key = LOWEST_OF.__getitem__
    assert evaluate(compile_rule("a and b and c", names).logic, env) is min(values, key=key)
    assert evaluate(compile_rule("a or b or c", names).logic, env) is max(values, key=key)
    a, b, c = values
    expected = max(min(a, b, key=key), c, key=key)
    assert evaluate(compile_rule("a and b or c", names).logic, env) is expected


COMPARISONS = [
    "agreed",
    "criticality == 'low'",
    "criticality != 'low'",
    "criticality >= 'low'",
    "criticality < 'critical'",
    "region in ['north', 'south']",
    "region not in ['north']",
    "'cpr' in data",
    "'cpr' not in data",
    "fee == 1",
    "fee != 1",
    "fee < 1",
    "fee >= 0",
    "1 > fee",
    "fee == limit",
    "fee != limit",
    "limit <= fee",
    "start == '2027-01-01'",
    "start != '2027-01-01'",
    "start >= '2027-01-01'",
    "start < end",
    "start != end",
]


@pytest.mark.parametrize("text", COMPARISONS)
def test_a_comparison_with_what_is_unanswered_is_undecided(text: str) -> None:
    assert holds(text, {}) is None
    assert holds(f"not ({text})", {}) is None


@pytest.mark.parametrize("text", COMPARISONS)
def test_a_comparison_with_what_does_not_apply_is_false(text: str) -> None:
    for name in compile_rule(text, VOCABULARY).names:
        env = {**FULL, name: NOT_ASKED}
        assert holds(text, env) is False
        assert holds(f"not ({text})", env) is True


@pytest.mark.parametrize("text", ["fee == limit", "fee != limit", "fee < limit", "start >= end"])
def test_of_two_names_one_that_does_not_apply_decides(text: str) -> None:
    for name in compile_rule(text, VOCABULARY).names:
        assert holds(text, {name: NOT_ASKED}) is False


def test_a_text_is_answered_or_not_and_never_undecided() -> None:
    assert holds("note", {}) is False
    assert holds("note", {"note": NOT_ASKED}) is False
    assert holds("not note", {}) is True
    assert holds("note", {"note": "x"}) is True
    assert holds("note", {"note": ((("role", "buyer"),),)}) is True


@pytest.mark.parametrize("quantifier", ["any", "all"])
@pytest.mark.parametrize(
    ("countries", "any_of", "all_of"),
    [
        (ABSENT, None, None),
        (NOT_ASKED, False, False),
        (("PL",), False, False),
        (("IN",), True, True),
        (("PL", "IN"), True, False),
        (("IN", "PH"), True, True),
    ],
)
def test_look_ups_over_countries(quantifier: Any, countries: Any, any_of: bool | None, all_of: bool | None) -> None:
    rule = rules.quantified("countries", quantifier, ["PH", "IN"])
    env = {} if countries == ABSENT else {"countries": countries}
    assert evaluate(rule.logic, env) is (any_of if quantifier == "any" else all_of)


def test_membership_without_a_guard_is_false_where_the_question_does_not_apply() -> None:
    row = {"in": ["IN", {"var": "countries"}]}
    assert [evaluate(row, env) for env in ({"countries": ("IN",)}, {"countries": NOT_ASKED}, {})] == [True, False, None]


def test_both_holds_where_both_hold_and_always_adds_nothing() -> None:
    agreed, urgent = (compile_rule(name, VOCABULARY) for name in ("agreed", "urgent"))
    joined = rules.both(agreed, urgent)
    assert joined.names == ("agreed", "urgent")
    for a, b in itertools.product(VALUES, repeat=2):
        env = env_of(agreed=a, urgent=b)
        assert evaluate(joined.logic, env) is min(a, b, key=LOWEST_OF.__getitem__)
    assert rules.both(ALWAYS, agreed) is agreed
    assert rules.both(agreed, ALWAYS) is agreed
    assert evaluate(ALWAYS.logic, {}) is True


# --- Numbers and dates ----------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0.1", "0.3", "99.95", "1000000.01", "123456789012.345", "0.000000000000001"])
def test_decimals_are_compared_exactly(value: str) -> None:
    exact, names = D(value), {"n": Name("n", "number")}
    nearest = D(f"{value}{'0' * 30}1")
    for number, text, expected in (
        (exact, f"n == {value}", True),
        (nearest, f"n == {value}", False),
        (nearest, f"n > {value}", True),
        (exact, f"n > {value}", False),
        (exact, f"n >= {value}", True),
        (nearest, f"n <= {value}", False),
    ):
        assert evaluate(compile_rule(text, names).logic, {"n": number}) is expected


def test_a_sum_of_tenths_is_what_it_says() -> None:
    assert holds("share == 0.3", {"share": D("0.1") + D("0.2")}) is True
    assert holds("share == 0.3", {"share": D("0.30")}) is True


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("0", True),
        ("999999999999999", True),
        ("9999999999999990000", True),
        ("1234567890123456", False),
        ("0.123456789012345", True),
        ("0.1234567890123456", False),
        ("1000000000000000000000000000000", False),
        ("0.0000000000000001", False),
    ],
)
def test_numbers_of_fifteen_digits_fit_the_browser(number: str, fits: bool) -> None:
    assert fits_double(D(number)) is fits


@settings(max_examples=300)
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 15))
def test_doubles_order_fitting_numbers_as_decimals_do(a: int, b: int, decimals: int) -> None:
    left, right = D(a).scaleb(-decimals), D(b).scaleb(-decimals)
    assert fits_double(left) and fits_double(right)
    assert (left < right, left == right) == (float(left) < float(right), float(left) == float(right))


# --- A question that does not apply ---------------------------------------------------------------

CHAIN = rule_book(
    {**VOCABULARY, "far": Name("far", "truth"), "cost": Name("cost", "number", measure="money")},
    visible={"region": "agreed", "fee": "region != 'north'", "note": "fee > 10"},
    derived={"far": "region not in ['north']"},
    calculated={"cost": Calculation(function="product", arguments=("fee", "people"))},
)


def test_a_stale_answer_is_ignored() -> None:
    stale = {"region": "south", "fee": D(20), "note": "words"}
    env = CHAIN.environment({"agreed": False, **stale})
    assert (env["region"], env["fee"], env["note"], env["far"]) == (NOT_ASKED, NOT_ASKED, NOT_ASKED, False)
    for text in ("region == 'south'", "region != 'north'", "region not in ['north']", "fee > 1", "fee != 7", "note"):
        assert holds(text, env) is False


def test_visibility_runs_along_a_chain() -> None:
    answers = {"agreed": True, "region": "south", "fee": D(20), "note": "words"}
    assert CHAIN.environment(answers) == {**answers, "far": True}
    assert CHAIN.environment({**answers, "fee": D(5)})["note"] is NOT_ASKED
    north = CHAIN.environment({**answers, "region": "north"})
    assert (north["fee"], north["note"], north["far"]) == (NOT_ASKED, NOT_ASKED, False)


def test_a_question_whose_own_condition_is_undecided_counts_as_visible() -> None:
    env = CHAIN.environment({"region": "south", "fee": D(20)})
    assert "agreed" not in env
    assert (env["region"], env["fee"], env["far"]) == ("south", D(20), True)
    assert "note" not in env
    assert holds("region == 'south' and fee > 10", env) is True


def test_a_calculation_is_undecided_or_does_not_apply_with_its_arguments() -> None:
    assert CHAIN.environment({"fee": D(20), "people": D(3)})["cost"] == D(60)
    assert "cost" not in CHAIN.environment({"fee": D(20)})
    assert CHAIN.environment({"agreed": False, "people": D(3)})["cost"] is NOT_ASKED
    assert CHAIN.environment({"agreed": False})["cost"] is NOT_ASKED, "one argument that does not apply is enough"


def test_a_scope_nobody_chose_leaves_nothing_out() -> None:
    scope = Name("document_scope", "choice", ("full", "light", "annex"))
    assert rule_book({scope.id: scope}).environment({}) == {"document_scope": "full"}
    assert rule_book({scope.id: scope}).environment({"document_scope": "light"}) == {"document_scope": "light"}


# --- Support --------------------------------------------------------------------------------------

DOMAINS: dict[str, tuple[Any, ...]] = {
    "agreed": (True, False),
    "urgent": (True, False),
    "criticality": ("low", "medium", "critical"),
    "data": (("none",), ("cpr",), ("contact", "cpr")),
    "fee": (D(0), D("0.1"), D(10)),
    "limit": (D(0), D("0.1"), D(10)),
    "note": ("x",),
}
ATOMS = (
    "agreed",
    "urgent",
    "criticality >= 'medium'",
    "criticality != 'low'",
    "criticality not in ['low', 'high']",
    "'cpr' in data",
    "'cpr' not in data",
    "fee > 0.1",
    "fee != 0.1",
    "fee <= limit",
    "note",
)
texts = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        inner.map(lambda a: f"not ({a})"),
        st.tuples(st.lists(inner, min_size=2, max_size=3), st.sampled_from((" and ", " or "))).map(
            lambda parts: "(" + parts[1].join(parts[0]) + ")"
        ),
    ),
    max_leaves=8,
)
values = {name: st.sampled_from((*domain, NOT_ASKED, ABSENT)) for name, domain in DOMAINS.items()}
environments = st.fixed_dictionaries(values).map(lambda env: {k: v for k, v in env.items() if v is not ABSENT})


@settings(max_examples=600)
@given(texts, environments, environments)
def test_no_name_outside_the_support_changes_a_decided_rule(
    text: str, env: dict[str, Any], other: dict[str, Any]
) -> None:
    logic = compile_rule(text, VOCABULARY).logic
    held = evaluate(logic, env)
    kept = set(support(logic, env))
    changed = {name: (env if name in kept else other).get(name, ABSENT) for name in DOMAINS}
    if held is not None:
        assert evaluate(logic, {k: v for k, v in changed.items() if v is not ABSENT}) is held


@settings(max_examples=600)
@given(texts, environments, st.fixed_dictionaries({n: st.sampled_from((*d, NOT_ASKED)) for n, d in DOMAINS.items()}))
def test_answering_the_support_of_an_undecided_rule_decides_it(
    text: str, env: dict[str, Any], answers: dict[str, Any]
) -> None:
    logic = compile_rule(text, VOCABULARY).logic
    if evaluate(logic, env) is not None:
        return
    waiting = [name for name in support(logic, env) if name not in env]
    assert waiting
    assert evaluate(logic, {**env, **{name: answers[name] for name in waiting}}) is not None


def test_support_gives_the_reason_and_no_more() -> None:
    def of(text: str, **env: Any) -> list[str]:
        return list(support(compile_rule(text, VOCABULARY).logic, {**FULL, **env}))

    assert of("agreed and 'cpr' in data") == ["agreed", "data", "data"]
    assert of("urgent and 'cpr' in data") == ["urgent"]
    assert of("urgent or 'cpr' in data or agreed") == ["data", "data"]
    assert of("not (urgent or fee > 5000)") == ["urgent", "fee"]
    assert of("fee < limit", fee=NOT_ASKED) == ["fee"]
    assert list(support(True, {})) == []
