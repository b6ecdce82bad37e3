"""Writes generator/schema/*.json, which editors use: what `guide schema KIND` prints, one file a kind.

Run it as `python -m tests.write_schemas` after a change to the model or to the questions.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator.load import load
from generator.schema import MODELS, answers_schema, as_text, content_schema

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "generator" / "schema"


@cache
def files() -> dict[str, str]:
    """The schema files: name and text."""
    answers = {"answers.json": as_text(answers_schema(load(ROOT)))}
    return answers | {f"{kind}.json": as_text(content_schema(kind)) for kind in MODELS}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER.relative_to(ROOT) / name)
