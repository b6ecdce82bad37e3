"""Helpers that more than one test module uses."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator import yamlfile
from generator.answers import parse_answers
from generator.blocks import (
    Blank,
    Both,
    Carried,
    Chapter,
    Document,
    Emphasis,
    Entry,
    Group,
    Line,
    Link,
    ListBlock,
    ListItem,
    Mark,
    Node,
    Paragraph,
    Signature,
    Slot,
    Strong,
    TableBlock,
    TableRow,
    When,
)
from generator.blocks import Heading as HeadingBlock
from generator.model import Answers, Calculation, FillIn, Guide, Kpi
from generator.rulebook import RuleBook
from generator.rules import ALWAYS, Name, Rule, compile_rule
from tests import word

# --- Answers --------------------------------------------------------------------------------------


def answers_of(guide: Guide, given: Mapping[str, Any]) -> Answers:
    """Answers from plain data, read the way an answer file is."""
    raw = json.dumps({"answers": dict(given)}, ensure_ascii=False).encode()
    return parse_answers(yamlfile.parse(raw, "answers.json", json_form=True), guide)


TEXTS = (
    "Eksempel ApS",
    "R&D <b>x</b>",
    "1. x",
    "- x",
    "Æ|ø_å*",
    "{{ 7*7 }}",
    "a\\b `c`",
    "# [x](y)",
    "12",
    "ΑΒΓ 中文 🙂",
)
FITTING = ("a@b.dk", "12345678", "+45 12 34 56 78", "00000000", "EUR")
"""Texts for fields that have a pattern."""


def random_raw(guide: Guide, seed: int) -> dict[str, Any]:
    """Plain answers: seed 0 answers nothing, seed 1 everything, others something in between."""
    rnd = random.Random(seed)  # noqa: S311
    share = {0: 0.0, 1: 1.0}.get(seed, rnd.choice((0.1, 0.3, 0.5, 0.8, 0.95, 1.0)))
    given = {f.id: _random_value(guide, f, rnd) for f in guide.fill_ins.values() if rnd.random() < share}
    if rnd.random() < share / 2:
        chosen = rnd.sample(guide.kpis, rnd.randint(1, len(guide.kpis)))
        given["kpis"] = {kpi.id: _random_kpi(kpi, rnd) for kpi in chosen}
    return given


def random_answers(guide: Guide, seed: int) -> Answers:
    """Checked answers for a seed, from nothing answered to everything, of every type."""
    return answers_of(guide, random_raw(guide, seed))


def _random_value(guide: Guide, fill_in: FillIn, rnd: random.Random) -> Any:
    match fill_in.type:
        case "yes_no":
            return rnd.choice(("yes", "no"))
        case "choice":
            return rnd.choice(list(guide.choices(fill_in)))
        case "several":
            choices = [c for c in guide.choices(fill_in) if c != "none"]
            lone = ["none"] if "none" in guide.choices(fill_in) and rnd.random() < 0.2 else None
            return lone or rnd.sample(choices, rnd.randint(1, min(4, len(choices))))
        case "date":
            return f"{rnd.randint(2026, 2031)}-{rnd.randint(1, 12):02}-{rnd.randint(1, 28):02}"
        case "text" | "longtext":
            return text_for(fill_in, rnd.choice(TEXTS) + ("\n\nb" if fill_in.type == "longtext" else ""))
        case "table":
            return [_random_row(fill_in, rnd) for _ in range(rnd.randint(1, fill_in.max_rows))]
    return _random_number(fill_in, rnd)


def text_for(fill_in: FillIn, text: str) -> str:
    """The text, or one that fits the pattern of a field that has one."""
    if fill_in.pattern is None:
        return text[: fill_in.max_length]
    return next(t for t in FITTING if re.fullmatch(fill_in.pattern, t))


def _random_row(fill_in: FillIn, rnd: random.Random) -> dict[str, str]:
    row = {c.id: rnd.choice([x.id for x in c.choices] or [t[: c.max_length] for t in TEXTS]) for c in fill_in.columns}
    return {name: text for i, (name, text) in enumerate(row.items()) if i == 0 or rnd.random() < 0.9}


def _random_number(fill_in: FillIn, rnd: random.Random) -> str:
    assert fill_in.minimum is not None and fill_in.maximum is not None
    decimals = fill_in.decimals if fill_in.type in ("decimal", "percent", "money") else 0
    scale = 10**decimals
    units = rnd.randint(int(fill_in.minimum * scale), int(fill_in.maximum * scale))
    return f"{units / scale:.{decimals}f}"


def _random_kpi(kpi: Kpi, rnd: random.Random) -> dict[str, str]:
    numbers = {part: str(rnd.randint(0, 100)) for part in ("weight", "target", "minimum", "stretch")}
    credit = {"credit": rnd.choice(("yes", "no")) if kpi.money else "no"}
    return {name: value for name, value in {**numbers, **credit}.items() if rnd.random() < 0.7}


# --- Tailoring a block tree directly --------------------------------------------------------------


def prune(document: Document, shown: frozenset[str], *, keep_out: bool) -> Document:
    """The block tree with only what is shown and with no conditions left in it.

    JSON says of an entry that is out that it is out: `keep_out` keeps its shell.
    """
    chapters = tuple(_pruned_chapter(c, shown, keep_out) for c in document.chapters if keep_out or c.key in shown)
    return replace(
        document, front=_pruned(document.front, shown), chapters=chapters, back=_pruned(document.back, shown)
    )


def _pruned_chapter(chapter: Chapter, shown: frozenset[str], keep_out: bool) -> Chapter:
    entries = (_pruned_entry(e, shown) for e in chapter.entries if keep_out or e.key in shown)
    return replace(chapter, key="", entries=tuple(entries), blocks=_pruned(chapter.blocks, shown))


def _pruned_entry(entry: Entry, shown: frozenset[str]) -> Entry:
    if entry.key not in shown:
        return replace(entry, blocks=(), title=())
    return replace(entry, key="", blocks=_pruned(entry.blocks, shown), title=_filled(entry.title, shown))


def _pruned(blocks: tuple[Node, ...], shown: frozenset[str]) -> tuple[Node, ...]:
    return tuple(part for block in blocks for part in _pruned_block(block, shown))


def _pruned_block(block: Node, shown: frozenset[str]) -> Iterator[Node]:
    match block:
        case Group(key=key, blocks=inner):
            yield from _pruned(inner, shown) if key in shown else ()
        case Paragraph() | HeadingBlock():
            yield replace(block, line=_filled(block.line, shown))
        case ListBlock():
            items = (i for i in block.items if not i.key or i.key in shown)
            yield replace(block, items=tuple(_pruned_item(i, shown) for i in items))
        case TableBlock():
            rows = (r for r in block.rows if not r.key or r.key in shown)
            yield replace(block, rows=tuple(TableRow(tuple(_filled(c, shown) for c in r.cells)) for r in rows))
        case Signature():
            yield replace(block, parties=tuple(_filled(party, shown) for party in block.parties))
        case Carried():
            yield block


def _pruned_item(item: ListItem, shown: frozenset[str]) -> ListItem:
    """A mark inside a point is set by its group, so the group stays, with a key that is always shown."""
    blocks = (
        (Group("always", _pruned(b.blocks, shown)),)
        if isinstance(b, Group) and b.key in shown
        else _pruned((b,), shown)
        for b in item.blocks
    )
    return ListItem(tuple(part for found in blocks for part in found), number=item.number)


def _filled(line: Line, shown: frozenset[str]) -> Line:
    return tuple(part for inline in line for part in _filled_part(inline, shown))


def _filled_part(part: Any, shown: frozenset[str]) -> Line:
    match part:
        case Blank(name=name):
            assert (f"filled:{name}" in shown) != (f"blank:{name}" in shown), f"{name} is neither filled nor blank"
            return (Slot(part.slot),) if f"filled:{name}" in shown else (Mark((Slot(part.placeholder),)),)
        case When(key=key, children=children):
            return _filled(children, shown) if key in shown else ()
        case Both():
            return (Both(_filled(part.first, shown), _filled(part.second, shown)),)
        case Strong() | Emphasis() | Link() | Mark():
            return (replace(part, children=_filled(part.children, shown)),)
    return (part,)


FORMS = ("md", "html", "json", "docx")
"""The formats whose text can be read back as it was joined. PDF is read in test_pdf."""

# --- Reading documents back -----------------------------------------------------------------------


def folded(text: str) -> str:
    """NFC, with white space folded: how the texts of two formats are compared."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass
class Element:
    """An HTML element; `children` are elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all inside it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find(self, tag: str, name: str = "") -> list[Element]:
        """The elements of a tag, and of a class if one is named."""
        return [e for e in self.walk() if e.tag == tag and (not name or name in e.attributes.get("class", "").split())]

    def text(self, skip: str = "number") -> str:
        """All text inside, without elements of the class `skip`."""
        if skip in self.attributes.get("class", "").split():
            return ""
        space = " " if self.tag in BLOCK_TAGS else ""
        return space + "".join(c if isinstance(c, str) else c.text(skip) for c in self.children) + space


VOID_TAGS = {"br", "input", "meta", "link", "hr", "img"}
BLOCK_TAGS = {"p", "li", "td", "th", "tr", "h1", "h2", "h3", "dt", "dd", "div", "section", "br", "pre", "label"}


class _TreeBuilder(HTMLParser):
    """Builds a tree and fails on a tag that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID_TAGS:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}> at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(text: str) -> Element:
    """The tree of an HTML document. Fails where tags are not balanced."""
    builder = _TreeBuilder()
    builder.feed(text)
    builder.close()
    assert len(builder.open) == 1, f"never closed: {[e.tag for e in builder.open[1:]]}"
    return builder.root


def read_md(text: str) -> list[Token]:
    """The tokens of CommonMark with tables and strike-through."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def inline_text(token: Token) -> str:
    """The words of an inline token; a line break is a space."""
    return "".join(" " if t.type in ("softbreak", "hardbreak") else t.content for t in token.children or ())


def md_text(tokens: list[Token]) -> str:
    """All words."""
    return " ".join(inline_text(t) if t.type == "inline" else t.content for t in tokens if t.type in MD_TEXTS)


MD_TEXTS = ("inline", "code_block", "fence", "html_block")
_SIGNING = re.compile(r"^(.*): _{20,}$")


def clause_words(form: str, text: str) -> list[tuple[str, str]]:
    """The title and the words of every clause or item that is in, in order, without automatic numbers."""
    return {"md": _md_clauses, "html": _html_clauses, "json": _json_clauses, "docx": _word_clauses}[form](text)


def _word_clauses(text: str) -> list[tuple[str, str]]:
    return [(folded(title), folded(found)) for title, found in word.clauses(text)]


def _md_clauses(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, list[str]]] = []
    tokens = read_md(text)
    for i, token in enumerate(tokens):
        heading = tokens[i - 1].tag if i and tokens[i - 1].type == "heading_open" else ""
        if token.type == "hr" or heading in ("h1", "h2"):
            found.append(("", []))  # a chapter, or the end: no clause
        elif heading == "h3":
            found.append((re.sub(r"^(☐ )?\d+\.\d+ ", "", inline_text(token)), []))
        elif token.type == "inline" and found:
            words = re.sub(r"^\d+\.\d+\.\d+ ", "", inline_text(token))
            found[-1][1].append(_SIGNING.sub(r"\1", words))
    return [(folded(title), folded(" ".join(words))) for title, words in found if title]


def _html_clauses(text: str) -> list[tuple[str, str]]:
    tree = read_html(text)
    found = []
    for section in [*tree.find("section", "clause"), *tree.find("section", "item")]:
        title = section.find("h3")[0]
        body = " ".join(c if isinstance(c, str) else c.text() for c in section.children if c is not title)
        found.append((folded(title.text()), folded(body)))
    return found


def _json_clauses(text: str) -> list[tuple[str, str]]:
    data = json.loads(text)
    entries = [e for e in data.get("clauses", data.get("items")) if e["status"] != "out"]
    return [(folded(e["title"]), folded(" ".join(json_words(e["blocks"])))) for e in entries]


def json_words(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """The words of a list of JSON blocks, in reading order."""
    for block in blocks:
        if block["kind"] == "table":
            yield from (cell for row in block["rows"] for cell in row)
        elif block["kind"] == "signatures":
            yield from (words for party in block["parties"] for words in (party, *block["lines"]))
        elif "text" in block:
            yield block["text"]


# --- Conditions on a small vocabulary -------------------------------------------------------------

CRITICALITY = Name("criticality", "choice", ("low", "medium", "high", "critical"), ordered=True)
VOCABULARY: dict[str, Name] = {
    name.id: name
    for name in (
        CRITICALITY,
        Name("region", "choice", ("north", "south", "east")),
        Name("data", "several", ("none", "contact", "cpr", "special")),
        Name("countries", "several", ("PL", "IN", "PH")),
        Name("fee", "number", low=Decimal(0), high=Decimal(1000000), step=Decimal("0.01"), measure="money"),
        Name("limit", "number", low=Decimal(0), high=Decimal(1000000), step=Decimal("0.01"), measure="money"),
        Name("share", "number", low=Decimal(0), high=Decimal(100), step=Decimal("0.1"), measure="percent"),
        Name("people", "number", low=Decimal(1), high=Decimal(50), step=Decimal(1), measure="people"),
        Name("start", "date"),
        Name("end", "date"),
        Name("agreed", "truth"),
        Name("urgent", "truth"),
        Name("note", "answered"),
    )
}
"""One name or two of every kind."""


def rule_book(
    names: Mapping[str, Name],
    *,
    visible: Mapping[str, str] = MappingProxyType({}),
    derived: Mapping[str, str | Rule] = MappingProxyType({}),
    calculated: Mapping[str, Calculation] = MappingProxyType({}),
    zones: Mapping[str, str] = MappingProxyType({}),
) -> RuleBook:
    """A rule book of these names, each after what it depends on; what has no condition always applies."""
    facts = {fact: rule if isinstance(rule, Rule) else compile_rule(rule, names) for fact, rule in derived.items()}
    asked = {
        name: compile_rule(visible[name], names) if name in visible else ALWAYS
        for name in names
        if name not in derived and name not in calculated
    }
    book = RuleBook(names, tuple(names), asked, facts, calculated, zones, {}, {})
    order: list[str] = []
    while len(order) < len(names):
        order.append(next(n for n in names if n not in order and set(book.parents(n)) <= set(order)))
    return replace(book, order=tuple(order))


# --- Random conditions ----------------------------------------------------------------------------

NUMBERS = tuple(
    Decimal(n)
    for n in ("-5", "0", "0.1", "0.2", "0.3", "1", "7", "99.5", "99.95", "250000", "1000000.01", "123456789012.345")
)
DAYS = ("2026-12-31", "2027-01-01", "2027-02-28", "2028-02-29", "2030-06-15")


def seeded(seed: int) -> random.Random:
    """Random choices that are the same every time."""
    return random.Random(seed)  # noqa: S311


def random_vocabulary(rnd: random.Random) -> dict[str, Name]:
    """Names of every kind, with random choices."""

    def some_choices() -> tuple[str, ...]:
        return tuple(f"c{i}" for i in range(rnd.randint(1, 6)))

    names = [Name(f"choice{i}", "choice", some_choices(), ordered=i % 2 == 0) for i in range(4)]
    names += [Name(f"several{i}", "several", ("none", *some_choices())) for i in range(3)]
    names += [Name(f"number{i}", "number", measure="money" if i < 3 else "") for i in range(5)]
    names += [Name(f"date{i}", "date") for i in range(3)]
    names += [Name(f"truth{i}", "truth") for i in range(3)]
    names += [Name(f"answered{i}", "answered") for i in range(2)]
    return {name.id: name for name in names}


def random_condition(rnd: random.Random, names: Mapping[str, Name], depth: int = 4) -> str:
    """The text of a condition: every operator, nested at random."""
    shape = rnd.random() if depth else 1.0
    if shape < 0.2:
        return f"not ({random_condition(rnd, names, depth - 1)})"
    if shape < 0.6:
        parts = [random_condition(rnd, names, depth - 1) for _ in range(rnd.randint(2, 3))]
        return "(" + f" {rnd.choice(('and', 'or'))} ".join(parts) + ")"
    return _random_comparison(rnd, rnd.choice(list(names.values())), names)


def _random_comparison(rnd: random.Random, name: Name, names: Mapping[str, Name]) -> str:
    sign = rnd.choice(("==", "!=", "<", "<=", ">", ">="))
    match name.kind:
        case "truth" | "answered":
            return name.id
        case "several":
            return f"'{rnd.choice(name.choices)}' {rnd.choice(('in', 'not in'))} {name.id}"
        case "choice" if rnd.random() < 0.4:
            chosen = rnd.sample(name.choices, rnd.randint(0, len(name.choices)))
            return f"{name.id} {rnd.choice(('in', 'not in'))} {chosen}"
        case "choice":
            right, sign = f"'{rnd.choice(name.choices)}'", sign if name.ordered else rnd.choice(("==", "!="))
        case _:
            alike = [n.id for n in names.values() if (n.kind, n.measure) == (name.kind, name.measure)]
            literal = f"'{rnd.choice(DAYS)}'" if name.kind == "date" else str(rnd.choice(NUMBERS))
            right = rnd.choice(alike) if rnd.random() < 0.3 else literal
    return f"{name.id} {sign} {right}" if rnd.random() < 0.7 else f"{right} {sign} {name.id}"


def random_value(rnd: random.Random, name: Name) -> Any:
    """An answer that fits the name."""
    match name.kind:
        case "truth":
            return rnd.random() < 0.5
        case "answered":
            return rnd.choice(("x", "æøå", ((("role", "buyer"),),)))
        case "choice":
            return rnd.choice(name.choices)
        case "several":
            rest = [c for c in name.choices if c != "none"]
            alone = "none" in name.choices and rnd.random() < 0.2
            return ("none",) if alone else tuple(rnd.sample(rest, rnd.randint(1, len(rest))))
        case "date":
            return rnd.choice(DAYS)
    return rnd.choice(NUMBERS)


def plain(value: Any) -> Any:
    """A value as JSON has it: a decimal is a number, a table a list of maps."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return [dict(row) for row in value]
    return list(value) if isinstance(value, tuple) else value
