"""Write files whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write each file under its name, first all beside their places, then into place. Raises OSError.

    A failure leaves every old file as it was and no new one behind; other files are never touched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    staged: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            target = folder / name
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
            staged[target] = _beside(target)
            with staged[target].open("xb") as stream:
                stream.write(content.encode() if isinstance(content, str) else content)
            if target.exists():
                kept[target] = _beside(target)
                shutil.copy2(target, kept[target])
        _put(staged, kept)
    finally:
        for waiting in (*staged.values(), *kept.values()):
            waiting.unlink(missing_ok=True)
    return list(staged)


def _put(staged: Mapping[Path, Path], kept: Mapping[Path, Path]) -> None:
    """Move every file into place; if one cannot be moved, put back those that were."""
    done: list[Path] = []
    try:
        for target, waiting in staged.items():
            waiting.replace(target)
            done.append(target)
    except OSError:
        for target in done:
            if target in kept:
                kept[target].replace(target)
            else:
                target.unlink()
        raise


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
