"""Rules that answers can break although each answer is allowed by itself. The ids are the brief's.

So far the two that decide whether a scheme can be calculated at all; the others come with the clauses they guard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from generator.model import KpiAnswer
from generator.tailor import Tailored, carries_money


@dataclass(frozen=True)
class Breach:
    """A broken rule: its id, the answer it is about, what is wrong and what to do."""

    rule: str
    key: str
    message: str
    hint: str


def breaches(tailored: Tailored) -> tuple[Breach, ...]:
    """Every rule the answers break. Answers that are still missing break none."""
    return (*_weights(tailored), *_levels(tailored))


def _weights(tailored: Tailored) -> Iterator[Breach]:
    """E01: the weights of the KPIs that carry credits sum to 100."""
    agreed = tailored.answers.kpis or {}
    kpis = [k for k in tailored.project.guide.kpis if k.id in agreed]
    carrying = {k.id: agreed[k.id].weight for k in kpis if carries_money(k, agreed[k.id], tailored.env)}
    weights = [weight for weight in carrying.values() if weight is not None]
    # Content of others may have no such clause, and no credits then.
    if tailored.held.get("clause:service_credits", False) is False or len(weights) < len(carrying) or not carrying:
        return
    total = sum(weights, Decimal(0))
    if total != 100:
        message = f"E01: the weights of the KPIs with credits sum to {total}, not 100"
        yield Breach("E01", "kpis", message, f"change the weights of {', '.join(carrying)}")


def _levels(tailored: Tailored) -> Iterator[Breach]:
    """E02: the target is better than the minimum, and the stretch level better than the target."""
    for kpi in tailored.project.guide.kpis:
        agreed = (tailored.answers.kpis or {}).get(kpi.id, KpiAnswer())
        sign = 1 if kpi.direction == "higher" else -1
        steps = (("minimum", "target"), ("target", "stretch"))
        for worse, better in steps:
            low, high = getattr(agreed, worse), getattr(agreed, better)
            if low is None or high is None or sign * high > sign * low or (better == "target" and high == low):
                continue
            message = f"E02: the {better} {high} of {kpi.id} is not better than the {worse} {low}"
            hint = f"{kpi.direction} is better for this KPI"
            yield Breach("E02", f"kpis.{kpi.id}.{better}", message, hint)
