"""The builder's scripts against their JSDoc types, with TypeScript's checker, and within their budget of bytes."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from generator import browser
from tests.conftest import tool

BUILDER = Path(__file__).resolve().parent.parent / "site_config" / "builder"
OPTIONS = ["--allowJs", "--checkJs", "--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,dom,dom.iterable"]


def checked(folder: Path) -> str:
    files = sorted(str(path) for path in folder.glob("*.js"))
    run = subprocess.run([tool("tsc"), *OPTIONS, *files], capture_output=True, text=True, encoding="utf-8", check=False)
    return run.stdout


def test_types_hold() -> None:
    assert checked(BUILDER) == ""


def test_a_wrong_type_is_seen(tmp_path: Path) -> None:
    for path in BUILDER.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace('"&lt;"', "1"), encoding="utf-8")
    assert "escape.js" in checked(tmp_path)


def test_every_script_is_in_a_page() -> None:
    """But types.js, in which nothing runs."""
    assert {path.stem for path in BUILDER.glob("*.js")} == {*browser.SCRIPTS, "types"}


@pytest.mark.parametrize("page", browser.PAGES)
def test_the_script_of_a_page_keeps_its_budget(root: Path, page: str) -> None:
    script = browser.script(root, page).encode()
    assert len(gzip.compress(script, 9, mtime=0)) <= 25_000


FORBIDDEN = (
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|fetch|XMLHttpRequest|sendBeacon|WebSocket)\b"
    r"|new Function"
)


def test_no_script_writes_markup_runs_text_or_calls_out() -> None:
    for path in BUILDER.glob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(FORBIDDEN, code) == [], path.name
    assert re.findall(FORBIDDEN, "el.innerHTML = x; eval(y)") == ["innerHTML", "eval"]
