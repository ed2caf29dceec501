"""Rooms read for whoever has just come, and one that cannot be read harms no other."""

import asyncio

import pytest
import structlog
from channels.layers import channel_layers, get_channel_layer

from quizsite.live import rooms
from quizsite.live.rooms import News, Rooms
from quizsite.live.subscribers import RESTARTING


class Numbers(Rooms[int]):
    kind, log, trouble = "number", structlog.get_logger("test"), "number_not_read"
    look_every_s, read_at_once = 60.0, 1
    versions: dict[int, int]
    reads: list[int]

    def __init__(self):
        super().__init__()
        self.versions, self.reads = {}, []

    def group_of(self, key):
        return f"number.{key}"

    def news_of(self, message):
        return News(message["key"], message["version"], str(message["version"]))

    def read(self, keys):
        self.reads += keys
        return [News(key, self.versions[key], str(self.versions[key])) for key in keys]


@pytest.fixture(autouse=True)
def _own_layer(settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    channel_layers.backends = {}
    yield
    channel_layers.backends = {}


def play(scene):
    async def within():
        async with asyncio.timeout(10):
            try:
                return await scene(Numbers.here())
            finally:
                await rooms.stop_all()

    return asyncio.run(within())


async def until(condition):
    while not condition():
        await asyncio.sleep(0.01)


def test_one_read_serves_all_who_come_to_a_room_together():
    async def scene(numbers):
        numbers.versions = {1: 5}
        subscribers = [numbers.join(1) for _ in range(20)]
        await until(lambda: all(subscriber._frames for subscriber in subscribers))
        numbers.join(1)
        return [list(subscriber._frames) for subscriber in subscribers], numbers.reads

    frames, reads = play(scene)

    assert frames == [["5"]] * 20
    assert len(reads) <= 2  # as they come, and when the group is heard


def test_a_room_that_cannot_be_read_leaves_the_others_theirs():
    async def scene(numbers):
        numbers.versions = {2: 1}
        broken, whole = numbers.join(1), numbers.join(2)
        await until(lambda: whole._frames)
        return list(broken._frames), list(whole._frames)

    assert play(scene) == ([], ["1"])


def test_a_room_hears_its_own_group_and_no_older_version():
    async def scene(numbers):
        numbers.versions = {1: 5, 2: 5}
        one, two = numbers.join(1), numbers.join(2)
        await until(lambda: numbers._listener._groups == {"number.1": True, "number.2": True})
        for version in (7, 6, 8):
            message = {"type": "number", "key": 1, "version": version}
            await get_channel_layer().group_send("number.1", message)
        await until(lambda: "8" in one._frames)
        return list(one._frames), list(two._frames)

    assert play(scene) == (["5", "7", "8"], ["5"])


def test_the_group_of_an_empty_room_is_left_at_the_next_look(monkeypatch):
    monkeypatch.setattr(Numbers, "look_every_s", 0.1)

    async def scene(numbers):
        numbers.versions = {1: 1, 2: 1}
        subscriber, _stays = numbers.join(1), numbers.join(2)
        await until(lambda: numbers._listener.groups == {"number.1", "number.2"})
        numbers.leave(1, subscriber)
        await until(lambda: numbers._listener.groups == {"number.2"})

    play(scene)


def test_all_are_told_that_the_server_starts_anew():
    async def scene(numbers):
        subscriber = numbers.join(1)
        await rooms.stop_all()
        return subscriber._farewell, Numbers.here() is numbers

    assert play(scene) == (RESTARTING, False)
