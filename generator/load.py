"""content/ and templates/ -> Project: every file read, typed and cross-checked, every problem in one run."""

from __future__ import annotations

import keyword
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from generator import __version__, functions, markup, mend, rulebook, yamlfile
from generator.answers import typed_value
from generator.model import (
    ADVICE_COUNTS,
    LANGUAGES,
    PARTIES,
    AdviceList,
    Clause,
    Confirmed,
    Countries,
    DerivedFacts,
    FillIn,
    Glossary,
    Guide,
    Kpis,
    LegalFacts,
    Phases,
    Practice,
    Questionnaire,
    Readers,
    Sections,
    Style,
    Text,
    Tool,
    special_terms,
)
from generator.problems import Problem, Refused, did_you_mean, short
from generator.rulebook import Owner, RuleBook
from generator.rules import is_date
from generator.yamlfile import Data, Path_, Source

ModelType = TypeVar("ModelType", bound=BaseModel)
FILES: dict[str, type[BaseModel]] = {
    "questionnaire.yaml": Questionnaire,
    "derived.yaml": DerivedFacts,
    "countries.yaml": Countries,
    "legal_facts.yaml": LegalFacts,
    "advice.yaml": AdviceList,
    "glossary.yaml": Glossary,
    "phases.yaml": Phases,
    "readers.yaml": Readers,
    "style.yaml": Style,
    "confirmed.yaml": Confirmed,
    "sla/sections.yaml": Sections,
}
FOLDERS: dict[str, type[BaseModel]] = {
    "practices/golden_rules": Practice,
    "practices/guidelines": Practice,
    "sla/clauses": Clause,
    "kpis": Kpis,
    "tools": Tool,
}
PROFILES = "profiles"


@dataclass(frozen=True, eq=False)
class Project:
    """A checked guide with its compiled rules, its interface words, and where everything was read."""

    root: Path
    guide: Guide
    book: RuleBook
    ui: Mapping[str, Text]
    homes: Mapping[tuple[str, str], tuple[Source, Path_]] = field(repr=False)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The content files that hold texts, by name."""
        by_name = {source.file: source for source, _ in self.homes.values()}
        return tuple(by_name[name] for name in sorted(by_name))

    def problem(self, owner: Owner, message: str, hint: str = "", *, offset: int = -1) -> Problem:
        """A problem at a place in the content: (kind, id, then keys and indexes)."""
        return _problem(self.homes, owner, message, hint, offset)


def load(root: Path) -> Project:
    """Read everything under `root`. Raises Refused with every problem found."""
    if not (root / "content").is_dir():
        hint = "name the folder that holds content/ with --root"
        raise Refused([Problem("content", 1, 1, "(file)", "there is no such folder", hint)])
    problems: list[Problem] = [*_strangers(root)]
    lost: set[str] = set()
    found = _read_all(root, problems, lost)
    ui = _read_ui(root, problems)
    if not set(FILES.values()) <= {type(entry) for _, entry in found}:
        raise Refused(problems)
    later: list[Problem] = []
    homes = _homes(found)
    later += _duplicates(found, lost)
    guide = _assemble(found)
    book = rulebook.build(guide, lambda owner, e: later.append(_problem(homes, owner, e.message, e.hint, e.offset)))
    project = Project(root, guide, book, ui, homes)
    later += _cross_check(project)
    problems += [problem for problem in later if "twice" in problem.message or not mend.follows(problem, lost)]
    if problems:
        raise Refused(problems)
    return project


# --- Reading --------------------------------------------------------------------------------------

Found = list[tuple[Source, Any]]


def _strangers(root: Path) -> Iterator[Problem]:
    """Whatever in content/ would be ignored: a clause in a misnamed file must not drop out silently."""
    content = root / "content"
    expected = {content / name for name in FILES}
    expected |= {path for folder in (*FOLDERS, PROFILES) for path in yaml_files(content / folder)}
    folders = {
        parent for path in (*expected, *(content / f / "x" for f in (*FOLDERS, PROFILES))) for parent in path.parents
    }
    for path in _everything(content, folders):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            yield Problem(name, 1, 1, "(file)", "is a symbolic link", "put the file itself here")
        elif path in expected and not path.is_file():
            yield Problem(name, 1, 1, "(file)", "is not a file", "put the file itself here")
        elif path not in expected and path not in folders:
            known = [*FILES, *(f"{folder}/*.yaml" for folder in (*FOLDERS, PROFILES))]
            hint = f"content/ holds {', '.join(known)}"
            yield Problem(name, 1, 1, "(file)", f"nothing reads this {'folder' if path.is_dir() else 'file'}", hint)


def _everything(folder: Path, folders: set[Path]) -> Iterator[Path]:
    """All that stands in the folders, but for hidden files, which editors and systems leave behind."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        yield path
        if path in folders and path.is_dir() and not path.is_symlink():
            yield from _everything(path, folders)


def _read_all(root: Path, problems: list[Problem], lost: set[str]) -> Found:
    """Every entry that could be read. Of a faulty file what can be mended is kept, for further checks."""
    content = root / "content"
    places = [(content / name, model) for name, model in FILES.items()]
    for folder, model in FOLDERS.items():
        places += [(path, model) for path in yaml_files(content / folder)]
    found: Found = []
    for path, model in places:
        source = _source(path, path.relative_to(root).as_posix(), problems)
        if source is None:
            lost |= mend.ids_in(path.read_bytes()) if path.is_file() else set()
            continue
        entry, faults = validated(model, source)
        problems += faults
        if faults:
            entry = mend.mend(TypeAdapter(model), source.data, lost)
        if entry is not None:
            found.append((source, entry))
    return found


def _source(path: Path, name: str, problems: list[Problem]) -> Source | None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return None  # already reported
    if not path.exists():
        problems.append(Problem(name, 1, 1, "(file)", "the file is missing", "every guide needs it"))
        return None
    try:
        return yamlfile.read(path, name)
    except Refused as refused:
        problems += refused.problems
        return None


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder in a fixed order, hidden ones left out."""
    return sorted(p for p in folder.glob("*.yaml") if not p.name.startswith(".")) if folder.is_dir() else []


def _read_ui(root: Path, problems: list[Problem]) -> dict[str, Text]:
    path = root / "templates" / "ui.yaml"
    source = _source(path, path.relative_to(root).as_posix(), problems)
    if source is None:
        return {}
    words, faults = checked(TypeAdapter(dict[str, Text]), source)
    problems += faults
    return words or {}


def validated(model: type[ModelType], source: Source) -> tuple[ModelType | None, list[Problem]]:
    """The data as a model, or the problems in it."""
    return checked(TypeAdapter(model), source, model)


_EMPTY = "write a value, or delete the key"


def checked(adapter: TypeAdapter[Any], source: Source, model: Any = None) -> tuple[Any, list[Problem]]:
    """The data as whatever the adapter makes, or the problems in it."""
    # An empty key of an optional field would count as absent: a rule left unfinished must not pass.
    empty = [path for path in source.positions if yamlfile.at(source.data, path) is None]
    faults = {path: source.problem(path, "is empty", _EMPTY) for path in empty}
    try:
        entry = adapter.validate_python(source.data)
        return (None, list(faults.values())) if faults else (entry, [])
    except ValidationError as error:
        for fault in error.errors():
            path = _real_path(source.data, fault["loc"], missing=fault["type"] == "missing")
            faults.setdefault(path, _fault(source, path, fault, model))
        return None, list(faults.values())


def _real_path(data: Data, loc: tuple[int | str, ...], *, missing: bool) -> Path_:
    """Pydantic's location without the names of union members, which are not in the file."""
    path: list[int | str] = []
    for i, part in enumerate(loc):
        if isinstance(data, dict) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif not (missing and i == len(loc) - 1):
            continue
        path.append(part)
    return tuple(path)


def _fault(source: Source, path: Path_, fault: Any, model: Any) -> Problem:
    kind, given = fault["type"], fault.get("input")
    limits = fault.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        return source.problem(path, f"unknown key '{short(path[-1])}'", did_you_mean(str(path[-1]), known), at_key=True)
    if kind == "missing":
        return source.problem(path, f"the key '{path[-1]}' is missing", "add it here", at_key=True)
    if given is None or kind == "string_too_short":
        return source.problem(path, "is empty", _EMPTY)
    if kind in ("literal_error", "enum"):
        allowed = [part.strip(" '") for part in str(limits.get("expected", "")).replace(" or ", ", ").split(",")]
        return source.problem(path, f"'{short(given)}' is not allowed here", did_you_mean(str(given), allowed))
    if kind == "string_pattern_mismatch":
        return source.problem(
            path, f"'{short(given)}' does not have the right form", f"it must match {limits['pattern']}"
        )
    if kind == "string_type":
        return source.problem(path, "must be text", "write one piece of text here")
    if kind in ("tuple_type", "list_type"):
        return source.problem(path, "must be a list", "start each point with '- '")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return source.problem(path, "must have keys of its own", f"known: {', '.join(_keys_at(model, path))}")
    if kind == "value_error":
        return source.problem(path, str(limits["error"]))
    message = fault["msg"][0].lower() + fault["msg"][1:]
    return source.problem(path, f"{message}; here: '{short(given)}'")


def _keys_at(model: Any, path: Path_) -> list[str]:
    for part in path:
        model = _member(model, part)
    model = _unwrapped(model)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _unwrapped(annotation: Any) -> Any:
    """The model inside Optional[…], Annotated[…], tuple[…, ...]."""
    while typing.get_origin(annotation) is not None:
        args = [a for a in typing.get_args(annotation) if a is not types.NoneType and a is not Ellipsis]
        annotation = next(
            (a for a in args if isinstance(a, type) and issubclass(a, BaseModel)), args[0] if args else None
        )
    return annotation


def _member(model: Any, part: int | str) -> Any:
    if isinstance(part, int):
        return model
    model = _unwrapped(model)
    if isinstance(model, type) and issubclass(model, BaseModel) and part in model.model_fields:
        return model.model_fields[part].annotation
    return None


def _assemble(found: Found) -> Guide:
    def all_of(kind: type[ModelType]) -> list[ModelType]:
        return [entry for _, entry in found if isinstance(entry, kind)]

    questionnaire, derived, countries = all_of(Questionnaire)[0], all_of(DerivedFacts)[0], all_of(Countries)[0]
    sections = all_of(Sections)[0]
    order = {s.id: i for i, s in enumerate(sections.sections)}
    return Guide(
        version=__version__,
        questionnaire=questionnaire,
        derived=derived.facts,
        countries=countries.countries,
        countries_checked_on=countries.checked_on,
        legal_facts=all_of(LegalFacts)[0].facts,
        practices=tuple(sorted(all_of(Practice), key=lambda p: (p.code[0] == "G", int(p.code[1:])))),
        sections=sections.sections,
        special_terms=sections.special_terms,
        planned=sections.planned,
        clauses=tuple(sorted(all_of(Clause), key=lambda c: (order.get(c.section, 99), int(c.code[1:])))),
        kpis=tuple(kpi for kpis in all_of(Kpis) for kpi in kpis.kpis),
        tools=tuple(sorted(all_of(Tool), key=lambda tool: tool.code)),
        terms=all_of(Glossary)[0].terms,
        advice=all_of(AdviceList)[0].advice,
        phases=all_of(Phases)[0].phases,
        readers=all_of(Readers)[0].readers,
        style=all_of(Style)[0],
        confirmed=all_of(Confirmed)[0],
    )


# --- Where things stand ---------------------------------------------------------------------------


def _homes(found: Found) -> dict[tuple[str, str], tuple[Source, Path_]]:
    homes: dict[tuple[str, str], tuple[Source, Path_]] = {}
    for source, kind, entry_id, path in _entries(found):
        homes.setdefault((kind, entry_id), (source, path))
    return homes


_WHOLES: dict[type[BaseModel], str] = {Practice: "practice", Clause: "clause", Tool: "tool"}
"""Files that are one entry: its kind."""
_PARTS: dict[type[BaseModel], tuple[tuple[str, str], ...]] = {
    Questionnaire: (("step", "steps"), ("fill_in", "questions")),
    DerivedFacts: (("derived", "facts"),),
    Countries: (("country", "countries"),),
    LegalFacts: (("legal_fact", "facts"),),
    Sections: (("section", "sections"),),
    AdviceList: (("advice", "advice"),),
    Glossary: (("term", "terms"),),
    Phases: (("phase", "phases"),),
    Readers: (("reader", "readers"),),
    Kpis: (("kpi", "kpis"),),
    Practice: (("check", "checklist"),),
    Clause: (("fill_in", "fields"),),
}
"""Lists of entries in a file: the kind of each, and the key of the list."""


def _entries(found: Found) -> Iterator[tuple[Source, str, str, Path_]]:
    """Everything with an id that must be unique among its kind: where, kind, id, path."""
    for source, entry in found:
        if kind := _WHOLES.get(type(entry)):
            yield source, kind, entry.id, ()
        elif type(entry) not in _PARTS:
            yield source, "file", source.file, ()
        for kind, key in _PARTS.get(type(entry), ()):
            for i, part in enumerate(getattr(entry, key)):
                yield source, kind, part.id, (key, i)


def _problem(
    homes: Mapping[tuple[str, str], tuple[Source, Path_]], owner: Owner, message: str, hint: str = "", offset: int = -1
) -> Problem:
    source, path = homes[owner[0], owner[1]]
    return source.problem((*path, *owner[2:]), message, hint, offset=offset)


# --- Cross checks ---------------------------------------------------------------------------------


def _duplicates(found: Found, lost: set[str]) -> Iterator[Problem]:
    """The second of two ids of one kind; fields, questions and derived facts share one name space."""
    first: dict[tuple[str, str], str] = {}
    spaces = {"derived": "fill_in"}
    for source, kind, entry_id, path in _entries(found):
        key = (spaces.get(kind, kind), entry_id)
        if key in first:
            lost.add(entry_id)  # what is said of one of the two may be meant of the other
            yield source.problem((*path, "id"), f"the id '{entry_id}' is used twice", f"first in {first[key]}")
        first.setdefault(key, source.file)
    for source, path, of, name, word in _names(found):
        key = (f"{of} {name}", word)
        if key in first:
            yield source.problem(path, f"the {name} '{word}' is used twice", f"first in {first[key]}")
        first.setdefault(key, source.file)
    for source, entry in found:
        if isinstance(entry, Clause):
            yield from _duplicate_parts(source, entry)
        for path, fill_in in _fill_ins(entry):
            yield from _repeated(source, (*path, "choices"), [c.id for c in fill_in.choices])
            yield from _repeated(source, (*path, "columns"), [c.id for c in fill_in.columns])


def _names(found: Found) -> Iterator[tuple[Source, Path_, str, str, str]]:
    """What else must be unique: where, of what, its name, the word. Codes are unique among their kind only:

    the brief has a clause G4 and a guideline G4. Clauses count whether written or planned.
    """
    for source, entry in found:
        if isinstance(entry, Clause):
            yield source, ("code",), "clause", "code", entry.code
        if isinstance(entry, Tool):
            yield source, ("code",), "tool", "code", entry.code
            yield source, ("slug",), "tool", "slug", entry.slug
        if isinstance(entry, Practice):
            yield source, ("code",), "practice", "code", entry.code
            yield source, ("slug",), "practice", "slug", entry.slug
    for source, entry in found:
        if isinstance(entry, Sections):
            for i, section in enumerate(entry.sections):
                yield source, ("sections", i, "code"), "section", "section code", section.code
            for i, clause in enumerate(entry.planned):
                yield source, ("planned", i, "code"), "clause", "code", clause.code


def _fill_ins(entry: Any) -> Iterator[tuple[Path_, FillIn]]:
    if isinstance(entry, Questionnaire):
        yield from ((("questions", i), question) for i, question in enumerate(entry.questions))
    if isinstance(entry, Clause):
        yield from ((("fields", i), fill_in) for i, fill_in in enumerate(entry.fields))


def _duplicate_parts(source: Source, clause: Clause) -> Iterator[Problem]:
    yield from _repeated(source, ("blocks",), [b.id for b in clause.blocks])
    for i, block in enumerate(clause.blocks):
        yield from _repeated(source, ("blocks", i, "list"), [item.id for item in block.list])
        rows = block.table.rows if block.table else ()
        yield from _repeated(source, ("blocks", i, "table", "rows"), [row.id for row in rows])


def _repeated(source: Source, path: Path_, ids: list[str]) -> Iterator[Problem]:
    for i, entry_id in enumerate(ids):
        if entry_id in ids[:i]:
            yield source.problem((*path, i, "id"), f"the id '{entry_id}' is used twice here", "give one another id")


def _cross_check(project: Project) -> Iterator[Problem]:
    guide = project.guide
    known: dict[str, set[str]] = {}
    for kind, entry_id in project.homes:
        known.setdefault(kind, set()).add(entry_id)

    def unknown(owner: Owner, kind: str, names: Iterable[str]) -> Iterator[Problem]:
        word = kind.replace("_", " ").replace("fill in", "question").replace("kpi", "KPI")
        for i, name in enumerate(names):
            if name not in known.get(kind, ()):
                place = owner if len(owner) > 3 or owner[-1] in ("section", "step", "currency") else (*owner, i)
                yield project.problem(place, f"there is no {word} '{name}'", did_you_mean(name, known.get(kind, ())))

    for party in PARTIES:
        if party not in guide.fill_ins:
            message = f"no clause has the field '{party}', which the front page and the signatures need"
            yield Problem("content/sla/clauses", 1, 1, "(file)", message, "add it to the fields of a clause")
    for fill_in in guide.fill_ins.values():
        owner: Owner = ("fill_in", fill_in.id)
        if fill_in.currency:
            yield from unknown((*owner, "currency"), "fill_in", [fill_in.currency])
        yield from _suggestions(project, fill_in)
        yield from _usable(project, fill_in)
    for question in guide.questionnaire.questions:
        yield from unknown(("fill_in", question.id, "step"), "step", [question.step])
    for clause in guide.clauses:
        yield from unknown(("clause", clause.id, "section"), "section", [clause.section])
        yield from unknown(("clause", clause.id, "legal_facts"), "legal_fact", clause.legal_facts)
        yield from _clause_texts(project, clause)
    for practice in guide.practices:
        yield from unknown(("practice", practice.id, "clauses"), "clause", practice.clauses)
        yield from unknown(("practice", practice.id, "kpis"), "kpi", practice.kpis)
        yield from unknown(("practice", practice.id, "tools"), "tool", practice.tools)
        for i, note in enumerate(practice.sources):
            if note.legal_fact:
                yield from unknown(
                    ("practice", practice.id, "sources", i, "legal_fact"), "legal_fact", [note.legal_fact]
                )
        yield from _practice_texts(project, practice)
    for tool in guide.tools:
        yield from _tool_texts(project, tool)
    for reader in guide.readers:
        yield from _text(project, ("reader", reader.id, "know"), reader.know, slots=False)
    yield from _advice_complete(project)
    for country in guide.countries:
        yield from unknown(("country", country.id, "legal_facts"), "legal_fact", country.legal_facts)
        try:
            functions.zone(country.zone)
        except ValueError as error:
            yield project.problem(("country", country.id, "zone"), str(error), "use an IANA name such as Europe/Warsaw")
    for fact in guide.legal_facts:
        if not is_date(fact.checked_on):
            yield project.problem(("legal_fact", fact.id, "checked_on"), "is not a date", "write it as 2026-11-30")
    if guide.countries and not is_date(guide.countries_checked_on):
        source = next(source for (kind, _), (source, _) in project.homes.items() if kind == "country")
        yield source.problem(("checked_on",), "is not a date", "write it as 2026-11-30")


def _usable(project: Project, fill_in: FillIn) -> Iterator[Problem]:
    """A question whose id means something else, or that nobody could answer."""
    owner: Owner = ("fill_in", fill_in.id)
    taken = {"kpis", *(special_terms(section) for section in project.guide.sections)}
    if keyword.iskeyword(fill_in.id) or (fill_in.id in taken and owner[:2] in project.homes):
        yield project.problem((*owner, "id"), f"the id '{fill_in.id}' is reserved", "choose another")
    if fill_in.minimum is not None and fill_in.maximum is not None and fill_in.minimum > fill_in.maximum:
        hint = f"the maximum is {fill_in.maximum}"
        yield project.problem((*owner, "minimum"), f"the minimum {fill_in.minimum} is above the maximum", hint)
    try:
        re.compile(fill_in.pattern or "")
    except re.error as error:
        message = f"this is not a regular expression: {error.msg}"
        yield project.problem((*owner, "pattern"), message, "check brackets and backslashes", offset=error.pos or 0)


def _suggestions(project: Project, fill_in: FillIn) -> Iterator[Problem]:
    for i, suggestion in enumerate(fill_in.suggestions):
        raw: Data = list(suggestion.value) if isinstance(suggestion.value, tuple) else suggestion.value
        source, path = project.homes["fill_in", fill_in.id]
        faults: list[Problem] = []
        typed_value(project.guide, fill_in, raw, source, (*path, "suggestions", i, "value"), faults)
        yield from faults


def _clause_texts(project: Project, clause: Clause) -> Iterator[Problem]:
    here: Owner = ("clause", clause.id)
    for b, block in enumerate(clause.blocks):
        owner: Owner = (*here, "blocks", b)
        if block.text:
            yield from _text(project, (*owner, "text"), block.text)
        for i, item in enumerate(block.list):
            yield from _text(project, (*owner, "list", i, "text"), item.text, single=True)
        if block.table:
            for r, row in enumerate(block.table.rows):
                if len(row.cells) != len(block.table.columns):
                    message = f"the row has {len(row.cells)} cells and the table {len(block.table.columns)} columns"
                    yield project.problem(
                        (*owner, "table", "rows", r, "cells"), message, "give one cell for each column"
                    )
                for c, cell in enumerate(row.cells):
                    yield from _text(project, (*owner, "table", "rows", r, "cells", c), cell, single=True)
        table = project.guide.fill_ins.get(block.answer_table or "")
        if block.answer_table and (table is None or table.type != "table"):
            tables = [f.id for f in project.guide.fill_ins.values() if f.type == "table"]
            message = f"'{block.answer_table}' is not a question of type table"
            yield project.problem((*owner, "answer_table"), message, did_you_mean(block.answer_table, tables))
    yield from _text(project, (*here, "guidance"), clause.guidance, slots=False)


def _practice_texts(project: Project, practice: Practice) -> Iterator[Problem]:
    here: Owner = ("practice", practice.id)
    for name in ("what", "why", "example"):
        yield from _text(project, (*here, name), getattr(practice, name), slots=False)
    for i, step in enumerate(practice.steps):
        yield from _text(project, (*here, "steps", i, "text"), step.text, slots=False)
    for name in ("mistakes", "signs", "questions"):
        for i, text in enumerate(getattr(practice, name)):
            yield from _text(project, (*here, name, i), text, slots=False, single=True)


def _tool_texts(project: Project, tool: Tool) -> Iterator[Problem]:
    here: Owner = ("tool", tool.id)
    if tool.use:
        yield from _text(project, (*here, "use"), tool.use, slots=False)
    for i, sheet in enumerate(tool.sheets):
        if sheet.intro:
            yield from _text(project, (*here, "sheets", i, "intro"), sheet.intro, slots=False)


def _advice_complete(project: Project) -> Iterator[Problem]:
    """Each of the pieces of advice has its words once, in the order of the articles."""
    wanted = [f"{article}.{n}" for article, count in ADVICE_COUNTS.items() for n in range(1, count + 1)]
    for i, entry in enumerate(project.guide.advice):
        if i >= len(wanted) or entry.id != wanted[i]:
            hint = f"here belongs {wanted[i]}" if i < len(wanted) else "delete it"
            yield project.problem(("advice", entry.id, "id"), f"the advice '{entry.id}' is out of order", hint)
            return
    if len(project.guide.advice) < len(wanted):
        message = f"the advice '{wanted[len(project.guide.advice)]}' is missing"
        yield Problem("content/advice.yaml", 1, 1, "advice", message, "add it at the end")


def _text(project: Project, owner: Owner, text: Text, *, slots: bool = True, single: bool = False) -> Iterator[Problem]:
    """Both languages use the Markdown subset, the same structure and the same slots."""
    parsed = {}
    for language in LANGUAGES:
        try:
            parsed[language] = markup.parse(text[language])
            if single:
                markup.line(text[language])
        except markup.MarkupError as error:
            yield project.problem((*owner, language), error.message, error.hint)
            return
    used = {language: list(markup.slots(blocks)) for language, blocks in parsed.items()}
    if markup.shape(parsed["da"]) != markup.shape(parsed["en"]):
        message = "the two languages do not have the same paragraphs and lists"
        yield project.problem((*owner, "en"), message, "give both the same structure")
    if sorted(used["da"]) != sorted(used["en"]):
        differ = sorted(set(used["da"]) ^ set(used["en"])) or ["the number of times one is used"]
        yield project.problem(
            (*owner, "en"), "the two languages do not have the same slots", f"differing: {', '.join(differ)}"
        )
    for language in LANGUAGES:
        for name in dict.fromkeys(used[language]):
            offset = text[language].find(name)
            yield from _slot(project, (*owner, language), name, slots, offset)
            if single and (fill_in := project.guide.fill_ins.get(name)) and fill_in.type == "longtext":
                message = f"'{name}' may have several lines and cannot stand in a list or a table"
                yield project.problem((*owner, language), message, "give it a paragraph of its own", offset=offset)


def _slot(project: Project, owner: Owner, name: str, allowed: bool, offset: int) -> Iterator[Problem]:
    if not allowed:
        yield project.problem(owner, f"the slot '{name}' is not allowed in this text", "only clauses have slots")
        return
    if name.startswith("ref."):
        clauses = [c.id for c in project.guide.clauses]
        if name[4:] not in clauses:
            message = f"there is no clause '{name[4:]}' to refer to"
            yield project.problem(owner, message, did_you_mean(name[4:], clauses), offset=offset + 4)
        return
    fill_in = project.guide.fill_ins.get(name)
    fits = fill_in is not None and fill_in.type not in ("yes_no", "table")
    declared = project.guide.derived_fact.get(name)
    calculated = declared is not None and declared.calculation is not None  # a wrong one is told at its own place
    if not fits and not calculated:
        known = [f.id for f in project.guide.fill_ins.values() if f.type not in ("yes_no", "table")]
        message = f"there is no question or field '{name}' for this slot"
        if fill_in:
            message = f"'{name}' is {fill_in.type} and cannot fill a slot"
        yield project.problem(owner, message, did_you_mean(name, [*known, *project.book.calculated]), offset=offset)
