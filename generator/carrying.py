"""The answers that a working copy carries: put into it, found in it again, and what has changed since.

What is carried is one line of JSON: the answers, the version of the content, and for every clause, question and KPI
that the answers rest on a short digest of what it said. A file that is given back is untrusted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any, Literal, TypeAlias

from generator import yamlfile
from generator.answers import as_file, canonical, parse_answers
from generator.envelope import ANSWERS_NAMESPACE, ATTACHMENT
from generator.load import Project
from generator.model import Answers, Clause, FillIn, Guide, Kpi
from generator.problems import Problem, Refused, short, visible
from generator.prose import digest
from generator.rules import NOT_ASKED

MAX_FILE = 20 * 1024 * 1024
MAX_JSON = 2 * 1024 * 1024
_MAX_PARTS = 100
_ONLY_WORKING = "only a copy made with --with-answers carries its answers"
_AGAIN = "take a copy that opens in its program, or make it anew"


# --- What a copy carries --------------------------------------------------------------------------


def carried(project: Project, answers: Answers) -> str:
    """The line of JSON for a working copy: the same for the same answers and the same content."""
    data = {
        "answers": canonical(answers),
        "content_version": project.guide.version,
        "made_from": basis(project, answers),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def basis(project: Project, answers: Answers) -> dict[str, str]:
    """Digests of what the answers rest on: every clause, each question that is asked or answered, the chosen KPIs.

    An unanswered field is left out: it stands in a clause, which is in.
    """
    guide, env = project.guide, project.book.environment(answers.values)
    asked = [q.id for q in guide.questionnaire.questions if env.get(q.id, "open") is not NOT_ASKED]
    chosen = answers.kpis if answers.kpis is not None else [kpi.id for kpi in guide.kpis if kpi.default]
    keys = {
        *(f"clause:{clause.id}" for clause in guide.clauses),
        *(f"question:{name}" for name in (*asked, *answers.values)),
        *(f"kpi:{name}" for name in chosen),
    }
    return {key: found for key, found in digests(project).items() if key in keys}


@lru_cache(maxsize=4)
def digests(project: Project) -> Mapping[str, str]:
    """Six hexadecimal digits for each clause, question, field and KPI, in the order of the guide.

    They change when its words in either language, its rule or its choices change, and not when it moves.
    """
    guide = project.guide
    said = {
        **{f"clause:{clause.id}": _clause(clause) for clause in guide.clauses},
        **{f"question:{f.id}": _fill_in(guide, f) for f in guide.fill_ins.values()},
        **{f"kpi:{kpi.id}": _kpi(kpi) for kpi in guide.kpis},
    }
    return {key: digest(json.dumps(parts, ensure_ascii=False, sort_keys=True))[:6] for key, parts in said.items()}


def _clause(clause: Clause) -> dict[str, Any]:
    return clause.model_dump(mode="json", include={"title", "blocks", "when", "light", "annex"}, exclude_defaults=True)


_ASKED = {
    "label", "help", "type", "unit", "currency", "when", "minimum", "maximum", "decimals", "max_length", "pattern",
    "columns", "max_rows",
}  # fmt: skip
"""What a question asks, and everything that can make an answer to it wrong."""


def _fill_in(guide: Guide, fill_in: FillIn) -> dict[str, Any]:
    choices = {choice: [label.da, label.en] for choice, label in guide.choices(fill_in).items()}
    return {**fill_in.model_dump(mode="json", include=_ASKED, exclude_defaults=True), "choices": choices}


def _kpi(kpi: Kpi) -> dict[str, Any]:
    kept = {"name", "definition", "formula", "unit", "direction", "window", "data_source", "money", "default", "when"}
    return kpi.model_dump(mode="json", include=kept, exclude_defaults=True)


# --- Answers that come back -----------------------------------------------------------------------

How: TypeAlias = Literal["has changed since", "is new", "is gone", "is not asked any more"]


@dataclass(frozen=True)
class Carried:
    """What a copy carried. `answers` are plain data, not yet checked against any guide."""

    answers: Mapping[str, Any]
    content_version: str
    made_from: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """A clause, question, field or KPI that is not what it was when the copy was made."""

    key: str
    name: str
    how: How

    def __str__(self) -> str:
        return f"{self.name} {self.how}"


@dataclass(frozen=True)
class Given:
    """Answers that fit this guide, and those it has no place for any more: why, and as they were."""

    answers: Answers
    outgrown: tuple[Problem, ...]
    left_out: Mapping[str, Any]

    def as_file(self) -> str:
        """The answer file. What was left out stands at its end as a comment, so that nothing is lost."""
        if not self.left_out:
            return as_file(self.answers)
        import yaml

        text = yaml.safe_dump(dict(self.left_out), sort_keys=False, allow_unicode=True, width=100)
        lines = ("Left out, because this guide has no place for them any more:", *text.splitlines())
        return as_file(self.answers) + "".join(f"# {line}\n" for line in lines)


def parse(text: str, name: str) -> Carried:
    """What the JSON of a copy says. Raises Refused where it is not what `carried` writes."""
    data = _json(text, name)
    answers, made_from = data.get("answers"), data.get("made_from", {})
    version = data.get("content_version", "")
    if isinstance(answers, dict) and isinstance(made_from, dict) and isinstance(version, str):
        digested = {key: found for key, found in made_from.items() if isinstance(found, str)}
        return Carried(answers, version, digested)
    raise _refusal(name, "the answers in this copy are damaged", _AGAIN)


def given(project: Project, found: Carried, name: str) -> Given:
    """The answers of a copy, checked against this guide. Raises Refused, naming the keys.

    An answer that does not fit because its question has changed or gone since is left out and told about; a
    fault that the guide has no part in is refused, as in any answer file.
    """
    kept = dict(found.answers)
    left_out: dict[str, Any] = {}
    told: list[Problem] = []
    while True:
        try:
            return Given(_checked(project, found, kept, name), tuple(told), left_out)
        except Refused as refused:
            outgrown = [(path, p) for p in refused.problems if (path := _outgrown(project, found, kept, p))]
            if len(outgrown) < len(refused.problems):
                raise
        told += [problem for _, problem in outgrown]
        for path in dict.fromkeys(path for path, _ in outgrown):
            left_out |= _without(kept, path)


def _checked(project: Project, found: Carried, kept: Mapping[str, Any], name: str) -> Answers:
    """As an answer file is checked; lines of a file nobody has seen would help nobody."""
    raw = json.dumps({"answers": kept, "content_version": found.content_version}, ensure_ascii=False)
    try:
        source = yamlfile.parse(raw.encode("utf-8", "surrogatepass"), name, json_form=True)
        return parse_answers(source, project.guide)
    except Refused as refused:
        raise Refused(replace(p, line=1, column=1) for p in refused.problems) from None


def _outgrown(project: Project, found: Carried, kept: Mapping[str, Any], problem: Problem) -> tuple[str, ...]:
    """Where the answer stands that a change of the guide made wrong; nothing if the guide has no part in it."""
    first, *path = problem.key.split(".")
    if first != "answers" or not path or path[0] not in kept:
        return ()
    is_kpi = path[0] == "kpis" and len(path) > 1
    key = f"kpi:{path[1]}" if is_kpi else f"question:{path[0]}"
    same = digests(project).get(key) == found.made_from.get(key)
    return () if same else tuple(path[: 1 + is_kpi])


def _without(kept: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """Takes an answer out of `kept`, and gives it back."""
    if len(path) == 1:
        return {path[0]: kept.pop(path[0])}
    kpis = {kpi: agreed for kpi, agreed in kept["kpis"].items() if kpi != path[1]}
    taken = {f"kpis.{path[1]}": kept["kpis"][path[1]]}
    kept |= {"kpis": kpis or None}
    return taken


def changes(project: Project, found: Carried, answers: Answers) -> tuple[Change, ...]:
    """What these answers rest on that has changed, is new or is gone since the copy was made."""
    now, known = basis(project, answers), digests(project)
    before = found.made_from
    result: list[Change] = []
    for key in known:
        how: How | None = None
        if key in before and key in now:
            how = "has changed since" if before[key] != now[key] else None
        elif key in now:
            how = "is new"
        elif key in before and key.startswith("question:"):
            how = "is not asked any more"
        if how:
            result.append(Change(key, _name(project.guide, key), how))
    gone = [key for key in before if key not in known]
    return (*result, *(Change(key, " ".join(key.split(":", 1)), "is gone") for key in gone))


def notes(project: Project, found: Carried, accepted: Given) -> Iterator[str]:
    """What a user should know before using the answers, one line each."""
    changed = changes(project, found, accepted.answers)
    if found.content_version != project.guide.version:
        what = "" if changed else "; nothing that the answers rest on has changed"
        yield f"made with version {short(found.content_version)} of the guide, this is {project.guide.version}{what}"
    for change in changed:
        yield visible(str(change))
    for problem in accepted.outgrown:
        why = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
        yield visible(f"{problem.key}: this answer does not fit any more and is left out: {why}")


def _name(guide: Guide, key: str) -> str:
    kind, _, name = key.partition(":")
    if kind == "clause":
        return f"clause {guide.clause[name].code} '{guide.clause[name].title.en}' ({name})"
    if kind == "kpi":
        return f"KPI {name} '{guide.kpi[name].name.en}'"
    number = getattr(guide.fill_ins[name], "number", None)
    what = "field" if number is None else f"question {number}"
    return f"{what} '{guide.fill_ins[name].label.en}' ({name})"


# --- Finding them in a file -----------------------------------------------------------------------


def read(path: Path, name: str) -> str:
    """The JSON that a working copy carries. `name` is how problems call the file. Raises Refused, OSError."""
    with path.open("rb") as stream:
        return extract(stream.read(MAX_FILE + 1), name)


def extract(raw: bytes, name: str) -> str:
    """The JSON in a working copy of any format, recognised by its bytes. Raises Refused."""
    if len(raw) > MAX_FILE:
        raise _refusal(name, "the file is too large", f"at most {MAX_FILE // 1024 // 1024} MiB are read")
    if not raw.strip():
        raise _refusal(name, "the file is empty", _AGAIN)
    start = raw.lstrip()[:8]
    if start.startswith(b"%PDF-"):
        found = _in_pdf(raw, name)
    elif raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = _in_docx(raw, name)
    elif raw.startswith(b"\xd0\xcf\x11\xe0"):
        hint = "save it as .docx without a password"
        raise _refusal(name, "this is a Word document with a password, or an old one (.doc)", hint)
    else:
        found = _in_text(raw, name)
    texts = set(filter(None, (text.strip() for text in found)))
    if not texts:
        raise _refusal(name, "this file carries no answers", _ONLY_WORKING)
    if len(texts) > 1:
        raise _refusal(name, "this file carries several sets of answers", "take a copy that was made in one go")
    text = texts.pop()
    if len(text) > MAX_JSON:
        raise _refusal(name, "the answers in this copy are too large", _AGAIN)
    return text


def _refusal(name: str, message: str, hint: str) -> Refused:
    return Refused([Problem(name, 1, 1, "(file)", message, hint)])


def _json(text: str, name: str) -> dict[str, Any]:
    """An object, in which no key stands twice and every number is text as in any answer file."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _refusal(name, "the JSON in this file is damaged", _AGAIN) from None
    if not isinstance(data, dict):
        raise _refusal(name, "the JSON in this file is no document of this guide", _ONLY_WORKING)
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(word: str) -> str:
    raise ValueError(f"{word} is no JSON")


# --- Markdown, HTML and JSON ----------------------------------------------------------------------

_LINE = re.compile(r'^[ \t]*(\{"answers":.*)$', re.MULTILINE)
"""In the text of a Markdown copy every brace is escaped, so that nothing else begins like this."""
_PRE = re.compile(r"<pre\b([^<>]*+)>([^<]*+)</pre\b", re.IGNORECASE)
"""Neither the JSON nor an answer in the text holds a raw '<', so that no answer can imitate this."""
_OURS = re.compile(r"""\sclass=["']?answers["']?(?=\s|$)""", re.IGNORECASE)


def _in_text(raw: bytes, name: str) -> list[str]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "give a DOCX, PDF, HTML, JSON or Markdown document of this guide, as UTF-8"
        raise _refusal(name, "this is no document of this guide", hint) from None
    if text.lstrip("\r\n").startswith("{"):  # not indented, as it is in Markdown
        return [*_in_json(text, name)]
    if text.lstrip().startswith("<"):
        return [unescape(words) for attributes, words in _PRE.findall(text) if _OURS.search(attributes)]
    lines: list[str] = _LINE.findall(text)
    if not lines and re.search(r"^answers:", text, re.MULTILINE):
        raise _refusal(name, "this is an answer file already", "use it as it is")
    return lines


def _in_json(text: str, name: str) -> Iterator[str]:
    data = _json(text, name)
    if "document" not in data:
        if "answers" in data:
            raise _refusal(name, "this is an answer file already", "use it as it is")
        raise _refusal(name, "the JSON in this file is no document of this guide", _ONLY_WORKING)
    blocks = data.get("back")
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict) and block.get("kind") == "answers":
            yield json.dumps(block.get("value"), ensure_ascii=False)


# --- Word -----------------------------------------------------------------------------------------

_PART = re.compile(r"customXml/item[^/]*\.xml", re.IGNORECASE)


def _in_docx(raw: bytes, name: str) -> list[str]:
    """The text of every part of ours; other programs rename the part when they save, and keep its namespace."""
    try:
        parts = [*_custom_parts(raw)]
    except Refused as refused:
        raise _refusal(name, refused.problems[0].message, refused.problems[0].hint) from None
    # Whatever a damaged archive makes of the reader, it is the file's fault and not the program's.
    except Exception:
        raise _refusal(name, "this Word document is damaged", _AGAIN) from None
    return [text for part in parts if (text := _answers_of(part, name)) is not None]


def _custom_parts(raw: bytes) -> Iterator[bytes]:
    """The custom XML parts. Nothing else is unpacked, and of these no more than answers can be."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        if "word/document.xml" not in names:
            raise _refusal("", "this is no Word document", "give a DOCX, PDF, HTML, JSON or Markdown copy")
        wanted = [name for name in dict.fromkeys(names) if _PART.fullmatch(name)]
        for name in wanted[:_MAX_PARTS]:
            with archive.open(name) as stream:
                part = stream.read(MAX_JSON + 1)
            if len(part) <= MAX_JSON:  # a larger one is somebody else's
                yield part


def _answers_of(part: bytes, name: str) -> str | None:
    """The text of our element, or None where the part is of another kind. Entities are never resolved."""
    from xml.parsers import expat

    depth, ours, words = 0, False, list[str]()

    def start(tag: str, _: object) -> None:
        nonlocal depth, ours
        depth += 1
        if depth == 1:
            ours = tag == f"{ANSWERS_NAMESPACE} answers"
        if depth > 1 or not ours:
            raise _Stop

    def forbid(*_: object) -> None:
        raise _Stop

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.CharacterDataHandler = start, words.append
    parser.StartDoctypeDeclHandler = forbid
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, _Stop, ValueError):
        if not ours:
            return None
        raise _refusal(name, "the answers in this Word document are damaged", _AGAIN) from None
    return "".join(words)


class _Stop(Exception):
    """The part is not what we write."""


# --- PDF ------------------------------------------------------------------------------------------


def _in_pdf(raw: bytes, name: str) -> list[str]:
    try:
        return [content.decode("utf-8-sig") for content in _attachments(raw)]
    except Refused as refused:
        raise _refusal(name, refused.problems[0].message, refused.problems[0].hint) from None
    # Whatever a damaged file makes of the reader, it is the file's fault and not the program's.
    except Exception:
        raise _refusal(name, "this PDF is damaged", _AGAIN) from None


def _attachments(raw: bytes) -> list[bytes]:
    import io
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would say is said below, in one line
    reader = PdfReader(io.BytesIO(raw))
    if reader.is_encrypted:
        raise _refusal("", "this PDF is protected with a password", "save it without one")
    found = []
    for part in reader.attachment_list:
        if part.name == ATTACHMENT:
            found.append(part.content)
        if len(found) > 1:
            break
    return found
