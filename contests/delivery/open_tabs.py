"""The open windows of papers in this process, and telling them which of them may save.

One subscription serves all papers, and one query reads the writers of all that have just come:
after a restart thousands come back within seconds."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import Sequence
from typing import Any

import structlog

from contests.delivery.messages import TAKEN_UP
from contests.models import Attempt
from quizsite.live.messages import Ear, end, in_thread
from quizsite.live.subscribers import RESTARTING, Seat

log = structlog.get_logger("contests.windows")

# Without messages (Redis away) a window learns within this time that it may no longer save.
LOOK_EVERY_S = 10.0
AT_ONCE = 1000


class Paper:
    """One attempt: its windows here and the newest window's number, 0 while not read."""

    __slots__ = ("seats", "writer")

    def __init__(self) -> None:
        self.seats: set[Seat] = set()
        self.writer = 0

    def tell(self, writer: int) -> None:
        if writer > self.writer:
            self.writer = writer
            for seat in self.seats:
                seat.hand(_frame(writer))


class Windows:
    def __init__(self) -> None:
        self._papers: dict[int, Paper] = {}
        self._unread: set[int] = set()
        self._wake = asyncio.Event()
        self._ear = Ear(self._hear, joined=self._look_at_all)
        self._looking: asyncio.Task[None] | None = None

    def join(self, attempt_id: int) -> Seat:
        """A seat that is told the newest window's number as soon as it is known."""
        if self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look_forever())
            self._ear.join(TAKEN_UP)
        seat = Seat()
        paper = self._papers.setdefault(attempt_id, Paper())
        paper.seats.add(seat)
        if paper.writer:
            seat.hand(_frame(paper.writer))
        else:
            self._unread.add(attempt_id)
            self._wake.set()
        return seat

    def leave(self, attempt_id: int, seat: Seat) -> None:
        paper = self._papers.get(attempt_id)
        if paper is not None:
            paper.seats.discard(seat)
            if not paper.seats:
                del self._papers[attempt_id]

    async def stop(self) -> None:
        for paper in self._papers.values():
            for seat in paper.seats:
                seat.dismiss(RESTARTING)
        if self._looking is not None:
            await end(self._looking)
        self._looking, self._papers = None, {}
        await self._ear.stop()

    def _hear(self, message: dict[str, Any]) -> None:
        paper = self._papers.get(message["attempt"])
        if paper is not None:
            paper.tell(message["writer"])

    async def _look_at_all(self, _group: str) -> None:
        await self._look(list(self._papers))

    async def _look_forever(self) -> None:
        clock = asyncio.get_running_loop().time
        next_at = clock() + LOOK_EVERY_S
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(next_at):
                    await self._wake.wait()
            self._wake.clear()
            fresh, self._unread = self._unread, set()
            if clock() < next_at:
                await self._look(list(fresh))
            else:
                await self._look(list(self._papers))
                next_at = clock() + LOOK_EVERY_S

    async def _look(self, attempt_ids: Sequence[int]) -> None:
        try:
            for start in range(0, len(attempt_ids), AT_ONCE):
                some = attempt_ids[start : start + AT_ONCE]
                for attempt_id, writer in await in_thread(_writers, some):
                    self._hear({"attempt": attempt_id, "writer": writer})
        except Exception:
            # The database restarts, or anything else: the next look comes in any case.
            log.exception("windows_not_read", papers=len(attempt_ids))


def _writers(attempt_ids: Sequence[int]) -> list[tuple[int, int]]:
    return list(Attempt.objects.filter(pk__in=attempt_ids).values_list("pk", "writer"))


def _frame(writer: int) -> str:
    return f'{{"writer":{writer}}}'


_windows: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Windows] = (
    weakref.WeakKeyDictionary()
)


def windows() -> Windows:
    """Those of the running loop; a serving process has one loop."""
    return _windows.setdefault(asyncio.get_running_loop(), Windows())
