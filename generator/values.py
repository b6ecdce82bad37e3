"""The value of every slot in one language: answers and numbers in words, placeholders, references, reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, TypeAlias

from generator import __version__, rules
from generator.answers import fingerprint
from generator.carrying import carried
from generator.document import law_checked_on
from generator.load import Project
from generator.model import Column, DerivedFact, FillIn, Kpi, KpiAnswer, Language, Suggestion, Text
from generator.reasons import depends, reason
from generator.rulebook import RuleBook
from generator.tailor import KPI_PARTS, Piece, Plan, Tailored, carries_money, is_blank
from generator.wording import Wording

Recipe: TypeAlias = Callable[[Tailored, Wording], str]
"""How to word one value."""


class Values(dict[str, str]):
    """Slot name to text, worded when it is first asked for: of thousands of values a copy shows some hundreds."""

    def __init__(self, recipes: Mapping[str, Recipe], tailored: Tailored, language: Language) -> None:
        self._recipes, self._tailored = recipes, tailored
        self._wording = Wording(language, tailored.project.ui)

    def __missing__(self, name: str) -> str:
        text = self[name] = self._recipes[name](self._tailored, self._wording)
        return text


def values(plan: Plan, tailored: Tailored, language: Language) -> dict[str, str]:
    """Slot name to text, all of them. Every slot of every document of the project has a value."""
    known = recipes(plan)
    found = Values(known, tailored, language)
    return {name: found[name] for name in known}


def recipes(plan: Plan) -> dict[str, Recipe]:
    """How to word the value of every slot. Made once for a project; no answers are needed."""
    project = plan.project
    return {**dict(_answers(project)), **dict(_kpis(project)), **dict(_pieces(plan)), **_stamp()}


def _answers(project: Project) -> Iterator[tuple[str, Recipe]]:
    for fill_in in project.guide.fill_ins.values():
        if fill_in.type == "table":
            yield from _table(fill_in)
            continue
        yield fill_in.id, partial(_answer, fill_in)
        yield f"placeholder.{fill_in.id}", partial(_placeholder, fill_in)
    for fact in project.guide.derived:
        if fact.calculation:
            yield fact.id, partial(_calculated, fact)
            yield f"placeholder.{fact.id}", partial(_bracketed, fact.label)


def _answer(fill_in: FillIn, tailored: Tailored, wording: Wording) -> str:
    project, env = tailored.project, tailored.env
    blank = is_blank(project, tailored.answers, env, fill_in.id)
    return "" if blank else wording.value(project.guide, fill_in, env[fill_in.id], env)


def _calculated(fact: DerivedFact, tailored: Tailored, wording: Wording) -> str:
    project, env = tailored.project, tailored.env
    blank = is_blank(project, tailored.answers, env, fact.id)
    return "" if blank else wording.calculated(project.guide, project.book, fact.id, env[fact.id], env)


def _bracketed(label: Text, _: Tailored, wording: Wording) -> str:
    return f"[{label[wording.language]}]"


def _placeholder(fill_in: FillIn, tailored: Tailored, wording: Wording) -> str:
    """[Payment term - suggestion: 30 days]: the first suggestion whose condition holds."""
    label = fill_in.label[wording.language].rstrip("?")
    offered = suggestion(tailored.project.book, fill_in, tailored.env)
    if offered is None:
        return f"[{label}]"
    value = suggested_value(fill_in, offered.value)
    words = wording.value(tailored.project.guide, fill_in, value, tailored.env)
    return f"[{label} – {wording.say('suggestion', words)}]"


def suggestion(book: RuleBook, fill_in: FillIn, env: rules.Environment) -> Suggestion | None:
    """What to offer for a question: the first suggestion whose condition holds."""
    for offer, rule in zip(fill_in.suggestions, book.suggested[fill_in.id], strict=True):
        if rules.evaluate(rule.logic, env):
            return offer
    return None


def suggested_value(fill_in: FillIn, raw: str | tuple[str, ...]) -> Any:
    """A suggestion's text as the type of its question; it was checked when the content was loaded."""
    if fill_in.type in ("integer", "decimal", "percent", "money", "duration") and isinstance(raw, str):
        return Decimal(raw)
    return raw == "yes" if fill_in.type == "yes_no" else raw


def _table(fill_in: FillIn) -> Iterator[tuple[str, Recipe]]:
    for i in range(1, fill_in.max_rows + 1):
        for column in fill_in.columns:
            yield f"{fill_in.id}.{i}.{column.id}", partial(_cell, fill_in, i, column)
    for column in fill_in.columns:
        yield f"placeholder.{fill_in.id}.{column.id}", partial(_bracketed, column.label)


def _cell(fill_in: FillIn, place: int, column: Column, tailored: Tailored, wording: Wording) -> str:
    rows = tailored.env.get(fill_in.id) or ()
    row = dict(rows[place - 1]) if place <= len(rows) else {}
    text = row.get(column.id) or "–"
    words = {choice.id: choice.label[wording.language] for choice in column.choices}
    return words.get(text, text)


def _kpis(project: Project) -> Iterator[tuple[str, Recipe]]:
    for kpi in project.guide.kpis:
        for part in KPI_PARTS:
            name = f"kpi.{kpi.id}.{part}"
            yield name, partial(_kpi, kpi, part)
            yield f"placeholder.{name}", partial(_kpi_placeholder, kpi, part)


def _kpi_placeholder(kpi: Kpi, part: str, _: Tailored, wording: Wording) -> str:
    offered = getattr(kpi, part)
    words = wording.say("suggestion", level(kpi, part, offered, wording)) if offered is not None else ""
    return f"[{words or wording.say(f'kpi_column_{part}')}]"


def _kpi(kpi: Kpi, part: str, tailored: Tailored, wording: Wording) -> str:
    """A level that needs no agreement reads 'report only' or a dash."""
    agreed = (tailored.answers.kpis or {}).get(kpi.id, KpiAnswer())
    carries = carries_money(kpi, agreed, tailored.env)
    value = getattr(agreed, part)
    if part == "weight" and not carries:
        return wording.say("kpi_report_only")
    if value is None or (part == "stretch" and not (carries and tailored.env.get("bonus_agreed"))):
        return wording.say("kpi_not_used")
    return level(kpi, part, value, wording)


def level(kpi: Kpi, part: str, value: Decimal, wording: Wording) -> str:
    """A number of a KPI in words: its weight in percent, the others in its unit."""
    return wording.percent(value) if part == "weight" else wording.kpi(kpi, value)


def _pieces(plan: Plan) -> Iterator[tuple[str, Recipe]]:
    for piece in plan.pieces:
        key = piece.key
        kind, _, name = key.partition(":")
        if piece.numbered:
            yield f"number.{key}", partial(_number, key)
        if kind in ("clause", "special", "check"):
            yield f"status.{key}", partial(_status, key)
        if kind == "clause":
            yield f"ref.{name}", partial(_number, key)
            yield f"reason.{key}", partial(_reason, piece)
        if kind in ("clause", "block", "item", "check", "row", "kpi"):
            yield f"depends.{key}", partial(_depends, piece)


def _number(key: str, tailored: Tailored, _: Wording) -> str:
    return tailored.numbers.get(key, "")


def _status(key: str, tailored: Tailored, _: Wording) -> str:
    return tailored.status(key)


def _reason(piece: Piece, tailored: Tailored, wording: Wording) -> str:
    return reason(tailored, piece.key, piece.rule, wording)


def _depends(piece: Piece, tailored: Tailored, wording: Wording) -> str:
    waits = tailored.own[piece.key] is None and tailored.held[piece.key] is not False
    return depends(tailored, piece.rule, wording) if waits else ""


def _stamp() -> dict[str, Recipe]:
    return {
        "stamp.content": lambda tailored, _: tailored.project.guide.version,
        "stamp.tool": lambda *_: __version__,
        "stamp.hash": lambda tailored, _: _fingerprint(tailored),
        "stamp.law": lambda tailored, _: law_checked_on(tailored.project),
        "stamp.law_words": lambda tailored, wording: wording.date(law_checked_on(tailored.project)),
        "answers": lambda tailored, _: _carried(tailored),
    }


@lru_cache(maxsize=2)
def _fingerprint(tailored: Tailored) -> str:
    """The same in both languages."""
    return fingerprint(tailored.answers)


@lru_cache(maxsize=2)
def _carried(tailored: Tailored) -> str:
    """The same in both languages."""
    return safe_json(carried(tailored.project, tailored.answers))


def safe_json(text: str) -> str:
    """The same JSON with nothing in it that HTML could take for markup."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
