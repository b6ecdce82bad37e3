"""Every clause, block, KPI and checklist item: in, out or undecided, and why, as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from generator import rules
from generator.model import Language
from generator.reasons import reason
from generator.tailor import Plan, Tailored
from generator.wording import Wording

_KINDS = {"clause": "clause", "block": "block", "item": "block", "row": "block", "kpi": "kpi", "check": "item"}


@dataclass(frozen=True)
class Explanation:
    """One decision. `names` are the questions, fields and derived facts that decided it."""

    kind: str
    id: str
    code: str
    title: str
    status: str
    reason: str
    names: tuple[str, ...]


def explain(plan: Plan, tailored: Tailored, language: Language) -> Iterator[Explanation]:
    """Explanations in document order. Blocks that are always in, and parts of what is out, say nothing new."""
    wording = Wording(language, tailored.project.ui)
    titles = _titles(tailored, language)
    for piece in plan.pieces:
        kind, _, name = piece.key.partition(":")
        if kind not in _KINDS or (
            kind not in ("clause", "check") and _tells_nothing(tailored, piece.key, piece.parent)
        ):
            continue
        code, title = titles.get(piece.key, ("", name))
        why = reason(tailored, piece.key, piece.rule, wording)
        names = tuple(dict.fromkeys(rules.support(piece.rule.logic, tailored.env)))
        yield Explanation(_KINDS[kind], name, code, title, tailored.status(piece.key), why, names)


def _tells_nothing(tailored: Tailored, key: str, parent: str) -> bool:
    return tailored.held[parent] is False or not tailored.project.book.shown[key].names


def _titles(tailored: Tailored, language: Language) -> dict[str, tuple[str, str]]:
    guide = tailored.project.guide
    return {
        **{f"clause:{c.id}": (c.code, c.title[language]) for c in guide.clauses},
        **{f"kpi:{k.id}": (k.id, k.name[language]) for k in guide.kpis},
        **{f"check:{i.id}": ("", i.title[language]) for i in guide.items},
    }


def as_text(found: Iterator[Explanation], wording: Wording) -> str:
    """One line for the decision, one for the reason; parts of a clause are indented."""
    lines = []
    for one in found:
        indent = "    " if one.kind in ("block", "kpi") else ""
        code = f"{one.code} " if one.code else ""
        named = f" ({one.id})" if one.title != one.id else ""
        lines.append(f"{indent}{wording.say(f'status_{one.status}'):<14} {code}{one.title}{named}")
        lines.append(f"{indent}    {one.reason}")
    return "\n".join(lines) + "\n"


def as_json(found: Iterator[Explanation]) -> str:
    """A list of objects, one for each decision."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) + "\n"
