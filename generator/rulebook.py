"""Every rule of a guide, compiled, in the order in which names can be worked out.

A rule is filed under a key that names what it decides: `clause:service_credits`, `block:service_credits.cap`,
`item:service_credits.order.cap`, `row:…`, `kpi:S01` and `check:name_the_sponsors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

from generator import rules
from generator.functions import FUNCTIONS
from generator.model import Calculation, Clause, DerivedFact, FillIn, Guide, LookUp
from generator.problems import did_you_mean
from generator.rules import ALWAYS, NEVER, NOT_ASKED, Name, Rule, RuleError

Owner: TypeAlias = tuple[Any, ...]
"""The path of a condition: what holds it (a kind and an id), then keys and indexes inside that."""
Report: TypeAlias = Callable[[Owner, RuleError], None]

SCOPE = "document_scope"
_KINDS: dict[str, rules.Kind] = {
    "yes_no": "truth", "choice": "choice", "several": "several", "date": "date",
    "integer": "number", "decimal": "number", "percent": "number", "money": "number", "duration": "number",
    "text": "answered", "longtext": "answered", "table": "answered",
}  # fmt: skip


@dataclass(frozen=True)
class RuleBook:
    """The compiled rules of a guide. `order` lists names so that each comes after what it depends on."""

    names: Mapping[str, Name]
    order: tuple[str, ...]
    visible: Mapping[str, Rule]
    derived: Mapping[str, Rule]
    calculated: Mapping[str, Calculation]
    zones: Mapping[str, str]
    shown: Mapping[str, Rule]
    suggested: Mapping[str, tuple[Rule, ...]]

    def environment(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The value of every name: answered, derived, NOT_ASKED where it does not apply, absent if undecided."""
        env: dict[str, Any] = {}
        for name in self.order:
            if name in self.derived:
                found = rules.evaluate(self.derived[name].logic, env)
                if found is not None:
                    env[name] = found
            elif name in self.calculated:
                self._calculate(name, env)
            elif rules.evaluate(self.visible[name].logic, env) is False:
                env[name] = NOT_ASKED
            elif name in answers:
                env[name] = answers[name]
            elif name == SCOPE:
                env[name] = "full"  # a scope nobody chose leaves nothing out
        return env

    def _calculate(self, name: str, env: dict[str, Any]) -> None:
        calculation = self.calculated[name]
        function = FUNCTIONS[calculation.function]
        named = [a for a in calculation.arguments if a in self.names]
        if any(a in env and env[a] is NOT_ASKED for a in named):
            env[name] = NOT_ASKED
        elif all(a in env for a in named):
            values = [env[a] if a in self.names else Decimal(a) for a in calculation.arguments]
            env[name] = function.call(*values, *([self.zones] if function.needs_zones else []))

    def goes_back_to(self, name: str) -> str:
        """The question (or number) that a calculated name is in the end made of: the first argument of the first."""
        while name in self.calculated:
            name = self.calculated[name].arguments[0]
        return name

    def parents(self, name: str) -> tuple[str, ...]:
        """The names that a name's value depends on directly."""
        if name in self.derived:
            return self.derived[name].names
        if name in self.calculated:
            return tuple(a for a in self.calculated[name].arguments if a in self.names)
        return self.visible[name].names


def build(guide: Guide, report: Report) -> RuleBook:
    """Compile every condition; faults go to `report`, and a faulty rule counts as always."""
    names = {f.id: _name(guide, f) for f in guide.fill_ins.values()}
    names |= {fact.id: _derived_name(guide, fact, names) for fact in guide.derived}

    def compiled(owner: Owner, text: str | None) -> Rule:
        if text is None:
            return ALWAYS
        try:
            return rules.compile_rule(text, names)
        except RuleError as error:
            report(owner, error)
            return ALWAYS

    visible = {f.id: compiled(("fill_in", f.id, "when"), f.when) for f in guide.fill_ins.values()}
    derived = {
        fact.id: _look_up(guide, fact, fact.look_up, report)
        if fact.look_up
        else compiled(("derived", fact.id, "condition"), fact.condition)
        for fact in guide.derived
        if not fact.calculation
    }
    calculated = {fact.id: fact.calculation for fact in guide.derived if fact.calculation}
    for fact_id, calculation in list(calculated.items()):
        for error in _calculation_faults(calculation, names):
            report(("derived", fact_id, "calculation"), error)
            calculated.pop(fact_id, None)
            derived[fact_id] = ALWAYS
    shown = {key: _scoped(guide, key, compiled(owner, text)) for key, owner, text in conditions(guide)}
    shown |= {f"kpi:{kpi.id}": NEVER for kpi in guide.kpis if not kpi.default}
    suggested = {
        f.id: tuple(compiled(("fill_in", f.id, "suggestions", i, "when"), s.when) for i, s in enumerate(f.suggestions))
        for f in guide.fill_ins.values()
    }
    zones = {c.id: c.zone for c in guide.countries}
    book = RuleBook(names, tuple(names), visible, derived, calculated, zones, shown, suggested)
    return replace(book, order=_ordered(book, report))


def _name(guide: Guide, f: FillIn) -> Name:
    choices = tuple(guide.choices(f)) if f.type in ("choice", "several") else ()
    if _KINDS[f.type] != "number":
        return Name(f.id, _KINDS[f.type], choices, f.ordered)
    step = Decimal(1).scaleb(0 if f.type in ("integer", "duration") else -f.decimals)
    return Name(f.id, "number", low=f.minimum, high=f.maximum, step=step, measure=_measure(f))


def _measure(f: FillIn) -> str:
    """Money compares with money, hours with hours; a number without a unit is of its own kind."""
    return f.type if f.type in ("money", "percent") else f.unit or "a number"


def _derived_name(guide: Guide, fact: DerivedFact, names: Mapping[str, Name]) -> Name:
    if fact.calculation is None:
        return Name(fact.id, "truth")
    function = FUNCTIONS.get(fact.calculation.function)
    if function and function.gives == "date":
        return Name(fact.id, "date")
    return Name(fact.id, "number", measure=_measured(guide, fact.calculation, names))


def _measured(guide: Guide, calculation: Calculation, names: Mapping[str, Name], trail: int = 20) -> str:
    """What a calculated number counts: hours, or the same as its first argument."""
    function = FUNCTIONS.get(calculation.function)
    if function is None or function.gives != "same":
        return "hours"
    first = calculation.arguments[0] if calculation.arguments else ""
    if first in names and names[first].measure:
        return names[first].measure
    inner = next((f.calculation for f in guide.derived if f.id == first and f.calculation), None)
    return _measured(guide, inner, names, trail - 1) if inner and trail else "a number"


def _look_up(guide: Guide, fact: DerivedFact, look_up: LookUp, report: Report) -> Rule:
    question = guide.fill_ins.get(look_up.of)
    if question is None or question.choices_from != "countries":
        known = [f.id for f in guide.fill_ins.values() if f.choices_from == "countries"]
        error = RuleError(f"'{look_up.of}' is not a question about countries", did_you_mean(look_up.of, known), 0)
        report(("derived", fact.id, "look_up", "of"), error)
        return ALWAYS
    known = sorted({c.transfer_basis for c in guide.countries})
    for i, value in enumerate(look_up.values):
        if value not in known:
            error = RuleError(f"no country has the basis '{value}'", did_you_mean(value, known), 0)
            report(("derived", fact.id, "look_up", "values", i), error)
    members = [c.id for c in guide.countries if c.transfer_basis in look_up.values]
    return rules.quantified(look_up.of, look_up.quantifier, members)


def _calculation_faults(calculation: Calculation, names: Mapping[str, Name]) -> Iterator[RuleError]:
    function = FUNCTIONS.get(calculation.function)
    if function is None:
        hint = did_you_mean(calculation.function, FUNCTIONS)
        yield RuleError(f"unknown function '{calculation.function}'", hint, 0)
        return
    if len(function.takes) != len(calculation.arguments):
        yield RuleError(f"{calculation.function} takes {len(function.takes)} arguments", ", ".join(function.takes), 0)
        return
    for kind, argument in zip(function.takes, calculation.arguments, strict=True):
        name = names.get(argument)
        if name is None and kind == "number" and argument.isascii() and argument.replace(".", "", 1).isdecimal():
            continue
        if name is None:
            yield RuleError(f"unknown name '{argument}'", did_you_mean(argument, names), 0)
        elif name.kind != {"number": "number", "date": "date", "countries": "several"}[kind]:
            yield RuleError(f"'{argument}' is not a {kind}", f"{calculation.function} needs a {kind} here", 0)


def conditions(guide: Guide) -> Iterator[tuple[str, Owner, str | None]]:
    """Every part that may have a condition: its key, the place of the condition in the content, its text."""
    for clause in guide.clauses:
        yield f"clause:{clause.id}", ("clause", clause.id, "when"), clause.when
        for b, block in enumerate(clause.blocks):
            here, path = f"{clause.id}.{block.id}", ("clause", clause.id, "blocks", b)
            yield f"block:{here}", (*path, "when"), block.when
            for i, item in enumerate(block.list):
                yield f"item:{here}.{item.id}", (*path, "list", i, "when"), item.when
            for i, row in enumerate(block.table.rows if block.table else ()):
                yield f"row:{here}.{row.id}", (*path, "table", "rows", i, "when"), row.when
    for kpi in guide.kpis:
        if kpi.default:
            yield f"kpi:{kpi.id}", ("kpi", kpi.id, "when"), kpi.when
    for practice in guide.practices:
        for i, check in enumerate(practice.checklist):
            yield f"check:{check.id}", ("practice", practice.id, "checklist", i, "when"), check.when


def _scoped(guide: Guide, key: str, rule: Rule) -> Rule:
    """A clause is also out when the chosen scope leaves it out."""
    kind, _, name = key.partition(":")
    if kind != "clause" or SCOPE not in guide.fill_ins:
        return rule
    scopes = ["full", *_scopes(guide.clause[name])]
    return rules.both(rules.one_of(SCOPE, scopes), rule) if len(scopes) < 3 else rule


def _scopes(clause: Clause) -> list[str]:
    return [scope for scope, held in (("light", clause.light), ("annex", clause.annex)) if held]


def _ordered(book: RuleBook, report: Report) -> tuple[str, ...]:
    """Names with parents first. A name that depends on itself is reported and cut there."""
    done: dict[str, None] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in trail:
            chain = " -> ".join((*trail[trail.index(name) :], name))
            owner = ("derived", name) if name in book.derived or name in book.calculated else ("fill_in", name, "when")
            report(owner, RuleError(f"'{name}' depends on itself ({chain})", "break the circle", 0))
            return
        for parent in book.parents(name):
            visit(parent, (*trail, name))
        done[name] = None

    for name in book.names:
        visit(name, ())
    return tuple(done)
