"""Proofs about conditions, by trying every case that they can tell apart, undecided included.

The language has no arithmetic and no text comparison, so each name has finitely many classes of values that
its rules cannot tell apart; one value stands for each class. A number that a function computes is taken as free
wherever the function has what it needs, so a proof may miss that a case is impossible, but never calls a
possible one impossible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations, pairwise
from typing import Any, TypeAlias

from generator import rules
from generator.rulebook import SCOPE, RuleBook
from generator.rules import NOT_ASKED, Environment, Logic, Name, Rule

Case: TypeAlias = dict[str, Any]
"""Name to value; a name that is absent is undecided."""
Wanted: TypeAlias = tuple[Rule, set["bool | None"]]
Goal: TypeAlias = tuple[Logic, set["bool | None"]]

MAX_WORK = 200_000
"""Comparisons looked at before a proof is given up, a second or two. Today's conditions need less than a tenth."""

_UNDECIDED = object()
_ALL = frozenset((True, False, None))


class TooHard(Exception):
    """A proof would take too long; nothing is known."""


def find(book: RuleBook, wanted: Iterable[Wanted]) -> Case | None:
    """A case in which every rule has one of its wanted values; None if there is none. Raises TooHard.

    A name that the case leaves out is undecided, or makes no difference.
    """
    goals = list(wanted)
    every = [rule for rule, _ in goals]
    names = _involved(book, every)
    every += [book.visible[name] for name in names if name in book.visible]
    every += [book.derived[name] for name in names if name in book.derived]
    serves = {name: frozenset(n for n in names if name in _involved(book, [_about(n)])) for name in names}
    search = _Search(book, names, serves, _landmarks(every), _compared(every))
    return search.run([(rule.logic, values) for rule, values in goals], {}, 0)


def _about(name: str) -> Rule:
    return Rule(name, {"var": name}, (name,))


def _involved(book: RuleBook, wanted: list[Rule]) -> list[str]:
    """Every name the rules depend on, however far back, parents first."""
    found: set[str] = set()
    stack = [name for rule in wanted for name in rule.names]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += book.parents(name)
    return [name for name in book.order if name in found]


@dataclass
class _Search:
    """Gives the names values one by one, and gives a name up as soon as no goal waits for it."""

    book: RuleBook
    names: list[str]
    serves: Mapping[str, frozenset[str]]
    marks: Mapping[str, list[Any]]
    compared: Mapping[str, frozenset[str]]
    work: int = 0

    def run(self, goals: list[Goal], case: Case, at: int, cost: int = 1) -> Case | None:
        self.work += cost
        if self.work > MAX_WORK:
            raise TooHard
        unknown = frozenset(self.names[at:])
        open_goals: list[Goal] = []
        for logic, values in goals:
            rest = _simplified(logic, case, unknown)
            possible = _possible(rest)
            if not values & possible:
                return None
            if not possible <= values:
                open_goals.append((rest, values))
        if not open_goals:
            return case
        atoms = [atom for rest, _ in open_goals for atom in rules.atoms(rest)]
        waited = {name for atom in atoms for name in _names_of(atom)}
        while not self.serves[self.names[at]] & waited:
            at += 1
        name = self.names[at]
        for value in self.values(name, case):
            tried = case if value is _UNDECIDED else {**case, name: value}
            found = self.run(open_goals, tried, at + 1, len(atoms))
            if found is not None:
                return found
        return None

    def values(self, name: str, case: Case) -> Iterator[Any]:
        """What a name may be when its parents are as in this case."""
        book = self.book
        if name in book.derived:
            held = rules.evaluate(book.derived[name].logic, case)
            yield _UNDECIDED if held is None else held
            return
        if name in book.calculated:
            parents = book.parents(name)
            if any(p in case and case[p] is NOT_ASKED for p in parents):
                yield NOT_ASKED
            elif any(p not in case for p in parents):
                yield _UNDECIDED
            else:
                yield from self.domain(name)
            return
        if rules.evaluate(book.visible[name].logic, case) is False:
            yield NOT_ASKED
            return
        yield from self.domain(name)
        if name != SCOPE:  # a scope nobody chose is the full one
            yield _UNDECIDED

    def domain(self, name: str) -> Iterable[Any]:
        """One value for each class that the rules can tell apart."""
        known, marks = self.book.names[name], self.marks.get(name, [])
        group = self.compared.get(name, frozenset((name,)))
        shared = [mark for member in group for mark in self.marks.get(member, [])]
        match known.kind:
            case "truth":
                return (True, False)
            case "answered":
                return ("x",)
            case "choice":
                return (members[0] for members in _classes(known.choices, marks))
            case "several":
                return _answers(known.choices, marks)
            case "date":
                return _days(shared, len(group))
        return _numbers(known, [self.book.names[member] for member in group], shared)


# --- What a rule may still become -----------------------------------------------------------------


def _simplified(logic: Logic, case: Environment, unknown: frozenset[str]) -> Logic:
    """The rule with what the case settles worked out: True, False, None for undecided, or what is left."""
    if not isinstance(logic, dict):
        return logic
    ((op, args),) = logic.items()
    if op not in ("and", "or", "!"):
        return logic if unknown.intersection(_names_of(logic)) else rules.evaluate(logic, case)
    parts = [_simplified(arg, case, unknown) for arg in args]
    if op == "!":
        (part,) = parts
        return {"!": parts} if isinstance(part, dict) else None if part is None else not part
    decisive = op == "or"
    if any(part is decisive for part in parts):
        return decisive
    left = [part for part in parts if isinstance(part, dict)]
    undecided = [None] if any(part is None for part in parts) else []
    if left:
        return {op: [*left, *undecided]}
    return None if undecided else not decisive


def _possible(rest: Logic) -> frozenset[bool | None]:
    """The values a simplified rule may still take; more than the true set is allowed, less is not."""
    if not isinstance(rest, dict):
        return frozenset((rest,))
    ((op, args),) = rest.items()
    if op == "!":
        return frozenset(None if v is None else not v for v in _possible(args[0]))
    if op not in ("and", "or"):
        return _ALL
    decisive = op == "or"
    found: frozenset[bool | None] = frozenset((not decisive,))
    for arg in args:
        part = _possible(arg)
        found = frozenset(_joined(a, b, decisive) for a in found for b in part)
    return found


def _joined(a: bool | None, b: bool | None, decisive: bool) -> bool | None:
    if decisive in (a, b):
        return decisive
    return None if None in (a, b) else not decisive


# --- Classes of values ----------------------------------------------------------------------------


def _names_of(atom: Logic) -> list[str]:
    ((_, args),) = atom.items()
    return [a["var"] for a in args if isinstance(a, dict) and a.get("var")]


def _landmarks(every: Iterable[Rule]) -> dict[str, list[Any]]:
    """What each name is compared with: a choice, a set of choices, a number or a date."""
    found: dict[str, list[Any]] = {}
    for rule in every:
        for atom in rules.atoms(rule.logic):
            ((op, args),) = atom.items()
            others = [args[1]["in"][1]] if op in ("some", "all") else [a for a in args if not isinstance(a, dict)]
            for name in _names_of(atom):
                found.setdefault(name, []).extend(o for o in others if o is not NOT_ASKED and not isinstance(o, bool))
    return found


def _compared(every: Iterable[Rule]) -> dict[str, frozenset[str]]:
    """The names that each name is compared with, however far on, itself included."""
    found: dict[str, frozenset[str]] = {}
    for rule in every:
        for atom in rules.atoms(rule.logic):
            names = _names_of(atom)
            if len(names) > 1:
                group = frozenset().union(*(found.get(name, {name}) for name in names))
                found |= dict.fromkeys(group, group)
    return found


def _classes(choices: Iterable[str], marks: list[Any]) -> list[list[str]]:
    """The choices, parted so that those which are in just the same sets stand together."""
    classes: dict[tuple[bool, ...], list[str]] = {}
    for choice in choices:
        belongs = tuple(choice in mark if isinstance(mark, list) else choice == mark for mark in marks)
        classes.setdefault(belongs, []).append(choice)
    return list(classes.values())


def _answers(choices: tuple[str, ...], marks: list[Any]) -> Iterator[tuple[str, ...]]:
    """The answers to a question with several answers, as sets of classes; 'none' stands alone."""
    if "none" in choices:
        yield ("none",)
    rest = [members[0] for members in _classes((c for c in choices if c != "none"), marks)]
    for size in range(1, len(rest) + 1):
        yield from combinations(rest, size)


def _numbers(known: Name, group: list[Name], marks: list[Any]) -> list[Decimal]:
    """For each number compared with: itself, and as many on either side as there are names to tell apart."""
    points = {Decimal(repr(mark)) for mark in marks}
    if not points and len(group) == 1:
        return [known.low or Decimal(0)]
    points |= {end for name in group for end in (name.low, name.high) if end is not None} or {Decimal(0)}
    steps = {name.step for name in group}
    step = steps.pop() if len(steps) == 1 else None
    found = points | (_between(points, len(group)) if step is None else _near(points, step, len(group)))
    low, high = known.low, known.high
    return sorted(n for n in found if (low is None or n >= low) and (high is None or n <= high) and _on(n, step))


def _on(number: Decimal, step: Decimal | None) -> bool:
    return step is None or number % step == 0


def _between(points: set[Decimal], count: int) -> set[Decimal]:
    ends = [min(points) - 1, *sorted(points), max(points) + 1]
    return {a + (b - a) * i / (count + 1) for a, b in pairwise(ends) for i in range(1, count + 1)}


def _near(points: set[Decimal], step: Decimal, count: int) -> set[Decimal]:
    floors = {(point / step).to_integral_value(ROUND_FLOOR) for point in points}
    return {(floor + shift) * step for floor in floors for shift in range(-count, count + 2)}


def _days(marks: list[str], count: int) -> list[str]:
    """For each date compared with: itself, and as many days on either side as there are names to tell apart."""
    days = [date.fromisoformat(mark).toordinal() for mark in marks] or [date(2027, 1, 1).toordinal()]
    near = {day + shift for day in days for shift in range(-count, count + 1)}
    last = date.max.toordinal()
    return [date.fromordinal(day).isoformat() for day in sorted(near) if 1 <= day <= last]


def not_told_apart(book: RuleBook, every: Iterable[Rule]) -> dict[str, list[list[str]]]:
    """For each name with choices that rules mention: the choices between which no rule sees a difference.

    Of several answers, one that no rule mentions is alone in making none; 'none' differs from all others.
    """
    found: dict[str, list[list[str]]] = {}
    for name, marks in _landmarks(every).items():
        known = book.names[name]
        if known.kind == "choice":
            found[name] = [members for members in _classes(known.choices, marks) if len(members) > 1]
        elif known.kind == "several":
            silent = [c for c in known.choices if not any(c in m if isinstance(m, list) else c == m for m in marks)]
            found[name] = [left] if (left := [c for c in silent if c != "none"]) else []
    return found


def in_words(book: RuleBook, case: Case) -> str:
    """A counter-example a person can try: name=value; what is not named may be left unanswered."""
    words = (
        f"{name}={_word(value)}" for name, value in case.items() if value is not NOT_ASKED and name not in book.derived
    )
    return ", ".join(words) or "with nothing answered"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "[" + " ".join(value) + "]" if isinstance(value, tuple) else str(value)
