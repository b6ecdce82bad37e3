"""Files into and out of the builder: SHA-256, JSON, zip archives, and the answers in a file that is opened."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.carrying import MAX_FILE, extract, given, parse
from generator.problems import Refused
from generator.render import Renderer
from tests.helpers import random_answers, seeded
from tests.js import BUILDER, Js, JsError, Name
from tests.test_carrying import ACCEPTED, KINDS, LAYOUTS, NS, OK, OTHER, REFUSED, block, hostile, part, word

SCRIPTS = ("sha256", "json", "zip", "open")


UNZIP = """async (bytes, inflate, want, limit) => {
  const wanted = zipEntries(bytes).filter(({ name }) => want(name));
  const found = [];
  for (const entry of wanted) found.push([entry.name, await unzipEntry(bytes, entry, inflate, limit)]);
  return new Map(found);
}"""
"""As open.js reads an archive, but for any names."""


def deflate(raw: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(raw) + packer.flush()


def inflate(raw: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(-15)
    found = unpacker.decompress(raw, limit + 1)
    assert len(found) <= limit and unpacker.eof
    return found


@pytest.fixture(scope="module")
def js() -> Js:
    return Js(*SCRIPTS, given={"deflate": deflate, "inflate": inflate})


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """The same scripts in Chromium; `bytes` and `text` change base64 and bytes into each other."""
    found = browser.new_page()
    found.add_script_tag(content="\n".join((BUILDER / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS))
    found.evaluate("""() => {
      globalThis.bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      globalThis.text = (bytes) => btoa(fromUnits(bytes));
    }""")
    yield found
    found.close()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_the_engine_passes_values_and_faults(js: Js) -> None:
    assert js.call("(...all) => all", b"\xff", [b"", None, {"a": "æ\ud800"}], 1.5) == [
        b"\xff",
        [b"", None, {"a": "æ\ud800"}],
        1.5,
    ]
    assert js.call("() => [new Map([['a', new Set([1n])]]), undefined]") == [{"a": [1]}, None]
    assert js.call("async (run) => run(await deflate(new Uint8Array(9)), 9)", Name("inflate")) == bytes(9)
    with pytest.raises(JsError, match="TypeError: x"):
        js.call("async () => { throw new TypeError('x'); }")
    with pytest.raises(JsError, match="AssertionError"):
        js.call("inflate", deflate(bytes(9)), 8)
    with pytest.raises(AssertionError, match="waits for something"):
        js.call("() => new Promise(() => {})")


# --- SHA-256 and UTF-8 ----------------------------------------------------------------------------

TEXTS = ("", "abc", "æøå ÆØÅ", "🙂🇩🇰", "\0\x7f\x80\u07ff\u0800\uffff\U00010000\U0010ffff", "中文" * 50, "ab" * 20_000)


def test_sha256_is_that_of_hashlib(js: Js) -> None:
    rnd = seeded(1)
    texts = [*TEXTS, *("x" * n for n in range(200)), *("é" + "x" * n for n in range(50, 130))]
    texts += ["".join(rnd.choices("aæ🙂€", k=rnd.randrange(300))) for _ in range(200)]
    found = js.call("(texts) => texts.map(sha256)", texts)
    assert found == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


@pytest.mark.browser
def test_sha256_is_the_same_in_chromium(page: Page) -> None:
    assert page.evaluate("(texts) => texts.map(sha256)", TEXTS) == [
        hashlib.sha256(t.encode()).hexdigest() for t in TEXTS
    ]


def test_utf8_is_that_of_python(js: Js) -> None:
    for text in TEXTS:
        assert js.call("utf8", text) == text.encode()
        assert js.call("fromUtf8", text.encode()) == text
    assert js.call("utf8", "a\ud800b") == "a\ufffdb".encode()
    assert js.call("fromUtf8", b"\xef\xbb\xbfa\xef\xbb\xbf") == "a\ufeff"


def test_what_is_no_utf8_is_seen(js: Js) -> None:
    rnd = seeded(2)
    pieces = [b"\x80", b"\xc0\x80", b"\xc1", b"\xc3", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf5"]
    pieces += [
        b"\xf4\x90\x80\x80",
        b"\xff",
        b"\xf8",
        b"a",
        "æ".encode(),
        "€".encode(),
        "🙂".encode(),
        b"\xa9",
        b"\xe2\x82",
    ]
    raws = [*pieces, *(b"".join(rnd.choices(pieces, k=3)) for _ in range(500)), *(rnd.randbytes(3) for _ in range(500))]
    wrong = []
    for raw, found in zip(raws, js.call("(raws) => raws.map(fromUtf8)", raws), strict=True):
        try:
            expected = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            expected = None
        if found != expected:
            wrong.append(raw)
    assert wrong == []


# --- JSON -----------------------------------------------------------------------------------------

READ = """(texts) => texts.map((text) => {
  try { return { value: parseJson(text) }; } catch (error) { return { fault: [error.name, error.code] }; }
})"""


class _Double(ValueError):
    pass


def oracle(text: str) -> Any:
    """Python's strictest reading; raises ValueError."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise _Double
        return dict(pairs)

    def refuse(word: str) -> str:
        raise ValueError(word)

    data = json.loads(text, object_pairs_hook=once, parse_int=str, parse_float=str, parse_constant=refuse)
    json.dumps(data, ensure_ascii=False).encode()  # half a character is no text
    return data


def random_json(rnd: random.Random, depth: int = 4) -> str:
    """The text of a value in every spelling there is."""
    space = rnd.choice(("", "", " ", "\n\t\r "))
    words = ["true", "false", "null", "0", "-0", "1.50", "1e3", "-12.0E-07", "99999999999999999999999"]
    words += ['""', '"æ🙂"', r'"\u00e6\n\"\\\/\ud83d\ude42"', r'"\\"', '"__proto__"', '"\u2028\x7f"', '"{[,:]}"']
    shape = rnd.random() if depth else 1.0
    if shape < 0.3:
        items = [random_json(rnd, depth - 1) for _ in range(rnd.randrange(4))]
        return f"{space}[{space}{','.join(items)}]{space}"
    if shape < 0.7:
        keys = rnd.sample(
            [r'"a"', r'"\u00e6"', '"__proto__"', '"constructor"', '""', r'"1"', r'"\""'], rnd.randrange(5)
        )
        items = [f"{space}{key}{space}:{random_json(rnd, depth - 1)}" for key in keys]
        return f"{space}{{{space}{','.join(items)}}}{space}"
    return f"{space}{rnd.choice(words)}{space}"


def spoilt(rnd: random.Random, text: str) -> str:
    at, more = rnd.randrange(len(text) + 1), rnd.randrange(3)
    marks = (
        '"',
        "\\",
        ",",
        ":",
        "[",
        "]",
        "{",
        "}",
        "0",
        "-",
        ".",
        "e",
        "\n",
        "\0",
        "\ud800",
        r"\ud800",
        r"\x",
        "",
        " 1",
    )
    return text[:at] + rnd.choice(marks) + text[at + more :]


BROKEN = (
    "", " ", "[", "]", "{", '"', '"\\', '"\\"', "[1,]", '{"a":1,}', "{,}", "[,]", "[1 2]", '{"a" 1}', '{a:1}', "{1:1}",
    "'a'", "01", "1.", ".5", "+1", "-", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "tru", "truex", "nullnull",
    "undefined", '"\t"', '"\n"', '"\0"', r'"\a"', r'"\u12"', r'"\ud800"', r'"\udc00\ud800"', '"\udfff"',
    '{"\\ud83d":1}',
    "[]x", "{}{}", "\ufeff[]", "\xa0[]", "[]\x0b", "// x\n1", "[1]/**/", '{"a":1 "b":2}', '{"a"::1}', "[[]", "1,", "\\",
    '["a"', '{"a"}', '{"a":}', "-01", "--1", "1.5.2", "1ee5", "١", "True", "None", '"a" "b"', "-Infinit", "1_000",
)  # fmt: skip


def test_json_is_read_as_python_reads_it_and_numbers_stay_text(js: Js) -> None:
    rnd = seeded(3)
    good = [random_json(rnd) for _ in range(400)]
    texts = [*good, *BROKEN, *(spoilt(rnd, text) for text in good for _ in range(4))]
    wrong, refused = [], 0
    for text, found in zip(texts, js.call(READ, texts), strict=True):
        try:
            expected: dict[str, Any] = {"value": oracle(text)}
        except _Double:
            expected = {"fault": ["JsonFault", "double"]}
        except (ValueError, RecursionError):
            expected = {"fault": ["JsonFault", "damaged"]}
        refused += "fault" in expected
        if found != expected and not ("fault" in found and "fault" in expected and found["fault"][1] == "double"):
            wrong.append((text, found, expected))
    assert wrong == []
    assert refused > 500 and refused < len(texts) - 400
    assert js.call(READ, list(BROKEN)) == [{"fault": ["JsonFault", "damaged"]}] * len(BROKEN)


def test_json_cannot_reach_a_prototype(js: Js) -> None:
    text = '{"__proto__": {"x": "1"}, "constructor": {"prototype": {"y": "2"}}}'
    run = """(text) => { const found = parseJson(text);
      return [Object.getPrototypeOf(found) === null, Object.keys(found), {}.x ?? {}.y ?? found.x ?? "clean"]; }"""
    assert js.call(run, text) == [True, ["__proto__", "constructor"], "clean"]


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":1}', r'{"a":1,"\u0061":2}', '{"__proto__":1,"__proto__":2}', '[{"":1,"":1}]']
)
def test_json_with_a_key_twice_is_refused(js: Js, text: str) -> None:
    with pytest.raises(JsError) as error:
        js.call("parseJson", text)
    assert (error.value.name, error.value.code) == ("JsonFault", "double")


@pytest.mark.parametrize("pair", ["[]", '{"a":}'])
def test_json_may_be_nested_as_deep_as_agreed(js: Js, pair: str) -> None:
    def nested(depth: int) -> str:
        return pair[:-1] * depth + "1" + pair[-1] * depth

    assert js.call("parseJson", nested(20)) == json.loads(nested(20), parse_int=str)
    assert js.call("parseJson", nested(3), 3) and js.call("parseJson", "1", 0) == "1"
    for call in ((nested(21),), (nested(4), 3), (pair[:-1] * 100_000,), (nested(100_000),)):
        with pytest.raises(JsError) as error:
            js.call("parseJson", *call)
        assert error.value.code == "deep"


def test_json_with_long_strings_and_many_backslashes_is_quick(js: Js) -> None:
    long = "x" * 1_000_000
    assert js.call("(text) => parseJson(text).length", json.dumps(long)) == len(long)
    slashes = json.dumps("\\" * 100_000 + '"' * 100_000)
    assert js.call("(text) => parseJson(text).length", slashes) == 200_000
    assert js.call("(text) => parseJson(text).length", "9" * 500_000) == 500_000


# --- Zip ------------------------------------------------------------------------------------------

FILES = {
    "[Content_Types].xml": b"<x/>", "word/document.xml": b"<w:p/>" * 5_000, "empty": b"", "æøå 🙂.txt": b"\x00\xff" * 3,
    "noise": seeded(4).randbytes(5_000), "a/b/c": b"c",
}  # fmt: skip


def archive(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as out:
        for name, data in files.items():
            out.writestr(name, data)
        out.comment = comment
    return stream.getvalue()


def as_entries(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [{"name": name, "bytes": data} for name, data in files.items()]


def unzip(js: Js, raw: bytes, want: str = "() => true", limit: int = 100_000) -> Any:
    return js.call(UNZIP, raw, Name("inflate"), Name(want), limit)


def check(raw: bytes, *, small: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        assert found.testzip() is None
        assert {info.filename: found.read(info) for info in found.infolist()} == FILES
        assert found.namelist() == [*FILES]
        assert {info.date_time for info in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        packed = {info.filename for info in found.infolist() if info.compress_type == zipfile.ZIP_DEFLATED}
        assert packed == ({"word/document.xml"} if small else set())
        assert {info.filename for info in found.infolist() if info.flag_bits & 0x800} == {"æøå 🙂.txt"}


def test_crc32_is_that_of_zlib(js: Js) -> None:
    raws = [b"", b"a", b"123456789", bytes(range(256)), seeded(5).randbytes(10_000)]
    assert js.call("(raws) => raws.map(crc32)", raws) == [zlib.crc32(raw) for raw in raws]


@pytest.mark.parametrize("how", ["deflate", "null", "async () => null", "async (bytes) => bytes"])
def test_zipfile_reads_what_zip_wrote(js: Js, how: str) -> None:
    raw = js.call("zip", as_entries(FILES), Name(how))
    check(raw, small=how == "deflate")
    assert raw == js.call("zip", as_entries(FILES), Name(how))
    assert unzip(js, raw) == FILES
    assert js.call("zip", [], None) == archive({})


@pytest.mark.browser
def test_zipfile_reads_what_zip_wrote_in_chromium(page: Page) -> None:
    run = """async ([files, missing]) => {
      const kept = globalThis.CompressionStream;
      if (missing) globalThis.CompressionStream = undefined;
      const entries = files.map(([name, data]) => ({ name, bytes: bytes(data) }));
      const all = await zip(entries, deflateRaw);
      globalThis.CompressionStream = kept;
      const again = await UNZIP(all, inflateRaw, () => true, 100000);
      return [text(all), [...again].map(([name, data]) => [name, text(data)])];
    }"""
    files = [[name, b64(data)] for name, data in FILES.items()]
    for missing in (False, True):
        raw, again = page.evaluate(run.replace("UNZIP", f"({UNZIP})"), [files, missing])
        check(base64.b64decode(raw), small=not missing)
        assert again == files


@pytest.mark.browser
def test_inflating_stops_at_the_limit(page: Page) -> None:
    run = """async ([data, limit]) => {
      const raw = bytes(data);
      let read = 0;
      raw.subarray = (from, to) => { read = to; return raw.slice(from, to); };
      const found = await inflateRaw(raw, limit).then((all) => all.length, (error) => error.code ?? error.name);
      return [found, read];
    }"""
    bomb = deflate(bytes(200_000_000))
    found, read = page.evaluate(run, [b64(bomb), 1000])
    assert found == "large" and read < len(bomb) / 10
    assert page.evaluate(run, [b64(deflate(b"x" * 1000)), 1000])[0] == 1000
    assert page.evaluate(run, [b64(deflate(b"x" * 1001)), 1000])[0] == "large"
    assert page.evaluate(run, [b64(bomb[:100]), 10**9])[0] == "TypeError"
    without = f"""async (given) => {{
      const kept = globalThis.DecompressionStream;
      globalThis.DecompressionStream = undefined;
      const found = await ({run})(given);
      globalThis.DecompressionStream = kept;
      return found;
    }}"""
    assert page.evaluate(without, [b64(bomb), 10]) == ["unsupported", 0]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_unzip_reads_what_zipfile_wrote(js: Js, method: int) -> None:
    assert unzip(js, archive(FILES, method)) == FILES
    assert unzip(js, archive(FILES, method, b"a comment")) == FILES
    assert unzip(js, archive(FILES, method), '(name) => name.startsWith("w")') == {
        "word/document.xml": FILES["word/document.xml"]
    }
    assert unzip(js, archive({})) == {}


def test_unzip_does_not_believe_local_headers(js: Js) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(_Unseekable(stream), "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in FILES.items():
            out.writestr(name, data)
    assert struct.unpack("<L", stream.getvalue()[18:22]) == (0,)
    assert unzip(js, stream.getvalue()) == FILES


class _Unseekable(io.RawIOBase):
    """A pipe: sizes follow the data."""

    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._stream.write(data)


def patched(raw: bytes, sign: bytes, at: int, value: bytes) -> bytes:
    """With other bytes at a place after the last record of this kind."""
    start = raw.rindex(sign) + at
    return raw[:start] + value + raw[start + len(value) :]


ONE = archive({"a": b"a" * 5_000})
FAULTS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "damaged"),
    "short": (b"PK\x05\x06", "damaged"),
    "text": (b"x" * 100_000, "damaged"),
    "cut": (ONE[:-1], "damaged"),
    "no end": (ONE[:-22], "damaged"),
    "encrypted": (patched(ONE, b"PK\1\2", 8, b"\1\0"), "encrypted"),
    "zip64 entries": (patched(ONE, b"PK\5\6", 8, b"\xff" * 4), "zip64"),
    "zip64 offset": (patched(ONE, b"PK\5\6", 16, b"\xff" * 4), "zip64"),
    "zip64 size": (patched(ONE, b"PK\1\2", 24, b"\xff" * 4), "zip64"),
    "many": (archive({f"{n}": b"" for n in range(2001)}), "many"),
    "more entries": (patched(ONE, b"PK\5\6", 8, b"\2\0\2\0"), "damaged"),
    "fewer entries": (patched(ONE, b"PK\5\6", 8, b"\0\0\0\0"), "damaged"),
    "large": (archive({"a": b"a" * 100_001}), "large"),
    "larger than it says": (patched(ONE, b"PK\1\2", 24, b"\xff\0\0\0"), "damaged"),
    "smaller than it says": (patched(ONE, b"PK\1\2", 24, b"\xff\xff\0\0"), "damaged"),
    "another sum": (patched(ONE, b"PK\1\2", 16, b"\0\0\0\0"), "damaged"),
    "another method": (patched(ONE, b"PK\1\2", 10, b"\x0c\0"), "damaged"),
    "stored, it says": (patched(ONE, b"PK\1\2", 10, b"\0\0"), "damaged"),
    "elsewhere": (patched(ONE, b"PK\1\2", 42, b"\5\0\0\0"), "damaged"),
    "outside": (patched(ONE, b"PK\1\2", 42, b"\xff\xff\xff\0"), "damaged"),
    "name no text": (patched(patched(ONE, b"PK\1\2", 8, b"\0\x08"), b"PK\1\2", 46, b"\xff"), "damaged"),
    "broken data": (ONE[:33] + b"\xff" + ONE[34:], "damaged"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_archive_is_refused(js: Js, name: str) -> None:
    raw, code = FAULTS[name]
    with pytest.raises(JsError) as error:
        unzip(js, raw)
    assert (error.value.name, error.value.code) == ("ZipFault", code)
    assert unzip(js, archive({f"{n}": b"" for n in range(2000)}), "() => false") == {}


def test_a_spoilt_archive_gives_the_right_bytes_or_a_fault(js: Js) -> None:
    rnd, raw = seeded(6), archive(FILES)
    refused = 0
    for _ in range(300):
        at = rnd.randrange(len(raw))
        spoilt_ = raw[:at] + rnd.randbytes(rnd.randrange(4)) + raw[at + rnd.randrange(4) :]
        try:
            found = unzip(js, spoilt_)
        except JsError as error:
            assert error.name == "ZipFault"
            refused += 1
        else:
            assert set(found.values()) <= set(FILES.values())
    assert 100 < refused < 300


# --- Answers in a file ----------------------------------------------------------------------------


def opened(js: Js, raw: bytes, name: str = "file") -> Any:
    return js.call("extractAnswers", raw, name, Name("inflate"))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["docx", "html", "md", "json"])
def test_a_working_copy_gives_what_python_finds(js: Js, form: str, layout: str, renderer: Renderer) -> None:
    project = renderer.project
    sets = [*(random_answers(project.guide, seed) for seed in range(3)), hostile(project, 0), hostile(project, 31)]
    for place, answers in enumerate(sets):
        raw = renderer.file(renderer.tailor(answers), KINDS[place % 2], layout, form, ("answers",))  # type: ignore[arg-type]
        found, expected = opened(js, raw), extract(raw, "x")
        assert found["kind"] == "copy"
        assert found["data"] == json.loads(found["text"]) == json.loads(expected)
        assert found["text"] == expected or form == "json"
        clean = renderer.file(renderer.tailor(answers), KINDS[place % 2], layout, form)  # type: ignore[arg-type]
        assert fault_of(js, clean) == "no_answers"


def xml(text: str | bytes) -> bytes:
    """A Word document with this custom part."""
    return word({"customXml/item1.xml": text})


REFERENCES = OK.replace('"', "&quot;").replace("small", "s&#109;&#x61;ll&apos;&amp;lt;")
TWO = b'{"document":1,"back":[{"kind":"answers","value":{"answers":{}}},{"kind":"answers","value":1}]}'
MIXED = f"<![CDATA[{OK[:20]}]]>{OK[20:30]}<![CDATA[{OK[30:]}]]>\n"
NOT_HERE = ("pdf", "utf-16")
"""What the page leaves to the command line: PDF, and parts in UTF-16, which neither Word nor LibreOffice writes."""
MORE_ACCEPTED: dict[str, bytes] = {
    "numbers": block('{"answers":{"a":1.50,"b":1e3,"c":true}}'),
    "md with a mark": b"\xef\xbb\xbf# x\r\n\r\n    " + OK.encode() + b"\r\n",
    "html with a mark": b"\xef\xbb\xbf\r\n<!doctype>\r\n<PRE id=x\r\n class='answers'>" + OK.encode() + b"</PRE>",
    "html references": f"<pre class=answers>{REFERENCES}</pre>".encode(),
    "html space": f'<pre class="answers">{OK.replace("small", "a&nbsp;b&amp;nbsp;&x;&;&#x110000;")}</pre>'.encode(),
    "json with a mark": b"\xef\xbb\xbf\r\n" + block(OK).replace(b" ", b"\r\n"),
    "xml references": xml(part(REFERENCES)),
    "xml in single quotes": xml(f"<answers x='1' xmlns = '{NS}' >{OK}</answers >"),
    "xml with a mark": word({"customXml/Item1.XML": b"\xef\xbb\xbf" + part(OK).encode()}),
    "xml mixed": xml(part(MIXED)),
    "other namespace declared too": xml(f'<b:answers xmlns="x" xmlns:b="{NS}">{OK}</b:answers>'),
}  # fmt: skip


@pytest.mark.parametrize("name", [*(n for n in ACCEPTED if n not in NOT_HERE), *MORE_ACCEPTED])
def test_whatever_program_saved_it_the_answers_are_found(js: Js, name: str) -> None:
    raw = (ACCEPTED | MORE_ACCEPTED)[name]
    found, expected = opened(js, raw), extract(raw, "x")
    if "&#x110000;" in raw.decode("latin1"):  # Python puts U+FFFD for what is no character
        expected = expected.replace("\ufffd", "&#x110000;")
    assert found["kind"] == "copy"
    assert found["data"] == json.loads(found["text"], parse_int=str, parse_float=str)
    assert found["data"] == json.loads(expected, parse_int=str, parse_float=str)


def test_a_word_document_that_another_program_saved_gives_its_answers(js: Js, renderer: Renderer) -> None:
    import docx

    answers = hostile(renderer.project, 3)
    copy = renderer.file(renderer.tailor(answers), "sla", "da-en", "docx", ("answers",))  # type: ignore[arg-type]
    document = docx.Document(io.BytesIO(copy))
    document.paragraphs[3].text = "Something else"
    saved = io.BytesIO()
    document.save(saved)
    assert opened(js, saved.getvalue())["text"] == extract(copy, "x")


CODES = {
    "empty": "empty", "spaces": "empty", "too large": "large", "binary": "not_text", "utf-16 text": "not_text",
    "a picture": "not_text", "plain text": "no_answers", "answer file": "yaml", "json list": "damaged",
    "json of others": "not_ours", "json truncated": "damaged", "json deep": "damaged", "json deep lists": "damaged",
    "json key twice": "damaged", "json nan": "damaged", "json no object": "not_ours", "json no answers": "damaged",
    "json faulty version": "damaged", "json faulty made_from": "damaged", "json back no list": "no_answers",
    "md several": "several", "md truncated": "damaged", "html cut": "no_answers", "html marked up": "no_answers",
    "html other class": "no_answers", "html tags": "no_answers", "html attributes": "no_answers",
    "html ends": "no_answers", "md spaces": "no_answers", "long answers": "large", "old word": "old_word",
    "zip": "not_word", "empty zip": "not_word", "no zip": "zip_damaged", "docx truncated": "zip_damaged",
    "docx clean": "no_answers", "docx without": "no_answers", "docx several": "several", "docx bomb": "no_answers",
    "docx long": "not_ours", "docx entities": "no_answers", "docx unknown entity": "damaged", "docx nested": "damaged",
    "docx cut": "damaged", "docx other element": "no_answers", "docx elsewhere": "no_answers",
}  # fmt: skip
"""Of the files that the tests of the command line refuse."""
LIE = patched(xml(part(" " * 9_000_000)), b"PK\1\2", 24, b"\xff\0\0\0")
MORE_REFUSED: dict[str, tuple[bytes, str]] = {
    "list": (b"[1]", "no_answers"),
    "mark only": (b"\xef\xbb\xbf", "no_answers"),
    "a word and a mark": (b"\xef\xbb\xbf\r\nx", "no_answers"),
    "latin-1": (f"    {OK}".replace("small", "æ").encode("latin1"), "not_text"),
    "yaml with a mark": (b"\xef\xbb\xbfcontent_version: 1\r\nanswers:\r\n  a: b\r\n", "yaml"),
    "json null": (block("null"), "not_ours"),
    "json several": (TWO, "several"),
    "json half a character": (block(r'{"answers":{"a":"\ud800"}}'), "damaged"),
    "json comment": (b'{"document": 1} // x', "damaged"),
    "json answers no map": (b'{"answers": [1]}', "damaged"),
    "json brace only": (b"{}", "not_ours"),
    "md list": (b'    {"answers":[1]}\n', "damaged"),
    "md answers twice": (b'    {"answers":{},"answers":{}}\n', "damaged"),
    "html several": (f"<pre class=answers>{OK}</pre><pre class=answers>{OTHER}</pre>".encode(), "several"),
    "html no json": (b"<pre class=answers>hello</pre>", "damaged"),
    "html in a comment's clothes": (b"<html><p>no answers here</p></html>", "no_answers"),
    "docx part without end": (xml(f'<answers xmlns="{NS}">{OK}'), "damaged"),
    "docx another end": (xml(f'<answers xmlns="{NS}">{OK}</x:answers>'), "damaged"),
    "docx text after": (xml(part(OK) + "x"), "damaged"),
    "docx lone ampersand": (xml(part(OK.replace("small", "a & b"))), "damaged"),
    "docx nbsp": (xml(part(OK.replace("small", "a&nbsp;b"))), "damaged"),
    "docx half a character": (xml(part(OK.replace("small", "&#xd800;"))), "damaged"),
    "docx open cdata": (xml(part(f"<![CDATA[{OK}")), "damaged"),
    "docx many open cdata": (xml(part("<![CDATA[" * 200_000)), "damaged"),
    "docx no utf-8": (xml(part(OK).encode().replace(b"small", b"\xff")), "damaged"),
    "docx others no utf-8": (xml(b"<x>\xff</x>"), "no_answers"),
    "docx closed at once": (xml(f'<answers xmlns="{NS}"/>'), "no_answers"),
    "docx closed and more": (xml(f'<answers xmlns="{NS}"/>{OK}</answers>'), "damaged"),
    "docx namespace in a value": (xml(f"<answers a=\" xmlns='{NS}'\">{OK}</answers>"), "no_answers"),
    "docx other namespace": (xml(part(OK).replace(NS, NS + "2")), "no_answers"),
    "docx namespace of others": (xml(f'<answers xmlns:a="{NS}">{OK}</answers>'), "no_answers"),
    "docx no json": (xml(part("hello")), "damaged"),
    "docx encrypted": (patched(xml(part(OK)), b"PK\1\2", 8, b"\1\0"), "zip_damaged"),
    "docx another sum": (patched(xml(part(OK)), b"PK\1\2", 16, b"\0\0\0\0"), "zip_damaged"),
    "docx that lies": (LIE, "zip_damaged"),
    "docx many spaces": (xml(f'<answers xmlns="{NS}">{OK}</' + " " * 1_900_000 + "x"), "damaged"),
    "docx many attributes": (xml("<answers" + " a='" * 400_000), "no_answers"),
}  # fmt: skip


def refused_files() -> dict[str, tuple[bytes | Callable[[], bytes], str]]:
    same = {name: (REFUSED[name][0], code) for name, code in CODES.items()}
    pdfs = {name: (raw, "pdf") for name, (raw, _) in REFUSED.items() if name.startswith("pdf")}
    return {**same, **pdfs, **MORE_REFUSED}


def test_every_file_that_the_command_line_refuses_has_a_code() -> None:
    assert set(REFUSED) == {*CODES, *(name for name in REFUSED if name.startswith("pdf")), "json answer file"}


def fault_of(js: Js, raw: bytes, name: str = "file") -> str | None:
    with pytest.raises(JsError) as error:
        opened(js, raw, name)
    assert error.value.name == "OpenFault", error.value
    return error.value.code


@pytest.mark.parametrize("name", refused_files())
def test_a_file_without_answers_gets_its_code_and_python_refuses_it_too(js: Js, name: str, renderer: Renderer) -> None:
    file, code = refused_files()[name]
    raw = file() if callable(file) else file
    assert fault_of(js, raw) == code
    if name == "json half a character":  # Python refuses it one step later, where the answers are checked
        with pytest.raises(Refused, match="not UTF-8"):
            given(renderer.project, parse(extract(raw, "x"), "x"), "x")
        return
    with pytest.raises(Refused):
        parse(extract(raw, "x"), "x")


@pytest.mark.browser
def test_chromium_opens_and_refuses_the_same_files(page: Page) -> None:
    """The largest ones here at full size: an expression that is not linear would never end."""
    run = """async (given) => {
      const file = await inflateRaw(bytes(given), Infinity);
      return extractAnswers(file, "file").then(({ kind }) => kind, (error) => error.code ?? String(error));
    }"""
    files = refused_files() | {
        name: (raw, "copy") for name, raw in (ACCEPTED | MORE_ACCEPTED).items() if name not in NOT_HERE
    }
    files["spaces in html"] = (b"<" + b"\t <pre " * (MAX_FILE // 8), "no_answers")
    files["lines"] = (b"x" + b"\n " * (MAX_FILE // 2 - 1), "no_answers")
    files["ampersands"] = (b"<pre class=answers>" + b"&#x" * 6_000_000 + b"</pre>", "large")
    files["braces"] = (b'{"answers":' * 1_000_000, "damaged")
    files["quotes"] = (b'{"document":"' + b"\\" * 15_000_000, "damaged")
    wrong = {}
    for name, (file, code) in files.items():
        found = page.evaluate(run, b64(deflate(file() if callable(file) else file)))
        if found != code:
            wrong[name] = found
    assert wrong == {}


ANSWERS = {"content_version": "0.1.0", "answers": {"company_size": "small", "overlap_hours": "1.50"}}


def test_an_answer_file_is_given_as_it_is(js: Js) -> None:
    for text in (
        json.dumps(ANSWERS),
        json.dumps(ANSWERS, indent=2),
        "\r\n" + json.dumps(ANSWERS, indent=1).replace("\n", "\r\n"),
    ):
        for raw in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
            found = opened(js, raw)
            assert (found["kind"], found["data"]) == ("answers", ANSWERS)
            assert json.loads(found["text"]) == ANSWERS
    assert opened(js, b'{"answers": {"a": 1.50}}')["data"] == {"answers": {"a": "1.50"}}
    assert opened(js, b'{"answers": null}')["data"] == {"answers": {}}
    assert opened(js, b'  {\n"answers": {}}', "x.JSON")["kind"] == "answers"
    assert fault_of(js, b'{"answers": {"a": "' + b"x" * 256 * 1024 + b'"}}') == "large"
    assert fault_of(js, b"title: x\n", "answers.yml") == "yaml"
    assert opened(js, f"    {OK}\n".encode(), "copy.yaml")["kind"] == "copy"


@pytest.mark.parametrize("form", ["docx", "html", "md", "json"])
def test_a_damaged_copy_is_refused_or_gives_what_python_finds(js: Js, form: str, renderer: Renderer) -> None:
    answers = random_answers(renderer.project.guide, 5)
    raw = renderer.file(renderer.tailor(answers), "sla", "da", form, ("answers",))  # type: ignore[arg-type]
    refused = 0
    for i in range(30):
        at = len(raw) * i // 30
        for damaged in (raw[:at], raw[:at] + bytes(7) + raw[at + 7 :], raw[:at] + raw[at + 30 :]):
            try:
                expected = parse(extract(damaged, "x"), "x").answers
            except Refused:
                expected = None
            try:
                found = opened(js, damaged)["data"]["answers"]
            except JsError as error:
                assert error.name == "OpenFault"
                found, refused = None, refused + 1
            assert found == expected, (i, len(damaged))
    assert refused >= 20


def test_a_browser_that_cannot_inflate_says_so(js: Js) -> None:
    with pytest.raises(JsError) as error:
        js.call("extractAnswers", ACCEPTED["docx"], "x")  # QuickJS has no DecompressionStream
    assert error.value.code == "old_browser"
