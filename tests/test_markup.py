"""The Markdown subset of the content: what it is, and that everything else is refused."""

from __future__ import annotations

import pytest

from generator import markup
from generator.blocks import Blank, Emphasis, Link, ListBlock, ListItem, Paragraph, Slot, Str, Strong


def _one(*line: object) -> tuple[Paragraph, ...]:
    return (Paragraph(tuple(line)),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", _one(Str("a b"))),
        ("a\nb", _one(Str("a"), Str(" "), Str("b"))),
        ("a **b** c", _one(Str("a "), Strong((Str("b"),)), Str(" c"))),
        ("*b*", _one(Emphasis((Str("b"),)))),
        ("[a](https://x.dk/)", _one(Link("https://x.dk/", (Str("a"),)))),
        ("<https://x.dk>", _one(Link("https://x.dk", (Str("https://x.dk"),)))),
        ("{{ a }}", _one(Blank("a"))),
        ("{{a}} og {{ ref.b_2 }}.", _one(Blank("a"), Str(" og "), Slot("ref.b_2"), Str("."))),
        ("**{{ a }}**", _one(Strong((Blank("a"),)))),
        ("x{{ a }}{{ b }}y", _one(Str("x"), Blank("a"), Blank("b"), Str("y"))),
        ("{ a }", _one(Str("{ a }"))),
        ("100 % af R&D", _one(Str("100 % af R&D"))),
        ("a\n\nb", (*_one(Str("a")), *_one(Str("b")))),
        ("- a\n- b", (ListBlock(tuple(ListItem(_one(Str(t))) for t in "ab")),)),
        ("1. a\n2. b", (ListBlock(tuple(ListItem(_one(Str(t))) for t in "ab"), ordered=True),)),
    ],
)
def test_the_subset(text: str, expected: object) -> None:
    assert markup.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# heading", "a\n---", "---", "> quote", "```\ncode\n```", "    code", "`code`", "![x](https://x.dk/y.png)",
        "<b>x</b>", "<div>\nx\n</div>", "a\\\nb", "a  \nb", "- a\n    - b", "- a\n\n  b", "-", "- # x",
        "[a](http://x.dk)", "[a](javascript:alert(1))", "[a](#b)", "[a]()", "<a@b.dk>",
        "{{ }}", "{{ A }}", "{{ a.b }}", "{{ a | safe }}", "{{ 7*7 }}", "{% if x %}", "{{ a }", "a }}", "{{ ref. }}",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_advice(text: str) -> None:
    with pytest.raises(markup.MarkupError) as caught:
        markup.parse(text)
    assert caught.value.message
    assert caught.value.hint


def test_a_line_is_a_single_paragraph() -> None:
    assert markup.line("a {{ b }}") == (Str("a "), Blank("b"))
    for text in ("a\n\nb", "- a", ""):
        with pytest.raises(markup.MarkupError):
            markup.line(text)


def test_slots_are_found_wherever_they_stand() -> None:
    text = "{{ a }} **{{ b }}**\n\n- *{{ c }}*\n- [{{ d }}](https://x.dk/) {{ ref.e }} {{ a }}"
    assert list(markup.slots(markup.parse(text))) == ["a", "b", "c", "d", "ref.e", "a"]


def test_the_shape_tells_structures_apart_and_not_words() -> None:
    def shape(text: str) -> object:
        return markup.shape(markup.parse(text))

    assert shape("a\n\n- b\n- c") == shape("x **y**\n\n- z\n- {{ w }}")
    different = ["a", "a\n\nb", "- a", "- a\n- b", "1. a", "1. a\n2. b", "a\n\n- b"]
    assert len({shape(text) for text in different}) == len(different)
