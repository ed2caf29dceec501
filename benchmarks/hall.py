"""Simulated devices of a hall: each has a socket that is told, and a connection that posts."""

from __future__ import annotations

import asyncio
import json
import random
import struct
import time
from typing import Any

from django.conf import settings

AGAIN_S = 0.5
Answer = dict[str, Any]


def now_ms() -> float:
    return time.time() * 1000


class Line:
    """One keep-alive connection to the server."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, Answer]:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        said = json.dumps(body)
        self.writer.write(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode()
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r")[0])
        answer: Answer = json.loads(await self.reader.readexactly(length))
        return int(head[9:12]), answer

    async def until_answered(self, body: dict[str, Any]) -> Answer:
        """Send again as the page does, until the server has kept or refused it."""
        while True:
            try:
                status, answer = await self.post(settings.STAGE_PATH, body)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
            else:
                if status != 503:
                    return answer
            await asyncio.sleep(AGAIN_S)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


class Ear:
    """A socket; `heard` maps what a frame says of the window to when it came."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.opened: dict[int, float] = {}  # window → when this device saw it open
        self.has_opened = asyncio.Event()
        self.counts: list[tuple[float, int, int]] = []  # when, window, how many have answered

    async def connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(
            f"GET /ws/san-khau/{self.token}/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head:
            raise ConnectionError(head.decode())

    async def listen(self) -> None:
        while True:
            text = await self._frame()
            at = now_ms()
            if text is None:
                continue
            frame = json.loads(text)
            if frame.get("answers", {}).get("open"):
                self.opened.setdefault(frame["window"], at)
                self.has_opened.set()
            if "answers" in frame:
                self.counts.append((at, frame["window"], frame["answers"]["count"]))

    async def _frame(self) -> bytes | None:
        kind, size = await self.reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
        payload = await self.reader.readexactly(size)
        if kind & 15 == 9:  # a ping, answered as browsers do
            self.writer.write(bytes([0x8A, 0x80 | size, 0, 0, 0, 0]) + payload)
        return payload if kind & 15 == 1 else None


class FarLine(Line):
    """A connection over a network that takes its time, differently each time."""

    def __init__(self, port: int, cookie: str, *, way_ms: float, rng: random.Random) -> None:
        super().__init__(port, cookie)
        self.way_ms, self.rng, self.stamp = way_ms, rng, ""

    def once_s(self) -> float:
        """One way: the usual time, and now and then a retransmission on a busy channel."""
        return (self.way_ms + self.rng.expovariate(1 / 8)) / 1000

    async def far_post(self, body: dict[str, Any]) -> Answer:
        await asyncio.sleep(self.once_s())
        answer = await self.until_answered({**body, "stamp": self.stamp})
        await asyncio.sleep(self.once_s())
        return answer

    async def measure(self, show: int) -> None:
        for _n in range(6):
            self.stamp = (await self.far_post({"show": show, "do": "ping"}))["stamp"]
