"""The formats, each by itself: text that reads as itself wherever a value may stand, and the same words in all."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.blocks import (
    Blank,
    Carried,
    Chapter,
    Document,
    Emphasis,
    Entry,
    Group,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    Signature,
    Str,
    Strong,
    TableBlock,
    TableRow,
)
from generator.join import join
from generator.segments import Compiled
from generator.writers import WRITERS, html, markdown
from tests import word
from tests.helpers import FORMS, Element, folded, inline_text, md_text, read_html, read_md

HOSTILE = (
    "A/S", "R&D", "<b>x</b>", "{{ 7*7 }}", "{% x %}", "*a* [b](c)", "![x](y)", "=cmd|' /C calc'!A0", "]]>", "{: .x}",
    "</script><script>alert(1)</script>", "-->", "<!-- x", "1. x", "1) x", "1.", "12", "# x", "- x", "+ x", "-", "--",
    "---", "===", "***", "___", "| a |", "|", "a | b", "~~x~~", "~~~", "```", "`", "`x`", "> x", "http://x.dk",
    "https://x.dk/a_b_c?d=1&e=2", "a@b.dk", "first_last@x.dk", "_x_", "__x__", "a_", "_", "\\", "\\\\", "x\\", "\\n",
    "a\\*b", "&amp;", "&lt;b&gt;", "&#60;", "&copy", "$x$", "^x^", "[x]: http://y", "[^1]", "![", "<http://x>", "!!! x",
    "\"quoted\"", "'", "`'\"", "x" * 400, "Ελληνικά", "العربية", "中文", "🙂🇩🇰", "e\u0301 \u0300x", "\u00a0x\u00a0",
    "  leading", "trailing  ", "    code", "\u200bx", "*", "**", "**x", "x**", "#", "x #", "::x::", "%", "+45 00", "-5",
    "${x}", "{x}", "\ue000body\ue000", "Kontrakten", "99,5 %",
)  # fmt: skip
SEVERAL_LINES = (
    "a\nb", "a\n\nb", "a\n\n\n# b", "a\n- b\n- c", "a\n===", "a\n---", "| a |\n| - |\n| b |", "a\n    b", "1. a\n2. b",
    "a\n```\nb", "\n\na\n\n", "a\\\nb", "a  \n  b", "<div>\n\n*x*", "> a\n> b", "a\rb", "a\r\n\r\n# b", "a\n+ b\n* c",
)  # fmt: skip
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn"))).filter(lambda text: text.strip())


def _document(one_line: bool = True) -> Document:
    """Every place where an answer may stand; some only for text of one line."""
    blank = Blank("x")
    places = (
        Paragraph((blank,)),
        Paragraph((blank, Str(". Next."))),
        Paragraph((blank, Str(" - b"))),
        Paragraph((Str("a "), blank, Str(" b"))),
        Paragraph((blank,), number="n"),
        Paragraph((blank,), style="note"),
    )
    lines = (
        Paragraph((Strong((blank,)),), style="lead"),
        Paragraph((Emphasis((Str("a "), blank, Str(" b"))),)),
        Paragraph((Strong((Str("For "), blank)),)),
        ListBlock((ListItem((Paragraph((blank,)),)), ListItem((Paragraph((blank, Str(") b"))),)))),
        ListBlock((ListItem((Paragraph((blank,)),)),), ordered=True),
        ListBlock((ListItem((Group("m", (Paragraph((blank,)),)), Paragraph((Str("b"),)))),)),
        TableBlock(((Str("h"),), (Str("i"),)), (TableRow(((blank,), (Str("a "), blank))), TableRow(((Str("z"),), ())))),
        Signature(((Str("For: "), blank),), ((Str("Date"),),)),
        Heading((Str("About "), blank)),
    )
    title = (Str("Title "), *((blank,) if one_line else ()))
    entry = Entry("e", "clause_x", "A1", title, "n1", "s", places + (lines if one_line else ()))
    chapter = Chapter("c", "part", (Str("Part"),), "n1", (entry,))
    return Document("sla", "da", (Str("Top"),), (Str("Contents"),), places, (chapter,), places)


SINGLE, LONG = _document(), _document(one_line=False)
COMPILED: dict[tuple[int, str], Compiled] = {
    (id(document), form): WRITERS[form].write(document) for form in FORMS for document in (SINGLE, LONG)
}


def _written(document: Document, form: str, text: str) -> str:
    values = {"x": text, "n": "1.1.1", "n1": "1.1", "s": "in"}
    shown = {"filled:x", "e", "c", "m"}
    return join(COMPILED[id(document), form], shown, values, WRITERS[form].escape)


def _structure(form: str, text: str) -> object:
    """What there is besides the words of lines."""
    if form == "json":
        return _outline(json.loads(text))
    if form == "docx":
        return word.structure(text)
    if form == "html":
        return [(e.tag, sorted(e.attributes.items())) for e in read_html(text).walk() if e.tag != "br"]
    marks = ("text", "softbreak", "hardbreak")
    return [
        (t.type, t.tag, t.level, t.attrs, [(c.type, c.attrs) for c in t.children or () if c.type not in marks])
        for t in read_md(text)
    ]


def _outline(data: object) -> object:
    if isinstance(data, dict):
        return {key: value if key == "kind" else _outline(value) for key, value in data.items()}
    return [_outline(value) for value in data] if isinstance(data, list) else type(data).__name__


def _lines(form: str, text: str) -> list[str]:
    """The words of every line, folded."""
    if form == "md":
        return [folded(inline_text(t)) for t in read_md(text) if t.type == "inline"]
    if form == "docx":
        return [folded(word.words(paragraph)) for paragraph in word.paragraphs(word.body(text))]
    if form == "html":
        tags = ("p", "li", "td", "th", "h1", "h2", "h3", "a")
        return [folded(e.text(skip="")) for e in read_html(text).walk() if e.tag in tags]
    return [folded(words) for words in _strings(json.loads(text))]


def _strings(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [words for part in parts for words in _strings(part)]


@lru_cache
def _harmless(document: Document, form: str) -> tuple[object, list[str]]:
    written = _written(document, form, "Qx")
    return _structure(form, written), [_tight(words) for words in _lines(form, written)]


def _assert_verbatim(document: Document, text: str) -> None:
    for form in FORMS:
        written = _written(document, form, text)
        structure, lines = _harmless(document, form)
        assert _structure(form, written) == structure, form
        expected = [words.replace("Qx", _tight(folded(text))) for words in lines]
        found = _lines(form, written)
        assert [_tight(words) for words in found] == expected, form
        assert sum(folded(text) in words for words in found) >= 6, f"{form}: the spaces inside differ"


def _tight(words: str) -> str:
    """Without spaces: a value's own outer spaces may or may not meet those around it."""
    return re.sub(r"\s", "", words)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_of_one_line_reads_as_itself_everywhere(text: str) -> None:
    _assert_verbatim(SINGLE, text)


@pytest.mark.parametrize("text", (*HOSTILE, *SEVERAL_LINES))
def test_hostile_text_of_several_lines_reads_as_itself_in_paragraphs(text: str) -> None:
    _assert_verbatim(LONG, text)


@given(ANY_TEXT)
@settings(max_examples=150)
@example("1.")
@example("+")
def test_any_text_of_one_line_reads_as_itself_everywhere(text: str) -> None:
    _assert_verbatim(SINGLE, text)


@given(st.lists(st.sampled_from((*HOSTILE, "", " ", "x")), min_size=2, max_size=6))
@settings(max_examples=150)
def test_any_lines_read_as_themselves_in_paragraphs(lines: list[str]) -> None:
    text = "\n".join(lines)
    if text.strip():
        _assert_verbatim(LONG, text)


@given(st.text(alphabet="\\`*_[]#|~{}$^<>&!-+=.)1 a\n", min_size=1, max_size=12))
@settings(max_examples=400)
def test_any_mix_of_markdown_marks_reads_as_itself(text: str) -> None:
    if text.strip():
        _assert_verbatim(LONG, text)
        if "\n" not in text:
            _assert_verbatim(SINGLE, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1 Parter", "1.1 Parter"),
        ("120.000 DKK", "120.000 DKK"),
        ("+45 00 00 00 00", "+45 00 00 00 00"),
        ("-5", "-5"),
        ("contracts_dk@x.com", "contracts_dk@x.com"),
        ("A/S (CVR 12)", "A/S (CVR 12)"),
        ("1. maj", "1\\. maj"),
        ("C#", "C\\#"),
    ],
)
def test_markdown_is_escaped_no_more_than_needed(text: str, expected: str) -> None:
    assert markdown.escape(text) == expected


def test_inline_marks_links_and_nested_lists_of_the_content() -> None:
    line = (Str("a "), Strong((Str("b"),)), Str(" "), Emphasis((Str("c"),)), Str(" "))
    link = Link("https://x.dk/?a=1&b=2", (Str("d & e"),))
    document = Document("sla", "en", (Str("T"),), (Str("Contents"),), (Paragraph((*line, link)),), (), ())
    found = {form: join(writer.write(document), set(), {}, writer.escape) for form, writer in WRITERS.items()}
    assert "a **b** *c* [d &amp; e](https://x.dk/?a=1&b=2)" in found["md"]
    assert (
        'a <strong>b</strong> <em>c</em> <a href="https://x.dk/?a=1&amp;b=2" rel="noreferrer">d &amp; e'
        in (found["html"])
    )
    assert '"text": "a b c d & e"' in found["json"]
    assert '<w:fldSimple w:instr=" HYPERLINK &quot;https://x.dk/?a=1&amp;b=2&quot; ">' in found["docx"]
    assert [word.words(p) for p in word.paragraphs(word.body(found["docx"]))][1] == "a b c d & e"


def test_an_ordered_list_counts_its_points() -> None:
    def written(*numbers: str) -> str:
        items = tuple(
            ListItem((Paragraph((Str("p"),)),), "k" if n else "", f"number.{n}" if n else "") for n in numbers
        )
        document = Document("sla", "en", (Str("T"),), (Str("C"),), (ListBlock(items, ordered=True),), (), ())
        return join(markdown.write(document), {"k"}, {"number.a": "1", "number.b": "2"}, markdown.escape)

    assert "1. p\n2. p\n3. p\n" in written("", "", "")
    assert "1. p\n2. p\n" in written("a", "b")


def test_the_answers_are_in_every_format_that_has_no_other_place_for_them() -> None:
    document = Document("sla", "en", (Str("T"),), (Str("C"),), (), (), (Carried((Str("A"),), "answers"),))
    value = '{"a":"\\u003cb\\u003e  x"}'
    found = {form: join(w.write(document), set(), {"answers": value}, w.escape) for form, w in WRITERS.items()}
    assert json.loads(found["json"])["back"][-1]["value"] == {"a": "<b>  x"}
    (pre,) = read_html(found["html"]).find("pre", "answers")
    assert json.loads(pre.text()) == {"a": "<b>  x"}
    (code,) = (t for t in read_md(found["md"]) if t.type == "code_block")
    assert json.loads(code.content) == {"a": "<b>  x"}


def test_html_ids_come_from_the_content_and_not_from_counters() -> None:
    ids = [e.attributes["id"] for e in read_html(_written(SINGLE, "html", "x")).walk() if "id" in e.attributes]
    assert ids == ["contents", "section-part", "clause-clause-x"]
    assert html.anchor("clause", "transfers_outside_eea") == "clause-transfers-outside-eea"


def test_the_reader_of_these_tests_fails_on_tags_that_are_not_balanced() -> None:
    for broken in ("<p>", "<p></div>", "<p><b></p></b>", "</p>", '<p id="a" id="b"></p>'):
        with pytest.raises(AssertionError):
            read_html(broken)
    assert isinstance(read_html("<p>x<br></p>").children[0], Element)
    assert md_text(read_md("a **b**\n\n- c")) == "a b c"
