"""Telling sockets of other processes: nobody waits, and a Redis that hangs holds nobody up."""

import asyncio
import socket
import threading

import pytest
from channels.layers import channel_layers
from redis.exceptions import RedisError

from quizsite.environment import redis_host
from quizsite.live import messages as live


class Layer:
    """Notes on which thread each message left."""

    def __init__(self, done):
        self.sent, self.done = [], done

    async def group_send(self, group, message):
        self.sent.append((group, message, threading.current_thread().name))
        self.done.set()


@pytest.fixture
def layer(monkeypatch):
    layer = Layer(threading.Event())
    monkeypatch.setitem(channel_layers.backends, "default", layer)
    return layer


def test_a_process_of_pages_tells_from_a_thread_of_its_own(layer, settings):
    settings.SERVE_ROLE = "pages"
    live.tell("attempt.1", {"type": "x"})
    assert layer.done.wait(5)
    assert layer.sent == [("attempt.1", {"type": "x"}, "live")]


def test_a_command_has_told_before_it_ends(layer):
    live.tell("attempt.1", {"type": "x"})
    assert layer.done.is_set()


@pytest.fixture
def silent_redis():
    """Accepts, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.slow
def test_a_redis_that_hangs_loses_the_message_and_ends_the_wait(silent_redis, monkeypatch):
    from channels_redis.pubsub import RedisPubSubChannelLayer  # noqa: PLC0415 -- this test's own

    silent = RedisPubSubChannelLayer(hosts=[redis_host(silent_redis)])
    monkeypatch.setitem(channel_layers.backends, "default", silent)
    live.tell("attempt.1", {"type": "x"})  # returns

    with pytest.raises(RedisError):
        asyncio.run(silent.group_send("attempt.1", {"type": "x"}))
