"""The protocols bound each connection; a small application stands behind the real ones."""

import asyncio
import threading
from contextlib import contextmanager

import pytest
import uvicorn

from quizsite.live.subscribers import Subscriber, hold, wire_of, write_now_of
from quizsite.web import uvicorn_limits as connections
from tests.hostile.wire import Wire
from tests.journeys.serving import free_port

pytestmark = pytest.mark.slow


class Application:
    """Says how large a body was; its sockets are subscribers."""

    def __init__(self):
        self.subscribers, self.loop = [], None

    async def __call__(self, scope, receive, send):
        self.loop = asyncio.get_running_loop()
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            self.subscribers.append(Subscriber(write_now_of(scope)))
            await hold(self.subscribers[-1], receive, send)
            return
        size = 0
        while True:
            message = await receive()
            size += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        headers = [(b"content-length", str(len(str(size))).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": str(size).encode()})

    def hand(self, frame):
        """To every subscriber, on the loop, and wait until it is done."""
        done = threading.Event()

        def hand():
            for subscriber in self.subscribers:
                subscriber.hand(frame, wire_of(frame))
            done.set()

        self.loop.call_soon_threadsafe(hand)
        assert done.wait(5)


@contextmanager
def running(application):
    config = uvicorn.Config(
        application,
        port=free_port(),
        http=connections.GuardedHttp,
        ws=connections.GuardedSocket,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="critical",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.01)
        yield server
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def application():
    return Application()


@pytest.fixture
def server(monkeypatch, application):
    monkeypatch.setattr(connections, "CHECK_EVERY_S", 0.2)
    with running(application) as server:
        yield server


@pytest.fixture
def wire(server):
    with Wire(server.config.port) as wire:
        yield wire


def dribble(wire, piece, *, times):
    """Send a piece every tenth of a second, as long as the server listens."""
    pause = threading.Event()
    for _ in range(times):
        if not wire.pour([piece]):
            return
        pause.wait(0.1)


def test_an_ordinary_request_is_answered_and_so_is_the_next(wire):
    for _ in range(3):
        wire.post(b"x" * 300_000)
        assert wire.answer() == (200, "300000")
        threading.Event().wait(0.5)  # a connection may idle between requests


def test_a_head_that_does_not_end_is_cut_off(wire):
    wire.send(b"GET / HTTP/1.1\r\n")
    dribble(wire, b"X: y\r\n", times=10)
    status, payload = wire.answer()
    assert (status, payload["code"]) == (408, "too_slow")


def test_a_second_head_that_does_not_end_is_cut_off(wire):
    wire.post(b"x")
    assert wire.answer() == (200, "1")
    wire.send(b"GET / HTT")
    assert wire.answer()[0] == 408


def test_a_silent_connection_is_closed(wire):
    assert wire.answer()[0] == 408


def test_a_body_that_comes_too_slowly_is_cut_off(wire):
    wire.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    dribble(wire, b"x", times=10)
    assert wire.answer()[0] == 408


def test_a_body_that_keeps_coming_is_read_to_its_end(wire):
    wire.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n")
    dribble(wire, b"x" * 1000, times=10)
    assert wire.answer() == (200, "10000")


def test_a_client_that_does_not_read_costs_one_buffer_and_delays_no_other(application, server):
    """Frames wait as references, the transport's buffer is bounded, others get every frame."""
    with Wire(server.config.port) as slow, Wire(server.config.port) as quick:
        assert slow.upgrade("/") == 101
        assert quick.upgrade("/") == 101
        sent = []
        for number in range(80):
            sent.append(f"{number:05}" + "x" * 200_000)
            application.hand(sent[-1])
            assert quick._read(10 + len(sent[-1]))[10:15] == f"{number:05}".encode()
        buffered = max(c.transport.get_write_buffer_size() for c in server.server_state.connections)
        waiting = max(len(subscriber._frames) for subscriber in application.subscribers)
    assert buffered < 64 * 1024 + 2 * len(sent[0])
    assert waiting <= 16


def test_a_frame_written_at_once_does_not_overtake_one_that_waits():
    written = []

    async def send(message):
        written.append(message["text"].encode())

    async def play():
        subscriber = Subscriber(lambda wire: written.append(wire[2:]) or True)
        subscriber.hand("a")
        subscriber.hand("b", wire_of("b"))
        forwarding = asyncio.ensure_future(subscriber.forward(send))
        while len(written) < 2:
            await asyncio.sleep(0)
        subscriber.hand("c", wire_of("c"))
        forwarding.cancel()

    asyncio.run(play())
    assert written == [b"a", b"b", b"c"]
