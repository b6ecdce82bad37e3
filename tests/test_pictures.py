"""The pictures of working hours say what the hours in words say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from generator.functions import SUMMER_DAY, WINTER_DAY, overlap
from generator.load import Project
from generator.pictures import MINUTES, overlap_picture, working_spans

SVG = "{http://www.w3.org/2000/svg}"


def bars(zone: str, day: date) -> dict[str, list[tuple[float, float]]]:
    drawn = overlap_picture(zone, day, "x").replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    found: dict[str, list[tuple[float, float]]] = {}
    for bar in ElementTree.fromstring(drawn).iter(f"{SVG}rect"):  # noqa: S314 - our own text
        found.setdefault(bar.attrib["class"], []).append((float(bar.attrib["x"]), float(bar.attrib["width"])))
    return found


@pytest.mark.parametrize("day", [WINTER_DAY, SUMMER_DAY])
def test_the_shared_bars_are_as_long_as_the_overlap_of_every_country(project: Project, day: date) -> None:
    for country in project.guide.countries:
        shared = sum(width for _, width in bars(country.zone, day).get("hours-shared", []))
        assert Decimal(str(round(shared / 10, 2))) == overlap(country.zone, day), country.id


def test_manila_begins_at_two_at_night_and_ends_before_noon() -> None:
    here, there = working_spans("Asia/Manila", WINTER_DAY)
    assert here == (8 * 60, 16 * 60)
    assert there == ((2 * 60, 11 * 60),)


def test_hours_past_midnight_stand_at_both_ends_of_the_day() -> None:
    _, there = working_spans("America/Mexico_City", SUMMER_DAY)
    assert there == ((0, 2 * 60), (17 * 60, MINUTES))
    assert "hours-shared" not in bars("America/Mexico_City", SUMMER_DAY)
