"""How the tests of the builder work its page: open answers, choose a copy, get files."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from generator.answers import as_file
from generator.browser import FORMS
from generator.model import LAYOUTS, Answers, DocumentKind
from generator.render import Copy, Renderer

BUILDER = "sla/builder.html"
COPIES: dict[str, tuple[Copy, ...]] = {"send": (), "keep": ("answers",), "guidance": ("guidance",)}
"""What each choice of a copy carries."""


class Desk:
    """The builder page in a language, and everything it did that it should not."""

    def __init__(self, browser: Browser, site: Path, language: str = "da", path: str = BUILDER, **context: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **context})
        self.page: Page = self.context.new_page()
        self.address = (site / language / path).as_uri()
        self.wrong: list[str] = []
        inside = (site.as_uri(), "data:", "blob:")
        self.page.on("request", lambda r: None if r.url.startswith(inside) else self.wrong.append(r.url))
        self.page.on("console", self._log)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _log(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(message.text)

    def go(self, fragment: str = "") -> Page:
        """The page, ready."""
        self.page.goto(self.address + fragment)
        self.page.wait_for_selector("[data-builder].js")
        return self.page

    def open(self, name: str, content: str | bytes) -> None:
        """Give the page a file, and wait until it says something."""
        raw = content.encode() if isinstance(content, str) else content
        self.page.evaluate("document.getElementById('message').replaceChildren()")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / name
            file.write_bytes(raw)
            self.page.set_input_files("#open-file", file)
            self.page.wait_for_selector("#message p", state="attached")

    def said(self) -> str:
        """What the page says at the moment."""
        return self.page.locator("#message").inner_text()

    def get(self, what: str) -> bytes:
        """The file behind a download button."""
        button = self.page.locator(f"[data-download={what}]").first
        button.evaluate("(el) => { if (el.closest('details')) el.closest('details').open = true; }")
        # A real click: browsers hold back downloads that a page begins by itself.
        with self.page.expect_download() as waiting:
            button.click()
        return Path(waiting.value.path()).read_bytes()

    def answers(self) -> Any:
        """The answers the page holds, as its answer file says them."""
        return json.loads(self.get("answers"))["answers"]

    def copy(self, which: str) -> None:
        """Choose what the copy carries."""
        self.page.evaluate("(which) => document.querySelector(`[name=copy][value=${which}]`).click()", which)


@contextmanager
def opened(browser: Browser, site: Path) -> Iterator[Desk]:
    """A page, ready; in the end it must have done nothing that it should not."""
    found = Desk(browser, site)
    found.go()
    yield found
    assert found.wrong == []
    found.context.close()


def contents(raw: bytes) -> dict[str, bytes]:
    """The files of an archive."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def everything(renderer: Renderer, answers: Answers, which: str) -> dict[str, bytes]:
    """What the archive of the page must hold, from Python. A DOCX stands for its parts."""
    tailored = renderer.tailor(answers)
    versioned = answers.model_copy(update={"content_version": renderer.project.guide.version})
    made = {"answers.json": as_file(versioned, json_form=True).encode()}
    kinds: tuple[DocumentKind, ...] = ("sla", "checklist")
    for kind in kinds:
        copies: Iterable[Copy] = [c for c in COPIES[which] if kind == "sla" or c == "answers"]
        name = f"{kind}-guidance" if "guidance" in copies else kind
        for layout in LAYOUTS:
            for form in FORMS:
                made[f"{name}.{layout}.{form}"] = renderer.file(tailored, kind, layout, form, tuple(copies))
    return made


def differences(mine: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> list[str]:
    """The files, or parts of Word files, that are not the same bytes."""
    if mine.keys() != theirs.keys():
        return [f"files: {sorted(mine.keys() ^ theirs.keys())}"]
    found = []
    for name, raw in mine.items():
        if name.endswith(".docx"):
            here, there = contents(raw), contents(theirs[name])
            if list(here) != list(there):
                found.append(f"{name}: other parts")
            found += [f"{name}/{part}" for part in here if here[part] != there.get(part)]
        elif raw != theirs[name]:
            found.append(name)
    return found
