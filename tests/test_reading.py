"""The way through the guide: the order of the articles, what belongs to a phase, and where advice is carried."""

from __future__ import annotations

from generator.load import Project
from generator.model import ADVICE_COUNTS, PHASES
from generator.reading import address, carriers, life_cycle, phase_reading, tool_address


def test_articles_follow_the_life_cycle(project: Project) -> None:
    ordered = life_cycle(project.guide)
    assert sorted(p.code for p in ordered) == sorted(p.code for p in project.guide.practices)
    steps = [PHASES.index(p.phase) for p in ordered]
    assert steps == sorted(steps)


def test_each_item_belongs_to_one_phase_and_each_article_begins_in_one(project: Project) -> None:
    readings = [phase_reading(project.guide, phase) for phase in PHASES]
    assert sum(len(reading.items) for reading in readings) == len(project.guide.items)
    begun = [p.id for reading in readings for p in reading.practices if p.phase == reading.phase]
    assert sorted(begun) == sorted(p.id for p in project.guide.practices)
    for reading in readings:
        assert len(set(reading.practices)) == len(reading.practices)
        assert len(set(reading.tools)) == len(reading.tools)
        assert reading.practices


def test_all_94_pieces_of_advice_are_carried(project: Project) -> None:
    assert sum(ADVICE_COUNTS.values()) == len(project.guide.advice) == 94
    assert [entry.id for entry in project.guide.advice if not carriers(project.guide, entry.id)] == []


def test_each_article_carries_the_advice_of_its_own_code(project: Project) -> None:
    for practice in project.guide.practices:
        own = {f"{practice.code}.{n}" for n in range(1, ADVICE_COUNTS[practice.code] + 1)}
        assert own <= set(practice.derives_from), practice.code


def test_there_are_fifteen_articles_and_86_items_over_all_phases(project: Project) -> None:
    counts = {phase: sum(item.phase == phase for item in project.guide.items) for phase in PHASES}
    least = {"prepare": 12, "select": 14, "negotiate": 16, "transition": 14, "run": 14, "change": 8, "exit": 8}
    assert len(project.guide.practices) == 15
    assert {phase: n for phase, n in counts.items() if n < least[phase]} == {}


def test_addresses_stay_in_the_folder_of_their_kind(project: Project) -> None:
    for practice in project.guide.practices:
        assert address(practice).startswith("rules/" if practice.code[0] == "R" else "guidelines/")
    for tool in project.guide.tools:
        assert tool_address(tool) == (tool.page or f"tools/{tool.slug}.html")
