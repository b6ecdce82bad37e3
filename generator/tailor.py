"""A guide and answers -> what is in, out or undecided, and why; numbers; open points. Pure, no files, no formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

from generator import markup, rules
from generator.load import Project
from generator.model import PARTIES, Answers, Block, Clause, DocumentKind, Kpi, KpiAnswer, special_terms
from generator.rules import ALWAYS, Rule

Status: TypeAlias = Literal["in", "out", "undecided"]
_STATUS: dict[bool | None, Status] = {True: "in", False: "out", None: "undecided"}
Level: TypeAlias = Literal["", "section", "clause", "paragraph", "item"]
KPI_PARTS = ("weight", "target", "minimum", "stretch")


@dataclass(frozen=True)
class Piece:
    """Something that is in or out as a whole. It is in only where its parent is; a holder only if a part is."""

    key: str
    parent: str
    rule: Rule
    slots: tuple[str, ...] = ()
    numbered: Level = ""
    holder: bool = False


@dataclass(frozen=True)
class Plan:
    """Every piece of every document of a project, parents first. Made once; tailoring reads it."""

    project: Project
    sla: tuple[Piece, ...]
    checklist: tuple[Piece, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All of them."""
        return (*self.sla, *self.checklist)

    @cached_property
    def rules(self) -> tuple[tuple[Rule, tuple[str, ...]], ...]:
        """Each rule once, with the pieces that it decides: most pieces share theirs with others."""
        found: dict[str, tuple[Rule, list[str]]] = {}
        for piece in self.pieces:
            found.setdefault(repr(piece.rule.logic), (piece.rule, []))[1].append(piece.key)
        return tuple((rule, tuple(keys)) for rule, keys in found.values())

    @cached_property
    def waiting_rows(self) -> tuple[Piece, ...]:
        """The rows of placeholders, each in a table whose rows come from one question."""
        kinds = ("country", "answer")
        return tuple(p for p in self.pieces if p.key.endswith(".none") and p.key.partition(":")[0] in kinds)

    @cached_property
    def fillable(self) -> tuple[str, ...]:
        """Every name that a document may print a value or a placeholder for, a table's rows apart."""
        guide = self.project.guide
        names = [f.id for f in guide.fill_ins.values() if f.type not in ("yes_no", "table")]
        kpis = (f"kpi.{kpi.id}.{part}" for kpi in guide.kpis for part in KPI_PARTS)
        return (*names, *self.project.book.calculated, *kpis)


@dataclass(frozen=True, eq=False)
class Tailored:
    """What the answers decide. Keys are those of the rule book; `shown` is what a draft holds.

    `open_points` are the ids of what each document still needs answered, in the order in which it is asked.
    """

    project: Project
    answers: Answers
    env: Mapping[str, Any]
    own: Mapping[str, bool | None]
    held: Mapping[str, bool | None]
    numbers: Mapping[str, str]
    open_points: Mapping[DocumentKind, tuple[str, ...]]
    shown: frozenset[str]

    def status(self, key: str) -> Status:
        """in, out or undecided; a piece of an undecided clause is undecided."""
        return _STATUS[self.held[key]]


def plan(project: Project) -> Plan:
    """The pieces of the agreement and of the checklist, in document order."""
    return Plan(project, tuple(_sla_pieces(project)), tuple(_checklist_pieces(project)))


def _sla_pieces(project: Project) -> Iterator[Piece]:
    guide, shown = project.guide, project.book.shown
    # The parties stand on the front page and at the signatures, also where no clause names them.
    yield Piece("front", "", ALWAYS, PARTIES)
    for section in guide.sections:
        yield Piece(f"section:{section.id}", "", ALWAYS, numbered="section", holder=True)
        for clause in guide.clauses:
            if clause.section != section.id:
                continue
            key = f"clause:{clause.id}"
            yield Piece(key, f"section:{section.id}", shown[key], numbered="clause")
            for block in clause.blocks:
                yield from _block_pieces(project, clause, block)
        terms = special_terms(section)
        rule = Rule(terms, {"!!": [{"var": terms}]}, (terms,))
        yield Piece(f"special:{section.id}", f"section:{section.id}", rule, numbered="clause")


def _block_pieces(project: Project, clause: Clause, block: Block) -> Iterator[Piece]:
    shown = project.book.shown
    here = f"{clause.id}.{block.id}"
    key = f"block:{here}"
    numbered: Level = "paragraph" if block.text else ""
    counted: Level = "item" if block.ordered else ""
    slots = tuple(_names(markup.slots(markup.parse(block.text.da)))) if block.text else ()
    holder = bool(block.list) or block.table is not None
    yield Piece(key, f"clause:{clause.id}", shown[key], slots, numbered, holder)
    for item in block.list:
        names = tuple(_names(markup.slots(markup.line(item.text.da))))
        yield Piece(f"item:{here}.{item.id}", key, shown[f"item:{here}.{item.id}"], names, counted)
    for row in block.table.rows if block.table else ():
        names = tuple(n for cell in row.cells for n in _names(markup.slots(markup.line(cell.da))))
        yield Piece(f"row:{here}.{row.id}", key, shown[f"row:{here}.{row.id}"], names)
    if block.kpi_table:
        for kpi in project.guide.kpis:
            slots = tuple(f"kpi.{kpi.id}.{part}" for part in KPI_PARTS)
            yield Piece(f"kpi:{kpi.id}", key, shown[f"kpi:{kpi.id}"], slots)
    if block.country_table:
        for country in countries(project, block):
            rule = Rule(f"'{country}' in countries", {"in": [country, {"var": "countries"}]}, ("countries",))
            yield Piece(f"country:{here}.{country}", key, rule)
        yield Piece(f"country:{here}.none", key, ALWAYS, ("countries",))
    if block.answer_table:
        yield Piece(f"answer:{here}.none", key, ALWAYS, (block.answer_table,))


def countries(project: Project, block: Block) -> list[str]:
    """The countries a table of countries may show: all, or those outside the EEA."""
    found = project.guide.countries
    return [c.id for c in found if block.country_table == "overlap" or c.transfer_basis != "eea"]


def _checklist_pieces(project: Project) -> Iterator[Piece]:
    for phase in dict.fromkeys(item.phase for item in project.guide.items):
        yield Piece(f"phase:{phase}", "", ALWAYS, numbered="section", holder=True)
        for item in project.guide.items:
            if item.phase == phase:
                yield Piece(
                    f"check:{item.id}", f"phase:{phase}", project.book.shown[f"check:{item.id}"], numbered="clause"
                )


def _names(slots: Iterable[str]) -> Iterator[str]:
    return (name for name in slots if not name.startswith("ref."))


# --- Tailoring ------------------------------------------------------------------------------------


def tailor(plan: Plan, answers: Answers) -> Tailored:
    """Decide every piece of the plan for these answers."""
    project = plan.project
    env = project.book.environment(answers.values)
    own = {key: held for rule, keys in plan.rules for held in (rules.evaluate(rule.logic, env),) for key in keys}
    if answers.kpis is not None:
        own |= {key: key[4:] in answers.kpis for key in own if key.startswith("kpi:")}
    own |= _placeholder_rows(plan, env)
    held = _held(plan.pieces, own)
    shown = {key for key, value in held.items() if value is not False}
    for piece in plan.pieces:
        if own[piece.key] is None and held[piece.key] is not False:
            shown.add(f"mark:{piece.key}")
    documents: dict[DocumentKind, tuple[Piece, ...]] = {"sla": plan.sla, "checklist": plan.checklist}
    open_points = {kind: _open(project, pieces, answers, env, own, held) for kind, pieces in documents.items()}
    shown |= {f"open:{kind}.{name}" for kind, names in open_points.items() for name in names}
    shown |= _filled(plan, answers, env)
    shown |= _answer_rows(project, env)
    numbers = _numbers(plan.sla, held) | _numbers(plan.checklist, held)
    return Tailored(project, answers, env, own, held, numbers, open_points, frozenset(shown))


def _placeholder_rows(plan: Plan, env: Mapping[str, Any]) -> dict[str, bool]:
    """A table whose rows come from one question has a row of placeholders while that is unanswered."""
    found = {piece.key: env.get(piece.slots[0]) is None for piece in plan.waiting_rows}
    if "countries" not in env:
        found |= {p.key: False for p in plan.pieces if p.key.startswith("country:") and not p.key.endswith(".none")}
    return found


def _held(pieces: tuple[Piece, ...], own: Mapping[str, bool | None]) -> dict[str, bool | None]:
    """A piece with its parents: out if any is out; a holder with no part left is out too."""
    held: dict[str, bool | None] = {"": True}
    for piece in pieces:
        outer, inner = held[piece.parent], own[piece.key]
        held[piece.key] = False if False in (outer, inner) else None if None in (outer, inner) else True
    parts: dict[str, list[bool | None]] = {}
    for piece in reversed(pieces):
        if piece.holder and held[piece.key] is not False:
            left = parts.get(piece.key, [])
            held[piece.key] = False if all(h is False for h in left) else held[piece.key]
        parts.setdefault(piece.parent, []).append(held[piece.key])
    return held


def _open(
    project: Project,
    pieces: tuple[Piece, ...],
    answers: Answers,
    env: Mapping[str, Any],
    own: Mapping[str, bool | None],
    held: Mapping[str, bool | None],
) -> tuple[str, ...]:
    """Names whose value a shown piece needs and has not, or that an undecided piece waits for; KPIs last."""
    wanted: dict[str, None] = {}
    for piece in pieces:
        if held[piece.key] is False:
            continue
        wanted |= dict.fromkeys(_blank_roots(project, answers, env, piece))
        if own[piece.key] is None:
            wanted |= dict.fromkeys(roots(project, env, piece.rule))
    names = [name for name in project.guide.fill_ins if name in wanted]
    return (*names, *(name for name in wanted if name.startswith("kpi.")))


def _blank_roots(project: Project, answers: Answers, env: Mapping[str, Any], piece: Piece) -> Iterator[str]:
    for name in piece.slots:
        if name.startswith("kpi."):
            if is_blank(project, answers, env, name):
                yield name.rpartition(".")[0]
        elif is_blank(project, answers, env, name):
            yield from _unanswered(project, env, name)


def is_blank(project: Project, answers: Answers, env: Mapping[str, Any], name: str) -> bool:
    """Whether a slot has no value yet. Money without a currency has none."""
    if name.startswith("kpi."):
        _, kpi_id, part = name.split(".")
        return part in open_parts(project.guide.kpi[kpi_id], (answers.kpis or {}).get(kpi_id, KpiAnswer()), env)
    if name in project.book.calculated:
        return env.get(name) is None or any(
            is_blank(project, answers, env, a)
            for a in project.book.calculated[name].arguments
            if a in project.book.names
        )
    fill_in = project.guide.fill_ins[name]
    return env.get(name) is None or (fill_in.currency is not None and env.get(fill_in.currency) is None)


def carries_money(kpi: Kpi, agreed: KpiAnswer, env: Mapping[str, Any]) -> bool:
    """Whether credits may hang on a KPI: not where the parties report it only, or want no credits at all."""
    return kpi.money and agreed.credit is not False and env.get("incentive_scheme") != "none"


def open_parts(kpi: Kpi, agreed: KpiAnswer, env: Mapping[str, Any]) -> tuple[str, ...]:
    """Which numbers of a KPI are still to be agreed: weight only with money on it, stretch only with a bonus."""
    carries = carries_money(kpi, agreed, env)
    wanted = ["target", "minimum", *(["weight"] if carries else [])]
    if carries and env.get("bonus_agreed") and kpi.stretch is not None:
        wanted.append("stretch")
    return tuple(part for part in wanted if getattr(agreed, part) is None)


def roots(project: Project, env: Mapping[str, Any], rule: Rule) -> Iterator[str]:
    """The unanswered questions an undecided rule waits for."""
    for name in dict.fromkeys(rules.support(rule.logic, env)):
        yield from _unanswered(project, env, name)


def _unanswered(project: Project, env: Mapping[str, Any], name: str) -> Iterator[str]:
    book = project.book
    if name in book.derived:
        if name not in env:
            yield from roots(project, env, book.derived[name])
    elif name in book.calculated:
        for argument in book.parents(name):
            yield from _unanswered(project, env, argument)
    else:
        currency = project.guide.fill_ins[name].currency
        if name not in env or env[name] is None:
            yield name
        if currency and env.get(currency) is None:
            yield currency


def _filled(plan: Plan, answers: Answers, env: Mapping[str, Any]) -> set[str]:
    return {f"{'blank' if is_blank(plan.project, answers, env, name) else 'filled'}:{name}" for name in plan.fillable}


def _answer_rows(project: Project, env: Mapping[str, Any]) -> set[str]:
    tables = [f.id for f in project.guide.fill_ins.values() if f.type == "table"]
    return {f"answer:{name}.{i}" for name in tables for i in range(1, len(env.get(name) or ()) + 1)}


def _numbers(pieces: tuple[Piece, ...], held: Mapping[str, bool | None]) -> dict[str, str]:
    """Sections 1, clauses 1.1, paragraphs 1.1.1; the points of an ordered list count by themselves."""
    numbers: dict[str, str] = {}
    counts = [0, 0, 0]
    points: dict[str, int] = {}
    levels = {"section": 0, "clause": 1, "paragraph": 2}
    for piece in pieces:
        if not piece.numbered or held[piece.key] is False:
            continue
        if piece.numbered == "item":
            points[piece.parent] = points.get(piece.parent, 0) + 1
            numbers[piece.key] = str(points[piece.parent])
            continue
        level = levels[piece.numbered]
        counts[level] += 1
        counts[level + 1 :] = [0] * (2 - level)
        numbers[piece.key] = ".".join(str(n) for n in counts[: level + 1])
    return numbers
