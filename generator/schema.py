"""JSON Schemas, made from the model, for editors that complete and check YAML while it is typed."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from generator.load import Project
from generator.model import (
    Clause,
    Countries,
    DerivedFacts,
    FillIn,
    Guide,
    Kpis,
    LegalFacts,
    Practice,
    Questionnaire,
    Sections,
)

MODELS: dict[str, type] = {
    "clause": Clause,
    "countries": Countries,
    "derived": DerivedFacts,
    "kpis": Kpis,
    "legal_facts": LegalFacts,
    "practice": Practice,
    "questionnaire": Questionnaire,
    "sections": Sections,
}
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
        "properties": {**parts, "credit": {"enum": ["yes", "no", None]}},
    }
    kpis = {"type": "object", "additionalProperties": False, "properties": {k.id: kpi for k in guide.kpis}}
    text = {"anyOf": [{"type": "string"}, {"type": "object", "required": ["da", "en"]}]}
    return {
        "$schema": _DIALECT,
        "title": "answers",
        "type": "object",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {
            "title": text,
            "summary": text,
            "content_version": {"type": "string"},
            "answers": {"type": "object", "additionalProperties": False, "properties": {**properties, "kpis": kpis}},
        },
    }


def _value(guide: Guide, fill_in: FillIn) -> dict[str, Any]:
    choices = list(guide.choices(fill_in)) if fill_in.type in ("choice", "several") else []
    match fill_in.type:
        case "yes_no":
            return {"enum": ["yes", "no", None]}
        case "choice":
            return {"enum": [*choices, None]}
        case "several":
            return {"type": ["array", "null"], "minItems": 1, "uniqueItems": True, "items": {"enum": choices}}
        case "table":
            columns = {c.id: {"type": ["string", "null"]} for c in fill_in.columns}
            row = {"type": "object", "additionalProperties": False, "properties": columns}
            return {"type": ["array", "null"], "minItems": 1, "maxItems": fill_in.max_rows, "items": row}
        case "date":
            return {"type": ["string", "null"], "pattern": r"^(\d{4}-\d{2}-\d{2})?$"}
        case "text" | "longtext":
            return {"type": ["string", "null"], "maxLength": fill_in.max_length}
    limits = {"minimum": float(fill_in.minimum or 0), "maximum": float(fill_in.maximum or 0)}
    return {"type": ["string", "number", "null"], **limits}


def as_text(schema: dict[str, Any]) -> str:
    """A schema as a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
