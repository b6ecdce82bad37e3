"""Live reload while editing: MkDocs serves, and a watch writes changed pages for it to notice."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import jinja2

from generator import browser
from generator.load import load
from generator.model import Language
from generator.pages import pages
from generator.problems import Refused
from generator.profiles import read_profiles
from generator.render import Renderer
from generator.site import CONFIGS, mkdocs_environment, write_tree

WATCHED = ("content", "templates", "site_config")
PAUSE_SECONDS = 0.5


def serve(root: Path, language: Language, port: int, say: Callable[[str], None]) -> None:
    """Serve one language on this computer until interrupted. A mistake is told, and the last good page stays."""
    _refuse_busy(port)
    docs = root / "build" / "docs" / language
    make(root, docs, language)
    command = [sys.executable, "-m", "mkdocs", "serve", "-f", CONFIGS[language], "-a", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=root, env=mkdocs_environment())  # noqa: S603 - fixed arguments
    seen = fingerprint(root)
    try:
        while process.poll() is None:
            time.sleep(PAUSE_SECONDS)
            now = fingerprint(root)
            if now != seen:
                seen = now
                remake(root, docs, language, say)
    except KeyboardInterrupt:
        pass
    finally:
        process.terminate()
        process.wait()


def _refuse_busy(port: int) -> None:
    """MkDocs ends with a traceback and exit 0 when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise OSError(error.errno, f"port {port} is in use; choose another with --port") from None


def remake(root: Path, docs: Path, language: Language, say: Callable[[str], None]) -> None:
    """Write the pages anew; problems go to `say`, and the last good pages stay."""
    try:
        make(root, docs, language)
    except Refused as refused:
        for problem in refused.problems:
            say(str(problem))
    except jinja2.TemplateError as error:
        say(f"templates/: {error}")


def make(root: Path, docs: Path, language: Language) -> None:
    """Write the pages of one language; only what changed is written, so only that is served anew."""
    project = load(root)
    renderer, profiles = Renderer(project), read_profiles(project)
    shutil.copytree(root / "site_config" / "assets", docs / "assets", dirs_exist_ok=True)
    write_tree(docs, pages(renderer, profiles, language), keep=("assets", "builder"))
    # A page asks for ../../builder/, which from the top of a server is this folder too.
    write_tree(docs / "builder", browser.files(renderer, profiles))


def fingerprint(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Every watched file with its size and time of change."""
    files = sorted(path for name in WATCHED for path in (root / name).rglob("*") if path.is_file())
    found = []
    for path in files:
        with suppress(FileNotFoundError):  # editors write beside a file and rename: it may be gone by now
            stat = path.stat()
            found.append((path.as_posix(), stat.st_size, stat.st_mtime_ns))
    return tuple(found)
