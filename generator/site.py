"""Pages, assets and downloads, then MkDocs for both languages; the finished folder replaces the old one whole."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator import browser
from generator.downloads import downloads
from generator.load import Project
from generator.model import LANGUAGES, Language
from generator.pages import pages
from generator.problems import Problem, Refused
from generator.profiles import read_profiles
from generator.render import Renderer

MARKER = ".made-by-guide"
CONFIGS: dict[Language, str] = {"da": "mkdocs.yml", "en": "mkdocs.en.yml"}
ANSWERS_PAGE = 'id="guide-data"'
"""What every page has on which people give answers."""
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\bapplication/json\b)[^>]*>(.*?)</script>", re.DOTALL)
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)


def build(project: Project, site_dir: Path) -> Path:
    """Make the site and put it in `site_dir`. Raises Refused for a folder that is not ours, OSError if it fails."""
    _refuse_foreign(site_dir)
    site_dir = site_dir.absolute()
    profiles = read_profiles(project)
    renderer = Renderer(project)
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(site_dir)
    work = site_dir.with_name(f".{site_dir.name}.{secrets.token_hex(4)}")
    try:
        stage = work / "stage"
        _prepare(project.root, work)
        for language in LANGUAGES:
            write_tree(work / "build" / "docs" / language, pages(renderer, profiles, language), keep=("assets",))
        _run_mkdocs(work, stage)
        write_tree(stage, downloads(project, profiles), stale=False)
        write_tree(stage / "builder", browser.files(renderer, profiles), stale=False)
        shutil.copyfile(project.root / "site_config" / "index.html", stage / "index.html")
        for page in sorted(stage.rglob("*.html")):
            _secure(page)
        (stage / MARKER).write_text("This folder is replaced whole by 'guide build'.\n", encoding="utf-8")
        _replace(stage, site_dir, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return site_dir


def _refuse_foreign(site_dir: Path) -> None:
    if site_dir.exists() and not site_dir.is_dir():
        raise Refused([Problem(str(site_dir), 1, 1, "--site-dir", "is not a folder", "name a folder")])
    if site_dir.is_dir() and any(site_dir.iterdir()) and not (site_dir / MARKER).is_file():
        message = "the folder is not empty and was not made by 'guide build'"
        raise Refused([Problem(str(site_dir), 1, 1, "--site-dir", message, "name an empty or new folder")])


def _remove_leftovers(site_dir: Path) -> None:
    """What an interrupted run left behind. Where it was stopped between two renames, the old site comes back."""
    for left in sorted(site_dir.parent.glob(f".{site_dir.name}.????????")):
        if not (left / "build").is_dir():
            continue
        if (left / "old").is_dir() and not site_dir.exists():
            (left / "old").rename(site_dir)
        shutil.rmtree(left, ignore_errors=True)


def _prepare(root: Path, work: Path) -> None:
    """MkDocs reads its configuration and docs from one folder; docs folders must exist before it starts."""
    work.mkdir()
    for config in CONFIGS.values():
        shutil.copyfile(root / config, work / config)
    shutil.copytree(root / "site_config", work / "site_config")
    for language in LANGUAGES:
        shutil.copytree(root / "site_config" / "assets", work / "build" / "docs" / language / "assets")


def write_tree(
    folder: Path, files: Mapping[str, str] | Mapping[str, bytes], *, stale: bool = True, keep: Iterable[str] = ()
) -> None:
    """Write what changed; with `stale`, delete files that are no longer made, except under `keep`."""
    wanted = {folder / name for name in files}
    for name, content in files.items():
        path, raw = folder / name, content.encode() if isinstance(content, str) else content
        if not path.is_file() or path.read_bytes() != raw:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
    if stale:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path not in wanted and path.relative_to(folder).parts[0] not in keep:
                path.unlink()


def mkdocs_environment() -> dict[str, str]:
    """The same bytes on every machine: a fixed date, locale and hash seed."""
    fixed = {"SOURCE_DATE_EPOCH": "315532800", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "TZ": "UTC"}
    return {**os.environ, **fixed, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _run_mkdocs(work: Path, stage: Path) -> None:
    """Both languages side by side. MkDocs' own build() fails without a message, so it runs as a program."""
    running = {
        language: subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", config, "-d", str(stage / language)],
            cwd=work,
            env=mkdocs_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        for language, config in CONFIGS.items()
    }
    outputs = {language: process.communicate()[0] for language, process in running.items()}
    for language, process in running.items():
        if process.returncode or not (stage / language / "index.html").is_file():
            raise OSError(f"mkdocs failed for '{language}':\n{outputs[language]}")


def _secure(page: Path) -> None:
    """A Content Security Policy in every page, with the hashes of just the inline scripts it has."""
    text = page.read_text(encoding="utf-8")
    if "Content-Security-Policy" in text:
        return
    hashes = sorted({_hash(script) for script in _INLINE_SCRIPT.findall(text)})
    policy = "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            # Where people give answers, nothing may be sent or asked for at all.
            "connect-src 'none'" if ANSWERS_PAGE in text else "connect-src 'self'",
            "frame-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    secured, count = _CHARSET.subn(lambda match: f"{match[0]}\n{tag}", text, count=1)
    if not count:
        raise OSError(f"{page.name} has no <meta charset> to put the security policy after")
    page.write_text(secured, encoding="utf-8", newline="")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _replace(stage: Path, site_dir: Path, work: Path) -> None:
    """Old or new, never a mixture."""
    if site_dir.exists():
        site_dir.rename(work / "old")
    try:
        stage.rename(site_dir)
    except OSError:
        if (work / "old").exists():
            (work / "old").rename(site_dir)
        raise
