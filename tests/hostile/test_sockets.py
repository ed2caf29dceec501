"""The server closes hostile sockets of boards and papers with a code that says why."""

import pytest

from contests.delivery.paper_page import page_settings
from tests.factories import DivisionFactory, RoundFactory
from tests.hostile.siege import new_attempt, somebody_saving
from tests.hostile.wire import PING, Wire, frame

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.fleet]


@pytest.fixture(params=["board", "paper"])
def path(request):
    if request.param == "paper":
        return page_settings(new_attempt())["socket_path"]
    week = RoundFactory(number=1)
    DivisionFactory(contest=week.contest, code="cbccvc")
    return f"/ws/bang-xep-hang/{week.contest.slug}/?ky=1&bang=cbccvc"


@pytest.fixture
def wire(server, path):
    with somebody_saving(server), Wire(server.port) as wire:
        assert wire.upgrade(path) == 101
        yield wire


@pytest.mark.parametrize("origin", [None, "null", "https://xau.example"])
def test_another_sites_page_opens_nothing(server, path, origin):
    with Wire(server.port) as wire:
        assert wire.upgrade(path, origin=origin) == 403


def test_a_thousand_messages_are_cut_off(server, wire):
    before = server.memory_mb
    wire.pour([frame(b"x" * 1000)] * 1_000)
    assert wire.closing_code() == 1008
    assert server.memory_mb - before < 8


def test_a_frame_of_two_megabytes_is_refused(server, wire):
    before = server.memory_mb
    wire.pour([frame(b"x" * 2_000_000)])
    assert wire.closing_code() == 1009
    assert server.memory_mb - before < 8


def test_a_message_in_pieces_without_end_is_refused(wire):
    wire.pour([frame(b"", is_last=False), *[frame(b"", kind=0, is_last=False)] * 1_000])
    assert wire.closing_code() == 1009


def test_pings_without_end_are_not_answered(wire):
    wire.pour([frame(b"x" * 100, kind=PING)] * 200)
    assert wire.closing_code() == 1008


def test_invalid_utf_8_is_refused(wire):
    wire.send(frame(b"\xff\xfe"))
    assert wire.closing_code() == 1007
