"""The socket of a paper: which window may save is told at once, and known without being told."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.layers import channel_layers, get_channel_layer
from channels.routing import URLRouter
from django.db import connections

from contests.attempts.start import start_attempt, take_up
from contests.delivery import open_tabs as own
from contests.delivery.messages import announce_taken_up
from contests.delivery.open_tabs import OpenTabs
from contests.delivery.paper_page import page_settings
from contests.delivery.routing import websocket_urlpatterns
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt
from quizsite.live import messages as live
from quizsite.live.messages import in_thread
from tests.redis_server import layers_on, own_redis
from tests.stage import entry_in, open_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

sockets = URLRouter(websocket_urlpatterns)


@pytest.fixture(autouse=True)
def _live(monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(OpenTabs, "look_every_s", 60)  # by message alone, unless a test says else
    monkeypatch.setattr(live, "WITHIN_S", 0.3)
    monkeypatch.setattr(live, "PAUSE_S", 0.1)
    monkeypatch.setattr(live, "AGAIN_S", 0.2)
    channel_layers.backends = {}
    yield
    channel_layers.backends = {}


@pytest.fixture
def attempt() -> Attempt:
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


class Window(ApplicationCommunicator):
    def __init__(self, path):
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": []}
        super().__init__(sockets, scope)

    async def connect(self):
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(timeout=5)

    async def told(self):
        return json.loads((await self.receive_output(timeout=5))["text"])

    async def disconnect(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(timeout=5)


def path_of(attempt):
    return page_settings(attempt)["socket_path"]


async def open_window(attempt):
    window = Window(await in_thread(path_of, attempt))
    assert await window.connect() == {"type": "websocket.accept"}
    return window


async def take_up_and_tell(attempt):
    announce_taken_up(await in_thread(take_up, attempt))


def play(scene):
    async def within():
        live.attach(asyncio.get_running_loop())
        try:
            async with asyncio.timeout(20):
                return await scene()
        finally:
            await OpenTabs.here().stop()
            live.attach(None)
            async with asyncio.timeout(5):
                await get_channel_layer().flush()

    return asyncio.run(within())


def test_a_window_is_told_the_newest_number_and_every_newer_one(attempt):
    async def scene():
        window = await open_window(attempt)
        first = await window.told()
        await take_up_and_tell(attempt)
        second = await window.told()
        await window.disconnect()
        return first, second

    assert play(scene) == ({"writer": 1}, {"writer": 2})


def test_many_that_come_back_at_once_cost_one_query_together(attempt, monkeypatch):
    asked = []
    writers = own._writers
    monkeypatch.setattr(own, "_writers", lambda ids: asked.append(len(ids)) or writers(ids))

    async def scene():
        opened = await asyncio.gather(*(open_window(attempt) for _ in range(50)))
        told = [await window.told() for window in opened]
        for window in opened:
            await window.disconnect()
        return told, len(OpenTabs.here()._rooms)

    assert play(scene) == ([{"writer": 1}] * 50, 0)
    assert len(asked) <= 3


def test_without_messages_a_window_learns_by_looking(attempt, monkeypatch):
    monkeypatch.setattr(OpenTabs, "look_every_s", 0.2)

    async def scene():
        window = await open_window(attempt)
        first = await window.told()
        await in_thread(take_up, attempt)  # told to nobody
        second = await window.told()
        await window.disconnect()
        return first, second

    assert play(scene) == ({"writer": 1}, {"writer": 2})


@pytest.mark.parametrize("trouble", ["hang", "kill"])
def test_a_redis_in_trouble_neither_refuses_nor_holds_a_window(
    attempt, monkeypatch, settings, trouble
):
    monkeypatch.setattr(OpenTabs, "look_every_s", 0.2)
    with own_redis() as server:
        settings.CHANNEL_LAYERS = layers_on(server.url)
        channel_layers.backends = {}
        getattr(server, trouble)()

        async def scene():
            window = await open_window(attempt)
            first = await window.told()
            await take_up_and_tell(attempt)
            second = await window.told()
            (server.go_on if trouble == "hang" else server.start)()
            await window.disconnect()
            return first, second

        assert play(scene) == ({"writer": 1}, {"writer": 2})


def test_an_unreadable_database_is_outlived(attempt, monkeypatch):
    monkeypatch.setattr(OpenTabs, "look_every_s", 0.2)
    writers, tries = own._writers, []

    def read(ids):
        tries.append(ids)
        return writers(ids) if len(tries) > 2 else 1 / 0

    monkeypatch.setattr(own, "_writers", read)

    async def scene():
        window = await open_window(attempt)
        told = await window.told()
        await window.disconnect()
        return told

    assert play(scene) == {"writer": 1}


def test_a_slip_that_was_not_given_opens_nothing(attempt):
    token = path_of(attempt).split("/")[-2]
    forged = [
        f"{attempt.pk}:{'x' * 43}",
        f"{attempt.pk + 1}{token[token.index(':') :]}",  # another's paper with one's own signature
        token[:-1],
        str(attempt.code),
        "đề",
        "x" * 1_000_000,
        quote(issue_save_token(attempt)),  # signed by us, but to save with
    ]

    async def scene():
        return [await Window(f"/ws/bai-thi/{one}/").connect() for one in forged]

    assert play(scene) == [{"type": "websocket.close", "code": 4404}] * len(forged)


def test_a_window_that_talks_is_sent_away(attempt):
    async def scene():
        window = await open_window(attempt)
        await window.told()
        for _message in range(20):
            await window.send_input({"type": "websocket.receive", "text": "nghe đây"})
        closed = await window.receive_output(timeout=5)
        await window.wait(timeout=5)
        return closed, len(OpenTabs.here()._rooms)

    assert play(scene) == ({"type": "websocket.close", "code": 1008}, 0)


def test_windows_are_told_that_the_server_starts_anew(attempt):
    async def scene():
        window = await open_window(attempt)
        await window.told()
        await OpenTabs.here().stop()
        closed = await window.receive_output(timeout=5)
        await window.disconnect()
        return closed

    assert play(scene) == {"type": "websocket.close", "code": 1012}
