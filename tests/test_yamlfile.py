"""The strict readers of YAML and JSON: data, positions, and everything they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import yamlfile
from generator.problems import Refused
from generator.yamlfile import MAX_BYTES, MAX_DEPTH, Data, Source


def yaml_source(text: str | bytes) -> Source:
    return yamlfile.parse(text if isinstance(text, bytes) else text.encode(), "f")


def json_source(text: str | bytes) -> Source:
    return yamlfile.parse(text if isinstance(text, bytes) else text.encode(), "f", json_form=True)


def faults(text: str | bytes, *, json_form: bool = False) -> list[str]:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Refused) as refused:
        yamlfile.parse(raw, "f", json_form=json_form)
    return [str(problem) for problem in refused.value.problems]


def places(source: Source) -> dict[str, tuple[int, int]]:
    return {yamlfile.dotted(path): (where.line, where.column) for path, where in source.positions.items()}


# --- YAML: data -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: no", {"a": "no"}),
        ("a: NO\nb: yes\nc: on", {"a": "NO", "b": "yes", "c": "on"}),
        ("a: true", {"a": "true"}),
        ("a: 1.50", {"a": "1.50"}),
        ("a: 007", {"a": "007"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: 2027-13-45", {"a": "2027-13-45"}),
        ("a: .inf\nb: .nan", {"a": ".inf", "b": ".nan"}),
        ("a:\nb: ~\nc: null\nd: Null\ne: NULL", dict.fromkeys("abcde")),
        ("a: ''\nb: \"\"\nc: 'null'\nd: \"~\"", {"a": "", "b": "", "c": "null", "d": "~"}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: >-\n  x\n  y\n", {"a": "x y"}),
        ("[1, [2], {a: 3}]", ["1", ["2"], {"a": "3"}]),
        ("? a\n: b", {"a": "b"}),
        ("%YAML 1.1\n---\na: 1\n...", {"a": "1"}),
        ("'<<': 1", {"<<": "1"}),
        ('a: "x\\ty"', {"a": "x\ty"}),
    ],
)
def test_every_yaml_scalar_stays_text_and_only_unquoted_nulls_are_null(text: str, data: Data) -> None:
    assert yaml_source(text).data == data


def test_yaml_is_normalised_to_nfc_in_keys_and_values() -> None:
    assert yaml_source("a\u030a: e\u0301").data == {"å": "é"}


@pytest.mark.parametrize(
    "raw",
    [b"\xef\xbb\xbfa: 1\nb:\n  - c\n", b"a: 1\r\nb:\r\n  - c\r\n", b"a: 1\rb:\r  - c\r"],
    ids=["byte order mark", "crlf", "cr"],
)
def test_byte_order_mark_and_all_line_ends_are_accepted(raw: bytes) -> None:
    source = yaml_source(raw)
    assert source.data == {"a": "1", "b": ["c"]}
    assert places(source) == {"(file)": (1, 1), "a": (1, 4), "b": (3, 3), "b.0": (3, 5)}


def test_crlf_in_a_block_of_text_is_one_line_end() -> None:
    assert yaml_source(b"a: |\r\n  x\r\n  y\r\n").data == {"a": "x\ny\n"}


# --- YAML: positions ------------------------------------------------------------------------------


def test_yaml_positions_of_block_style() -> None:
    text = "# comment\na: 1\nb:\n  c: x\n  d:\n    - p\n    -   q: r\n        s: >-\n          text\ne:\n"
    assert places(yaml_source(text)) == {
        "(file)": (2, 1),
        "a": (2, 4),
        "b": (4, 3),
        "b.c": (4, 6),
        "b.d": (6, 5),
        "b.d.0": (6, 7),
        "b.d.1": (7, 9),
        "b.d.1.q": (7, 12),
        "b.d.1.s": (8, 12),
        "e": (10, 3),
    }


def test_yaml_positions_of_flow_style_and_quotes() -> None:
    text = "a: {æ: [1, \"to\"], 'c': {d: x}}\n"
    assert places(yaml_source(text)) == {
        "(file)": (1, 1),
        "a": (1, 4),
        "a.æ": (1, 8),
        "a.æ.0": (1, 9),
        "a.æ.1": (1, 12),
        "a.c": (1, 24),
        "a.c.d": (1, 28),
    }


@pytest.mark.parametrize(
    ("text", "column"),
    [("when: a or b", 12), ("when: 'a or b'", 13), ('when: "a or b"', 13), ("when: >-\n  a or b", 7)],
    ids=["plain", "single quotes", "double quotes", "block: the value itself"],
)
def test_an_offset_into_a_value_counts_from_its_first_character(text: str, column: int) -> None:
    problem = yaml_source(text).problem(("when",), "wrong", offset=5)
    assert (problem.line, problem.column) == (1, column)


def test_a_problem_can_point_at_the_key_and_at_the_nearest_parent() -> None:
    source = yaml_source("a:\n  b:\n    c: 1\n")
    assert str(source.problem(("a", "b"), "m", at_key=True)) == "f:2:3: a.b: m"
    assert str(source.problem(("a", "b"), "m")) == "f:3:5: a.b: m"
    assert str(source.problem(("a", "b", "gone", "x"), "m", "h", at_key=True)) == "f:2:3: a.b.gone.x: m; h"
    assert str(source.problem(("gone",), "m")) == "f:1:1: gone: m"


# --- YAML: what is refused ------------------------------------------------------------------------

REFUSED_YAML = {
    "duplicate at the second": ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", ["f:5:3: b.c: duplicate key; delete"]),
    "three of a kind": ("a: 1\na: 2\na: 3\n", ["f:2:1: a: duplicate key", "f:3:1: a: duplicate key"]),
    "duplicate in other quotes": ("a: 1\n\"a\": 2\n", ["f:2:1: a: duplicate key"]),
    "duplicate in another form of unicode": ("å: 1\na\u030a: 2\n", ["f:2:1: å: duplicate key"]),
    "duplicate in flow": ("{a: 1, b: 2, a: 3}", ["f:1:14: a: duplicate key"]),
    "fault inside a duplicate": ("a: 1\na: {b: 1, b: 2}", ["f:2:1: a: duplicate", "f:2:11: a.b: duplicate"]),
    "alias": ("a: &x 1\nb: *x\n", ["f:1:4: a: YAML anchors (&x) are", "f:2:4: b: YAML aliases (*x) are"]),
    "anchor alone": ("a: &x [1]\n", ["f:1:4: a: YAML anchors (&x) are not allowed; delete it"]),
    "alias of nothing": ("a: *x\n", ["f:1:4: a: YAML aliases (*x) are not allowed; repeat the text"]),
    "alias as key": ("a: 1\n*x : 2\n", ["f:2:1: (file): YAML aliases (*x) are not allowed"]),
    "merge key": ("a:\n  <<: {b: 1}\n", ["f:2:3: a: YAML merge keys (<<) are not allowed; repeat the text"]),
    "tag": ("a: !x 1\n", ["f:1:4: a: YAML tags (!x) are not allowed; write the plain value"]),
    "python tag": ("a: !!python/object:os.system x", ["f:1:4: a: YAML tags (tag:yaml.org,2002:python/object:os.s"]),
    "standard tag": ("a: !!bool yes", ["f:1:4: a: YAML tags (tag:yaml.org,2002:bool) are not allowed"]),
    "tag of no name": ("a: ! 1", ["f:1:4: a: YAML tags (!) are not allowed"]),
    "tag of a key": ("!x a: 1", ["f:1:1: (file): YAML tags (!x) are not allowed"]),
    "tag of a map": ("!!map {a: 1}", ["f:1:1: (file): YAML tags (tag:yaml.org,2002:map) are not allowed"]),
    "declared tag": ("%TAG ! tag:x,2000:\n---\na: !b 1", ["f:3:4: a: YAML tags (tag:x,2000:b) are not allowed"]),
    "set": ("a: !!set {b}", ["f:1:4: a: YAML tags (tag:yaml.org,2002:set) are not allowed"]),
    "list as key": ("? [a, b]\n: 1\n", ["f:1:3: (file): a key must be plain text; put quotes around it"]),
    "map as key": ("{{a: 1}: 2}", ["f:1:2: (file): a key must be plain text"]),
    "tab": ("a:\n\tb: 1\n", ["f:2:1: (file): a tab is used to indent; use spaces"]),
    "tab after spaces": ("a:\n  b:\n   \t- c\n", ["f:3:4: (file): a tab is used to indent; use spaces"]),
    "tabs on two lines": ("a:\n\tb: 1\n\tc: 1\n", ["f:2:1: (file): a tab is", "f:3:1: (file): a tab is"]),
    "second document": ("a: 1\n---\nb: 2\n", ["f:2:1: (file): a second document begins here"]),
    "open bracket": ("a: [1, 2\nb: 3\n", ["f:2:2: (file): this is not valid YAML: did not find expected ',' or ']'"]),
    "open quote": ("a: \"x\n", ["f:2:1: (file): this is not valid YAML: found unexpected end of stream"]),
    "two colons": ("a: b: c", ["f:1:5: (file): this is not valid YAML: mapping values are not allowed in this con"]),
    "bad indent": ("a: 1\n  b: 2", ["f:2:4: (file): this is not valid YAML: mapping values are not allowed"]),
    "fault before a syntax fault": (
        "a: 1\na: 2\nb: [",
        ["f:2:1: a: duplicate key", "f:4:1: (file): this is not valid YAML: did not find"],
    ),
    "empty": ("", ["f:1:1: (file): the file is empty; see the files in content/ for what it should hold"]),
    "blank": (" \n\n", ["f:1:1: (file): the file is empty"]),
    "comment only": ("# nothing\n", ["f:1:1: (file): the file is empty"]),
    "dashes only": ("---\n", ["f:1:1: (file): the file is empty"]),
    "null": ("~", ["f:1:1: (file): the file is empty"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REFUSED_YAML.values(), ids=REFUSED_YAML)
def test_yaml_that_is_refused(text: str, expected: list[str]) -> None:
    found = faults(text)
    assert len(found) == len(expected)
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


# --- JSON -----------------------------------------------------------------------------------------


def test_json_keeps_the_text_of_numbers_and_words() -> None:
    text = '{"a": 1.50, "b": -0, "c": 1E+5, "d": 12345678901234567890, "e": true, "f": false, "g": null, "h": "null"}'
    assert json_source(text).data == {
        "a": "1.50", "b": "-0", "c": "1E+5", "d": "12345678901234567890", "e": "true", "f": "false", "g": None,
        "h": "null",
    }  # fmt: skip


def test_json_reads_a_number_longer_than_python_would() -> None:
    assert json_source("[" + "1" * 5000 + "]").data == ["1" * 5000]


def test_json_positions() -> None:
    text = '{\n  "æ": [1, {"b": "x\\"]"}],\n  "c": true\n}'
    source = json_source(text)
    assert source.data == {"æ": ["1", {"b": 'x"]'}], "c": "true"}
    assert places(source) == {
        "(file)": (1, 1),
        "æ": (2, 8),
        "æ.0": (2, 9),
        "æ.1": (2, 12),
        "æ.1.b": (2, 18),
        "c": (3, 8),
    }
    assert str(source.problem(("æ", 1, "b"), "m", at_key=True)) == "f:2:13: æ.1.b: m"


def test_json_with_byte_order_mark_crlf_and_escapes() -> None:
    source = json_source(b'\xef\xbb\xbf{"a":\r\n "\\ud83d\\ude00 e\\u0301"}')
    assert source.data == {"a": "😀 é"}
    assert places(source)["a"] == (2, 2)


REFUSED_JSON = {
    "NaN": ('{"a": NaN}', ["f:1:7: a: NaN is not a JSON number; write a number, or null"]),
    "infinities": ("[Infinity,\n-Infinity]", ["f:1:2: 0: Infinity is not", "f:2:1: 1: -Infinity is not"]),
    "duplicate": ('{"a": 1,\n "a": 2}', ["f:2:2: a: duplicate key; delete or rename one of the two"]),
    "nested duplicate": ('{"a": [{"b": 1, "b": 2}]}', ["f:1:17: a.0.b: duplicate key"]),
    "duplicate in another form of unicode": ('{"å": 1, "a\\u030a": 2}', ["f:1:10: å: duplicate key"]),
    "comma too many": ('{"a": 1,}', ["f:1:8: (file): this is not valid JSON: a comma too many; check"]),
    "comma in list": ("[1, ]", ["f:1:3: (file): this is not valid JSON: a comma too many; check quotes"]),
    "two commas": ("[1,,2]", ["f:1:4: (file): this is not valid JSON: expecting value; check quotes"]),
    "single quotes": ("{'a': 1}", ["f:1:2: (file): this is not valid JSON: expecting property name"]),
    "no quotes": ("{a: 1}", ["f:1:2: (file): this is not valid JSON: expecting property name"]),
    "comment": ('{"a": 1} // x', ["f:1:10: (file): this is not valid JSON: extra data"]),
    "leading zero": ("[01]", ["f:1:3: (file): this is not valid JSON: expecting ',' delimiter"]),
    "line break in text": ('{"a": "x\ny"}', ["f:1:9: (file): this is not valid JSON: invalid control character;"]),
    "cut short": ('{"a": [1', ["f:1:9: (file): this is not valid JSON: expecting ',' delimiter"]),
    "bad escape": (r'["\x"]', ["f:1:3: (file): this is not valid JSON: invalid \\escape"]),
    "empty": ("", ["f:1:1: (file): the file is empty"]),
    "blank": (" \n", ["f:1:1: (file): the file is empty"]),
    "null": ("null", ["f:1:1: (file): the file is empty"]),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED_JSON.values(), ids=REFUSED_JSON)
def test_json_that_is_refused(text: str, expected: list[str]) -> None:
    found = faults(text, json_form=True)
    assert len(found) == len(expected)
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


# --- Characters -----------------------------------------------------------------------------------

HIDDEN = [0x00, 0x01, 0x07, 0x0B, 0x0C, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF]


@pytest.mark.parametrize("json_form", [False, True], ids=["yaml", "json"])
@pytest.mark.parametrize("code", [*HIDDEN, 0xFFFE, 0xFFFF], ids=hex)
def test_hidden_characters_are_refused_where_they_stand(code: int, json_form: bool) -> None:
    text = f'{{"a":\n "xæ{chr(code)}y"}}'
    expected = f"f:2:5: (file): the character U+{code:04X} is not allowed; delete this invisible character"
    assert faults(text, json_form=json_form) == [expected]


@pytest.mark.parametrize("json_form", [False, True], ids=["yaml", "json"])
@pytest.mark.parametrize("code", HIDDEN, ids=hex)
def test_hidden_characters_behind_an_escape_are_refused_in_values_and_keys(code: int, json_form: bool) -> None:
    text = f'{{"a": ["x\\u{code:04x}y"], "k\\u{code:04x}": 1}}'
    found = faults(text, json_form=json_form)
    character = f"the character U+{code:04X} is not allowed; delete this invisible character"
    assert found[0] == f"f:1:8: a.0: {character}"
    assert found[1].startswith("f:1:") and f"in this key {character}" in found[1]
    assert all(line.isprintable() for line in found)


def test_lone_surrogates_are_refused_raw_and_escaped() -> None:
    assert faults(b"a: x\xed\xa0\x80") == ["f:1:5: (file): this is not UTF-8 text; save the file as UTF-8"]
    assert faults(r'a: "x\ud800"')[0].startswith("f:1:8: (file): this is not valid YAML: found invalid Unicode")
    assert faults(r'{"a": "x\ud800"}', json_form=True)[0].startswith("f:1:7: a: the character U+D800 is not allowed")
    assert faults(r'{"a": "\ude00\ud83d"}', json_form=True)[0].startswith("f:1:7: a: the character U+DE00")


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("a: 1\nblå: bær\n".encode("latin-1"), "2:3"),
        ("æ: 1\r\næøå: ".encode() + b"\xe5", "2:6"),
        (b"\xef\xbb\xbfa: \xff", "1:4"),
        ("a: 1\n".encode("utf-16"), "1:1"),
        (b"a: \xc3", "1:4"),
        (b"a: 1\rb: \xff", "2:4"),
    ],
    ids=["latin-1", "after wide characters", "after a byte order mark", "utf-16", "cut short", "cr line ends"],
)
def test_text_that_is_not_utf8_is_refused_where_it_stops_being_so(raw: bytes, place: str) -> None:
    assert faults(raw) == [f"f:{place}: (file): this is not UTF-8 text; save the file as UTF-8"]


def test_ordinary_unicode_is_kept_as_it_is() -> None:
    text = "Søren Ærø, Łódź – “quote” 你好 😀 \u00a0\u200d"
    assert yaml_source(f'a: "{text}"').data == json_source(f'{{"a": "{text}"}}').data == {"a": text}


# --- Limits ---------------------------------------------------------------------------------------


def nested(opening: str, closing: str, depth: int) -> str:
    return opening * depth + closing * depth


@pytest.mark.parametrize("json_form", [False, True], ids=["yaml", "json"])
def test_the_deepest_allowed_level_is_read_and_the_next_refused(json_form: bool) -> None:
    text = nested("[", "]", MAX_DEPTH)
    assert yamlfile.parse(text.encode(), "f", json_form=json_form).data is not None
    (line,) = faults(nested("[", "]", MAX_DEPTH + 1), json_form=json_form)
    assert line.startswith(f"f:1:{MAX_DEPTH + 1}: ")
    assert line.endswith(": nested too deeply; at most 20 levels are allowed")


def test_brackets_in_json_text_are_not_depth() -> None:
    text = "[" * 50 + '\\"' + "{" * 50
    assert json_source(f'["{text}"]').data == [text.replace("\\", "")]


BOMBS = {
    "flow lists": "[" * 250_000,
    "closed flow lists": nested("[", "]", 120_000),
    "flow maps": '{"a":' * 50_000,
    "closed flow maps": nested('{"a":', "}", 40_000),
}


@pytest.mark.parametrize("json_form", [False, True], ids=["yaml", "json"])
@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_deep_nesting_is_refused_without_running_out_of_stack(text: str, json_form: bool) -> None:
    (line,) = faults(text, json_form=json_form)
    assert "nested too deeply" in line


def test_deep_block_nesting_is_refused() -> None:
    assert "nested too deeply" in faults("- " * 100_000)[0]


def test_a_billion_laughs_are_refused_at_the_first_alias() -> None:
    lines = ["a0: &a0 [lol]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    found = faults("\n".join(lines))
    assert found[0].startswith("f:1:5: a0: YAML anchors (&a0)")
    assert found[2].startswith("f:2:10: a1.0: YAML aliases (*a0)")


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_file_of_five_megabytes_is_refused_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(nested("[", "]", 2_500_000))
    with pytest.raises(Refused) as refused:
        yamlfile.read(path, "f")
    assert str(refused.value) == "f:1:1: (file): the file is too large; a file may hold at most 256 KiB"


def test_the_largest_allowed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: ".ljust(MAX_BYTES, "x"))
    assert yamlfile.read(path, "f").data == {"a": "x" * (MAX_BYTES - 3)}
    path.write_text("a: ".ljust(MAX_BYTES + 1, "x"))
    with pytest.raises(Refused, match="too large"):
        yamlfile.read(path, "f")


# --- Files ----------------------------------------------------------------------------------------


def test_a_link_is_refused_unless_the_caller_follows_links(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("a: 1")
    link = tmp_path / "link.yaml"
    link.symlink_to("real.yaml")
    with pytest.raises(Refused) as refused:
        yamlfile.read(link, "content/link.yaml")
    assert str(refused.value) == "content/link.yaml:1:1: (file): is a symbolic link; put the file itself here"
    assert yamlfile.read(link, "f", follow=True).data == {"a": "1"}


def test_the_ending_decides_between_yaml_and_json(tmp_path: Path) -> None:
    for name, reads in [("a.json", False), ("a.JSON", False), ("a.yaml", True), ("a.yml", True), ("a", True)]:
        (tmp_path / name).write_text("a: 1")
        if reads:
            assert yamlfile.read(tmp_path / name, "f").data == {"a": "1"}
        else:
            with pytest.raises(Refused, match="not valid JSON"):
                yamlfile.read(tmp_path / name, "f")


# --- Both readers agree ---------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12).map(yamlfile.normal)
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
SCALARS = st.one_of(WORDS.map(json.dumps), NUMBERS, st.sampled_from(["true", "false", "null"]))
GAPS = st.sampled_from(["", " ", "\n ", "\n\n   "])


@st.composite
def json_texts(draw: Any, depth: int = 3) -> str:
    """JSON text of every shape, with white space where it may stand. Python's \\u pairs are left out: YAML has none."""
    kind = draw(st.sampled_from(["scalar", "list", "map"] if depth else ["scalar"]))
    if kind == "scalar":
        scalar: str = draw(SCALARS)
        return json.dumps(json.loads(scalar), ensure_ascii=False) if scalar.startswith('"') else scalar
    before, after = draw(GAPS), draw(GAPS)
    if kind == "list":
        parts = [draw(json_texts(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
        return f"[{before}{f',{after} '.join(parts)}{after}]"
    keys = draw(st.lists(WORDS.filter(lambda word: word != "<<"), max_size=3, unique=True))
    pairs = [f"{json.dumps(key, ensure_ascii=False)}: {draw(json_texts(depth - 1))}" for key in keys]
    return f"{{{before}{f',{after} '.join(pairs)}{after}}}"


def expected(value: Any) -> Data:
    """What Python's own parser found, with every scalar as text."""
    if isinstance(value, dict):
        return {key: expected(part) for key, part in value.items()}
    if isinstance(value, list):
        return [expected(part) for part in value]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


@settings(max_examples=400)
@given(json_texts())
def test_json_gives_the_same_data_through_both_readers_and_pythons_own(text: str) -> None:
    wrapped = f'{{"root": {text}}}'
    found = json_source(wrapped)
    assert found.data == expected(json.loads(wrapped, parse_int=str, parse_float=str))
    assert yaml_source(wrapped).data == found.data


@settings(max_examples=200)
@given(json_texts())
def test_every_position_is_where_its_value_stands(text: str) -> None:
    wrapped = f'{{"root": {text}}}'
    lines = wrapped.split("\n")
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    for source in (json_source(wrapped), yaml_source(wrapped)):
        for path, where in source.positions.items():
            offset = sum(len(line) + 1 for line in lines[: where.line - 1]) + where.column - 1
            value: Any = source.data
            for part in path:
                value = value[part]
            assert expected(decoder.raw_decode(wrapped, offset)[0]) == value


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for json_form in (False, True):
        try:
            source = yamlfile.parse(raw, "f", json_form=json_form)
        except Refused as refused:
            assert refused.problems
            assert all(str(problem).isprintable() for problem in refused.problems)
        else:
            assert set(source.positions) >= {()}


@settings(max_examples=400)
@given(st.text(st.sampled_from("ab:-?,[]{}#&*!|>'\"%@` \n~<1.\\"), max_size=40))
def test_any_yaml_punctuation_is_read_or_refused(text: str) -> None:
    try:
        yaml_source(text)
    except Refused as refused:
        assert refused.problems
