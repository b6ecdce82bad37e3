"""Proofs about conditions, by trying every case that they can tell apart, undecided included.

The language has no arithmetic and no text comparison, so each name has finitely many classes of values that
its rules cannot tell apart; one value stands for each class. Numbers that a function computes are taken as free,
so a proof may miss that a case is impossible, but never calls a possible one impossible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, TypeAlias

from generator import rules
from generator.rulebook import RuleBook
from generator.rules import NOT_ASKED, Environment, Logic, Rule

Case: TypeAlias = dict[str, Any]
"""Name to value; a name that is absent is undecided."""
Wanted: TypeAlias = tuple[Rule, set["bool | None"]]

_UNDECIDED = object()
_ALL = frozenset((True, False, None))


def find(book: RuleBook, wanted: Iterable[Wanted]) -> Case | None:
    """A case in which every rule has one of its wanted values; None if there is none."""
    goals = list(wanted)
    names = _involved(book, [rule for rule, _ in goals])
    classes = _classes(book, names)
    return _search(book, names, classes, goals, {}, 0)


def _search(
    book: RuleBook, names: list[str], classes: Mapping[str, list[Any]], goals: list[Wanted], case: Case, at: int
) -> Case | None:
    unknown = frozenset(names[at:])
    for rule, values in goals:
        if not values & _possible(rule.logic, case, unknown):
            return None
    if at == len(names):
        return case
    name = names[at]
    for value in _values(book, name, classes, case):
        tried = case if value is _UNDECIDED else {**case, name: value}
        found = _search(book, names, classes, goals, tried, at + 1)
        if found is not None:
            return found
    return None


def _values(book: RuleBook, name: str, classes: Mapping[str, list[Any]], case: Case) -> list[Any]:
    if name in book.derived:
        held = rules.evaluate(book.derived[name].logic, case)
        return [_UNDECIDED if held is None else held]
    if name in book.visible and rules.evaluate(book.visible[name].logic, case) is False:
        return [NOT_ASKED]
    if name == "document_scope":
        return [c for c in classes[name] if c is not _UNDECIDED]
    return classes[name]


def _possible(logic: Logic, case: Environment, unknown: frozenset[str]) -> frozenset[bool | None]:
    """The values a rule may still take; more than the true set is allowed, less is not."""
    if not isinstance(logic, dict):
        return frozenset((bool(logic),))
    ((op, args),) = logic.items()
    if op == "!":
        return frozenset(None if v is None else not v for v in _possible(args[0], case, unknown))
    if op in ("and", "or"):
        decisive = op == "or"
        found: frozenset[bool | None] = frozenset((not decisive,))
        for arg in args:
            part = _possible(arg, case, unknown)
            found = frozenset(_joined(a, b, decisive) for a in found for b in part)
            if found == {decisive}:
                break
        return found
    if any(isinstance(a, dict) and a.get("var") in unknown for a in args):
        return _ALL
    return frozenset((rules.evaluate(logic, case),))


def _joined(a: bool | None, b: bool | None, decisive: bool) -> bool | None:
    if decisive in (a, b):
        return decisive
    return None if None in (a, b) else not decisive


# --- Classes of values ----------------------------------------------------------------------------


def _involved(book: RuleBook, wanted: list[Rule]) -> list[str]:
    """Every name the rules depend on, however far back, parents first."""
    found: set[str] = set()
    stack = [name for rule in wanted for name in rule.names]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += () if name in book.calculated else book.parents(name)
    return [name for name in book.order if name in found]


def _classes(book: RuleBook, names: list[str]) -> dict[str, list[Any]]:
    """Values that stand for every class the whole book's rules can tell apart, and undecided."""
    everything = [*book.shown.values(), *book.visible.values(), *book.derived.values()]
    marks = _landmarks(everything)
    return {name: [*_domain(book, name, marks.get(name, [])), _UNDECIDED] for name in names if name not in book.derived}


def _landmarks(every: Iterable[Rule]) -> dict[str, list[Any]]:
    """What each name is compared with: a choice, a set of choices, a number or a date."""
    found: dict[str, list[Any]] = {}
    for rule in every:
        for atom in rules.atoms(rule.logic):
            ((op, args),) = atom.items()
            names = [a["var"] for a in args if isinstance(a, dict) and a.get("var")]
            others = [a for a in args if not isinstance(a, dict)]
            if op in ("some", "all"):
                others = [args[1]["in"][1]]
            for name in names:
                found.setdefault(name, []).extend(o for o in others if o is not NOT_ASKED and not isinstance(o, bool))
    return found


def _domain(book: RuleBook, name: str, marks: list[Any]) -> list[Any]:
    known = book.names[name]
    match known.kind:
        case "truth":
            return [True, False]
        case "answered":
            return ["x"]
        case "choice":
            return _representatives(known.choices, marks)
        case "several":
            return list(_subsets(_representatives(known.choices, marks)))
        case "date":
            return _around_dates([m for m in marks if isinstance(m, str)])
    numbers = [Decimal(repr(m)) for m in marks if isinstance(m, int | float)]
    return _around(numbers, known.low, known.high)


def _representatives(choices: tuple[str, ...], marks: list[Any]) -> list[Any]:
    """One choice for each class: choices that are in just the same sets are one class."""
    classes: dict[tuple[bool, ...], str] = {}
    for choice in choices:
        belongs = tuple(choice in mark if isinstance(mark, list) else choice == mark for mark in marks)
        classes.setdefault(belongs, choice)
    return list(classes.values())


def _subsets(choices: list[str]) -> Iterator[tuple[str, ...]]:
    """Every answer to a question with several answers; none stands alone."""
    if "none" in choices:
        yield ("none",)
    rest = [c for c in choices if c != "none"]
    for size in range(1, len(rest) + 1):
        yield from combinations(rest, size)


def _around(marks: list[Decimal], low: Decimal | None, high: Decimal | None) -> list[Decimal]:
    """Each number compared with, one between each two, and one beyond either end."""
    bottom = low if low is not None else min(marks, default=Decimal(0)) - 1
    top = high if high is not None else max(marks, default=Decimal(0)) + 1
    points = sorted({bottom, top, *(m for m in marks if bottom <= m <= top)})
    between = [(a + b) / 2 for a, b in zip(points, points[1:], strict=False)]
    return sorted({*points, *between})


def _around_dates(marks: list[str]) -> list[str]:
    days = [date.fromisoformat(m) for m in marks] or [date(2027, 1, 1)]
    near = {day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)}
    return [day.isoformat() for day in sorted(near)]


def choices_told_apart(book: RuleBook, every: Iterable[Rule]) -> dict[str, set[str]]:
    """For each name with choices that rules mention: the choices that are alone in their class."""
    found: dict[str, set[str]] = {}
    for name, marks in _landmarks(every).items():
        known = book.names[name]
        if known.kind in ("choice", "several"):
            classes: dict[tuple[bool, ...], list[str]] = {}
            for choice in known.choices:
                belongs = tuple(choice in m if isinstance(m, list) else choice == m for m in marks)
                classes.setdefault(belongs, []).append(choice)
            found[name] = {members[0] for members in classes.values() if len(members) == 1}
    return found


def in_words(case: Case) -> str:
    """A counter-example a person can try: name=value, undecided names left out."""
    shown = {name: value for name, value in case.items() if not isinstance(value, bool) or value}
    words = (f"{name}={_word(value)}" for name, value in shown.items() if value is not NOT_ASKED)
    return ", ".join(words) or "with nothing answered"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "[" + " ".join(value) + "]" if isinstance(value, tuple) else str(value)
