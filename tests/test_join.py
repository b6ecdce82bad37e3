"""The interpreter of segments: nested blocks, slots, escaping; it knows nothing else."""

from __future__ import annotations

import pytest

from generator.join import join
from generator.segments import LITERAL, RAW, SLOT, Builder, Compiled


def _compiled() -> Compiled:
    out = Builder()
    out.text("a")
    with out.group("outer"):
        out.text("b")
        with out.group("inner"):
            out.text("c")
            out.slot("name")
        out.text("d")
    out.raw("data")
    out.text("e")
    return out.compiled()


VALUES = {"name": "<x>", "data": "<y>"}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (set(), "a<y>e"),
        ({"outer"}, "abd<y>e"),
        ({"inner"}, "a<y>e"),
        ({"outer", "inner"}, "abc[<x>]d<y>e"),
        ({"outer", "inner", "unknown"}, "abc[<x>]d<y>e"),
    ],
)
def test_a_block_is_in_when_its_parent_is_and_its_key_is_shown(shown: set[str], expected: str) -> None:
    assert join(_compiled(), shown, VALUES, lambda text: f"[{text}]") == expected


def test_a_slot_without_a_value_is_a_fault_only_where_it_stands_in_the_text() -> None:
    assert join(_compiled(), set(), {"data": ""}, str) == "ae"
    with pytest.raises(KeyError, match="name"):
        join(_compiled(), {"outer", "inner"}, {"data": ""}, str)


def test_the_builder_joins_neighbouring_text_and_keeps_no_empty_segment() -> None:
    out = Builder()
    for text in ("a", "", "b"):
        out.text(text)
    with out.group(""):
        out.text("c")
    with out.group("key"):
        out.text("")
    assert out.compiled() == Compiled(((-1, ""), (0, "key")), ((0, LITERAL, "abc"),))


def test_text_around_a_block_stays_apart_from_the_text_in_it() -> None:
    assert [segment[:2] for segment in _compiled().segments] == [
        (0, LITERAL),
        (1, LITERAL),
        (2, LITERAL),
        (2, SLOT),
        (1, LITERAL),
        (0, RAW),
        (0, LITERAL),
    ]


def test_values_are_never_read_as_slots_again() -> None:
    found = join(_compiled(), {"outer", "inner"}, {"name": "data name", "data": "name"}, str)
    assert found == "abcdata namedname" + "e"
