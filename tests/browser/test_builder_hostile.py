"""The builder page given things that mean it harm: fragments, files and storage. Nothing runs, nothing is lost."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.render import Renderer
from tests.browser.builder import Desk
from tests.helpers import random_answers

pytestmark = pytest.mark.browser

SCRIPT = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
PAYLOADS = (
    SCRIPT, "%3Cscript%3Edocument.title='owned'%3C/script%3E", "javascript:document.title='owned'",
    "\"><svg onload=1>",
    "'-alert(1)-'", "{{7*7}}", "${7*7}", "__proto__", "constructor", "%00", "%", "%E0%A4%A", "\u202eabc", "a" * 40000,
    "1e999",
)  # fmt: skip
FRAGMENTS = (
    *(f"v=0.1.0&company_size={payload}" for payload in PAYLOADS),
    *(f"v=0.1.0&{payload}=small" for payload in PAYLOADS),
    *(f"v={payload}&criticality=high" for payload in PAYLOADS),
    *(f"v=0.1.0&kpis={payload}" for payload in PAYLOADS[:8]),
    "v=0.1.0&__proto__=polluted&__proto__.polluted=yes", "v=0.1.0&constructor=x&prototype=y",
    "v=0.1.0&kpis=__proto__:target:1",
    "v=0.1.0&kpis=S01:__proto__:1", "v=0.1.0&kpis=S01:target:" + "9" * 400, "v=0.1.0&customer_name=Eksempel",
    "v=0.1.0&countries=" + ",".join(["IN"] * 2000), "v=0.1.0&countries=,,,", "v=0.1.0&monthly_fee=-1",
    "v=0.1.0&monthly_fee=1e9",
    "v=0.1.0&" + "&".join(f"x{i}=1" for i in range(1500)), "v=0.1.0&start_date=2027-02-30", "v=", "v", "v=0.1.0&&&&===",
    "#v=0.1.0",
    "clause-parties", "v=0.1.0&criticality=low&criticality=high", "builder", "message",
)  # fmt: skip


@pytest.fixture
def desk(browser: Browser, site: Path) -> Iterator[Desk]:
    found = Desk(browser, site)
    yield found
    found.context.close()


def is_well(desk: Desk) -> None:
    """No script ran, nothing is polluted, and the page still works."""
    assert desk.page.title() != "owned"
    polluted = "[({}).polluted, ({}).target, ({}).x, [].polluted, Object.keys(Object.prototype).length]"
    assert desk.page.evaluate(polluted) == [None, None, None, None, 0]
    assert desk.page.locator("#agreement script, #agreement img, #message script, #message img").count() == 0
    desk.page.evaluate("document.querySelector('[name=company_size][value=micro]').click()")
    assert "company_size" in answered(desk)
    assert desk.wrong == []


def answered(desk: Desk) -> set[str]:
    """The names of the controls that hold an answer."""
    return set(
        desk.page.evaluate(
            """() => [...document.querySelectorAll("#ask [name]:not([name^='kpis.'])")].filter((el) =>
                 el.value && (el.checked || !["radio", "checkbox"].includes(el.type))).map((el) => el.name)"""
        )
    )


def test_hostile_fragments(desk: Desk) -> None:
    """The first with a page of their own, the others as the address of one page changes."""
    assert len(set(FRAGMENTS)) >= 60
    for i, fragment in enumerate(FRAGMENTS):
        if i < 6:
            desk.page.goto("about:blank")
            desk.go(f"#{fragment}")
        else:
            desk.page.evaluate("(text) => { location.hash = text; }", fragment)
            desk.page.wait_for_timeout(20)
        assert answered(desk) <= {"company_size", "criticality", "countries"}, fragment[:80]
        is_well(desk)


def archive(**parts: bytes) -> bytes:
    """A zip of these parts, with / written as __ in their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in parts.items():
            made.writestr(name.replace("__", "/"), raw)
    return out.getvalue()


def carrying(text: str) -> bytes:
    """A Word file whose answers part holds this text."""
    part = f'<answers xmlns="urn:outsourcing-guide:answers:1">{text}</answers>'
    return archive(word__document_xml=b"<x/>", **{"word/document.xml": b"<x/>", "customXml/item1.xml": part.encode()})


BOMB = archive(**{"word/document.xml": b"<x/>", "customXml/item1.xml": b" " * 60_000_000})
ENTITIES = '<!DOCTYPE a [<!ENTITY x "owned">]><answers xmlns="urn:outsourcing-guide:answers:1">&x;</answers>'
FILES: dict[str, bytes] = {
    "empty.json": b"",
    "blank.json": b" \n ",
    "text.json": b"hello",
    "number.json": b"12",
    "list.json": b"[]",
    "deep.json": b'{"answers":' + b"[" * 100_000,
    "deep-closed.json": b'{"answers":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "double.json": b'{"answers":{"company_size":"small","company_size":"micro"}}',
    "proto.json": b'{"answers":{"__proto__":{"polluted":"yes"}}}',
    "proto-top.json": b'{"__proto__":{"polluted":"yes"},"answers":{}}',
    "constructor.json": b'{"answers":{"constructor":{"prototype":{"polluted":"yes"}}}}',
    "kpi-proto.json": b'{"answers":{"kpis":{"__proto__":{"target":"1"}}}}',
    "row-proto.json": b'{"answers":{"core_team":[{"__proto__":{"polluted":"yes"}}]}}',
    "script-key.json": json.dumps({"answers": {SCRIPT: "x"}}).encode(),
    "script-choice.json": json.dumps({"answers": {"company_size": SCRIPT}}).encode(),
    "script-version.json": json.dumps({"answers": {"x": "y"}, "content_version": SCRIPT}).encode()[:-1] + b',"z":1}',
    "bidi.json": json.dumps({"answers": {"customer_name": "a\u202eb"}}).encode(),
    "surrogate.json": b'{"answers":{"customer_name":"\\ud800"}}',
    "nul.json": b'{"answers":{"customer_name":"a\\u0000b"}}',
    "latin1.json": '{"answers":{"customer_name":"æ"}}'.encode("latin-1"),
    "huge.json": b'{"answers":{"customer_name":"' + b"x" * 3_000_000 + b'"}}',
    "too-large.docx": b"PK\x03\x04" + b"\0" * (20 * 1024 * 1024),
    "bomb.docx": BOMB,
    "cut.docx": BOMB[:200],
    "other.docx": archive(a=b"b"),
    "entities.docx": archive(**{"word/document.xml": b"<x/>", "customXml/item1.xml": ENTITIES.encode()}),
    "no-json.docx": carrying("owned"),
    "proto.docx": carrying('{"answers":{"__proto__":{"polluted":"yes"}},"made_from":{"__proto__":{"x":"y"}}}'),
    "old.doc": b"\xd0\xcf\x11\xe0" + b"\0" * 100,
    "a.pdf": b"%PDF-1.7\n",
    "no-answers.html": b"<!doctype html><title>x</title><script>document.title='owned'</script>",
    "script.html": (2 * '<pre class="answers">{"answers":{"a":"%s"}}</pre>' % ("b", "c") + SCRIPT).encode(),
    "no-answers.md": b"# x\n\n<script>document.title='owned'</script>\n",
    "a.yaml": b"answers:\n  company_size: small\n",
    "binary.png": bytes(range(256)) * 40,
}  # fmt: skip


def test_hostile_files_change_nothing_and_say_why(desk: Desk) -> None:
    assert len(FILES) >= 30
    desk.go()
    desk.page.evaluate("document.querySelector('[name=criticality][value=high]').click()")
    before = desk.answers()
    for name, raw in FILES.items():
        desk.open(name, raw)
        said = desk.said()
        assert "Jeres svar er ikke ændret." in said, f"{name}: {said}"
        assert len(said) < 900, name
        assert desk.answers() == before, name
    is_well(desk)


HOSTILE = ("</pre><script>document.title='owned'</script>", "{{7*7}}", "]]>", "&lt;b&gt;", "a\\b`c`", SCRIPT[:150])


def test_hostile_texts_appear_as_they_are(desk: Desk) -> None:
    desk.go()
    for text in HOSTILE:
        desk.open("a.json", json.dumps({"answers": {"customer_name": text}}))
        assert text in desk.page.locator("#agreement").inner_text()
        assert desk.answers() == {"customer_name": text}
    is_well(desk)


@pytest.mark.parametrize(
    "text", ["", "x", "{", '{"answers":{"__proto__":{}}}', json.dumps({"answers": {"x": SCRIPT}}), "[" * 9999]
)
def test_hostile_storage(desk: Desk, text: str) -> None:
    desk.go()
    desk.page.evaluate("(text) => localStorage.setItem('outsourcing-guide.answers', text)", text)
    desk.go()
    desk.page.wait_for_selector("#message p")
    assert desk.answers() == {}
    is_well(desk)
    desk.page.evaluate("localStorage.clear()")


def test_storage_blocked(browser: Browser, site: Path, renderer: Renderer) -> None:
    desk = Desk(browser, site)
    desk.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    desk.go()
    assert desk.page.locator("[data-remember]").is_disabled()
    is_well(desk)
    answers = random_answers(renderer.project.guide, 3)
    desk.open("copy.md", renderer.file(renderer.tailor(answers), "sla", "da", "md", ("answers",)))
    assert len(desk.get("docx-da")) > 10_000
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.locator("[data-forget]").click()
    assert desk.answers() == {}
    assert desk.wrong == []
    desk.context.close()
