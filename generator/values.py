"""The value of every slot in one language: answers and numbers in words, placeholders, references, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from generator import __version__, rules
from generator.answers import canonical_json, fingerprint
from generator.document import law_checked_on
from generator.model import FillIn, Kpi, KpiAnswer, Language, Suggestion
from generator.reasons import depends, reason
from generator.rulebook import RuleBook
from generator.tailor import KPI_PARTS, Plan, Tailored, carries_money, is_blank
from generator.wording import Wording


def values(plan: Plan, tailored: Tailored, language: Language) -> dict[str, str]:
    """Slot name to text. Every slot of every document of the project has a value."""
    wording = Wording(language, tailored.project.ui)
    return {
        **dict(_answers(tailored, wording)),
        **dict(_kpis(tailored, wording)),
        **dict(_pieces(plan, tailored, wording)),
        **_stamp(tailored, wording),
    }


def _answers(tailored: Tailored, wording: Wording) -> Iterator[tuple[str, str]]:
    guide, book, env = tailored.project.guide, tailored.project.book, tailored.env
    for fill_in in guide.fill_ins.values():
        if fill_in.type == "table":
            yield from _table(tailored, fill_in, wording)
            continue
        blank = is_blank(tailored.project, tailored.answers, env, fill_in.id)
        yield fill_in.id, "" if blank else wording.value(guide, fill_in, env[fill_in.id], env)
        yield f"placeholder.{fill_in.id}", _placeholder(tailored, fill_in, wording)
    for fact in guide.derived:
        if fact.calculation:
            blank = is_blank(tailored.project, tailored.answers, env, fact.id)
            yield fact.id, "" if blank else wording.calculated(guide, book, fact.id, env[fact.id], env)
            yield f"placeholder.{fact.id}", f"[{fact.label[wording.language]}]"


def _placeholder(tailored: Tailored, fill_in: FillIn, wording: Wording) -> str:
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


def _table(tailored: Tailored, fill_in: FillIn, wording: Wording) -> Iterator[tuple[str, str]]:
    rows = tailored.env.get(fill_in.id) or ()
    for i in range(1, fill_in.max_rows + 1):
        row = dict(rows[i - 1]) if i <= len(rows) else {}
        for column in fill_in.columns:
            words = {choice.id: choice.label[wording.language] for choice in column.choices}
            text = row.get(column.id) or "–"
            yield f"{fill_in.id}.{i}.{column.id}", words.get(text, text)
    for column in fill_in.columns:
        yield f"placeholder.{fill_in.id}.{column.id}", f"[{column.label[wording.language]}]"


def _kpis(tailored: Tailored, wording: Wording) -> Iterator[tuple[str, str]]:
    for kpi in tailored.project.guide.kpis:
        agreed = (tailored.answers.kpis or {}).get(kpi.id, KpiAnswer())
        for part in KPI_PARTS:
            name = f"kpi.{kpi.id}.{part}"
            yield name, _kpi(tailored, kpi, agreed, part, wording)
            offered = getattr(kpi, part)
            words = wording.say("suggestion", _level(kpi, part, offered, wording)) if offered is not None else ""
            yield f"placeholder.{name}", f"[{words or wording.say(f'kpi_column_{part}')}]"


def _kpi(tailored: Tailored, kpi: Kpi, agreed: KpiAnswer, part: str, wording: Wording) -> str:
    """A level that needs no agreement reads 'report only' or a dash."""
    carries = carries_money(kpi, agreed, tailored.env)
    value = getattr(agreed, part)
    if part == "weight" and not carries:
        return wording.say("kpi_report_only")
    if value is None or (part == "stretch" and not (carries and tailored.env.get("bonus_agreed"))):
        return wording.say("kpi_not_used")
    return _level(kpi, part, value, wording)


def _level(kpi: Kpi, part: str, value: Decimal, wording: Wording) -> str:
    return wording.percent(value) if part == "weight" else wording.kpi(kpi, value)


def _pieces(plan: Plan, tailored: Tailored, wording: Wording) -> Iterator[tuple[str, str]]:
    for piece in plan.pieces:
        key = piece.key
        kind, _, name = key.partition(":")
        number = tailored.numbers.get(key, "")
        if piece.numbered:
            yield f"number.{key}", number
        if kind in ("clause", "special", "check"):
            yield f"status.{key}", tailored.status(key)
        if kind == "clause":
            yield f"ref.{name}", number
            yield f"reason.{key}", reason(tailored, key, piece.rule, wording)
        if kind in ("clause", "block", "item", "check", "row", "kpi"):
            waits = tailored.own[key] is None and tailored.held[key] is not False
            yield f"depends.{key}", depends(tailored, piece.rule, wording) if waits else ""


def _stamp(tailored: Tailored, wording: Wording) -> dict[str, str]:
    checked = law_checked_on(tailored.project)
    return {
        "stamp.content": tailored.project.guide.version,
        "stamp.tool": __version__,
        "stamp.hash": fingerprint(tailored.answers),
        "stamp.law": checked,
        "stamp.law_words": wording.date(checked),
        "answers": safe_json(canonical_json(tailored.answers)),
    }


def safe_json(text: str) -> str:
    """The same JSON with nothing in it that HTML could take for markup."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
