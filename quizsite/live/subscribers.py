"""Subscribers: one open socket each, which gets frames and is never listened to."""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from quizsite.operations.metrics import SLOW_READERS

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
WriteNow = Callable[[bytes], bool]

# Our server's own offer to write a prepared frame at once (quizsite/web/uvicorn_limits.py).
WRITE_NOW = "thi.write_now"

WAITING_FRAMES = 16
MESSAGES_BORNE = 8
CLOSED_WITHIN_S = 5.0

RESTARTING = 1012
TRY_AGAIN_LATER = 1013
LISTENS_TO_NOTHING = 1008


class Subscriber:
    """One socket: at most 16 frames wait for a slow reader, then only the newest.

    A reader that twice lets the queue overflow without taking anything is closed. Waiting frames
    are references: all subscribers of a room hold the same string."""

    __slots__ = ("_farewell", "_frames", "_is_sending", "_overflows", "_wake", "_write_now")

    def __init__(self, write_now: WriteNow | None = None) -> None:
        self._write_now = write_now
        self._is_sending = False
        self._frames: deque[str] = deque()
        self._overflows = 0
        self._farewell = 0
        self._wake = asyncio.Event()

    def hand(self, frame: str, wire: bytes = b"") -> None:
        """`wire` is the same frame as the network carries it; with it no task needs to wake."""
        is_idle = not (self._frames or self._is_sending or self._farewell)
        if wire and is_idle and self._write_now is not None and self._write_now(wire):
            return
        if len(self._frames) >= WAITING_FRAMES:
            self._frames.clear()
            self._overflows += 1
        self._frames.append(frame)
        self._wake.set()

    def dismiss(self, code: int) -> None:
        """Close the socket with this code as soon as it can be told."""
        self._farewell = code
        self._wake.set()

    async def forward(self, send: Send) -> None:
        """Send frames until the socket closes or falls too far behind."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._frames and not self._farewell:
                if self._overflows > 1:
                    SLOW_READERS.inc()
                    self._farewell = TRY_AGAIN_LATER
                    break
                self._is_sending = True  # a newer frame may not overtake this one
                await send({"type": "websocket.send", "text": self._frames.popleft()})
                self._is_sending = False
                self._overflows = 0
            if self._farewell:
                await send({"type": "websocket.close", "code": self._farewell})
                return


def write_now_of(scope: Any) -> WriteNow | None:
    offer: WriteNow | None = scope.get("extensions", {}).get(WRITE_NOW, {}).get("write")
    return offer


def wire_of(frame: str) -> bytes:
    """Encode one unmasked text frame, as RFC 6455 writes it."""
    payload = frame.encode()
    if len(payload) < 126:
        return struct.pack("!BB", 0x81, len(payload)) + payload
    if len(payload) < 65536:
        return struct.pack("!BBH", 0x81, 126, len(payload)) + payload
    return struct.pack("!BBQ", 0x81, 127, len(payload)) + payload


async def hold(subscriber: Subscriber, receive: Receive, send: Send) -> None:
    """Keep a subscriber for as long as its socket lasts; a socket that sends is soon closed.

    Pages never send anything. The server reads only when asked to, so a flooding socket is read
    eight times and then waits in the network's own buffers."""
    telling = asyncio.ensure_future(subscriber.forward(send))
    try:
        for _message in range(MESSAGES_BORNE):
            if (await receive())["type"] == "websocket.disconnect":
                return
        subscriber.dismiss(LISTENS_TO_NOTHING)
        await asyncio.wait([telling], timeout=CLOSED_WITHIN_S)
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
