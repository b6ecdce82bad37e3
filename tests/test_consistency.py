"""Rules that answers can break together: each with a case that breaks it and one that does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.answers import read_answers
from generator.cli import main
from generator.consistency import breaches
from generator.model import Answers, KpiAnswer
from generator.render import Renderer

INDIA = "content/profiles/software-team-india.yaml"


@pytest.fixture
def india(renderer: Renderer, root: Path) -> Answers:
    return read_answers(root / INDIA, INDIA, renderer.project.guide)


def broken(renderer: Renderer, answers: Answers, **changes: dict[str, Any]) -> list[tuple[str, str]]:
    kpis = dict(answers.kpis or {})
    for kpi_id, change in changes.items():
        kpis[kpi_id] = KpiAnswer(**{**kpis[kpi_id].model_dump(), **change})
    tailored = renderer.tailor(answers.model_copy(update={"kpis": kpis}))
    return [(b.rule, b.key) for b in breaches(tailored)]


def test_every_profile_is_consistent(renderer: Renderer, root: Path) -> None:
    for path in sorted((root / "content" / "profiles").glob("*.yaml")):
        answers = read_answers(path, path.name, renderer.project.guide)
        assert breaches(renderer.tailor(answers)) == ()


def test_weights_sum_to_100(renderer: Renderer, india: Answers) -> None:
    assert broken(renderer, india) == []
    assert broken(renderer, india, S01={"weight": 5}) == [("E01", "kpis")]


def test_weights_wait_until_all_are_there(renderer: Renderer, india: Answers) -> None:
    assert broken(renderer, india, S01={"weight": None}) == []


def test_weights_do_not_matter_without_a_scheme(renderer: Renderer, india: Answers) -> None:
    none = india.model_copy(update={"values": {**india.values, "incentive_scheme": "none"}})
    assert broken(renderer, none, S01={"weight": 5}) == []


def test_target_beats_minimum_in_the_direction_of_the_kpi(renderer: Renderer, india: Answers) -> None:
    assert broken(renderer, india, S01={"target": 60, "minimum": 70}) == [("E02", "kpis.S01.target")]
    assert broken(renderer, india, S04={"target": 30, "minimum": 20}) == [("E02", "kpis.S04.target")]
    assert broken(renderer, india, S01={"target": 70, "minimum": 70}) == []


def test_stretch_beats_target(renderer: Renderer, india: Answers) -> None:
    assert broken(renderer, india, S06={"target": 95, "stretch": 95}) == [("E02", "kpis.S06.stretch")]


def test_content_without_the_clause_on_credits_has_no_weights_to_check(renderer: Renderer, india: Answers) -> None:
    tailored = renderer.tailor(india)
    held = {key: value for key, value in tailored.held.items() if key != "clause:service_credits"}
    assert breaches(replace(tailored, held=held)) == ()


def test_final_refuses_at_the_place(root: Path, tmp_path: Path) -> None:
    text = (root / INDIA).read_text(encoding="utf-8")
    path = tmp_path / "a.yaml"
    path.write_text(text.replace("weight: 20", "weight: 21", 1), encoding="utf-8")
    done = CliRunner().invoke(main, ["--root", str(root), "sla", str(path), "-o", str(tmp_path / "out"), "--final"])
    assert done.exit_code == 2
    assert "E01: the weights of the KPIs with credits sum to 101, not 100" in done.stderr
    assert ": answers.kpis: " in done.stderr
    assert not (tmp_path / "out").exists()
