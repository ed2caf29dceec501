"""One hub per process: it alone listens to the channel layer and hands the same prepared frame
to every local socket (5,000 sockets in 67-107 ms; one group member per socket took ten times
as long)."""

from __future__ import annotations

import asyncio
import time
import weakref
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import Error as DatabaseTrouble

from leaderboard.boards.board import current_board, frame_of
from leaderboard.boards.writer import group_of
from leaderboard.models import BoardKey
from quizsite.live.messages import Ear, end, in_thread
from quizsite.live.subscribers import RESTARTING, Seat, WriteNow, wire_of
from quizsite.operations import metrics

log = structlog.get_logger("leaderboard.hub")

LOOK_EVERY_S = 5.0


class Room:
    """One board in this process: its sockets and the frame they all have."""

    def __init__(self, key: BoardKey) -> None:
        self.key = key
        self.group = group_of(key)
        self.seats: set[Seat] = set()
        self.version = 0
        self.frame = ""

    def show(self, version: int, frame: str) -> bool:
        """Frames may arrive twice or late; only a newer one is handed on."""
        if version <= self.version:
            return False
        self.version, self.frame = version, frame
        self._hand(frame)
        metrics.FRAMES.inc(len(self.seats))
        return True

    def show_sign_of_life(self) -> None:
        """Silence means a broken line; a quiet board says so."""
        self._hand(f'{{"version":{self.version}}}')

    def _hand(self, frame: str) -> None:
        wire = wire_of(frame)
        for seat in self.seats:
            seat.hand(frame, wire)


class Hub:
    """Joins each board's group once, and looks at the stored version every few seconds, so that
    messages may be lost (Redis away, a process without it) and viewers still see the board."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._ear = Ear(self._hear, joined=self._look_at)
        self._looking: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    async def join(self, key: BoardKey, write_now: WriteNow | None = None) -> Seat:
        """A seat whose first frame is the board as it is."""
        seat = Seat(write_now)
        room = self._rooms.get(group_of(key)) or await self._open_room(key)
        room.seats.add(seat)
        if room.frame:
            seat.hand(room.frame)
        return seat

    def leave(self, key: BoardKey, seat: Seat) -> None:
        room = self._rooms.get(group_of(key))
        if room is not None:
            room.seats.discard(seat)

    async def stop(self) -> None:
        """Whoever still sits here is told that the server starts anew, and comes back."""
        for room in self._rooms.values():
            for seat in room.seats:
                seat.dismiss(RESTARTING)
        if self._looking is not None:
            await end(self._looking)
        self._looking, self._rooms = None, {}
        await self._ear.stop()

    async def _open_room(self, key: BoardKey) -> Room:
        async with self._lock:  # a thousand sockets may come at once to a board nobody watched
            if self._looking is None:
                self._looking = asyncio.get_running_loop().create_task(self._look_forever())
            room = Room(key)
            if room.group not in self._rooms:
                await self._look(room)
                self._rooms[room.group] = room
                self._ear.join(room.group)
            return self._rooms[room.group]

    def _hear(self, message: dict[str, Any]) -> None:
        room = self._rooms.get(message["group"])
        if room is not None and room.show(message["version"], message["frame"]):
            made_at = message.get("at", 0)  # a process of an older version does not say
            if made_at:
                metrics.FRAME_SECONDS.observe(max(time.time() - made_at, 0))

    async def _look_at(self, group: str) -> None:
        """What changed before the group was heard."""
        room = self._rooms.get(group)
        if room is not None:
            await self._look(room)

    async def _look_forever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for room in list(self._rooms.values()):
                if not room.seats:
                    await self._close_room(room)
                elif not await self._look(room):
                    room.show_sign_of_life()

    async def _look(self, room: Room) -> bool:
        try:
            board = await in_thread(current_board, room.key, at=datetime.now(UTC))
            return room.show(board.version, frame_of(board))
        except DatabaseTrouble as error:
            log.warning("board_not_read", board=room.group, error=str(error))
        except Exception:
            # One board that cannot be made must not stop the looking at all others.
            log.exception("board_not_read", board=room.group)
        return False

    async def _close_room(self, room: Room) -> None:
        async with self._lock:
            if not room.seats:
                del self._rooms[room.group]
                await self._ear.leave(room.group)


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running loop; a serving process has one loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
