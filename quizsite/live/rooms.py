"""Rooms: the open sockets of this process, each with all others that are told the same.

Messages only hurry. Every few seconds, and for whoever has just come, rooms read the database
themselves: a lost message (Redis away, a process without it) costs seconds."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar, cast

from django.db import Error as DatabaseTrouble

from quizsite.live.messages import Listener, end, in_thread
from quizsite.live.subscribers import (
    RESTARTING,
    Receive,
    Send,
    Subscriber,
    WriteNow,
    hold,
    wire_of,
    write_now_of,
)
from quizsite.operations import metrics

Key = TypeVar("Key", bound=Hashable)


class News(NamedTuple, Generic[Key]):
    key: Key
    version: int
    frame: str


class Room:
    """The sockets of one key and the newest frame, which all of them have; "" if not read yet."""

    __slots__ = ("frame", "subscribers", "version")

    def __init__(self) -> None:
        self.subscribers: set[Subscriber] = set()
        self.version = 0
        self.frame = ""

    def show(self, version: int, frame: str) -> bool:
        """Hand on a newer frame; frames may arrive twice or late."""
        if version <= self.version:
            return False
        self.version, self.frame = version, frame
        self.hand(frame)
        return True

    def hand(self, frame: str) -> None:
        wire = wire_of(frame)
        for subscriber in self.subscribers:
            subscriber.hand(frame, wire)


class Rooms(Generic[Key]):
    """One for each event loop and kind of socket: it alone hears the messages of its groups."""

    kind: ClassVar[str]  # as the metrics call these sockets
    log: ClassVar[Any]
    trouble: ClassVar[str]  # as the log calls a read that failed
    look_every_s: ClassVar[float]
    read_at_once: ClassVar[int]  # keys; a failure is theirs alone

    def __init__(self) -> None:
        self._rooms: dict[Key, Room] = {}
        self._unread: set[Key] = set()
        self._wake = asyncio.Event()
        self._listener = Listener(self.hear, joined=self._look_at_group)
        self._looking: asyncio.Task[None] | None = None

    def group_of(self, key: Key) -> str:
        raise NotImplementedError

    def news_of(self, message: dict[str, Any]) -> News[Key]:
        raise NotImplementedError

    def read(self, keys: Collection[Key]) -> list[News[Key]]:
        """Read what these rooms should show; a thread calls it."""
        raise NotImplementedError

    def sign_of_life(self, version: int) -> str:
        """Return what a room says that had no news for a while; "" for nothing."""
        return ""

    @classmethod
    def here(cls) -> Self:
        """Return those of the running loop; a serving process has one loop."""
        of_loop = _of_loops.setdefault(asyncio.get_running_loop(), {})
        if cls not in of_loop:
            of_loop[cls] = cls()
        return cast("Self", of_loop[cls])

    async def serve(self, key: Key, scope: Any, receive: Receive, send: Send) -> None:
        """Accept a socket and keep it in its room for as long as it lasts."""
        await send({"type": "websocket.accept"})
        subscriber = self.join(key, write_now_of(scope))
        metrics.SOCKETS.labels(self.kind).inc()
        try:
            await hold(subscriber, receive, send)
        finally:
            metrics.SOCKETS.labels(self.kind).dec()
            self.leave(key, subscriber)

    def join(self, key: Key, write_now: WriteNow | None = None) -> Subscriber:
        """Return a subscriber whose first frame comes as soon as it is known."""
        if self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look_forever())
        self._listener.join(self.group_of(key))
        subscriber = Subscriber(write_now)
        room = self._rooms.setdefault(key, Room())
        room.subscribers.add(subscriber)
        if room.frame:
            subscriber.hand(room.frame)
        else:
            self._unread.add(key)
            self._wake.set()
        return subscriber

    def leave(self, key: Key, subscriber: Subscriber) -> None:
        room = self._rooms.get(key)
        if room is not None:
            room.subscribers.discard(subscriber)
            if not room.subscribers:
                del self._rooms[key]

    async def stop(self) -> None:
        """Tell whoever still sits here that the server starts anew; their pages come back."""
        for room in self._rooms.values():
            for subscriber in room.subscribers:
                subscriber.dismiss(RESTARTING)
        if self._looking is not None:
            await end(self._looking)
        self._looking, self._rooms = None, {}
        await self._listener.stop()

    def hear(self, message: dict[str, Any]) -> None:
        self.show(self.news_of(message))

    def show(self, news: News[Key]) -> int:
        """Hand a newer frame to all in its room; return how many they are."""
        room = self._rooms.get(news.key)
        if room is None or not room.show(news.version, news.frame):
            return 0
        return len(room.subscribers)

    def keys(self) -> list[Key]:
        return list(self._rooms)

    def look_at(self, keys: Iterable[Key]) -> None:
        """Read these soon, where a message says only that something changed."""
        self._unread.update(keys)
        self._wake.set()

    async def _look_forever(self) -> None:
        clock = asyncio.get_running_loop().time
        next_at = clock() + self.look_every_s
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(next_at):
                    await self._wake.wait()
            self._wake.clear()
            fresh, self._unread = self._unread, set()
            if clock() < next_at:
                await self._look(list(fresh))
            else:
                await self._look_at_all()
                next_at = clock() + self.look_every_s

    async def _look_at_all(self) -> None:
        before = {key: room.version for key, room in self._rooms.items()}
        await self._look(list(before))
        for key, room in self._rooms.items():
            if room.version == before.get(key) and (sign := self.sign_of_life(room.version)):
                room.hand(sign)
        for group in self._listener.groups - {self.group_of(key) for key in self._rooms}:
            await self._listener.leave(group)

    async def _look_at_group(self, group: str) -> None:
        """Read what changed before the group was heard."""
        await self._look([key for key in self._rooms if self.group_of(key) == group])

    async def _look(self, keys: Sequence[Key]) -> None:
        for start in range(0, len(keys), self.read_at_once):
            some = keys[start : start + self.read_at_once]
            try:
                for news in await in_thread(self.read, some):
                    self.show(news)
            except DatabaseTrouble as error:  # it restarts; the next look comes in any case
                self.log.warning(self.trouble, rooms=len(some), error=str(error))
            except Exception:
                # One room that cannot be read must not stop the looking at all others.
                self.log.exception(self.trouble, rooms=len(some))


_of_loops: weakref.WeakKeyDictionary[
    asyncio.AbstractEventLoop, dict[type[Rooms[Any]], Rooms[Any]]
] = weakref.WeakKeyDictionary()


async def stop_all() -> None:
    """Stop the rooms of the running loop."""
    for rooms in _of_loops.pop(asyncio.get_running_loop(), {}).values():
        await rooms.stop()
