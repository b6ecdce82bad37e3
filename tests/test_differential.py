"""Our evaluator against independent json-logic libraries, and against itself with answers missing.

Oracles, on fully answered sets (json-logic knows no 'undecided'):
* panzi-json-logic, imported as `json_logic.apply` because other packages claim the name `json_logic` too;
* datalogic-py, a Rust implementation.
Both were compared with each other on every operator of the subset and disagree nowhere, so no operator is left out.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

import datalogic_py
import pytest
from json_logic.apply import apply as panzi

from generator import rules
from generator.rules import NOT_ASKED, Logic, Name, Rule, compile_rule, evaluate
from tests.helpers import plain, random_condition, random_value, random_vocabulary, seeded

RULES, ANSWERS_EACH, RULES_EACH = 5_420, 20, 20
LOOK_UPS = ("any", "all")


def random_rule(rnd: random.Random, names: Mapping[str, Name]) -> Logic:
    """A compiled condition in which derived look-ups stand as what they are: some and all."""
    look_ups = {}
    for i, quantifier in enumerate(LOOK_UPS):
        name = rnd.choice([n for n in names.values() if n.kind == "several"])
        members = rnd.sample(name.choices, rnd.randint(1, len(name.choices)))
        look_ups[f"look_up{i}"] = rules.quantified(name.id, quantifier, members)
    known = {**names, **{name: Name(name, "truth") for name in look_ups}}
    return inlined(compile_rule(random_condition(rnd, known), known).logic, look_ups)


def inlined(logic: Logic, look_ups: Mapping[str, Rule]) -> Logic:
    for name, rule in look_ups.items():
        if logic == {"===": [{"var": name}, True]}:
            return rule.logic
    if isinstance(logic, dict):
        return {op: inlined(args, look_ups) for op, args in logic.items()}
    return [inlined(part, look_ups) for part in logic] if isinstance(logic, list) else logic


def full_answers(rnd: random.Random, names: Mapping[str, Name]) -> dict[str, Any]:
    """Every question is answered or does not apply; only a text may be left open, which is a decision too."""
    env: dict[str, Any] = {}
    for name in names.values():
        if name.kind == "answered" and rnd.random() < 0.3:
            continue
        env[name.id] = NOT_ASKED if rnd.random() < 0.12 else random_value(rnd, name)
    return env


def pairs(seed: int) -> Iterator[tuple[Logic, list[dict[str, Any]]]]:
    rnd = seeded(seed)
    for at in range(RULES):
        if at % RULES_EACH == 0:
            names = random_vocabulary(rnd)
        yield random_rule(rnd, names), [full_answers(rnd, names) for _ in range(ANSWERS_EACH)]


def operators(logic: Logic) -> Iterator[str]:
    if isinstance(logic, dict):
        yield from logic
        for args in logic.values():
            yield from operators(args)
    elif isinstance(logic, list):
        for part in logic:
            yield from operators(part)


def test_full_answers_agree_with_two_json_logic_libraries() -> None:
    engine, seen, results, used = datalogic_py.Engine(), 0, {True: 0, False: 0}, set()
    for logic, answers in pairs(seed=20261130):
        rust = engine.compile(json.dumps(logic))
        used |= set(operators(logic))
        for env in answers:
            ours = evaluate(logic, env)
            data = {name: plain(value) for name, value in env.items()}
            assert ours is panzi(logic, data), (logic, env)
            assert ours is rust.evaluate(data), (logic, env)
            seen += 1
            results[ours] += 1  # type: ignore[index]
    assert seen >= 108_400
    assert min(results.values()) > seen // 4, "the rules are trivial"
    assert used == {"and", "or", "!", "!!", "===", "!==", "in", "<", "<=", ">", ">=", "some", "all", "var"}


# --- Three values ---------------------------------------------------------------------------------
# Names of kind 'answered' are left out: an unanswered text is not undecided but 'not answered', which is false
# at once and true as soon as something is written. Rules on them change when an answer comes; that is their point.


def small_vocabulary(rnd: random.Random) -> dict[str, Name]:
    names = [n for n in random_vocabulary(rnd).values() if n.kind != "answered"]
    return {name.id: name for name in rnd.sample(names, 5)}


def domain(rnd: random.Random, name: Name) -> list[Any]:
    """Up to four answers, and that the question does not apply."""
    answers = {random_value(rnd, name): None for _ in range(4)}
    return [*answers, NOT_ASKED]


def completions(env: Mapping[str, Any], domains: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    missing = [name for name in domains if name not in env]
    for values in itertools.product(*(domains[name] for name in missing)):
        yield {**env, **dict(zip(missing, values, strict=True))}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_decided_stays_decided_whatever_is_answered_later(seed: int) -> None:
    rnd = seeded(seed)
    decided = 0
    for _ in range(120):
        names = small_vocabulary(rnd)
        logic = compile_rule(random_condition(rnd, names, 3), names).logic
        domains = {name.id: domain(rnd, name) for name in names.values()}
        env = {name: rnd.choice(values) for name, values in domains.items() if rnd.random() < 0.6}
        held = evaluate(logic, env)
        later = {evaluate(logic, full) for full in completions(env, domains)}
        assert None not in later, "a fully answered rule is decided"
        if held is not None:
            decided += 1
            assert later == {held}, (logic, env)
    assert 20 < decided < 110


@pytest.mark.parametrize("seed", range(6))
def test_one_more_answer_never_undecides(seed: int) -> None:
    rnd = seeded(seed)
    for _ in range(300):
        names = small_vocabulary(rnd)
        logic = compile_rule(random_condition(rnd, names), names).logic
        env: dict[str, Any] = {}
        held = evaluate(logic, env)
        for name in rnd.sample(list(names.values()), len(names)):
            env[name.id] = random_value(rnd, name)
            after = evaluate(logic, env)
            assert held is None or after is held, (logic, env)
            held = after


def read_once(rnd: random.Random, names: Mapping[str, Name]) -> str:
    """A condition that mentions each name once, so that Kleene's logic loses nothing."""
    parts = []
    for name in names.values():
        text = random_condition(rnd, {name.id: name}, 0)
        while text.count(name.id) > 1:
            text = random_condition(rnd, {name.id: name}, 0)
        parts.append(rnd.choice(("", "not ")) + text)
    while len(parts) > 1:
        first, second = (parts.pop(rnd.randrange(len(parts))) for _ in range(2))
        parts.append(f"({first} {rnd.choice(('and', 'or'))} {second})")
    return parts[0]


@pytest.mark.parametrize("seed", range(6))
def test_undecided_means_that_two_completions_differ_where_kleene_can_tell(seed: int) -> None:
    rnd = seeded(seed)
    undecided = 0
    for _ in range(150):
        names = small_vocabulary(rnd)
        logic = compile_rule(read_once(rnd, names), names).logic
        domains = {name.id: domain(rnd, name) for name in names.values()}
        if any(len({evaluate(atom, {n: v}) for v in domains[n]}) < 2 for atom, n in single_atoms(logic)):
            continue  # a comparison that this domain cannot decide either way says nothing
        env = {name: rnd.choice(values) for name, values in domains.items() if rnd.random() < 0.5}
        if evaluate(logic, env) is None:
            undecided += 1
            assert {evaluate(logic, full) for full in completions(env, domains)} == {True, False}, (logic, env)
    assert undecided > 10


def single_atoms(logic: Logic) -> Iterator[tuple[Logic, str]]:
    """The comparisons of a read-once rule as their authors wrote them: guard and comparison together."""
    ((op, args),) = logic.items()
    guarded = op == "and" and isinstance(args[0], dict) and "!==" in args[0]
    if op in ("and", "or", "!") and not guarded:
        for arg in args:
            yield from single_atoms(arg)
    else:
        yield logic, next(a["var"] for atom in rules.atoms(logic) for a in next(iter(atom.values())) if "var" in str(a))


def test_kleene_cannot_tell_a_tautology() -> None:
    names = {"a": Name("a", "truth")}
    assert evaluate(compile_rule("a or not a", names).logic, {}) is None
