"""The block trees of the documents: the complete agreement and the complete checklist, in one language."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TypeVar

from generator import markup
from generator.blocks import (
    Blank,
    Carried,
    Chapter,
    Document,
    Emphasis,
    Entry,
    Group,
    Heading,
    Inline,
    Line,
    Link,
    ListBlock,
    ListItem,
    Mark,
    Node,
    Paragraph,
    Reference,
    Signature,
    Slot,
    Str,
    Strong,
    TableBlock,
    TableRow,
    When,
)
from generator.functions import SUMMER_DAY, WINTER_DAY, overlap
from generator.load import Project
from generator.model import (
    Block,
    ChecklistItem,
    Clause,
    Column,
    DocumentKind,
    Item,
    Kpi,
    Language,
    Question,
    Row,
    Section,
    special_terms,
)
from generator.tailor import countries
from generator.wording import Wording

T = TypeVar("T")
_FACTS = (
    ("content_version", "stamp.content"),
    ("tool_version", "stamp.tool"),
    ("answers_hash", "stamp.hash"),
    ("law_checked_on", "stamp.law"),
)
_LEVELS = ("target", "minimum", "stretch", "weight")
"""The numbers of a KPI, in the order of their columns."""
_NESTED = (Strong, Emphasis, Link)
_SENTENCE_END = re.compile(r"[.!?:]\s*$")


def law_checked_on(project: Project) -> str:
    """The oldest date on which a legal fact or a country was checked: what a whole document can promise."""
    return min([project.guide.countries_checked_on, *(fact.checked_on for fact in project.guide.legal_facts)])


def sla(project: Project, language: Language) -> Document:
    """The complete agreement: every clause, block, row and mark that any answers could need."""
    wording = Wording(language, project.ui)
    found = Document(
        kind="sla",
        layout=language,
        title=(Str(wording.say("sla_title")),),
        contents=(Str(wording.say("contents")),),
        front=tuple(_sla_front(project, wording)),
        chapters=tuple(_section(project, section, wording) for section in project.guide.sections),
        back=tuple(_back(project, wording)),
        facts=_FACTS,
    )
    return _measured(found, itertools.count(1))


def checklist(project: Project, language: Language) -> Document:
    """The complete checklist, by phase."""
    wording = Wording(language, project.ui)
    phases = dict.fromkeys(item.phase for item in project.guide.items)
    return Document(
        kind="checklist",
        layout=language,
        title=(Str(wording.say("checklist_title")),),
        contents=(Str(wording.say("contents")),),
        front=(
            *_copy_notices(("answers",), wording),
            Paragraph((Str(wording.say("checklist_lead")),), style="lead"),
            Paragraph((Str(wording.say("checklist_basis")),), style="note"),
            *_open_points(project, "checklist", wording),
        ),
        chapters=tuple(
            Chapter(
                key=f"phase:{phase}",
                id=phase,
                title=(Str(wording.say(f"phase_{phase}")),),
                number=f"number.phase:{phase}",
                entries=tuple(_check(item, wording) for item in project.guide.items if item.phase == phase),
            )
            for phase in phases
        ),
        back=tuple(_back(project, wording, sla=False)),
        facts=_FACTS,
    )


def _measured(node: T, places: Iterator[int]) -> T:
    """The same tree with its numbered lists counted and the columns of its tables weighed."""
    if isinstance(node, tuple):
        return tuple(_measured(part, places) for part in node)  # type: ignore[return-value]
    if isinstance(node, ListBlock) and node.ordered:
        return replace(node, place=next(places))
    if isinstance(node, TableBlock) and not node.shares:
        return replace(node, shares=_shares(node))
    if isinstance(node, Document | Chapter | Entry | Group):
        inner = {f.name: _measured(getattr(node, f.name), places) for f in fields(node)}
        return replace(node, **inner)
    return node


def _shares(table: TableBlock) -> tuple[int, ...]:
    rows = (table.columns, *(row.cells for row in table.rows))
    return _weighed([[_plain(row[i], "00.000,00") for row in rows] for i in range(len(table.columns))])


def _weighed(columns: list[list[str]]) -> tuple[int, ...]:
    """Room for the longest word of a column, and of what is left more to one that says more; about 1000 in all."""
    least = [12 * min(max(4, *(len(word) for text in texts for word in text.split())), 22) + 24 for texts in columns]
    says = [min(max(len(text) for text in texts), 60) for texts in columns]
    spare = max(0, 1000 - sum(least))
    return tuple(low + spare * share // sum(says) for low, share in zip(least, says, strict=True))


# --- Front and back -------------------------------------------------------------------------------


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Str(text),))


def _sla_front(project: Project, wording: Wording) -> Iterator[Node]:
    yield from _copy_notices(("answers", "guidance", "draft", "settled"), wording)
    yield Paragraph((Str(wording.say("sla_between")),), style="meta")
    yield Paragraph((Strong((Blank("customer_name"),)),), style="lead")
    yield Paragraph((Str(wording.say("and")),), style="meta")
    yield Paragraph((Strong((Blank("provider_name"),)),), style="lead")
    planned = project.guide.planned
    if planned:
        total = len(planned) + len(project.guide.clauses)
        text = wording.say("planned_front", str(len(planned)), str(total))
        yield Paragraph((Str(text),), style="note")
    yield from _open_points(project, "sla", wording)


def _copy_notices(copies: tuple[str, ...], wording: Wording) -> Iterator[Node]:
    for copy in copies:
        yield Group(f"copy:{copy}", (Paragraph((Str(wording.say(f"{copy}_notice")),), style="note"),))


def _open_points(project: Project, kind: DocumentKind, wording: Wording) -> Iterator[Node]:
    """One list entry for every question, field and KPI; the answers decide which are shown."""
    items = []
    for fill_in in project.guide.fill_ins.values():
        label = fill_in.label[wording.language]
        if isinstance(fill_in, Question):
            text = wording.say("open_question", str(fill_in.number), label)
        else:
            text = wording.say("open_field", label)
        items.append(ListItem((_paragraph(text),), f"open:{kind}.{fill_in.id}"))
    for kpi in project.guide.kpis:
        text = wording.say("open_kpi" if kpi.money else "open_kpi_report", kpi.id, kpi.name[wording.language])
        items.append(ListItem((_paragraph(text),), f"open:{kind}.kpi.{kpi.id}"))
    yield Group(
        "copy:open",
        (
            Heading((Str(wording.say("open_points")),)),
            _paragraph(wording.say(f"open_points_{kind}")),
            ListBlock(tuple(items), style="tick"),
        ),
    )


def _back(project: Project, wording: Wording, *, sla: bool = True) -> Iterator[Node]:
    yield Heading((Str(wording.say("about_document")),), new_page=sla)
    if sla:
        yield _paragraph(wording.say("not_part"))
    yield _paragraph(wording.say("not_advice"))
    if sla and project.guide.planned:
        yield _paragraph(wording.say("planned_intro"))
        clauses = (f"{p.code} {p.title[wording.language]}" for p in project.guide.planned)
        yield ListBlock(tuple(ListItem((_paragraph(text),)) for text in clauses))
    parts = wording.say("stamp").split("{}")
    names = ("stamp.content", "stamp.tool", "stamp.hash", "stamp.law_words")
    line: list[Inline] = [Str(parts[0])]
    for name, text in zip(names, parts[1:], strict=True):
        line += [Slot(name), Str(text)]
    yield Paragraph(tuple(line), style="meta")
    yield Group("copy:answers", (Carried((Str(wording.say("answers_heading")),), "answers"),))


# --- Clauses --------------------------------------------------------------------------------------


def _section(project: Project, section: Section, wording: Wording) -> Chapter:
    clauses = [c for c in project.guide.clauses if c.section == section.id]
    return Chapter(
        key=f"section:{section.id}",
        id=section.id,
        title=(Str(section.title[wording.language]),),
        number=f"number.section:{section.id}",
        entries=(*(_clause(project, clause, wording) for clause in clauses), _special_terms(project, section, wording)),
    )


def _special_terms(project: Project, section: Section, wording: Wording) -> Entry:
    terms = special_terms(section)
    return Entry(
        key=f"special:{section.id}",
        id=terms,
        code=section.code,
        title=(Str(wording.say("special_terms")),),
        number=f"number.special:{section.id}",
        status=f"status.special:{section.id}",
        blocks=(Paragraph((Blank(terms),)),),
    )


def _clause(project: Project, clause: Clause, wording: Wording) -> Entry:
    key = f"clause:{clause.id}"
    return Entry(
        key=key,
        id=clause.id,
        code=clause.code,
        title=(Str(clause.title[wording.language]),),
        number=f"number.{key}",
        status=f"status.{key}",
        blocks=(
            _undecided_mark(key, wording),
            *(node for block in clause.blocks for node in _block(project, clause, block, wording)),
            Group("copy:guidance", tuple(_guidance(project, clause, wording))),
        ),
    )


def _undecided_line(key: str, wording: Wording) -> Line:
    before, _, after = wording.say("undecided_mark").partition("{}")
    return (Str(before), Slot(f"depends.{key}"), Str(after))


def _undecided_mark(key: str, wording: Wording) -> Group:
    return Group(f"mark:{key}", (Paragraph(_undecided_line(key, wording), style="undecided"),))


def _undecided_cell(key: str, wording: Wording) -> When:
    return When(f"mark:{key}", (Mark((Str("["), *_undecided_line(key, wording), Str("]"))), Str(" ")))


def _block(project: Project, clause: Clause, block: Block, wording: Wording) -> Iterator[Node]:
    key = f"block:{clause.id}.{block.id}"
    yield Group(key, (_undecided_mark(key, wording), *_body(project, clause, block, wording)))


def _body(project: Project, clause: Clause, block: Block, wording: Wording) -> tuple[Node, ...]:
    here, language = f"{clause.id}.{block.id}", wording.language
    if block.text:
        nodes = [_referring(node, wording) for node in markup.parse(block.text[language])]
        if isinstance(nodes[0], Paragraph):
            nodes[0] = replace(nodes[0], number=f"number.block:{here}")
        return tuple(nodes)
    if block.list:
        return (ListBlock(tuple(_item(item, block, here, wording) for item in block.list), block.ordered),)
    if block.table:
        columns = tuple((Str(column[language]),) for column in block.table.columns)
        return (
            TableBlock(columns, tuple(_row(project, row, f"row:{here}.{row.id}", wording) for row in block.table.rows)),
        )
    if block.kpi_table:
        return _kpi_tables(project, wording)
    if block.country_table:
        return (_country_table(project, here, block, wording),)
    if block.answer_table:
        return (_answer_table(project, here, block.answer_table, wording),)
    unsigned = Paragraph((Str(wording.say("guidance_notice")),), style="note")
    return (Group("copy:sign", (_signature(wording),)), Group("copy:guidance", (unsigned,)))


def _item(item: Item, block: Block, here: str, wording: Wording) -> ListItem:
    key = f"item:{here}.{item.id}"
    line = _references(markup.line(item.text[wording.language]), wording)
    return ListItem((_undecided_mark(key, wording), Paragraph(line)), key, f"number.{key}" if block.ordered else "")


def _row(project: Project, row: Row, key: str, wording: Wording) -> TableRow:
    first, *rest = (_shared(project, _references(markup.line(cell[wording.language]), wording)) for cell in row.cells)
    return TableRow(((_undecided_cell(key, wording), *first), *rest), key)


def _shared(project: Project, line: Line) -> Line:
    """What a user typed is the same in both languages: a cell of it need not stand twice."""
    texts = {f.id for f in project.guide.fill_ins.values() if f.type in ("text", "longtext")}
    return tuple(replace(p, shared=True) if isinstance(p, Blank) and p.name in texts else p for p in line)


def _referring(node: Node, wording: Wording) -> Node:
    if isinstance(node, Paragraph):
        return replace(node, line=_references(node.line, wording))
    if isinstance(node, ListBlock):
        items = (replace(i, blocks=tuple(_referring(b, wording) for b in i.blocks)) for i in node.items)
        return replace(node, items=tuple(items))
    return node


def _references(line: Line, wording: Wording, *, begins: bool = True) -> Line:
    """{{ ref.x }} as words and a number; where a sentence begins, with a capital: 'Punkt 5.1 gælder'."""
    result: list[Inline] = []
    for part in line:
        starts = _SENTENCE_END.search(_plain(tuple(result))) is not None if result else begins
        if isinstance(part, Slot) and part.name.startswith("ref."):
            before, _, after = wording.say("clause_ref_start" if starts else "clause_ref").partition("{}")
            result += [Str(before), Reference(part.name[4:]), *((Str(after),) if after else ())]
        elif isinstance(part, Strong | Emphasis | Link):
            result.append(replace(part, children=_references(part.children, wording, begins=starts)))
        else:
            result.append(part)
    return tuple(result)


def _plain(line: Line, value: str = "x") -> str:
    """The words of a line as far as they are known; `value` stands for what answers bring, and marks say nothing."""
    known = (
        part.text
        if isinstance(part, Str)
        else _plain(part.children, value)
        if isinstance(part, _NESTED)
        else ""
        if isinstance(part, When)
        else value
        for part in line
    )
    return "".join(known)


def _guidance(project: Project, clause: Clause, wording: Wording) -> Iterator[Node]:
    def labelled(word: str, line: Line) -> Paragraph:
        return Paragraph((Strong((Str(f"{wording.say(word)}:"),)), Str(" "), *line), style="note")

    language = wording.language
    yield labelled("guidance_purpose", (Str(clause.purpose[language]),))
    first, *rest = (_as_note(node) for node in markup.parse(clause.guidance[language]))
    yield labelled("guidance", first.line) if isinstance(first, Paragraph) else first
    yield from rest
    yield labelled("guidance_risk", (Str(clause.risk_if_omitted[language]),))
    yield labelled("guidance_customer", (Str(clause.negotiation_hint.customer[language]),))
    yield labelled("guidance_provider", (Str(clause.negotiation_hint.provider[language]),))
    yield labelled("guidance_why", (Slot(f"reason.clause:{clause.id}"),))
    if clause.references:
        yield labelled("guidance_references", (Str(", ".join(clause.references)),))
    for fact_id in clause.legal_facts:
        fact = project.guide.fact[fact_id]
        checked = wording.say("guidance_law_checked", fact.statement[language], wording.date(fact.checked_on))
        yield labelled("guidance_law", (Str(f"{fact_id} {checked}"),))


def _as_note(node: Node) -> Node:
    """Guidance must never look like a term of the contract."""
    return replace(node, style="note") if isinstance(node, Paragraph) else node


# --- Tables ---------------------------------------------------------------------------------------


def _kpi_tables(project: Project, wording: Wording) -> tuple[Node, ...]:
    """The numbers in one table, how they are worked out in another: seven columns would not fit on paper."""
    kpis, language = project.guide.kpis, wording.language
    levels = tuple(TableRow(_kpi_levels(kpi, wording), f"kpi:{kpi.id}") for kpi in kpis)
    formulas = tuple(
        TableRow(((Str(kpi.id),), (Str(kpi.formula[language]),), (Str(kpi.data_source[language]),)), f"kpi:{kpi.id}")
        for kpi in kpis
    )
    return (
        TableBlock(_columns("kpi_column", ("name", "window", *_LEVELS), wording), levels),
        TableBlock(_columns("kpi_column", ("id", "formula", "source"), wording), formulas),
    )


def _columns(kind: str, names: tuple[str, ...], wording: Wording) -> tuple[Line, ...]:
    return tuple((Str(wording.say(f"{kind}_{name}")),) for name in names)


def _kpi_levels(kpi: Kpi, wording: Wording) -> tuple[Line, ...]:
    mark = _undecided_cell(f"kpi:{kpi.id}", wording)
    name: Line = (mark, Strong((Str(kpi.id),)), Str(f" {kpi.name[wording.language]}"))
    levels = tuple((Blank(f"kpi.{kpi.id}.{part}"),) for part in _LEVELS)
    return (name, (Str(wording.say(f"window_{kpi.window}")),), *levels)


def _country_table(project: Project, here: str, block: Block, wording: Wording) -> TableBlock:
    if block.country_table == "overlap":
        more = _columns("overlap_column", ("winter", "summer"), wording)
    else:
        more = _columns("transfer_column", ("basis", "note"), wording)
    rows = [
        TableRow(_country_cells(project, country, block, wording), f"country:{here}.{country}")
        for country in countries(project, block)
    ]
    unknown: tuple[Line, ...] = ((Blank("countries"),), (Str("–"),), (Str("–"),))
    columns = ((Str(wording.say("country_column")),), *more)
    return TableBlock(columns, (*rows, TableRow(unknown, f"country:{here}.none")))


def _country_cells(project: Project, country_id: str, block: Block, wording: Wording) -> tuple[Line, ...]:
    country = project.guide.country[country_id]
    name = country.name[wording.language]
    if block.country_table == "overlap":
        hours = (wording.amount(overlap(country.zone, day), "hours") for day in (WINTER_DAY, SUMMER_DAY))
        return ((Str(name),), *((Str(text),) for text in hours))
    note = country.note[wording.language] if country.note else "–"
    return (Str(name),), (Str(wording.say(f"basis_{country.transfer_basis}")),), (Str(note),)


def _answer_table(project: Project, here: str, name: str, wording: Wording) -> TableBlock:
    table = project.guide.fill_ins[name]
    columns = tuple((Str(column.label[wording.language]),) for column in table.columns)
    rows = [
        TableRow(
            tuple((Slot(f"{name}.{i}.{column.id}", shared=not column.choices),) for column in table.columns),
            f"answer:{name}.{i}",
        )
        for i in range(1, table.max_rows + 1)
    ]
    unknown = tuple((Slot(f"placeholder.{name}.{column.id}"),) for column in table.columns)
    expected = [
        [column.label[wording.language], *(c.label[wording.language] for c in column.choices), _sample(column)]
        for column in table.columns
    ]
    return TableBlock(columns, (*rows, TableRow(unknown, f"answer:{here}.none")), _weighed(expected))


def _sample(column: Column) -> str:
    """Words as long as an answer in the column is likely to be."""
    return "" if column.choices else "answer " * (min(column.max_length, 56) // 7)


def _signature(wording: Wording) -> Signature:
    parties: tuple[Line, ...] = (
        (Str(f"{wording.say('signature_customer')}: "), Blank("customer_name")),
        (Str(f"{wording.say('signature_provider')}: "), Blank("provider_name")),
    )
    names = ("place", "date", "name", "sign")
    return Signature(parties, tuple((Str(wording.say(f"signature_{name}")),) for name in names))


# --- Checklist ------------------------------------------------------------------------------------


def _check(item: ChecklistItem, wording: Wording) -> Entry:
    key, language = f"check:{item.id}", wording.language
    rows = (("why", item.why[language]), ("how", item.how[language]), ("evidence", item.evidence[language]))
    facts = (
        f"{wording.say('item_owner')}: {item.owner[language]}",
        f"{wording.say('item_effort')}: {wording.say(f'effort_{item.effort}')}",
    )
    return Entry(
        key=key,
        id=item.id,
        code="",
        title=(Str(item.title[language]),),
        number=f"number.{key}",
        status=f"status.{key}",
        blocks=(
            _undecided_mark(key, wording),
            *(Paragraph((Strong((Str(f"{wording.say(f'item_{word}')}:"),)), Str(f" {text}"))) for word, text in rows),
            Paragraph((Str(" · ".join(facts)),), style="meta"),
        ),
    )
