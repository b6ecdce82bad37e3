"""JSON Schemas, made from the model, for editors that complete and check YAML while it is typed."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from generator.load import Project
from generator.model import (
    AdviceList,
    Clause,
    Column,
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
    Tool,
)

MODELS: dict[str, type] = {
    "advice": AdviceList,
    "clause": Clause,
    "confirmed": Confirmed,
    "countries": Countries,
    "derived": DerivedFacts,
    "glossary": Glossary,
    "kpis": Kpis,
    "legal_facts": LegalFacts,
    "phases": Phases,
    "practice": Practice,
    "questionnaire": Questionnaire,
    "readers": Readers,
    "sections": Sections,
    "style": Style,
    "tool": Tool,
}
_OPEN: list[str | None] = ["", None]
"""What leaves a question undecided."""
_TEXT: dict[str, Any] = {"type": ["string", "number", "null"]}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def content_schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of content file. Numbers may be written with or without quotes."""
    schema: dict[str, Any] = TypeAdapter(MODELS[kind]).json_schema()
    return {"$schema": _DIALECT, "title": kind, **_scalars(schema)}


def _scalars(schema: Any) -> Any:
    """Every scalar is read as text, so an editor must not insist on quotes around 12 or 2026-11-01."""
    if isinstance(schema, list):
        return [_scalars(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _scalars(value) for key, value in schema.items()}
    if found.get("type") == "string" and not {"pattern", "enum", "const"} & found.keys():
        found["type"] = ["string", "number"]
    if found.get("enum") == ["yes", "no"] and isinstance(found.get("default"), bool):
        found["default"] = "yes" if found["default"] else "no"  # what an editor would write
    return found


def answers_schema(project: Project) -> dict[str, Any]:
    """The schema of an answer file for this content."""
    guide = project.guide
    properties = {f.id: {**_value(guide, f), "description": f.label.en} for f in guide.fill_ins.values()}
    number = {"type": ["string", "number", "null"]}
    parts = dict.fromkeys(("weight", "target", "minimum", "stretch"), number)
    kpi = {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {**parts, "credit": {"enum": ["yes", "no", *_OPEN]}},
    }
    kpis = {
        "type": ["object", "null"],
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {k.id: kpi for k in guide.kpis},
    }
    text = {"anyOf": [{"type": ["string", "number", "null"]}, {"type": "object", "required": ["da", "en"]}]}
    return {
        "$schema": _DIALECT,
        "title": "answers",
        "type": "object",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {
            "title": text,
            "summary": text,
            "content_version": {"type": ["string", "number", "null"]},
            "answers": {"type": "object", "additionalProperties": False, "properties": {**properties, "kpis": kpis}},
        },
    }


def _value(guide: Guide, fill_in: FillIn) -> dict[str, Any]:
    """What may be written for a question; never stricter than the reader of answer files."""
    choices = list(guide.choices(fill_in)) if fill_in.type in ("choice", "several") else []
    match fill_in.type:
        case "yes_no":
            return {"enum": ["yes", "no", *_OPEN]}
        case "choice":
            return {"enum": [*choices, *_OPEN]}
        case "several":
            return {"anyOf": [_several(choices), {"enum": _OPEN}]}
        case "table":
            columns = {c.id: _cell(c) for c in fill_in.columns}
            row = {"type": "object", "additionalProperties": False, "properties": columns}
            return {
                "anyOf": [{"type": "array", "minItems": 1, "maxItems": fill_in.max_rows, "items": row}, {"enum": _OPEN}]
            }
        case "date":
            return {"type": ["string", "null"], "pattern": r"^(\d{4}-\d{2}-\d{2})?$"}
        case "text" | "longtext":
            return {**_TEXT, "maxLength": fill_in.max_length}
    limits = {"minimum": float(fill_in.minimum or 0), "maximum": float(fill_in.maximum or 0)}
    return {"type": ["string", "number", "null"], "pattern": r"^(-?\d+(\.\d+)?)?$", **limits}


def _several(choices: list[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": choices}}
    if "none" in choices:  # it excludes the others
        schema |= {"if": {"contains": {"const": "none"}}, "then": {"maxItems": 1}}
    return schema


def _cell(column: Column) -> dict[str, Any]:
    if column.type == "choice":
        return {"enum": [*(c.id for c in column.choices), *_OPEN]}
    return {**_TEXT, "maxLength": column.max_length}


def as_text(schema: dict[str, Any]) -> str:
    """A schema as a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
