"""The built site as files: links, security, languages, and how it replaces what was there."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from generator.load import Project
from generator.model import LANGUAGES
from generator.problems import Refused
from generator.site import MARKER, build


class Page(HTMLParser):
    """What a page links to, loads and runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.resources: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.scripts: list[str] = []
        self.policy = ""
        self._inline = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.handlers += [name for name in values if name.startswith("on")]
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "link" or "src" in values:
            self.resources.append(values.get("src") or values["href"])
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        self._inline = tag == "script" and "src" not in values and values.get("type") != "application/json"

    def handle_data(self, data: str) -> None:
        if self._inline:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inline = False


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def dead_links(pages: dict[Path, Page]) -> list[str]:
    dead = []
    for path, page in pages.items():
        for address in (*page.links, *page.resources):
            if urlsplit(address).scheme or path.name == "404.html":
                continue
            target, anchor = urldefrag(urljoin(path.as_uri(), address))
            file = Path(unquote(urlsplit(target).path))
            if not file.is_file() or (anchor and file in pages and unquote(anchor) not in pages[file].ids):
                dead.append(f"{path.name}: {address}")
    return dead


def test_no_dead_link(pages: dict[Path, Page]) -> None:
    assert not dead_links(pages)


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    page.write_text('<a href="y.html">', encoding="utf-8")
    assert dead_links({page: Page('<a href="y.html"><a href="#z"><img src="x.html"><p id="q"><a href="#q">')}) == [
        "x.html: y.html",
        "x.html: #z",
    ]


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Page]) -> None:
    outside = [
        address for page in pages.values() for address in page.resources if urlsplit(address).scheme not in ("", "data")
    ]
    assert not outside
    assert not [a for page in pages.values() for a in page.resources if a.startswith("//")]


def test_ids_are_unique_and_nothing_is_handled_inline(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), path
        assert not page.handlers, path


def test_every_page_has_a_policy_with_just_its_scripts(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        digests = {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in page.scripts if s.strip()}
        assert page.policy.startswith("default-src 'none'"), path
        assert digests == {
            part[8:-1] for part in page.policy.replace(";", " ").split() if part.startswith("'sha256-")
        }, path
        assert "unsafe-eval" not in page.policy and "http" not in page.policy, path


def test_both_languages_have_the_same_pages(site: Path) -> None:
    names = {
        lang: sorted(p.relative_to(site / lang).as_posix() for p in (site / lang).rglob("*.html")) for lang in LANGUAGES
    }
    assert names["da"] == names["en"]
    assert len(names["da"]) >= 20


def test_pages_are_in_their_language(site: Path) -> None:
    for language in LANGUAGES:
        for path in (site / language).rglob("*.html"):
            assert f'<html lang="{language}"' in path.read_text(encoding="utf-8"), path


def test_entry_page_leads_to_both_languages(site: Path) -> None:
    page = Page((site / "index.html").read_text(encoding="utf-8"))
    assert page.links == ["da/index.html", "en/index.html"]


def test_tailored_pages_are_not_searched(site: Path) -> None:
    for language in LANGUAGES:
        index = (site / language / "search" / "search_index.json").read_text(encoding="utf-8")
        assert "profiles/software-team-india/index.html" in index
        assert "profiles/software-team-india/sla.html" not in index
        assert "profiles/software-team-india/checklist.html" not in index


def names_of(*documents: str) -> list[str]:
    layouts, forms = ("da", "en", "da-en"), ("docx", "html", "json", "md", "pdf")
    return sorted(f"{name}.{layout}.{form}" for name in documents for layout in layouts for form in forms)


def test_every_profile_has_its_documents_in_every_format(site: Path, project: Project) -> None:
    ids = sorted(p.stem for p in (project.root / "content" / "profiles").glob("*.yaml"))
    expected = sorted([*names_of("sla", "sla-guidance", "checklist"), "answers.json"])
    for profile in ids:
        files = sorted((site / "profiles" / profile).iterdir())
        assert [path.name for path in files] == expected
        assert all(path.stat().st_size > 1000 for path in files)


def test_there_are_blank_documents_to_print(site: Path) -> None:
    assert sorted(path.name for path in (site / "blank").iterdir()) == names_of("sla", "checklist")


def test_every_document_has_a_link_on_the_page_of_its_profile(site: Path, project: Project) -> None:
    """In both languages of the site; the blank ones stand on the page of all profiles."""
    ids = [p.stem for p in (project.root / "content" / "profiles").glob("*.yaml")]
    for language in LANGUAGES:
        for folder, page in (("blank", "index"), *((f"profiles/{name}", f"{name}/index") for name in ids)):
            text = (site / language / "profiles" / f"{page}.html").read_text(encoding="utf-8")
            found = {href.rpartition("/")[2] for href in re.findall(r'href="([^"]+)"', text) if f"{folder}/" in href}
            assert found >= {path.name for path in (site / folder).iterdir()}, (language, folder)


def test_no_page_names_the_machine(site: Path, root: Path) -> None:
    for path in site.rglob("*"):
        if path.is_file():
            assert str(root).encode() not in path.read_bytes(), path


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_two_builds_give_the_same_bytes(site: Path, root: Path, tmp_path: Path) -> None:
    """The second in another process, time zone, locale, hash seed and working folder."""
    changed = {"TZ": "Asia/Manila", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    arguments = ["--root", str(root), "build", "--site-dir", str(tmp_path / "again")]
    environment = {**os.environ, **changed, "PYTHONPATH": str(root)}
    subprocess.run(
        [sys.executable, "-m", "generator", *arguments], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    first, second = tree(site), tree(tmp_path / "again")
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_foreign_folder_is_refused_and_left_alone(project: Project, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="was not made by"):
        build(project, tmp_path)
    assert tree(tmp_path) == {"notes.txt": b"mine"}


@pytest.fixture
def few_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is what these tests are about; making all documents takes its time."""
    monkeypatch.setattr("generator.site.downloads", lambda *_: {"blank/sla.da.md": b"x"})


def test_an_old_site_is_replaced_whole(few_documents: None, project: Project, tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / MARKER).touch()
    (target / "stale.html").touch()
    build(project, target)
    assert not (target / "stale.html").exists()
    assert (target / "index.html").is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_failed_build_leaves_the_old_site(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / MARKER).touch()
    (target / "index.html").write_text("old", encoding="utf-8")
    made = {"index.md": "# x\n\n[dead](nowhere.md)\n"}
    monkeypatch.setattr("generator.site.pages", lambda *_: made)
    with pytest.raises(OSError, match="nowhere"):
        build(project, target)
    assert (target / "index.html").read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_leftovers_of_an_interrupted_run_go(few_documents: None, project: Project, tmp_path: Path) -> None:
    left = tmp_path / ".site.0a1b2c3d" / "build"
    left.mkdir(parents=True)
    build(project, tmp_path / "site")
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_the_old_site_comes_back_after_a_stop_between_two_renames(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".site.0a1b2c3d"
    (left / "build").mkdir(parents=True)
    (left / "old").mkdir()
    (left / "old" / "index.html").write_text("old", encoding="utf-8")
    monkeypatch.setattr("generator.site.pages", lambda *_: {"index.md": "[dead](nowhere.md)"})
    with pytest.raises(OSError, match="nowhere"):
        build(project, tmp_path / "site")
    assert tree(tmp_path) == {"site/index.html": b"old"}
