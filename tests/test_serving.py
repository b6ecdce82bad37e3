"""Live reload: a change of the content reaches the page, a mistake is told and the last good page stays."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import serving

PATIENCE_SECONDS = 60


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the guide to edit."""
    for name in ("content", "templates", "site_config"):
        shutil.copytree(root / name, tmp_path / name)
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        shutil.copyfile(root / name, tmp_path / name)
    return tmp_path


def edit(copy: Path, old: str, new: str) -> None:
    path = copy / "templates" / "ui.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_pages_are_written_and_stale_ones_deleted(copy: Path) -> None:
    docs = copy / "build" / "docs" / "da"
    (docs / "old").mkdir(parents=True)
    (docs / "old" / "x.md").touch()
    serving.make(copy, docs, "da")
    assert (docs / "index.md").is_file() and (docs / "assets" / "site.css").is_file()
    assert not (docs / "old" / "x.md").exists()
    assert (docs / "builder" / "builder.js").is_file() and (docs / "builder" / "sla.da.docx.js").is_file()


def test_only_changed_pages_are_written(copy: Path) -> None:
    docs = copy / "build" / "docs" / "da"
    serving.make(copy, docs, "da")
    before = {p: p.stat().st_mtime_ns for p in docs.rglob("*.md")}
    edit(copy, "site_home_where: {da: Hvor er I", "site_home_where: {da: Hvor står I")
    serving.make(copy, docs, "da")
    changed = [p.relative_to(docs).as_posix() for p in docs.rglob("*.md") if p.stat().st_mtime_ns != before[p]]
    assert changed == ["index.md"]


def test_a_change_is_noticed(copy: Path) -> None:
    before = serving.fingerprint(copy)
    assert serving.fingerprint(copy) == before
    edit(copy, "site_cycle:", "# changed\nsite_cycle:")
    assert serving.fingerprint(copy) != before


def test_a_mistake_is_told_and_the_last_good_page_stays(copy: Path) -> None:
    docs = copy / "build" / "docs" / "da"
    serving.make(copy, docs, "da")
    good = (docs / "index.md").read_bytes()
    edit(copy, "site_cycle: {da: Hele forløbet, en:", "site_cycle: {da: Hele forløbet, eng:")
    told: list[str] = []
    serving.remake(copy, docs, "da", told.append)
    assert any(line.startswith("templates/ui.yaml:") and "eng" in line for line in told)
    assert (docs / "index.md").read_bytes() == good


def test_a_slip_in_a_template_is_told(copy: Path) -> None:
    docs = copy / "build" / "docs" / "da"
    serving.make(copy, docs, "da")
    page = copy / "templates" / "pages" / "index.md.j2"
    page.write_text("{% if %}", encoding="utf-8")
    told: list[str] = []
    serving.remake(copy, docs, "da", told.append)
    assert told and told[0].startswith("templates/: ")


@pytest.fixture
def server(root: Path, copy: Path) -> Iterator[str]:
    """`guide serve` on a free port of this computer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "generator", "--root", str(copy), "serve", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}/index.html"
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)


def wait_for(url: str, words: str) -> bool:
    """Whether the page comes to hold the words before patience ends."""
    for _ in range(PATIENCE_SECONDS * 4):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server on this computer
                if words in answer.read().decode():
                    return True
        except OSError:
            pass
        time.sleep(0.25)
    return False


def test_a_taken_port_is_refused(copy: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} is in use"):
            serving.serve(copy, "da", port, print)


def test_an_edit_reaches_the_browser(server: str, copy: Path) -> None:
    assert wait_for(server, "Hele forløbet")
    edit(copy, "site_cycle: {da: Hele forløbet", "site_cycle: {da: Alle syv faser")
    assert wait_for(server, "Alle syv faser")
