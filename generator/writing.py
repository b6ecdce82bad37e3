"""Write files whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write each file under its name, first all beside their places, then into place. Raises OSError.

    A failure while writing leaves every old file as it was and no new one behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    staged: list[tuple[Path, Path]] = []
    try:
        for name, text in files.items():
            target = folder / name
            waiting = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
            staged.append((waiting, target))
            with waiting.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
        for waiting, target in staged:
            os.replace(waiting, target)
    finally:
        for waiting, _ in staged:
            waiting.unlink(missing_ok=True)
    return [target for _, target in staged]
