"""One thread makes a value anew, the others go on with the one before."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.template import Context, engines

from quizsite.web.single_flight import SingleFlightDatabase, SingleFlightMemory

PIECE = "{% load cache %}{% cache 2 'piece' %}{{ say }}{% endcache %}"


@pytest.fixture
def clock(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    return clock


@pytest.fixture
def pieces(clock):
    pieces = SingleFlightMemory("test-fragments", {"OPTIONS": {"MAX_ENTRIES": 100}})
    pieces.clear()
    pieces.set("piece", "old", 2)
    return pieces


def test_a_piece_is_kept_for_its_time(pieces, clock):
    clock[0] += 1.9

    assert [pieces.get("piece") for _ in range(2)] == ["old", "old"]


def test_one_writes_it_anew_while_the_others_have_the_one_before(pieces, clock):
    clock[0] += 2.1

    assert [pieces.get("piece") for _ in range(3)] == [None, "old", "old"]
    pieces.set("piece", "new", 2)
    assert [pieces.get("piece") for _ in range(2)] == ["new", "new"]
    clock[0] += 2.1
    assert [pieces.get("piece") for _ in range(2)] == [None, "new"]


def test_the_one_before_is_not_kept_for_ever(pieces, clock):
    clock[0] += 2.1
    assert pieces.get("piece") is None  # and who was to write it never does
    clock[0] += 2.1

    assert pieces.get("piece") is None


def test_what_nobody_has_written_is_written_by_whoever_asks(pieces):
    assert pieces.get("other", "nothing") == "nothing"


def test_what_nobody_has_written_is_written_by_one_while_the_others_wait(pieces):
    assert pieces.get("other") is None  # ours to write
    waiting = Event()

    def ask():
        waiting.set()
        return pieces.get("other")

    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(ask) for _ in range(3)]
        waiting.wait(5)
        pieces.set("other", "written", 2)
        assert [answer.result() for answer in answers] == ["written"] * 3


def test_whoever_waits_in_vain_writes_it(pieces, monkeypatch):
    monkeypatch.setattr(pieces, "_patience_s", 0.01)
    assert pieces.get("other") is None  # and writing it fails

    assert pieces.get("other") is None


def test_the_tag_keeps_its_pieces_here(clock):
    assert isinstance(caches["template_fragments"], SingleFlightMemory)
    caches["template_fragments"].clear()
    template = engines["django"].from_string(PIECE).template

    said = []
    for say, after in (("one", 0), ("two", 1), ("three", 1.1)):
        clock[0] += after
        said.append(template.render(Context({"say": say})))

    assert said == ["one", "one", "three"]


@pytest.mark.django_db
def test_all_processes_share_what_is_kept_in_the_database(monkeypatch, settings):
    backend = "quizsite.web.single_flight.SingleFlightDatabase"
    figures = settings.CACHES["figures"] | {"BACKEND": backend}
    settings.CACHES = {"figures": figures}
    call_command("createcachetable", verbosity=0)
    now = [time.time()]
    monkeypatch.setattr("time.time", lambda: now[0])
    one, other = (SingleFlightDatabase(figures["LOCATION"], figures) for _process in range(2))

    empty = [process.get("figures") for process in (one, other)]
    one.set("figures", "old", 2)
    now[0] += 2.1
    stale = [process.get("figures") for process in (one, other)]
    one.set("figures", "new", 2)

    assert (empty, stale, other.get("figures")) == ([None, None], [None, "old"], "new")


def test_without_patience_everybody_makes_what_nobody_has_made(clock):
    pages = SingleFlightMemory("test-pages", {"OPTIONS": {"MAX_ENTRIES": 9, "PATIENCE_S": 0}})

    assert [pages.get("page") for _ in range(2)] == [None, None]
