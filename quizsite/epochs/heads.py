"""Heads: the newest acknowledged sequence of each attempt, noted outside the database.

A restored database knows nothing of what it lost; these files do. Each process that saves has one:
it is appended to every second and synced every few, so writing never holds up a save. A line is
attempt, sequence, second of acknowledgement; nothing in it tells of a person."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection

from quizsite.epochs.epoch import first_epoch

EVERY_S = 1.0
SYNC_EVERY_S = 5.0
LOOK_EVERY_S = 10.0
LARGEST = 8 * 1024 * 1024  # then the file is written anew, each attempt once
MOST_ATTEMPTS = 100_000  # the newest ones are kept in memory: 20 MB
MOST_COMMITS = 5_000
MOST_FILES, KEPT_S = 64, 30 * 24 * 3600
log = structlog.get_logger("quizsite.heads")


class Head(NamedTuple):
    seq: int
    at: int  # seconds since 1970


Heads = dict[int, Head]
Look = Callable[[Heads], None]


class HeadsFile:
    """`note` may be called from any thread; one thread of its own writes."""

    def __init__(self, folder: Path, *, look: Look | None = None) -> None:
        self.folder, self._look = folder, look
        self._lock = threading.Lock()
        self._pending: list[Iterable[tuple[int, int]]] = []
        self._heads: Heads = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heads", daemon=True)
        self._file = -1
        self._synced_at = self._looked_at = time.monotonic()
        self.path = folder / f"heads-{socket.gethostname()[:40]}-{os.getpid()}-{int(time.time())}"

    def start(self) -> None:
        self._thread.start()

    def note(self, acknowledged: Iterable[tuple[int, int]]) -> None:
        """Note attempts and sequences of one commit; the newest of an attempt counts.

        They are read when they are written: all at once that takes half as long."""
        with self._lock:
            self._pending.append(acknowledged)
            if len(self._pending) > MOST_COMMITS:  # the disk hangs
                self._pending = [_newest(self._pending).items()]

    def stop(self) -> None:
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ending.wait(EVERY_S):
            self.write_safely()
        self.write_safely(is_last=True)
        connection.close()

    def write_safely(self, *, is_last: bool = False) -> None:
        """A full disk or a database that is away costs notes, never a save."""
        try:
            self._write()
            now = time.monotonic()
            if self._file >= 0 and (is_last or now - self._synced_at > SYNC_EVERY_S):
                os.fdatasync(self._file)
                self._synced_at = now
            if self._look is not None and now - self._looked_at > LOOK_EVERY_S and not is_last:
                self._looked_at = now
                self._look(dict(self._heads))
        except (OSError, DatabaseTrouble) as error:
            log.warning("heads_not_written", error=str(error))
            connection.close()

    def _write(self) -> None:
        with self._lock:
            commits, self._pending = self._pending, []
        pending = _newest(commits)
        if not pending:
            return
        at = int(time.time())
        for attempt, seq in pending.items():
            known = self._heads.pop(attempt, None)  # again at the end: the newest are kept
            self._heads[attempt] = Head(max(seq, known.seq if known else 0), at)
        if self._file < 0:
            self._open()
        elif os.fstat(self._file).st_size > LARGEST:
            self._write_anew()
        else:
            os.write(self._file, _lines({one: self._heads[one] for one in pending}))

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        _forget_old(self.folder)
        self._write_anew()

    def _write_anew(self) -> None:
        for attempt in list(self._heads)[:-MOST_ATTEMPTS]:
            del self._heads[attempt]
        new = self.path.with_suffix(".new")
        with new.open("wb") as file:
            file.write(f"database {first_epoch()}\n".encode() + _lines(self._heads))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
        if self._file >= 0:
            os.close(self._file)
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND)


def _newest(commits: Iterable[Iterable[tuple[int, int]]]) -> dict[int, int]:
    newest: dict[int, int] = {}
    for acknowledged in commits:
        for attempt, seq in acknowledged:
            if seq > newest.get(attempt, 0):
                newest[attempt] = seq
    return newest


def _lines(heads: Heads) -> bytes:
    return "".join(f"{attempt} {one.seq} {one.at}\n" for attempt, one in heads.items()).encode()


def _forget_old(folder: Path) -> None:
    found = sorted(folder.glob("heads-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    old = time.time() - KEPT_S
    for n, path in enumerate(found):
        if n >= MOST_FILES or path.stat().st_mtime < old:
            path.unlink(missing_ok=True)


def read_heads(files: Iterable[Path], *, database: int | None = None) -> Heads:
    """Read what was acknowledged last; with `database` only files of the one that began so.

    A process may have died in the middle of its last line."""
    heads: Heads = {}
    for path in files:
        lines = path.read_text(errors="replace").splitlines()
        if database is not None and lines[:1] != [f"database {database}"]:
            continue
        for line in lines:
            parts = line.split()
            if len(parts) != 3 or not all(part.isdecimal() for part in parts):
                continue
            attempt, seq, at = map(int, parts)
            known = heads.get(attempt)
            if known is None or seq > known.seq:
                heads[attempt] = Head(seq, at)
    return heads


def heads_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("heads-*") if path.suffix != ".new")


_own: list[HeadsFile] = []
_starting = threading.Lock()


def start(*, look: Look | None = None) -> None:
    """Each process that saves calls it once; `look` is asked every few seconds with all heads."""
    if not settings.NOTE_HEADS:
        return
    with _starting:
        if not _own:
            _own.append(HeadsFile(settings.HEADS_DIR, look=look))
            _own[0].start()


def note(acknowledged: Iterable[tuple[int, int]]) -> None:
    if settings.NOTE_HEADS:
        if not _own:  # a process of pages, which saves for browsers without scripts
            start()
        _own[0].note(acknowledged)


def stop() -> None:
    while _own:
        _own.pop().stop()
