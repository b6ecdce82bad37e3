"""What the guide consists of: frozen types, checked as they are made.

Every scalar arrives as text. Fields are described once, here: the JSON Schemas that editors use come from
these descriptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

LANGUAGES: tuple[Language, ...] = ("da", "en")
Language: TypeAlias = Literal["da", "en"]
Layout: TypeAlias = Literal["da", "en", "da-en"]
"""The language of a document, or both in two columns."""
LAYOUTS: tuple[Layout, ...] = ("da", "en", "da-en")
DocumentKind: TypeAlias = Literal["sla", "checklist"]

ADVICE_COUNTS = {
    "R0": 6,
    "R1": 7,
    "R2": 9,
    "R3": 8,
    "R4": 7,
    "R5": 11,
    "G0": 6,
    "G1": 7,
    "G2": 4,
    "G3": 2,
    "G4": 5,
    "G5": 4,
    "G6": 3,
    "G7": 3,
    "G8": 6,
    "G9": 2,
    "G10": 4,
}
"""How many pieces of advice each rule and guideline of the two source articles holds; 94 in all."""


def _advice_exists(advice: str) -> str:
    article, _, number = advice.partition(".")
    if not number.isdigit() or not 1 <= int(number) <= ADVICE_COUNTS.get(article, 0):
        raise ValueError("there is no such advice; ids run from R0.1 to R5.11 and from G0.1 to G10.4")
    return advice


def _yes_no(value: object) -> object:
    if value in ("yes", "no"):
        return value == "yes"
    if isinstance(value, bool):
        return value
    raise ValueError("write yes or no")


def _plain_number(value: object) -> object:
    if isinstance(value, str) and not value.replace("-", "", 1).replace(".", "", 1).isdigit():
        raise ValueError("write a plain number such as 12 or 99.5")
    return value


def _unique(ids: tuple[str, ...]) -> tuple[str, ...]:
    double = {i for i in ids if ids.count(i) > 1}
    if double:
        raise ValueError(f"named twice: {', '.join(sorted(double))}")
    return ids


YesNo: TypeAlias = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no"]})]
Number: TypeAlias = Annotated[Decimal, BeforeValidator(_plain_number), WithJsonSchema({"type": ["number", "string"]})]
Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
ChoiceId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$", max_length=60)]
KpiId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]\d{2}$")]
LegalFactId: TypeAlias = Annotated[str, Field(pattern=r"^L\d{2}$")]
AdviceId: TypeAlias = Annotated[str, AfterValidator(_advice_exists)]
Advice: TypeAlias = Annotated[tuple[AdviceId, ...], AfterValidator(_unique)]
Condition: TypeAlias = Annotated[str, Field(min_length=1, max_length=2000)]
Slug: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
IsoDate: TypeAlias = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=8000)]

Phase: TypeAlias = Literal["prepare", "select", "negotiate", "transition", "run", "change", "exit"]
PHASES: tuple[Phase, ...] = ("prepare", "select", "negotiate", "transition", "run", "change", "exit")
ValueType: TypeAlias = Literal[
    "yes_no", "choice", "several", "integer", "decimal", "percent", "money", "date", "duration",
    "text", "longtext", "table",
]  # fmt: skip
Unit: TypeAlias = Literal["minutes", "hours", "days", "working_days", "weeks", "months", "years", "people", "times"]


class Model(BaseModel):
    """Frozen, and closed: a key that nothing knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Text(Model):
    """The same words in Danish and in British English."""

    da: Words = Field(description="Danish, written as Danish")
    en: Words = Field(description="British English")

    def __getitem__(self, language: Language) -> str:
        return self.da if language == "da" else self.en


class Keywords(Model):
    """Search words in each language: inflected forms and synonyms a reader may type."""

    da: tuple[Words, ...]
    en: tuple[Words, ...]

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        return self.da if language == "da" else self.en


# --- Questions ------------------------------------------------------------------------------------


class Choice(Model):
    """One answer of a choice."""

    id: ChoiceId
    label: Text = Field(description="As it reads in the form and inside a sentence of the contract")
    help: Text | None = None


class Column(Model):
    """One column of a table that the user fills in."""

    id: Id
    label: Text
    type: Literal["text", "choice"] = "text"
    choices: tuple[Choice, ...] = ()
    max_length: int = 120


class Suggestion(Model):
    """A value to offer, never applied by itself. The first one whose condition holds is offered."""

    value: str | tuple[str, ...]
    when: Condition | None = None
    reason: Text | None = Field(default=None, description="Why this value: shown beside the suggestion")


class FillIn(Model):
    """A value that a document needs. Its id is unique in the whole guide and never changes."""

    id: Id
    label: Text
    type: ValueType
    help: Text | None = Field(default=None, description="How to answer")
    why: Text | None = Field(default=None, description="Why it is asked, and what depends on it")
    choices: tuple[Choice, ...] = ()
    choices_from: Literal["countries"] | None = None
    ordered: YesNo = Field(
        default=False, description="yes: choices run from low to high and may be compared with < and >"
    )
    minimum: Number | None = None
    maximum: Number | None = None
    decimals: int = Field(default=0, ge=0, le=4, description="Most decimals a decimal, percent or money may have")
    unit: Unit | None = Field(default=None, description="Of a number or duration")
    currency: Id | None = Field(default=None, description="Of money: the id of the question that names the currency")
    max_length: int = Field(default=200, ge=1, le=4000)
    pattern: str | None = Field(default=None, description="A regular expression the whole text must match")
    pattern_hint: Text | None = None
    columns: tuple[Column, ...] = ()
    max_rows: int = Field(default=8, ge=1, le=20)
    when: Condition | None = Field(default=None, description="Asked only when this holds; absent: always")
    suggestions: tuple[Suggestion, ...] = ()

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if (self.type in ("choice", "several")) != bool(self.choices or self.choices_from):
            raise ValueError("choice and several need choices (or choices_from), other types must have none")
        if (self.type == "table") != bool(self.columns):
            raise ValueError("a table needs columns, other types must have none")
        if self.type == "duration" and self.unit is None:
            raise ValueError("a duration needs a unit")
        if self.type == "money" and self.currency is None:
            raise ValueError("money needs a currency: the id of the question that names it")
        if self.type in ("integer", "decimal", "percent", "money", "duration") and None in (self.minimum, self.maximum):
            raise ValueError("a number needs a minimum and a maximum")
        return self


class Question(FillIn):
    """One of the questions every user is asked."""

    number: int = Field(ge=1, le=99, description="The number in the printed questionnaire; parts of one share it")
    step: Id
    unused: Words | None = Field(
        default=None, description="Why nothing uses it, or some of its choices, yet. Delete it once something does"
    )


class Step(Model):
    """A page of the questionnaire."""

    id: Id
    title: Text
    intro: Text


class Questionnaire(Model):
    """content/questionnaire.yaml"""

    steps: tuple[Step, ...]
    questions: tuple[Question, ...]


# --- Derived facts and data -----------------------------------------------------------------------


class LookUp(Model):
    """Holds when any (or all) of the countries chosen in `of` has one of `values` as its `attribute`."""

    of: Id
    quantifier: Literal["any", "all"]
    attribute: Literal["transfer_basis"]
    values: tuple[str, ...] = Field(min_length=1)


class Calculation(Model):
    """A number or date from one of the named functions of generator/functions.py."""

    function: Id
    arguments: tuple[str, ...] = Field(
        default=(), description="Names of questions, fields or derived facts, or numbers"
    )


class DerivedFact(Model):
    """Something the answers imply. Exactly one of condition, look_up and calculation."""

    id: Id
    label: Text
    condition: Condition | None = None
    look_up: LookUp | None = None
    calculation: Calculation | None = None
    is_true: Text | None = Field(default=None, description="As a clause in a reason: 'personal data leaves the EEA'")
    is_false: Text | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(x is not None for x in (self.condition, self.look_up, self.calculation)) != 1:
            raise ValueError("give exactly one of condition, look_up and calculation")
        if (self.calculation is None) != (self.is_true is not None and self.is_false is not None):
            raise ValueError("a condition or look_up needs is_true and is_false; a calculation has neither")
        return self


class DerivedFacts(Model):
    """content/derived.yaml"""

    facts: tuple[DerivedFact, ...]


class Country(Model):
    """Where a provider may sit. Overlap hours are computed from the time zone, never stored."""

    id: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
    name: Text
    zone: str = Field(description="IANA time zone")
    transfer_basis: Literal["eea", "adequacy", "adequacy_partial", "safeguards"] = Field(
        description="What personal data may travel on: inside the EEA; a full adequacy decision; one that covers "
        "some recipients only; or appropriate safeguards such as standard contractual clauses"
    )
    note: Text | None = None
    legal_facts: tuple[LegalFactId, ...] = ()


class Countries(Model):
    """content/countries.yaml"""

    checked_on: IsoDate
    countries: tuple[Country, ...]


class LegalFact(Model):
    """One dated statement about the law, with where it was seen. Unverified ones are never stated as fact."""

    id: LegalFactId
    title: Text
    statement: Text
    mark: Literal["verified", "partly", "unverified"]
    sources: tuple[Words, ...]
    checked_on: IsoDate


class LegalFacts(Model):
    """content/legal_facts.yaml"""

    facts: tuple[LegalFact, ...]


# --- Best practices -------------------------------------------------------------------------------


class StepOfWork(Model):
    """One step of how to do it."""

    title: Text
    text: Text = Field(description="Markdown")
    who: Text
    due: Text = Field(description="When, in relation to signing, start of service or the calendar")


class ChecklistItem(Model):
    """One thing to do, that can be seen to be done."""

    id: Id
    phase: Phase
    title: Text = Field(description="An instruction: 'Write down …'")
    why: Text
    how: Text
    owner: Text = Field(description="The role that does it")
    evidence: Text = Field(description="What shows that it is done")
    effort: Literal["S", "M", "L"] = Field(description="S: under an hour; M: up to a day; L: more")
    when: Condition | None = None
    derives_from: Advice = Field(min_length=1)


class SourceNote(Model):
    """Where a statement of an article comes from."""

    title: Text
    legal_fact: LegalFactId | None = None


class Practice(Model):
    """One best practice: a golden rule or a guideline, as an article and its checklist items."""

    id: Id
    code: str = Field(pattern=r"^(R[1-5]|G([1-9]|10))$")
    slug: Slug = Field(description="Part of the page's address; the same in both languages")
    phase: Phase = Field(default="prepare", description="Where in the life cycle the article is first needed")
    title: Text
    summary: Text = Field(description="One or two sentences for lists and search results")
    what: Text = Field(description="What it means. Markdown")
    why: Text = Field(description="Why it matters, with what goes wrong without it. Markdown")
    steps: tuple[StepOfWork, ...] = Field(min_length=3)
    example: Text = Field(description="A worked example with a small Danish company. Markdown")
    mistakes: tuple[Text, ...] = Field(min_length=3)
    signs: tuple[Text, ...] = Field(min_length=3, description="Signs that it works")
    questions: tuple[Text, ...] = Field(default=(), description="To put to the provider, as they would be said")
    checklist: tuple[ChecklistItem, ...] = Field(min_length=3)
    clauses: tuple[Id, ...] = Field(default=(), description="Clauses that put it into the contract")
    kpis: tuple[KpiId, ...] = ()
    tools: tuple[Id, ...] = Field(default=(), description="Worksheets and other tools to do it with")
    sources: tuple[SourceNote, ...] = Field(min_length=1)
    keywords: Keywords
    derives_from: Advice = Field(min_length=1)


class AdviceEntry(Model):
    """One piece of advice of the source articles, in our own words."""

    id: AdviceId
    text: Text = Field(description="The advice as one instruction or statement")
    done: Text = Field(description="What can be seen when it is followed")


class AdviceList(Model):
    """content/advice.yaml"""

    advice: tuple[AdviceEntry, ...]


# --- The way through ------------------------------------------------------------------------------

PagePath: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*\.html(#[a-z0-9-]+)?$")]


class PhaseText(Model):
    """What a phase of the life cycle is about."""

    id: Phase
    where: Text = Field(description="What a reader who is there would say: 'We have chosen a provider'")
    lead: Text = Field(description="What the phase is for")
    first: Text = Field(description="What to do first in it")
    done: Text = Field(description="What is in place when the next phase can begin")
    keywords: Keywords


class Phases(Model):
    """content/phases.yaml"""

    phases: tuple[PhaseText, ...]

    @model_validator(mode="after")
    def _all_in_order(self) -> Self:
        if tuple(phase.id for phase in self.phases) != PHASES:
            raise ValueError(f"give each phase once, in this order: {', '.join(PHASES)}")
        return self


class ReaderStep(Model):
    """Where a reader goes next, and why."""

    title: Text
    text: Text
    page: PagePath = Field(description="The page of the site, without the language folder")


class Reader(Model):
    """A kind of reader, and the way through the guide that suits them."""

    id: Id
    title: Text
    lead: Text
    steps: tuple[ReaderStep, ...] = Field(min_length=3)
    know: Text = Field(description="What this reader should know about the guide. Markdown")
    keywords: Keywords


class Readers(Model):
    """content/readers.yaml"""

    readers: tuple[Reader, ...]


# --- Tools and words ------------------------------------------------------------------------------


class Sheet(Model):
    """One table of a worksheet: rows we begin for the reader, then empty ones."""

    id: Id
    title: Text
    intro: Text | None = Field(default=None, description="Markdown")
    columns: tuple[Text, ...] = Field(min_length=2)
    rows: tuple[tuple[Text, ...], ...] = Field(
        default=(), description="The first cells of each row; the reader fills in the rest"
    )
    blank_rows: int = Field(default=0, ge=0, le=20)

    @model_validator(mode="after")
    def _rows_fit(self) -> Self:
        if any(len(row) > len(self.columns) for row in self.rows):
            raise ValueError("a row has more cells than the table has columns")
        if not self.rows and not self.blank_rows:
            raise ValueError("give rows or blank_rows")
        return self


class Tool(Model):
    """Something to work with: a worksheet to print and fill in, or a page of the guide that does the job."""

    id: Id
    code: str = Field(pattern=r"^T\d{2}$")
    slug: Slug = Field(description="Part of the page's address; the same in both languages")
    title: Text
    summary: Text = Field(description="One or two sentences: what it is for and when")
    page: PagePath | None = Field(default=None, description="The page that does the job; then there are no sheets")
    use: Text | None = Field(default=None, description="How to use it. Markdown")
    sheets: tuple[Sheet, ...] = ()
    keywords: Keywords
    derives_from: Advice = ()

    @model_validator(mode="after")
    def _page_or_sheets(self) -> Self:
        if (self.page is None) != bool(self.sheets and self.use):
            raise ValueError("give either page, or use and sheets")
        return self


class Forms(Model):
    """How a term is written in running text, inflected forms included, beside the term itself."""

    da: tuple[Words, ...] = ()
    en: tuple[Words, ...] = ()

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        return self.da if language == "da" else self.en


class Term(Model):
    """A word of the trade in both languages."""

    id: Id
    term: Text
    forms: Forms = Forms()
    meaning: Text = Field(description="One or two sentences without other words of the trade")
    note: Text | None = Field(default=None, description="A trap: a false friend, or a word to avoid")
    explained: YesNo = Field(default=True, description="yes: explained where an article first uses it")


class Glossary(Model):
    """content/glossary.yaml"""

    terms: tuple[Term, ...]


# --- How texts are written ------------------------------------------------------------------------


class ForbiddenWord(Model):
    """A word that guide and agreement do not use."""

    pattern: Words = Field(description="A regular expression for the whole word, in any case")
    use: Words = Field(description="What to write instead")


class Style(Model):
    """content/style.yaml"""

    da: tuple[ForbiddenWord, ...]
    en: tuple[ForbiddenWord, ...]

    def __getitem__(self, language: Language) -> tuple[ForbiddenWord, ...]:
        return self.da if language == "da" else self.en


PairDigest: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{7} [0-9a-f]{7}$")]


class Confirmed(Model):
    """content/confirmed.yaml, written by 'guide confirm'"""

    pairs: tuple[PairDigest, ...]


# --- Service level agreement ----------------------------------------------------------------------


class Section(Model):
    """A chapter of the agreement."""

    id: Id
    code: str = Field(pattern=r"^[A-M]$")
    title: Text


PARTIES = ("customer_name", "provider_name")
"""The fields that name the parties on the front page and at the signatures; no agreement can do without."""


def special_terms(section: Section) -> str:
    """The id of a section's field for what the parties add themselves."""
    return f"special_terms_{section.id}"


class Sections(Model):
    """content/sla/sections.yaml"""

    special_terms: Text = Field(description="Heading of the free text that ends each section")
    sections: tuple[Section, ...]
    planned: tuple[PlannedClause, ...] = Field(default=(), description="Clauses still to be written")


class PlannedClause(Model):
    """A clause that the finished agreement will have and this version has not."""

    code: str = Field(pattern=r"^[A-M]\d{1,2}$")
    title: Text


class Item(Model):
    """One point of a list."""

    id: Id
    when: Condition | None = None
    text: Text = Field(description="Markdown, one paragraph")


class Row(Model):
    """One row of a table; a cell is Markdown of one paragraph."""

    id: Id
    when: Condition | None = None
    cells: tuple[Text, ...]


class Table(Model):
    """A table with fixed rows."""

    columns: tuple[Text, ...] = Field(min_length=2)
    rows: tuple[Row, ...] = Field(min_length=1)


class Block(Model):
    """One piece of a clause: text, list, table, kpi_table, country_table, answer_table or signature; exactly one."""

    id: Id = Field(description="Unique in its clause; never changes")
    when: Condition | None = None
    text: Text | None = Field(
        default=None, description="Markdown: paragraphs, lists, strong, emphasis, links, {{ slots }}"
    )
    list: tuple[Item, ...] = ()
    ordered: YesNo = Field(default=False, description="yes: the list is numbered, because its order matters")
    table: Table | None = None
    kpi_table: YesNo = Field(default=False, description="yes: the table of chosen KPIs")
    country_table: Literal["overlap", "transfer"] | None = Field(
        default=None,
        description="One row for each chosen country: working hours shared, or basis for transfer of personal data",
    )
    answer_table: Id | None = Field(default=None, description="The rows of a question of type table")
    signature: YesNo = Field(default=False, description="yes: the places to sign")

    def _forms(self) -> dict[str, Any]:
        names = ("text", "list", "table", "kpi_table", "country_table", "answer_table", "signature")
        return {name: getattr(self, name) for name in names}

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.ordered and not self.list:
            raise ValueError("only a list can be ordered")
        given = [name for name, value in self._forms().items() if value]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(self._forms())}; here: {', '.join(given) or 'none'}")
        return self


class Hint(Model):
    """What to hold on to and what to give in negotiation, for each side."""

    customer: Text
    provider: Text


class Clause(Model):
    """One clause of the agreement. Its number is given when a document is made; the id never changes."""

    id: Id
    code: str = Field(pattern=r"^[A-M]\d{1,2}$", description="The code of the brief, such as E1")
    section: Id
    title: Text
    purpose: Text
    when: Condition | None = None
    light: YesNo = Field(default=False, description="yes: also in the light agreement")
    annex: YesNo = Field(default=False, description="yes: also in the annex to an existing main contract")
    blocks: tuple[Block, ...] = Field(min_length=1)
    fields: tuple[FillIn, ...] = ()
    guidance: Text = Field(description="For the user and the lawyer, never in the clean copy. Markdown")
    risk_if_omitted: Text
    negotiation_hint: Hint
    derives_from: Advice = ()
    references: tuple[Words, ...] = Field(default=(), description="Standards and other sources, by name")
    legal_facts: tuple[LegalFactId, ...] = ()


class Kpi(Model):
    """One measure of the service, with the numbers we suggest to start from."""

    id: KpiId
    name: Text
    definition: Text
    formula: Text
    unit: Literal[
        "percent", "permille", "points", "seconds", "hours", "days", "working_days", "weeks", "per_week", "count"
    ]
    direction: Literal["higher", "lower"]
    decimals: int = Field(default=0, ge=0, le=3)
    target: Number = Field(description="Suggested level to agree")
    minimum: Number = Field(description="Suggested level below which credits are full")
    stretch: Number | None = Field(default=None, description="Suggested level at which bonus is full")
    weight: Number | None = Field(default=None, description="Suggested share of the amount at risk, percent")
    window: Literal["pay_run", "iteration", "month", "quarter", "half_year", "rolling_year"]
    data_source: Text
    gaming_risk: Text
    counter_measure: Text
    customer_must: Text = Field(description="What the customer has to do for the measure to be fair")
    money: YesNo = Field(default=True, description="no: report only, never tied to credits or bonus")
    default: YesNo = Field(default=True, description="no: never in the default set, only where it is chosen")
    when: Condition | None = Field(default=None, description="Part of the default set when this holds; absent: always")
    basis: Text = Field(description="Where the suggested numbers come from: a house default or a named source")
    derives_from: Advice = ()

    @model_validator(mode="after")
    def _target_beats_minimum(self) -> Self:
        sign = 1 if self.direction == "higher" else -1
        if sign * self.target < sign * self.minimum:
            raise ValueError("the target must be at least as good as the minimum")
        if self.stretch is not None and sign * self.stretch <= sign * self.target:
            raise ValueError("the stretch level must be better than the target")
        return self


class Kpis(Model):
    """content/kpis/*.yaml"""

    kpis: tuple[Kpi, ...]


# --- Answers --------------------------------------------------------------------------------------


class KpiAnswer(Model):
    """What was agreed for one KPI; what is None is still open."""

    weight: Decimal | None = None
    target: Decimal | None = None
    minimum: Decimal | None = None
    stretch: Decimal | None = None
    credit: bool | None = None


class Answers(Model):
    """Checked answers. An id that is absent is undecided.

    A value is a bool (yes/no), str (choice, date, text), Decimal (any number), tuple of str (several), or a
    tuple of rows, each a tuple of (column, text) pairs.
    """

    title: str = ""
    content_version: str = ""
    values: Mapping[str, Any] = Field(default_factory=dict)
    kpis: Mapping[str, KpiAnswer] | None = None


class Profile(Model):
    """A ready-made answer file."""

    id: Slug
    title: Text
    summary: Text
    answers: Answers


class Guide(Model):
    """Everything in content/, checked and cross-checked."""

    version: str
    questionnaire: Questionnaire
    derived: tuple[DerivedFact, ...]
    countries: tuple[Country, ...]
    countries_checked_on: IsoDate
    legal_facts: tuple[LegalFact, ...]
    practices: tuple[Practice, ...]
    special_terms: Text
    sections: tuple[Section, ...]
    planned: tuple[PlannedClause, ...]
    clauses: tuple[Clause, ...]
    kpis: tuple[Kpi, ...]
    tools: tuple[Tool, ...]
    terms: tuple[Term, ...]
    advice: tuple[AdviceEntry, ...]
    phases: tuple[PhaseText, ...]
    readers: tuple[Reader, ...]
    style: Style
    confirmed: Confirmed

    @cached_property
    def fill_ins(self) -> dict[str, FillIn]:
        """Every question and field by its id, questions first."""
        return {f.id: f for f in self._fill_ins()}

    def _fill_ins(self) -> Iterator[FillIn]:
        yield from self.questionnaire.questions
        for clause in self.clauses:
            yield from clause.fields
        for section in self.sections:
            da, en = (f"{self.special_terms[language]}: {section.title[language]}" for language in LANGUAGES)
            yield FillIn(id=special_terms(section), label=Text(da=da, en=en), type="longtext", max_length=4000)

    @cached_property
    def country(self) -> dict[str, Country]:
        """Countries by ISO code."""
        return {c.id: c for c in self.countries}

    @cached_property
    def fact(self) -> dict[str, LegalFact]:
        """Legal facts by id."""
        return {f.id: f for f in self.legal_facts}

    @cached_property
    def clause(self) -> dict[str, Clause]:
        """Clauses by id."""
        return {c.id: c for c in self.clauses}

    @cached_property
    def kpi(self) -> dict[str, Kpi]:
        """KPIs by id."""
        return {k.id: k for k in self.kpis}

    @cached_property
    def tool(self) -> dict[str, Tool]:
        """Tools by id."""
        return {t.id: t for t in self.tools}

    @cached_property
    def derived_fact(self) -> dict[str, DerivedFact]:
        """Derived facts by id."""
        return {f.id: f for f in self.derived}

    @cached_property
    def practice_of(self) -> dict[str, Practice]:
        """The article that each checklist item stands in, by the item's id."""
        return {item.id: practice for practice in self.practices for item in practice.checklist}

    def choices(self, fill_in: FillIn) -> dict[str, Text]:
        """The allowed answers of a choice and their words, in order."""
        if fill_in.choices_from == "countries":
            return {c.id: c.name for c in self.countries}
        return {c.id: c.label for c in fill_in.choices}

    @cached_property
    def items(self) -> tuple[ChecklistItem, ...]:
        """All checklist items by phase, within a phase in the order of the articles."""
        found = [item for practice in self.practices for item in practice.checklist]
        return tuple(sorted(found, key=lambda item: PHASES.index(item.phase)))
