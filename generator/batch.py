"""Many answer files -> a folder of documents each, in several processes.

Records are read one by one and only a few are under way at a time, so that memory does not grow with their number.
What comes out is in the order of what went in, whatever the number of processes.
"""

from __future__ import annotations

import errno
import os
import signal
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from generator import yamlfile
from generator.load import load
from generator.making import Order, given, make, source
from generator.problems import Problem, Refused
from generator.render import Renderer
from generator.writing import write_files
from generator.yamlfile import MAX_BYTES, Source

ENDINGS = (".yaml", ".yml", ".json")
_UNDER_WAY = 8
"""How many records are handed to each process at a time: enough to keep it busy while another is slow."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
"""Failures after which no other record can be written either."""


@dataclass(frozen=True)
class Record:
    """One answer file, or one line of a file of them; `problems` are those that show before it is read.

    `folder` is the name of its folder, `size` its share of the work: 1 for a file, its bytes for a line.
    """

    name: str
    folder: str
    size: int
    line: int = 0
    raw: bytes = b""
    problems: tuple[Problem, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands: the file, and its line if it is one of many."""
        return f"{self.name}:{self.line}" if self.line else self.name


@dataclass(frozen=True)
class Outcome:
    """What became of a record: the files written, or why none was. After a `fatal` failure no other can be made."""

    written: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    fatal: bool = False


def default_jobs() -> int:
    """One process for each core that this program may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


# --- Records --------------------------------------------------------------------------------------


def records(name: str) -> tuple[Iterator[Record], int]:
    """The records of a folder, or of a file with one a line, and the sum of their sizes. Raises Refused, OSError."""
    if Path(name).is_dir():
        found = _files(name)
        if not found:
            hint = f"put files into it that end in {', '.join(ENDINGS)}"
            raise Refused([Problem(name, 1, 1, "(file)", "there are no answer files in this folder", hint)])
        return iter(found), len(found)
    path = given(name, "a folder of answer files, or a file with one answer file as JSON on each line")
    if path.suffix.lower() in ENDINGS:
        hint = "use 'guide sla' for one answer file; name a folder, or a .jsonl file with one on each line"
        raise Refused([Problem(name, 1, 1, "(file)", "this is a single answer file", hint)])
    return _lines(path, name), max(1, path.stat().st_size)


def _files(name: str) -> list[Record]:
    """The answer files that stand directly in a folder, sorted by name; hidden ones are not looked at."""
    found = sorted(p for p in Path(name).iterdir() if p.suffix.lower() in ENDINGS and not p.name.startswith("."))
    typed = name if name.endswith("/") else f"{name}/"
    alike = Counter(_alike(path) for path in found)
    return [_file(path, f"{typed}{path.name}", alone=alike[_alike(path)] == 1) for path in found]


def _alike(path: Path) -> str:
    """Names that some file systems take for the same."""
    return unicodedata.normalize("NFC", path.stem).casefold()


def _file(path: Path, name: str, *, alone: bool) -> Record:
    if alone:
        return Record(name, path.stem, 1)
    message = f"another file here is called '{path.stem}' too, and both would be written to the same folder"
    return Record(name, path.stem, 1, problems=(Problem(name, 1, 1, "(file)", message, "rename one of them"),))


def _lines(path: Path, name: str) -> Iterator[Record]:
    """The lines of a file that are not blank."""
    number = 0
    with path.open("rb") as stream:
        for number, raw, size in _pieces(stream):
            if size > MAX_BYTES + 2:
                limit = f"a line may hold at most {MAX_BYTES // 1024} KiB"
                problem = Problem(name, number, 1, "(file)", "the line is too long", limit)
                yield Record(name, f"{number:06}", size, number, problems=(problem,))
            elif raw.strip():
                yield Record(name, f"{number:06}", size, number, raw.rstrip(b"\r\n"))
    if not number:
        hint = "write one answer file as JSON on each line"
        raise Refused([Problem(name, 1, 1, "(file)", "the file is empty", hint)])


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """Number, start and length of each line; of one that is too long, no more than its start is kept."""
    number = 0
    while raw := stream.readline(MAX_BYTES + 3):
        number, size, last = number + 1, len(raw), raw
        while last and not last.endswith(b"\n"):
            last = stream.readline(MAX_BYTES)
            size += len(last)
        yield number, raw, size


# --- One record, in a process of its own ----------------------------------------------------------


class _Worker:
    """What a process keeps between records."""

    renderer: Renderer
    order: Order
    folder: Path


def _start(root: Path, order: Order, folder: Path) -> None:
    """Once in each process. Ctrl+C is the business of the main process: a record under way is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.renderer, _Worker.order, _Worker.folder = Renderer(load(root)), order, folder


def _one(record: Record) -> Outcome:
    return outcome(_Worker.renderer, _Worker.order, _Worker.folder, record)


def outcome(renderer: Renderer, order: Order, folder: Path, record: Record) -> Outcome:
    """Make and write the documents of a record. Nothing is written for one that is refused or fails."""
    place = folder / record.folder
    try:
        made = make(renderer, _source(record), order)
    except Refused as refused:
        # A line's positions are those of its JSON, which is all on one line.
        found = (replace(p, line=record.line) if record.line else p for p in refused.problems)
        return Outcome(problems=tuple(found))
    except OSError as error:
        return Outcome(failure=_reason(error))
    try:
        return Outcome(tuple(map(str, write_files(place, made))))
    except OSError as error:
        return Outcome(failure=_reason(error), fatal=error.errno in _FULL or not os.path.lexists(place))


def _source(record: Record) -> Source:
    return yamlfile.parse(record.raw, record.name, json_form=True) if record.line else source(record.name)


def _reason(error: OSError) -> str:
    return (f"{error.filename}: " if error.filename else "") + (error.strerror or str(error))


# --- All of them ----------------------------------------------------------------------------------


def run(root: Path, order: Order, folder: Path, found: Iterable[Record], jobs: int) -> Iterator[tuple[Record, Outcome]]:
    """What became of each record, in order. A fatal failure, or the death of a process, is the last."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # A process that is forked after Typst has compiled hangs; a new one does not.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (root, order, folder))
    under_way: deque[tuple[Record, Future[Outcome] | None]] = deque()

    def hand_out(record: Record) -> None:
        try:
            with _uninterrupted():  # a process that starts here inherits that Ctrl+C is not for it
                under_way.append((record, None if record.problems else pool.submit(_one, record)))
        except BrokenProcessPool:
            under_way.append((record, None))  # the one that died is before it

    def take_in() -> tuple[Record, Outcome]:
        record, future = under_way.popleft()
        try:
            return record, future.result() if future else Outcome(problems=record.problems)
        except BrokenProcessPool:
            message = "a process that made documents has died; is there too little memory?"
            return record, Outcome(failure=f"{record.place}: {message}", fatal=True)

    try:
        for record in found:
            hand_out(record)
            if len(under_way) >= jobs * _UNDER_WAY:
                yield (last := take_in())
                if last[1].fatal:
                    return
        while under_way:
            yield (last := take_in())
            if last[1].fatal:
                return
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
