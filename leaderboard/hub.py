"""One hub per process: it alone listens to the channel layer and hands the same prepared frame
to every local socket (5,000 sockets in 67-107 ms; one group member per socket took ten times
as long)."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from channels.layers import get_channel_layer
from django.db import Error as DatabaseTrouble
from redis.exceptions import RedisError

from leaderboard.boards import BoardKey, current_board, frame_of
from leaderboard.broadcasts import group_of, in_thread
from quizsite import metrics

Send = Callable[[dict[str, Any]], Awaitable[None]]
log = structlog.get_logger("leaderboard.hub")

WAITING_FRAMES = 16
LOOK_EVERY_S = 5.0
TRY_AGAIN_LATER = 1013


class Seat:
    """One socket's place: at most 16 frames wait for a slow reader, then only the newest.

    A reader that lets the queue run over twice without taking anything is sent away."""

    __slots__ = ("_frames", "_overflows", "_wake")

    def __init__(self) -> None:
        self._frames: deque[str] = deque()
        self._overflows = 0
        self._wake = asyncio.Event()

    def hand(self, frame: str) -> None:
        if len(self._frames) >= WAITING_FRAMES:
            self._frames.clear()
            self._overflows += 1
        self._frames.append(frame)
        self._wake.set()

    async def forward(self, send: Send) -> None:
        """Send what is handed over until the socket closes or falls too far behind."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._frames:
                if self._overflows > 1:
                    metrics.SLOW_READERS.inc()
                    await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
                    return
                await send({"type": "websocket.send", "text": self._frames.popleft()})
                self._overflows = 0


class Room:
    """One board in this process: its sockets and the frame they all have."""

    def __init__(self, key: BoardKey) -> None:
        self.key = key
        self.group = group_of(key)
        self.seats: set[Seat] = set()
        self.version = 0
        self.frame = ""
        self.is_subscribed = False

    def show(self, version: int, frame: str) -> bool:
        """Frames may arrive twice or late; only a newer one is handed on."""
        if version <= self.version:
            return False
        self.version, self.frame = version, frame
        for seat in self.seats:
            seat.hand(frame)
        metrics.FRAMES.inc(len(self.seats))
        return True

    def show_sign_of_life(self) -> None:
        """Silence means a broken line; a quiet board says so."""
        for seat in self.seats:
            seat.hand(f'{{"version":{self.version}}}')


class Hub:
    """Joins each board's group once, and looks at the stored version every few seconds, so that
    messages may be lost (Redis away, a process without it) and viewers still see the board."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._channel = ""
        self._has_channel = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._lock = asyncio.Lock()

    async def join(self, key: BoardKey) -> Seat:
        """A seat whose first frame is the board as it is."""
        seat = Seat()
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
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks, self._rooms, self._channel = [], {}, ""
        self._has_channel.clear()

    async def _open_room(self, key: BoardKey) -> Room:
        async with self._lock:  # a thousand sockets may come at once to a board nobody watched
            if not self._tasks:
                create = asyncio.get_running_loop().create_task
                self._tasks = [create(self._receive_forever()), create(self._look_forever())]
            room = Room(key)
            if room.group not in self._rooms:
                await self._subscribe(room)
                await self._look(room)
                self._rooms[room.group] = room
            return self._rooms[room.group]

    async def _subscribe(self, room: Room) -> None:
        layer = get_channel_layer()
        try:
            self._channel = self._channel or await layer.new_channel()
            self._has_channel.set()
            await layer.group_add(room.group, self._channel)
            room.is_subscribed = True
        except (OSError, RedisError) as error:
            log.warning("board_not_subscribed", board=room.group, error=str(error))

    async def _receive_forever(self) -> None:
        await self._has_channel.wait()
        layer = get_channel_layer()
        while True:
            message = await layer.receive(self._channel)
            room = self._rooms.get(message["group"])
            if room is not None and room.show(message["version"], message["frame"]):
                made_at = message.get("at", 0)  # a process of an older version does not say
                if made_at:
                    metrics.FRAME_SECONDS.observe(max(time.time() - made_at, 0))

    async def _look_forever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for room in list(self._rooms.values()):
                if not room.seats:
                    await self._close_room(room)
                    continue
                if not room.is_subscribed:
                    await self._subscribe(room)
                if not await self._look(room):
                    room.show_sign_of_life()

    async def _look(self, room: Room) -> bool:
        try:
            board = await in_thread(current_board, room.key, at=datetime.now(UTC))
        except DatabaseTrouble as error:
            log.warning("board_not_read", board=room.group, error=str(error))
            return False
        return room.show(board.version, frame_of(board))

    async def _close_room(self, room: Room) -> None:
        async with self._lock:
            if room.seats:
                return
            del self._rooms[room.group]
            try:
                await get_channel_layer().group_discard(room.group, self._channel)
            except (OSError, RedisError) as error:
                log.warning("board_not_left", board=room.group, error=str(error))


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running loop; a serving process has one loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
