"""In which order the articles are read, and where each piece of advice is carried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from generator.model import PHASES, ChecklistItem, Clause, Guide, Kpi, Phase, Practice, Tool


def life_cycle(guide: Guide) -> tuple[Practice, ...]:
    """The articles by the phase in which they are first needed; within a phase rules before guidelines."""
    return tuple(sorted(guide.practices, key=lambda practice: PHASES.index(practice.phase)))


def folder(practice: Practice) -> str:
    """The folder of an article's page."""
    return "rules" if practice.code.startswith("R") else "guidelines"


def address(practice: Practice) -> str:
    """The page of an article, from the root of its language."""
    return f"{folder(practice)}/{practice.slug}.html"


def tool_address(tool: Tool) -> str:
    """The page of a tool, from the root of its language."""
    return tool.page or f"tools/{tool.slug}.html"


@dataclass(frozen=True)
class PhaseReading:
    """What belongs to one phase: articles to read in it, its tasks, and the tools those articles name."""

    phase: Phase
    practices: tuple[Practice, ...]
    items: tuple[ChecklistItem, ...]
    tools: tuple[Tool, ...]


MOST_READING = 6
"""How many articles a phase names at most, unless more begin in it."""


def phase_reading(guide: Guide, phase: Phase) -> PhaseReading:
    """Articles are those that begin in the phase, then those with most of its tasks."""
    items = tuple(item for item in guide.items if item.phase == phase)
    begins = [practice for practice in guide.practices if practice.phase == phase]
    counts = Counter(guide.practice_of[item.id].id for item in items)
    others = [p for p in guide.practices if p not in begins and counts[p.id]]
    others.sort(key=lambda practice: -counts[practice.id])
    named = (*begins, *others[: max(0, MOST_READING - len(begins))])
    tools = dict.fromkeys(guide.tool[name] for practice in named for name in practice.tools)
    return PhaseReading(phase, named, items, tuple(tools))


@dataclass(frozen=True)
class Carriers:
    """What makes one piece of advice real."""

    items: tuple[ChecklistItem, ...]
    clauses: tuple[Clause, ...]
    kpis: tuple[Kpi, ...]
    tools: tuple[Tool, ...]

    def __bool__(self) -> bool:
        return bool(self.items or self.clauses or self.kpis or self.tools)


def carriers(guide: Guide, advice: str) -> Carriers:
    """Every checklist item, clause, KPI and tool that names the advice."""
    return Carriers(
        tuple(item for item in guide.items if advice in item.derives_from),
        tuple(clause for clause in guide.clauses if advice in clause.derives_from),
        tuple(kpi for kpi in guide.kpis if advice in kpi.derives_from),
        tuple(tool for tool in guide.tools if advice in tool.derives_from),
    )


def carried(guide: Guide) -> Iterator[str]:
    """The ids of the pieces of advice that something makes real, in order."""
    return (entry.id for entry in guide.advice if carriers(guide, entry.id))
