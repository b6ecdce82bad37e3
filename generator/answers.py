"""An answer file -> Answers, checked against the guide. Absent, null and empty text all mean undecided."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from generator import __version__, yamlfile
from generator.model import LANGUAGES, Answers, FillIn, Guide, Kpi, KpiAnswer, Profile, Text
from generator.problems import Problem, Refused, did_you_mean, short
from generator.rules import fits_double, is_date
from generator.yamlfile import Data, Path_, Source

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TOP_KEYS = ("title", "summary", "content_version", "answers")
_KPI_NUMBERS = ("weight", "target", "minimum", "stretch")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_TITLE, MAX_SUMMARY = 200, 2000
FIRST_DAY, LAST_DAY = "2000-01-01", "2099-12-31"
"""Dates outside are slips of the pen, and could run past the calendar when months are added."""


def read_answers(path: Path, name: str, guide: Guide) -> Answers:
    """Read an answer file. Raises Refused with every problem, OSError when it cannot be read."""
    return parse_answers(yamlfile.read(path, name, follow=True), guide)


def read_profile(path: Path, name: str, guide: Guide) -> Profile:
    """Read a ready-made answer file, which also has a bilingual title and summary."""
    source = yamlfile.read(path, name)
    problems: list[Problem] = []
    if not _SLUG.fullmatch(path.stem):
        hint = "use small letters, digits and single hyphens: the name becomes an address"
        problems.append(source.problem((), f"a profile cannot be called '{path.name}'", hint))
    answers = _parsed(source, guide, problems)
    texts: dict[str, Text] = {}
    for key in ("title", "summary"):
        value = source.data.get(key) if isinstance(source.data, dict) else None
        da, en = (value.get("da"), value.get("en")) if isinstance(value, dict) else (None, None)
        if isinstance(da, str) and isinstance(en, str) and da and en and not problems:
            texts[key] = Text(da=da, en=en)
        elif not (da and en):
            hint = "write da: … and en: …"
            problems.append(source.problem((key,), "a profile needs this in both languages", hint, at_key=True))
    if problems:
        raise Refused(problems)
    return Profile(id=path.stem, title=texts["title"], summary=texts["summary"], answers=answers)


def parse_answers(source: Source, guide: Guide) -> Answers:
    """Answers from the data of an answer file. Raises Refused with every problem."""
    problems: list[Problem] = []
    answers = _parsed(source, guide, problems)
    if problems:
        raise Refused(problems)
    return answers


def _parsed(source: Source, guide: Guide, problems: list[Problem]) -> Answers:
    data = source.data
    if not isinstance(data, dict):
        raise Refused([source.problem((), "an answer file starts with the key 'answers:'", "see content/profiles")])
    for key in data:
        if key not in _TOP_KEYS:
            message = f"unknown key '{short(key)}'"
            problems.append(source.problem((key,), message, did_you_mean(key, _TOP_KEYS), at_key=True))
    if "answers" not in data:
        problems.append(source.problem(("answers",), "the key 'answers' is missing", "add it, with ids and values"))
    given = data.get("answers") or {}
    if not isinstance(given, dict):
        problems.append(source.problem(("answers",), "must have ids and values", "write for example 'team_size: 4'"))
        given = {}
    title = _heading(source, "title", MAX_TITLE, problems)
    _heading(source, "summary", MAX_SUMMARY, problems)
    version = _heading(source, "content_version", MAX_TITLE, problems)
    values = _values(guide, given, source, problems)
    kpis = _kpis(guide, given.get("kpis"), source, problems)
    return Answers(title=title, content_version=version, values=values, kpis=kpis)


def _values(guide: Guide, given: dict[str, Data], source: Source, problems: list[Problem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, raw in given.items():
        path: Path_ = ("answers", name)
        fill_in = guide.fill_ins.get(name)
        if fill_in:
            value = typed_value(guide, fill_in, raw, source, path, problems)
            if value is not None:
                values[name] = value
        elif name != "kpis":
            hint = did_you_mean(name, [*guide.fill_ins, "kpis"])
            message = f"unknown question or field '{short(name)}'"
            problems.append(source.problem(path, message, hint, at_key=True))
    return values


def _heading(source: Source, key: str, limit: int, problems: list[Problem]) -> str:
    """A text beside the answers: one text, or one for each language, of which the Danish one is given."""
    raw = source.data.get(key) if isinstance(source.data, dict) else None
    if not isinstance(raw, dict):
        return _line(source, (key,), raw, limit, problems)
    for language in raw:
        if language not in LANGUAGES or key == "content_version":
            hint = "write one text" if key == "content_version" else did_you_mean(language, LANGUAGES)
            message = f"unknown key '{short(language)}'"
            problems.append(source.problem((key, language), message, hint, at_key=True))
    texts = [_line(source, (key, language), raw.get(language), limit, problems) for language in LANGUAGES]
    return texts[0] or texts[1]


def _line(source: Source, path: Path_, raw: Data, limit: int, problems: list[Problem]) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        problems.append(source.problem(path, "must be text", "write one piece of text here"))
        return ""
    if len(raw) > limit or "\n" in raw.rstrip("\n"):
        hint = f"at most {limit} characters on one line are allowed"
        problems.append(source.problem(path, f"the text has {len(raw)} characters or more than one line", hint))
    return raw


# --- Values ---------------------------------------------------------------------------------------


def typed_value(guide: Guide, fill_in: FillIn, raw: Data, source: Source, path: Path_, problems: list[Problem]) -> Any:
    """A raw value as the type the question asks for; None is undecided. Faults go to `problems`."""
    if raw is None or raw == "":
        return None

    def refuse(message: str, hint: str) -> None:
        problems.append(source.problem(path, message, hint))

    if fill_in.type == "several":
        return _several(guide, fill_in, raw, source, path, problems)
    if fill_in.type == "table":
        return _table(fill_in, raw, source, path, problems)
    if not isinstance(raw, str):
        refuse("must be a single value", "write one value, not a list or keys")
        return None
    match fill_in.type:
        case "yes_no":
            if raw not in ("yes", "no"):
                refuse(f"'{short(raw)}' is not an answer to a yes/no question", "write yes or no")
                return None
            return raw == "yes"
        case "choice":
            choices = guide.choices(fill_in)
            if raw not in choices:
                refuse(f"'{short(raw)}' is not a choice of '{fill_in.id}'", _choice_hint(raw, choices))
                return None
            return raw
        case "date":
            if not is_date(raw):
                refuse(f"'{short(raw)}' is not a date", "write year-month-day, such as 2027-03-01")
                return None
            if not FIRST_DAY <= raw <= LAST_DAY:
                refuse(f"{raw} is out of range", f"allowed: {FIRST_DAY} to {LAST_DAY}")
                return None
            return raw
        case "text" | "longtext":
            return _words(fill_in, raw, source, path, problems)
    decimals = 0 if fill_in.type in ("integer", "duration") else fill_in.decimals
    return _number(raw, decimals, fill_in.minimum, fill_in.maximum, source, path, problems)


def _choice_hint(raw: str, choices: Mapping[str, Text]) -> str:
    """Advice for an unknown choice; who wrote its words, such as Philippines for PH, is told the id."""
    worded = {
        t[lang].casefold(): f"write {key}, the id of '{t[lang]}'" for key, t in choices.items() for lang in LANGUAGES
    }
    near = difflib.get_close_matches(raw.casefold(), worded, n=1, cutoff=0.8)
    return worded[near[0]] if near else did_you_mean(raw, choices)


def _words(fill_in: FillIn, raw: str, source: Source, path: Path_, problems: list[Problem]) -> str | None:
    if not raw.strip():
        return None
    if len(raw) > fill_in.max_length:
        message, hint = f"the text has {len(raw)} characters", f"at most {fill_in.max_length} are allowed"
    elif fill_in.type == "text" and ("\n" in raw or "\t" in raw):
        message, hint = "the text has a line break or a tab", "write it on one line, without tabs"
    elif "\t" in raw:
        message, hint = "the text has a tab", "use spaces"
    elif fill_in.pattern and not re.fullmatch(fill_in.pattern, raw, re.ASCII):
        message, hint = f"'{raw[:40]}' does not have the right form", (fill_in.pattern_hint or fill_in.label).en
    else:
        return raw
    problems.append(source.problem(path, message, hint))
    return None


def _number(
    raw: str,
    decimals: int,
    low: Decimal | None,
    high: Decimal | None,
    source: Source,
    path: Path_,
    problems: list[Problem],
) -> Decimal | None:
    if len(raw) > 30 or not _NUMBER.fullmatch(raw) or not fits_double(Decimal(raw)):
        hint = "write digits only, such as 12500 or 99.5, without unit or separators"
        problems.append(source.problem(path, f"'{raw[:40]}' is not a number", hint))
        return None
    value = Decimal(raw)
    if len(raw.partition(".")[2]) > decimals:
        hint = f"at most {decimals}" if decimals else "write a whole number"
        problems.append(source.problem(path, f"'{raw}' has too many decimals", f"{hint}; no thousands separator"))
        return None
    if (low is not None and value < low) or (high is not None and value > high):
        problems.append(source.problem(path, f"{raw} is out of range", f"allowed: {low} to {high}"))
        return None
    return value + 0  # -0 becomes 0


def _several(
    guide: Guide, fill_in: FillIn, raw: Data, source: Source, path: Path_, problems: list[Problem]
) -> tuple[str, ...] | None:
    if not isinstance(raw, list):
        problems.append(source.problem(path, "must be a list", "write [first, second], or one '- ' line for each"))
        return None
    if not raw:
        problems.append(source.problem(path, "the list is empty", "delete the key to leave the question undecided"))
        return None
    choices = guide.choices(fill_in)
    before = len(problems)
    chosen: set[str] = set()
    for i, choice in enumerate(raw):
        if not isinstance(choice, str) or not choice:
            problems.append(source.problem((*path, i), "must be a single choice", "write one id, or delete the point"))
        elif choice not in choices:
            message = f"'{short(choice)}' is not a choice of '{fill_in.id}'"
            problems.append(source.problem((*path, i), message, _choice_hint(choice, choices)))
        elif choice in chosen:
            problems.append(source.problem((*path, i), f"'{choice}' stands twice", "delete one"))
        else:
            chosen.add(choice)
    if "none" in chosen and len(chosen) > 1:
        problems.append(source.problem(path, "'none' excludes the other choices", "delete 'none' or the others"))
    if len(problems) > before:
        return None
    return tuple(c for c in choices if c in chosen)


def _table(fill_in: FillIn, raw: Data, source: Source, path: Path_, problems: list[Problem]) -> Any:
    if not isinstance(raw, list) or not raw:
        problems.append(source.problem(path, "must be a list of rows", "start each row with '- '"))
        return None
    if len(raw) > fill_in.max_rows:
        problems.append(source.problem(path, f"has {len(raw)} rows", f"at most {fill_in.max_rows} are allowed"))
        return None
    before = len(problems)
    rows = []
    for i, row in enumerate(raw):
        if not isinstance(row, dict):
            problems.append(source.problem((*path, i), "a row has one value for each column", "write column: value"))
            continue
        faults = len(problems)
        cells = _row(fill_in, row, source, (*path, i), problems)
        if not cells and len(problems) == faults:
            problems.append(source.problem((*path, i), "the row is empty", "fill it in, or delete it"))
        rows.append(cells)
    return tuple(rows) if len(problems) == before else None


def _row(fill_in: FillIn, row: dict[str, Data], source: Source, path: Path_, problems: list[Problem]) -> Any:
    columns = {column.id: column for column in fill_in.columns}
    cells: list[tuple[str, str]] = []
    for key, raw in row.items():
        column = columns.get(key)
        here = (*path, key)
        if column is None:
            message = f"unknown column '{short(key)}'"
            problems.append(source.problem(here, message, did_you_mean(key, columns), at_key=True))
        elif raw is None or (isinstance(raw, str) and not raw.strip()):
            continue
        elif not isinstance(raw, str):
            problems.append(source.problem(here, "must be a single value", "write text"))
        elif column.type == "choice" and raw not in [c.id for c in column.choices]:
            hint = did_you_mean(raw, [c.id for c in column.choices])
            problems.append(source.problem(here, f"'{short(raw)}' is not a choice of '{key}'", hint))
        elif len(raw) > column.max_length or "\n" in raw or "\t" in raw:
            problems.append(
                source.problem(
                    here,
                    "the text is too long or has more than one line",
                    f"at most {column.max_length} characters on one line, without tabs",
                )
            )
        else:
            cells.append((key, raw))
    order = list(columns)
    return tuple(sorted(cells, key=lambda cell: order.index(cell[0])))


# --- KPIs -----------------------------------------------------------------------------------------


def _kpis(guide: Guide, raw: Data, source: Source, problems: list[Problem]) -> dict[str, KpiAnswer] | None:
    if raw is None or raw == "":
        return None
    path: Path_ = ("answers", "kpis")
    if not isinstance(raw, dict) or not raw:
        problems.append(
            source.problem(path, "must have a KPI id for each chosen KPI", "write for example S01: {target: 85}")
        )
        return None
    known = {kpi.id: kpi for kpi in guide.kpis}
    found: dict[str, KpiAnswer] = {}
    for kpi_id, values in raw.items():
        here = (*path, kpi_id)
        if kpi_id not in known:
            problems.append(
                source.problem(here, f"there is no KPI '{short(kpi_id)}'", did_you_mean(kpi_id, known), at_key=True)
            )
        elif values is None or values == "":
            found[kpi_id] = KpiAnswer()
        elif not isinstance(values, dict):
            problems.append(source.problem(here, "must have keys", "write weight, target, minimum, stretch, credit"))
        else:
            found[kpi_id] = _kpi(known[kpi_id], values, source, here, problems)
    return {kpi.id: found[kpi.id] for kpi in guide.kpis if kpi.id in found}


def _kpi(kpi: Kpi, values: dict[str, Data], source: Source, path: Path_, problems: list[Problem]) -> KpiAnswer:
    numbers: dict[str, Decimal | None] = {}
    credit: bool | None = None
    for key, raw in values.items():
        here = (*path, key)
        if key not in (*_KPI_NUMBERS, "credit"):
            hint = did_you_mean(key, [*_KPI_NUMBERS, "credit"])
            problems.append(source.problem(here, f"unknown key '{short(key)}'", hint, at_key=True))
        elif raw is None or raw == "":
            continue
        elif not isinstance(raw, str):
            problems.append(source.problem(here, "must be a single value", "write one value"))
        elif key == "credit":
            if raw not in ("yes", "no"):
                problems.append(source.problem(here, f"'{short(raw)}' is not yes or no", "write yes or no"))
            elif raw == "yes" and not kpi.money:
                message = f"{kpi.id} is for reporting only and cannot carry credits"
                problems.append(source.problem(here, message, "write no"))
            credit = raw == "yes"
        else:
            high = Decimal(100) if key == "weight" or kpi.unit == "percent" else Decimal(1_000_000)
            numbers[key] = _number(raw, 3, Decimal(0), high, source, here, problems)
    return KpiAnswer(credit=credit, **numbers)


# --- Back to plain data ---------------------------------------------------------------------------


def canonical(answers: Answers) -> dict[str, Any]:
    """The answers as an answer file holds them: strings, lists and maps, ids sorted. The title is left out."""
    plain: dict[str, Any] = {name: _plain(value) for name, value in answers.values.items()}
    if answers.kpis is not None:
        plain["kpis"] = {
            kpi_id: {k: _plain(v) for k, v in agreed if v is not None} for kpi_id, agreed in answers.kpis.items()
        }
    return dict(sorted(plain.items()))


def _plain(value: Any) -> Any:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case tuple() if value and isinstance(value[0], tuple):
            return [dict(row) for row in value]
        case tuple():
            return list(value)
    return value


def canonical_json(answers: Answers) -> str:
    """The answers as one line of JSON that is the same for the same answers."""
    return json.dumps({"answers": canonical(answers)}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(answers: Answers) -> str:
    """Twelve hexadecimal digits that differ when the answers differ: SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical_json(answers).encode()).hexdigest()[:12]


def as_file(answers: Answers, *, json_form: bool = False) -> str:
    """The answers as an answer file, ids in a fixed order."""
    plain = {"content_version": answers.content_version or __version__, "answers": canonical(answers)}
    if json_form:
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    dump: Callable[..., str] = yaml.safe_dump
    return dump(plain, sort_keys=False, allow_unicode=True, width=100)
