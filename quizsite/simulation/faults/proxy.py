"""A small TCP and HTTP proxy in front of the web processes: round robin, over a bad network.

It finds where each save ends and decides its fate; it passes all other bytes on."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from quizsite.simulation.faults.http_client import content_length
from quizsite.simulation.faults.network import Fate, NetworkConditions
from quizsite.simulation.faults.programs import free_port

STRAY_WITHIN_S = 20.0


class Proxy:
    """Passes each connection on to the next web process of `ports` that answers."""

    def __init__(self, ports: Sequence[int], *, rng: random.Random) -> None:
        self.ports = list(ports)
        self.rng = rng
        self.network = NetworkConditions(rng)
        self.is_out = False
        self.port = free_port()
        self.clients: set[ClientConnection] = set()
        self._held: list[bytes] = []
        self._next = 0
        self._server: asyncio.Server | None = None
        self._strays: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: ClientConnection(self), "127.0.0.1", self.port, backlog=4096
        )

    async def stop(self) -> None:
        for stray in self._strays:
            stray.cancel()
        await asyncio.gather(*self._strays, return_exceptions=True)
        if self._server is not None:
            self._server.close()
        for client in list(self.clients):
            client.abort()

    def begin_outage(self) -> None:
        """Let no request through: three of four clients notice at once, the others hang."""
        self.is_out = True
        for client in list(self.clients):
            client.lose_network(hangs=self.rng.random() < 0.25)

    def end_outage(self) -> None:
        """Deliver the requests that hung, though their senders have long given up."""
        self.is_out = False
        held, self._held = self._held, []
        for request in held:
            self.send_stray(request, after_s=self.network.lateness_s())
        for client in list(self.clients):
            if client.is_hanging:
                client.abort()

    def cut_all(self) -> None:
        """Cut every connection; whoever wants something comes again at once."""
        for client in list(self.clients):
            client.abort()

    def hold(self, request: bytes) -> None:
        self._held.append(request)

    @property
    def held(self) -> int:
        """Count the requests that hang and will arrive after the outage."""
        return len(self._held)

    async def connect(self, upstream: "UpstreamConnection") -> None:
        """Connect to the next process that accepts; raise ConnectionError if none does."""
        loop = asyncio.get_running_loop()
        first = self._next
        self._next += 1
        for n in range(len(self.ports)):
            port = self.ports[(first + n) % len(self.ports)]
            with suppress(OSError):
                await loop.create_connection(lambda: upstream, "127.0.0.1", port)
                return
        raise ConnectionRefusedError

    def send_stray(self, request: bytes, *, after_s: float) -> None:
        """Deliver a request later on a connection of its own, and await the answer."""
        task = asyncio.get_running_loop().create_task(self._deliver(request, after_s))
        self._strays.add(task)
        task.add_done_callback(self._strays.discard)

    async def _deliver(self, request: bytes, after_s: float) -> None:
        await asyncio.sleep(after_s)
        heard = asyncio.Event()
        upstream = UpstreamConnection(None, heard)
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(STRAY_WITHIN_S):
                await self.connect(upstream)
                upstream.write(request)
                await heard.wait()
        upstream.abort()


class ClientConnection(asyncio.Protocol):
    """The client's side of a proxied connection."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.is_hanging = False
        self._transport: asyncio.Transport | None = None
        self._upstream: UpstreamConnection | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._buffer = b""
        self._is_tunnel = False
        self._fate = Fate.PASS  # the fate of the answer that is under way

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.proxy.clients.add(self)
        if self.proxy.is_out:
            self.lose_network(hangs=self.proxy.rng.random() < 0.25)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self.proxy.clients.discard(self)
        if self._upstream is not None:
            self._upstream.abort()
        if self._connecting is not None:
            self._connecting.cancel()

    def lose_network(self, *, hangs: bool) -> None:
        self.is_hanging = hangs
        if self._upstream is not None:
            self._upstream.abort()
        if not hangs:
            self.abort()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._is_tunnel:
            self._forward(data)
            return
        self._buffer += data
        while (end := end_of_request(self._buffer)) is not None:
            request, self._buffer = self._buffer[:end], self._buffer[end:]
            if self.is_hanging:
                if is_save(request):
                    self.proxy.hold(request)
            else:
                self._handle(request)

    def _handle(self, request: bytes) -> None:
        if not is_save(request):
            self._is_tunnel = b"\r\nupgrade: websocket" in request.lower()
        self._fate = Fate.PASS if self._is_tunnel else self.proxy.network.fate()
        network = self.proxy.network
        if self._fate in {Fate.DUPLICATE, Fate.OVERTAKEN} and not is_save(request):
            self._fate = Fate.PASS  # we duplicate and reorder saves only
        if self._fate is Fate.CUT_REQUEST:
            self._forward(request[: len(request) // 2])
            self._close_soon()
        elif self._fate is Fate.DELAY:
            loop = asyncio.get_running_loop()
            loop.call_later(network.lateness_s(), self._forward, request)
        elif self._fate is Fate.OVERTAKEN:
            self.proxy.send_stray(request, after_s=network.lateness_s())
            self.abort()
        else:
            if self._fate is Fate.DUPLICATE:
                self.proxy.send_stray(request, after_s=network.lateness_s())
            self._forward(request)

    def _close_soon(self) -> None:
        """Close the connection after the half request had time to arrive."""
        asyncio.get_running_loop().call_later(0.05, self.abort)

    def _forward(self, data: bytes) -> None:
        if self._upstream is None:
            self._upstream = UpstreamConnection(self)
            self._connecting = asyncio.get_running_loop().create_task(self._connect(self._upstream))
        self._upstream.write(data)

    async def _connect(self, upstream: "UpstreamConnection") -> None:
        try:
            await self.proxy.connect(upstream)
        except OSError:
            self.abort()

    def answer(self, data: bytes) -> None:
        """Pass on the server's answer, or as much of it as the fate lets through."""
        if self.is_hanging or self._transport is None:
            return
        if self._fate is Fate.CUT_BEFORE_ANSWER:
            self.abort()
        elif self._fate is Fate.CUT_IN_ANSWER:
            self._transport.write(data[: len(data) // 2])
            self._fate = Fate.CUT_BEFORE_ANSWER
            self._close_soon()
        else:
            self._transport.write(data)

    def pause_reading_answers(self) -> None:
        if self._upstream is not None:
            self._upstream.pause()

    # A client that does not read must not fill this process's memory.
    def pause_writing(self) -> None:
        self.pause_reading_answers()

    def resume_writing(self) -> None:
        if self._upstream is not None:
            self._upstream.resume()


class UpstreamConnection(asyncio.Protocol):
    """The server's side of a proxied connection; without a client it only awaits the answer."""

    def __init__(self, client: ClientConnection | None, heard: asyncio.Event | None = None) -> None:
        self._client, self._heard = client, heard
        self._transport: asyncio.Transport | None = None
        self._early: list[bytes] = []
        self._is_aborted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if self._is_aborted:
            self._transport.abort()
            return
        for data in self._early:
            self._transport.write(data)
        self._early.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._client is not None and not self._client.is_hanging:
            self._client.abort()

    def data_received(self, data: bytes) -> None:
        if self._client is not None:
            self._client.answer(data)
        elif self._heard is not None:
            self._heard.set()

    def write(self, data: bytes) -> None:
        if self._transport is None:
            self._early.append(data)
        else:
            self._transport.write(data)

    def pause(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None:
            self._transport.resume_reading()

    def abort(self) -> None:
        self._is_aborted = True
        if self._transport is not None:
            self._transport.abort()


def end_of_request(data: bytes) -> int | None:
    """Find where the first whole request ends; return None while some of it is missing."""
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return None
    end = head + 4 + content_length(data[: head + 4])
    return end if len(data) >= end else None


def is_save(request: bytes) -> bool:
    return request.startswith(b"POST /luu-bai/ ")
