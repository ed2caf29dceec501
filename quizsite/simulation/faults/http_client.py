"""Keeps HTTP connections alive, light enough for thousands of saves a second from one process.

(aiohttp's client cost 250 µs a request, so we would have measured the client.)"""

import asyncio
from dataclasses import dataclass
from typing import cast


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection with one request under way at a time, as in a browser."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._buffer = b""

    async def ask(self, request: bytes) -> Reply:
        """Send a request; raise ConnectionError if the connection dies before the whole answer."""
        loop = asyncio.get_running_loop()
        if self._transport is None:
            await loop.create_connection(lambda: self, "127.0.0.1", self.port)
        if self._transport is None:
            raise ConnectionResetError
        self._buffer = b""
        self._reply = loop.create_future()
        self._transport.write(request)
        try:
            return await self._reply
        finally:
            if not self._reply.done() or self._reply.cancelled():
                self.close()  # a late answer must not pass for the next request's

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        reply = read_reply(self._buffer)
        if reply is not None and self._reply is not None and not self._reply.done():
            self._reply.set_result(reply)


def read_reply(data: bytes) -> Reply | None:
    """Return the whole answer, or None while some of it is missing."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    start = end + 4
    length = content_length(data[:start])
    if len(data) < start + length:
        return None
    return Reply(int(data[9:12]), data[start : start + length])


def content_length(head: bytes) -> int:
    at = head.find(b"content-length: ")
    if at < 0:
        head = head.lower()
        at = head.find(b"content-length: ")
    if at < 0:
        return 0
    return int(head[at + 16 : head.index(b"\r\n", at)])


class ConnectionPool:
    """Lends out `count` connections; a caller waits while none is free."""

    def __init__(self, port: int, *, count: int) -> None:
        self._all = [Connection(port) for _ in range(count)]
        self._idle: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in self._all:
            self._idle.put_nowait(connection)

    async def ask(self, request: bytes, *, timeout_s: float) -> Reply | None:
        """Send a request; return None if no answer comes, as a browser's fetch would fail."""
        connection = await self._idle.get()
        try:
            async with asyncio.timeout(timeout_s):
                return await connection.ask(request)
        except (OSError, TimeoutError):
            connection.close()
            return None
        finally:
            self._idle.put_nowait(connection)

    def close(self) -> None:
        for connection in self._all:
            connection.close()
