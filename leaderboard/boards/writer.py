"""The writer of board snapshots, and the messages that tell of them.

The writer lives on one event loop: the serving loop under ASGI, or a thread's own in a process
that serves only pages. Any thread may mark a board dirty. Only the loop touches the channel layer,
because the in-memory layer has no locks."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import IntegrityError, transaction

from contests.models import Round
from leaderboard.boards.board import Advance, advance_board, frame_of
from leaderboard.models import Board, BoardKey
from quizsite.live import messages as live
from quizsite.live.messages import end, in_thread
from quizsite.operations.metrics import BOARD_SECONDS

log = structlog.get_logger("leaderboard.broadcasts")

EVERY_S = 1.0


def group_of(key: BoardKey) -> str:
    return f"board.{key.contest}.{key.round or 0}.{key.division}"


def key_of(group: str) -> BoardKey:
    contest, round, division = map(int, group.split(".")[1:])
    return BoardKey(contest, round or None, division)


def board_changed(key: BoardKey, board: Board) -> dict[str, Any]:
    """Build the message for hubs; its frame is made once and passed on unchanged."""
    return {
        "type": "board.changed",
        "group": group_of(key),
        "version": board.version,
        "frame": frame_of(board),
        "at": board.snapshot_at.timestamp() if board.snapshot_at else 0,
    }


async def _tell(key: BoardKey, board: Board) -> None:
    # Nothing is lost if it fails: hubs look at the version themselves every few seconds.
    await live.send(group_of(key), board_changed(key, board))


class BoardWriter:
    """Makes at most one snapshot per second and board."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._dirty: dict[BoardKey, float] = {}  # since when
        self._wake = asyncio.Event()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Write on the running loop from now on."""
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._task = self._loop.create_task(self._write_forever())

    async def stop(self) -> None:
        """Write what is still dirty, then end."""
        task, self._task, self._loop = self._task, None, None
        if task is not None:
            await end(task)
            await self._write_dirty()

    def mark(self, keys: Iterable[BoardKey]) -> None:
        """Any thread may call this; it returns at once."""
        with self._lock:
            if self._loop is None:
                self._loop = live.loop_of_own_thread()
                self._loop.call_soon_threadsafe(self.start)
            self._loop.call_soon_threadsafe(self._add, set(keys), time.monotonic())

    def _add(self, keys: set[BoardKey], since: float) -> None:
        for key in keys:
            self._dirty.setdefault(key, since)
        self._wake.set()

    async def _write_forever(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await self._wake.wait()
            self._wake.clear()
            started = clock()
            await self._write_dirty()
            await asyncio.sleep(max(EVERY_S - (clock() - started), 0))

    async def _write_dirty(self) -> None:
        for key in sorted(self._dirty, key=group_of):
            since = self._dirty.pop(key, time.monotonic())
            try:
                advance, board = await in_thread(advance_board, key, at=datetime.now(UTC))
            except IntegrityError:
                log.warning("board_is_gone", board=group_of(key))
                continue
            except (DatabaseTrouble, OSError):  # no file may be opened: the next second will do
                log.exception("board_not_written", board=group_of(key))
                self._add({key}, since)
                continue
            if advance is Advance.MADE:
                BOARD_SECONDS.observe(time.monotonic() - since)
                await _tell(key, board)
            elif advance is Advance.LOST:
                self._add({key}, since)


writer = BoardWriter()


def mark_dirty(keys: Iterable[BoardKey]) -> None:
    """Tell the writer that these boards may have moved. Call it when the change is committed."""
    if settings.BOARD_WRITER:
        writer.mark(keys)


def mark_dirty_on_commit(round: Round, division_ids: Iterable[int]) -> None:
    keys = keys_of(round, division_ids)
    if keys:
        transaction.on_commit(partial(mark_dirty, keys))


def keys_of(round: Round, division_ids: Iterable[int] | None = None) -> list[BoardKey]:
    """List the boards of a round and of its whole contest, in these divisions or in all."""
    if division_ids is None:
        division_ids = round.contest.divisions.values_list("pk", flat=True)
    return [
        BoardKey(round.contest_id, round_id, division)
        for division in sorted(division_ids)
        for round_id in (round.pk, None)
    ]


def publish_now(keys: Iterable[BoardKey], *, at: datetime) -> None:
    """Write snapshots at once, for commands that end before a writer would act."""
    for key in keys:
        advance, board = advance_board(key, at=at)
        while advance is Advance.LOST:
            advance, board = advance_board(key, at=at)
        if advance is Advance.MADE:
            async_to_sync(_tell)(key, board)
