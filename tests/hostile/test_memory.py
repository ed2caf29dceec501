"""Attacks on memory, each with its negative control: the same server without our bounds."""

import pytest

from tests.factories import DivisionFactory, RoundFactory
from tests.hostile.siege import somebody_saving
from tests.hostile.wire import PING, Wire, frame

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.fleet]

MEGABYTE = 1_000_000


@pytest.fixture
def board():
    week = RoundFactory(number=1)
    DivisionFactory(contest=week.contest, code="cbccvc")
    return f"/ws/bang-xep-hang/{week.contest.slug}/?ky=1&bang=cbccvc"


def head_without_end(server):
    with Wire(server.port) as wire:
        wire.send(b"GET / HTTP/1.1\r\nX-Long: ")
        taken = wire.pour([b"x" * MEGABYTE] * 40)
        return taken, server.memory_mb


def pings_without_reading(server, board):
    with Wire(server.port) as wire:
        assert wire.upgrade(board) == 101
        pings = frame(b"x" * 125, kind=PING) * 500
        taken = wire.pour([pings] * 400, patience=5)
        return taken, server.memory_mb


def test_a_head_without_end_is_cut_off(server):
    before = server.memory_mb
    with somebody_saving(server):
        taken, after = head_without_end(server)
    assert taken < 10 * MEGABYTE  # what the network's buffers take
    assert after - before < 8


def test_without_the_bound_a_head_fills_the_memory(bare_server):
    before = bare_server.memory_mb
    _taken, after = head_without_end(bare_server)
    assert after - before > 30


def test_pings_of_a_client_that_does_not_read_are_cut_off(server, board):
    before = server.memory_mb
    with somebody_saving(server):
        taken, after = pings_without_reading(server, board)
    assert taken < 10 * MEGABYTE
    assert after - before < 8


def test_without_the_bound_answers_to_pings_fill_the_memory(bare_server, board):
    before = bare_server.memory_mb
    _taken, after = pings_without_reading(bare_server, board)
    assert after - before > 10


def test_a_long_head_is_refused_in_words(server):
    with Wire(server.port) as wire:
        wire.send(b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 10_000)
        status, payload = wire.answer()
    assert (status, payload["code"]) == (431, "head_too_large")


def test_a_thousand_requests_in_line_are_too_many(server):
    before = server.memory_mb
    with somebody_saving(server), Wire(server.port) as wire:
        wire.pour([b"GET /san-sang HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 5_000] * 20)
        assert wire.is_ended()
    assert server.memory_mb - before < 30
