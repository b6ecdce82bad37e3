"""The JSON Schemas that editors use: committed as made, true to every content file, and strict where the loader is."""

from __future__ import annotations

import copy
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from generator.answers import parse_answers
from generator.load import FILES, FOLDERS, Project, validated
from generator.problems import Refused
from generator.schema import MODELS
from generator.yamlfile import Data, Source
from tests import write_schemas

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "generator" / "schema"
CONTENT = sorted((ROOT / "content").rglob("*.yaml"))
KINDS = {model: kind for kind, model in MODELS.items()}
FIRST_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: `yes`, `NO` and dates are text, only true and false are truth."""


EditorLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    EditorLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), ["" if c == "\0" else c for c in _first]
    )


@cache
def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=EditorLoader)  # noqa: S506


def kind_of(path: Path) -> str:
    name = path.relative_to(ROOT / "content").as_posix()
    if name.startswith("profiles/"):
        return "answers"
    folder = name.rpartition("/")[0]
    return KINDS[FILES.get(name) or FOLDERS[folder]]


@cache
def validator(kind: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_loaded(value: Any) -> Data:
    """Editor's data as the loader reads it: every scalar a string."""
    if isinstance(value, dict):
        return {key: as_loaded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_loaded(inner) for inner in value]
    return value if value is None else str(value)


def test_the_editor_reads_yaml_1_2() -> None:
    text = "[yes, NO, on, true, 12, 9.5, 2026-11-01, 24x7, 1:30, ~, '12', '']"
    found = ["yes", "NO", "on", True, 12, 9.5, "2026-11-01", "24x7", "1:30", None, "12", ""]
    assert yaml.load(text, Loader=EditorLoader) == found  # noqa: S506


@pytest.mark.parametrize("name", ["answers.json", *(f"{kind}.json" for kind in MODELS)])
def test_the_committed_schemas_are_what_the_command_prints(name: str) -> None:
    committed = (SCHEMAS / name).read_text(encoding="utf-8")
    assert committed == write_schemas.files()[name], "run python -m tests.write_schemas"


def test_there_is_one_schema_for_each_kind_of_file() -> None:
    assert {path.name for path in SCHEMAS.iterdir()} == set(write_schemas.files())
    assert {kind_of(path) for path in CONTENT} == {"answers", *MODELS}


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_every_content_file_validates_in_an_editor(path: Path) -> None:
    faults = [f"{error.json_path}: {error.message}" for error in validator(kind_of(path)).iter_errors(read(path))]
    assert not faults


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_every_content_file_names_its_schema_first(path: Path) -> None:
    first = FIRST_LINE.fullmatch(path.read_text(encoding="utf-8").partition("\n")[0])
    assert first, "the first line should be '# yaml-language-server: $schema=…'"
    named = Path(os.path.normpath(path.parent / first[1]))
    assert named == SCHEMAS / f"{kind_of(path)}.json"
    assert named.is_file()


# --- What is broken -------------------------------------------------------------------------------

DELETED = object()
BROKEN: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("practice", ("title", "en"), DELETED),
    ("practice", ("titel",), {"da": "x", "en": "x"}),
    ("practice", ("slug",), "Not A Slug"),
    ("practice", ("code",), "R9"),
    ("practice", ("steps",), []),
    ("practice", ("checklist", 0, "phase"), "later"),
    ("practice", ("checklist", 0, "derives_from"), []),
    ("practice", ("summary", "da"), ""),
    ("clause", ("blocks",), DELETED),
    ("clause", ("blocks", 0, "id"), "Upper"),
    ("clause", ("blocks", 0, "txt"), {"da": "x", "en": "x"}),
    ("clause", ("light",), "maybe"),
    ("clause", ("light",), True),
    ("clause", ("title",), "only one language"),
    ("kpis", ("kpis", 0, "unit"), "metres"),
    ("kpis", ("kpis", 0, "direction"), DELETED),
    ("kpis", ("kpis", 0, "derives_from"), "R2.1"),
    ("questionnaire", ("questions", 0, "type"), "chioce"),
    ("questionnaire", ("questions", 0, "number"), 0),
    ("questionnaire", ("questions", 0, "choices", 0, "label", "da"), DELETED),
    ("countries", ("countries", 0, "id"), "POL"),
    ("countries", ("countries", 0, "transfer_basis"), "none"),
    ("derived", ("facts", 0, "look_up", "quantifier"), "some"),
    ("legal_facts", ("facts", 0, "checked_on"), "1 November 2026"),
    ("legal_facts", ("facts", 0, "mark"), "sure"),
    ("sections", ("sections", 0, "code"), "Z"),
    ("answers", ("answer",), {}),
    ("answers", ("answers",), DELETED),
    ("answers", ("answers", "company_sise"), "small"),
    ("answers", ("answers", "company_size"), "huge"),
    ("answers", ("answers", "company_size"), ["small"]),
    ("answers", ("answers", "personal_data"), []),
    ("answers", ("answers", "personal_data"), ["none", "cpr"]),
    ("answers", ("answers", "personal_data"), ["cpr", "cpr"]),
    ("answers", ("answers", "personal_data"), "cpr"),
    ("answers", ("answers", "key_people"), "maybe"),
    ("answers", ("answers", "start_date"), "1. marts 2027"),
    ("answers", ("answers", "term_months"), 1000),
    ("answers", ("answers", "term_months"), "two years"),
    ("answers", ("answers", "customer_name"), "x" * 5000),
    ("answers", ("answers", "kpis"), {"S99": {}}),
    ("answers", ("answers", "kpis"), {"S01": {"goal": 5}}),
]


def broken(kind: str, path: tuple[str | int, ...], value: Any) -> Any:
    data = copy.deepcopy(read(next(file for file in CONTENT if kind_of(file) == kind)))
    holder = data
    for part in path[:-1]:
        holder = holder[part]
    if value is DELETED:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return data


def loader_refuses(kind: str, data: Any, project: Project) -> bool:
    source = Source("broken.yaml", as_loaded(data), {})
    if kind != "answers":
        return bool(validated(MODELS[kind], source)[1])
    try:
        parse_answers(source, project.guide)
    except Refused:
        return True
    return False


@pytest.mark.parametrize(
    ("kind", "path", "value"), BROKEN, ids=lambda part: "deleted" if part is DELETED else str(part)[:40]
)
def test_the_schema_refuses_what_the_loader_refuses(
    kind: str, path: tuple[str | int, ...], value: Any, project: Project
) -> None:
    data = broken(kind, path, value)
    assert not validator(kind).is_valid(data)
    assert loader_refuses(kind, data, project)


@pytest.mark.parametrize(
    "answers",
    [
        "{}",
        "company_size:",
        "company_size: ''",
        "personal_data: ''",
        "personal_data: [none]",
        "key_people: yes",
        "start_date: 2027-03-01",
        "start_date: ''",
        "term_months: 24",
        "term_months: '24'",
        "term_months: ''",
        "monthly_fee: 12500.50",
        "monthly_fee: '12500.50'",
        "customer_cvr: 12345678",
        "customer_name: 3",
        "customer_name: ''",
        "core_team: ''",
        "kpis:",
        "kpis: {S01: {target: 85, credit: yes, stretch: ''}}",
        "kpis: {S01: }",
        "countries: [PL, IN]",
    ],
)
def test_the_schema_takes_what_the_reader_of_answers_takes(answers: str, project: Project) -> None:
    inner = "\n".join(f"  {line}" for line in answers.splitlines())
    data = yaml.load(f"answers:\n{inner}", Loader=EditorLoader)  # noqa: S506
    assert not loader_refuses("answers", data, project)
    assert [error.message for error in validator("answers").iter_errors(data)] == []


def test_descriptions_reach_the_editor() -> None:
    schema = validator("clause").schema
    assert schema["$defs"]["Choice"]["properties"]["label"]["description"].startswith("As it reads")
    assert schema["properties"]["light"]["default"] == "no"
    questions = validator("answers").schema["properties"]["answers"]["properties"]
    assert all(question.get("description") for name, question in questions.items() if name != "kpis")
