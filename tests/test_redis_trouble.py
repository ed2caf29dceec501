"""Messages between processes only hurry: whatever becomes of Redis, nobody waits for it."""

import asyncio
import threading

import pytest
from channels.layers import channel_layers, get_channel_layer

from quizsite.live import messages as live
from quizsite.live.messages import Listener
from tests.redis_server import layers_on, own_redis

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(live, "WITHIN_S", 0.3)
    monkeypatch.setattr(live, "PAUSE_S", 0.1)
    monkeypatch.setattr(live, "AGAIN_S", 0.2)


@pytest.fixture
def redis_server(settings):
    with own_redis() as server:
        settings.CHANNEL_LAYERS = layers_on(server.url)
        channel_layers.backends = {}
        yield server
        channel_layers.backends = {}


class Heard:
    """A listener and what it heard."""

    def __init__(self):
        self.heard = []
        self.joined = asyncio.Event()
        self.listener = Listener(self._hear, joined=self._note)

    def _hear(self, message):
        self.heard.append(message["n"])

    async def _note(self, _group):
        self.joined.set()

    async def hears(self, number):
        """Tell until it is heard: a message may be lost, the line may not."""
        while number not in self.heard:
            await live.send("group", {"type": "told", "n": number})
            await asyncio.sleep(0.05)

    async def stop(self):
        await self.listener.stop()
        async with asyncio.timeout(5):
            await get_channel_layer().flush()


def play(scene):
    async def within():
        listener = Heard()
        listener.listener.join("group")
        try:
            async with asyncio.timeout(20):
                return await scene(listener)
        finally:
            await listener.stop()

    return asyncio.run(within())


def test_what_is_told_is_heard(redis_server):
    async def scene(listener):
        await listener.joined.wait()
        await live.send("group", {"type": "told", "n": 1})
        while not listener.heard:
            await asyncio.sleep(0.01)
        return listener.heard

    assert play(scene) == [1]


def test_telling_a_hanging_redis_ends_and_the_next_do_not_even_try(redis_server):
    async def scene(listener):
        await listener.hears(1)
        redis_server.hang()
        await live.send("group", {"type": "told", "n": 2})
        paused = asyncio.ensure_future(live.send("group", {"type": "told", "n": 3}))
        await asyncio.sleep(0)
        is_done_at_once = paused.done()
        redis_server.go_on()
        await listener.hears(4)
        return is_done_at_once, 3 in listener.heard

    assert play(scene) == (True, False)


def test_a_redis_killed_and_back_empty_is_heard_again(redis_server):
    async def scene(listener):
        await listener.hears(1)
        redis_server.kill()
        await live.send("group", {"type": "told", "n": 2})
        redis_server.start()
        await listener.hears(3)
        return listener.heard[-1]

    assert play(scene) == 3


def test_a_redis_that_comes_later_is_heard(redis_server):
    redis_server.kill()

    async def scene(listener):
        await asyncio.sleep(0.3)
        assert not listener.joined.is_set()
        redis_server.start()
        await listener.hears(1)

    play(scene)


def test_a_redis_that_hangs_at_first_is_heard_when_it_goes_on(redis_server):
    redis_server.hang()

    async def scene(listener):
        await asyncio.sleep(0.5)
        assert not listener.joined.is_set()
        redis_server.go_on()
        await listener.hears(1)

    play(scene)


def test_an_unreadable_message_does_not_make_deaf(redis_server):
    async def scene(listener):
        await listener.hears(1)
        await live.send("group", {"type": "of another release"})
        await listener.hears(2)

    play(scene)


def test_any_error_of_a_layer_is_outlived(monkeypatch):
    class Odd:
        tries = 0

        async def new_channel(self):
            Odd.tries += 1
            if Odd.tries < 3:
                raise ZeroDivisionError
            return "odd"

        async def group_add(self, group, channel):
            pass

        async def group_discard(self, group, channel):
            raise ConnectionResetError

        async def receive(self, channel):
            Odd.tries += 1
            if Odd.tries < 6:
                raise ZeroDivisionError
            await asyncio.sleep(0.05)
            return {"n": Odd.tries}

        async def flush(self):
            pass

    layer = Odd()
    monkeypatch.setattr(live, "get_channel_layer", lambda: layer)

    async def scene(listener):
        while not listener.heard:
            await asyncio.sleep(0.05)
        return listener.heard[0]

    monkeypatch.setitem(globals(), "get_channel_layer", lambda: layer)
    assert play(scene) == 6


def test_a_process_of_pages_tells_without_waiting(redis_server, settings):
    """Its requests run in threads without a loop; a hanging Redis must not hold them."""
    settings.SERVE_ROLE = "pages"
    redis_server.hang()
    started, told = threading.Event(), threading.Event()

    def request():
        started.set()
        for number in range(50):
            live.tell("group", {"type": "told", "n": number})
        told.set()

    threading.Thread(target=request).start()
    assert started.wait(timeout=5)
    assert told.wait(timeout=0.25)  # less than one message may take
    redis_server.go_on()
    closing = get_channel_layer().flush()
    asyncio.run_coroutine_threadsafe(closing, live.loop_of_own_thread()).result(timeout=5)
