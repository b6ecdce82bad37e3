"""What a form needs of each question: number, choices, unit, hints, and the clauses that depend on the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.load import Project
from generator.maker import Maker, slug
from generator.model import Clause, FillIn, Kpi, Question, special_terms
from generator.proving import references_of
from generator.rulebook import RuleBook
from generator.values import level, suggested_value

KPIS = "kpis"
"""The name under which the choice of KPIs is answered, beside the questions and fields."""
MANY_CHOICES = 12
"""More choices than this stand close together, in columns where there is room."""


# --- The printed questionnaire --------------------------------------------------------------------


def questionnaire(maker: Maker) -> dict[str, Any]:
    """The questions by step and the fields by clause, with suggestions among the hints."""
    guide = maker.guide
    clauses = [(c, [_printed(maker, f) for f in c.fields]) for c in guide.clauses if c.fields]
    return {"steps": _steps(maker, _printed), "clauses": clauses}


def _steps(maker: Maker, made: Any) -> list[tuple[Any, list[dict[str, Any]]]]:
    asked = maker.guide.questionnaire
    return [(step, [made(maker, q) for q in asked.questions if q.step == step.id]) for step in asked.steps]


def _printed(maker: Maker, fill_in: FillIn) -> dict[str, Any]:
    one = _question(maker, fill_in)
    return {**one, "hints": [*one["hints"], *_suggestion_hints(maker, fill_in)]}


def _question(maker: Maker, fill_in: FillIn) -> dict[str, Any]:
    number = str(fill_in.number) if isinstance(fill_in, Question) else ""
    helps = {choice.id: maker.text(choice.help) for choice in fill_in.choices if choice.help}
    choices = [(key, maker.text(label), helps.get(key, "")) for key, label in maker.guide.choices(fill_in).items()]
    if fill_in.type == "yes_no":
        choices = [(word, maker.say(word), "") for word in ("yes", "no")]
    unit = maker.say(f"unit_{fill_in.unit}_other") if fill_in.unit else "%" if fill_in.type == "percent" else ""
    return {"ask": fill_in, "number": number, "choices": choices, "unit": unit, "hints": list(_hints(maker, fill_in))}


def _hints(maker: Maker, fill_in: FillIn) -> Iterator[str]:
    if fill_in.when:
        yield maker.say("site_asked_when")
    if fill_in.type == "several":
        yield maker.say("site_several")
    if fill_in.minimum is not None and fill_in.maximum is not None and fill_in.type != "money":
        words = (maker.wording.quantity(fill_in, value, {}) for value in (fill_in.minimum, fill_in.maximum))
        yield maker.say("site_range", *words)


def _suggestion_hints(maker: Maker, fill_in: FillIn) -> Iterator[str]:
    offers = list(dict.fromkeys(_offer(maker, fill_in, s.value) for s in fill_in.suggestions))
    if offers:
        unconditional = len(offers) == 1 and fill_in.suggestions[0].when is None
        key = "site_suggestion" if unconditional else "site_suggestion_if"
        yield maker.say(key, f" {maker.say('site_or')} ".join(offers))
    yield from dict.fromkeys(maker.text(s.reason) for s in fill_in.suggestions if s.reason)


def _offer(maker: Maker, fill_in: FillIn, raw: str | tuple[str, ...]) -> str:
    value = suggested_value(fill_in, raw)
    if fill_in.type == "money":
        return maker.wording.number(value)
    return maker.wording.value(maker.guide, fill_in, value, {})


# --- The form of the builder ----------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A place in the agreement that depends on an answer."""

    anchor: str
    title: str


def form(maker: Maker) -> dict[str, Any]:
    """Every question by step, every field by section and clause with the special terms last, and the KPIs."""
    guide, links = maker.guide, _links(maker)

    def made(maker: Maker, fill_in: FillIn) -> dict[str, Any]:
        one = _question(maker, fill_in)
        hints = [hint for hint in one["hints"] if not (fill_in.help and hint in maker.text(fill_in.help))]
        asked = isinstance(fill_in, Question)  # for some 200 fields the reasons would be a tenth of the page
        reasons = [maker.text(s.reason) if s.reason else "" for s in fill_in.suggestions if asked]
        why = maker.text(fill_in.why) if fill_in.why else maker.say("builder_why_field")
        return {
            **one,
            "hints": hints,
            "slug": slug(fill_in.id),
            "why": why,
            "links": links[fill_in.id],
            "reasons": reasons,
        }

    sections = []
    for section in guide.sections:
        clauses = [c for c in guide.clauses if c.section == section.id]
        asked = [(c, [made(maker, f) for f in c.fields], _holds_kpis(c)) for c in clauses if c.fields or _holds_kpis(c)]
        sections.append((section, asked, made(maker, guide.fill_ins[special_terms(section)])))
    kpis = [_kpi(maker, kpi) for kpi in guide.kpis]
    return {
        "steps": _steps(maker, made),
        "sections": sections,
        "kpis": kpis,
        "kpi_links": links[KPIS],
        "many": MANY_CHOICES,
    }


def _links(maker: Maker) -> Mapping[str, list[Link]]:
    """The clauses that depend on each answer; a section's special terms stand at the end of the section."""
    guide = maker.guide
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for name, clauses in dependents(maker.project).items():
        found[name] = [Link(f"clause-{slug(c.id)}", maker.text(c.title)) for c in clauses]
    for section in guide.sections:
        if any(c.section == section.id for c in guide.clauses):
            found[special_terms(section)] = [Link(f"section-{slug(section.id)}", maker.text(section.title))]
    return found


def _kpi(maker: Maker, kpi: Kpi) -> dict[str, Any]:
    """A KPI with its unit and the levels to start from, in words."""
    levels = {
        part: level(kpi, part, value, maker.wording)
        for part in kpi_parts(kpi)
        if (value := getattr(kpi, part)) is not None
    }
    words = [f"{maker.say(f'kpi_column_{part}').lower()} {text}" for part, text in levels.items()]
    return {"kpi": kpi, "unit": _kpi_unit(maker, kpi), "parts": kpi_parts(kpi), "suggested": ", ".join(words)}


def kpi_parts(kpi: Kpi) -> tuple[str, ...]:
    """The numbers of a KPI that can be agreed: no weight and no stretch level where it is only reported."""
    return ("target", "minimum", "stretch", "weight") if kpi.money else ("target", "minimum")


def _kpi_unit(maker: Maker, kpi: Kpi) -> str:
    if kpi.unit in ("percent", "count"):
        return "%" if kpi.unit == "percent" else ""
    worded = kpi.unit in ("hours", "weeks", "days", "working_days")
    return maker.say(f"unit_{kpi.unit}_other" if worded else f"unit_{kpi.unit}")


# --- Which clauses depend on an answer ------------------------------------------------------------


def dependents(project: Project) -> dict[str, tuple[Clause, ...]]:
    """For each question and field, and for the KPIs: the clauses whose conditions or slots use it.

    Use counts through derived facts, and through the currency of an amount; that another question is only asked
    for some answers does not.
    """
    sources = {name: _sources(project, name) for name in project.book.names}
    found: dict[str, dict[str, Clause]] = {name: {} for name in (*project.guide.fill_ins, KPIS)}
    for name, clause in _uses(project):
        for source in sources.get(name, (name,)):
            if source in found:
                found[source][clause.id] = clause
    return {
        name: tuple(clause for clause in project.guide.clauses if clause.id in clauses)
        for name, clauses in found.items()
    }


def _uses(project: Project) -> Iterator[tuple[str, Clause]]:
    """Every name that a condition or a slot of a clause mentions."""
    guide = project.guide
    tables = [clause for clause in guide.clauses if _holds_kpis(clause)]
    for key, rule in project.book.shown.items():
        kind, _, place = key.partition(":")
        if kind in ("clause", "block", "item", "row"):
            yield from ((name, guide.clause[place.partition(".")[0]]) for name in rule.names)
        elif kind == "kpi":
            yield from ((name, clause) for name in (*rule.names, KPIS) for clause in tables)
    for key, _, names in references_of(project):
        clause = guide.clause[key.partition(":")[2].partition(".")[0]]
        yield from ((name, clause) for name in names)


def _holds_kpis(clause: Clause) -> bool:
    return any(block.kpi_table for block in clause.blocks)


def _sources(project: Project, name: str) -> tuple[str, ...]:
    """The questions behind a name: itself, or those of a derived fact; of an amount its currency too."""
    book: RuleBook = project.book
    if name not in book.visible:
        return tuple(dict.fromkeys(s for parent in book.parents(name) for s in _sources(project, parent)))
    currency = project.guide.fill_ins[name].currency
    return (name, currency) if currency else (name,)
