"""In an outage the log says the first of a kind whole and counts the others."""

import io
import json
import logging

import pytest
import structlog
from django.conf import settings as configured
from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from prometheus_client import REGISTRY

from quizsite.operations import logs
from quizsite.operations.repeated_lines import (
    MOST_KINDS,
    MOST_NAMED,
    WINDOW_S,
    BoundedHandler,
    tell_repetitions,
)

log = structlog.get_logger("contests.batches")


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def lines(clock):
    """Collect what our handler writes, and restore logging afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure({"level": "INFO"})
    handler = root.handlers[0]
    assert isinstance(handler, BoundedHandler)
    handler.repeated._clock = clock
    handler.setStream(written := io.StringIO())
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logs.configure(configured.LOGGING)
    root.handlers[:] = before
    root.setLevel(level)


def ask_the_database(said):
    raise OperationalError(said)


def fail(said="connection refused", *, event="batch_failed", **about):
    try:
        ask_the_database(said)
    except OperationalError:
        log.exception(event, **about)


def test_the_first_of_a_kind_is_whole_and_the_others_are_counted(lines, clock):
    for _ in range(813):
        fail()
    assert [line["event"] for line in lines()] == ["batch_failed"]
    assert "OperationalError: connection refused" in lines()[0]["exception"]

    clock.now += WINDOW_S
    tell_repetitions()
    told = lines()[-1]
    assert (told["event"], told["level"], told["times"]) == ("repeated", "error", 812)
    assert told["said"] == "… batch_failed OperationalError lặp lại 812 lần trong 60 giây"


def test_what_goes_on_is_written_whole_again_every_minute(lines, clock):
    for _ in range(3):
        fail()
        fail()
        clock.now += WINDOW_S
    fail()
    assert [line["event"] for line in lines()] == ["batch_failed", "repeated"] * 3 + [
        "batch_failed"
    ]


def test_another_reason_another_place_and_another_event_are_written(lines):
    fail("connection refused")
    fail("disk full")
    fail(event="starts_failed")
    log.warning("not_told", error="Connection refused by 10.0.0.7:6379")
    log.warning("not_told", error="Connection refused by 10.0.0.7:6380")  # the same
    log.warning("not_told", error="invalid password")
    try:
        int("x")
    except ValueError:
        log.exception("batch_failed")
    said = " ".join(line["event"] for line in lines())
    assert said == "batch_failed batch_failed starts_failed not_told not_told batch_failed"


def test_lines_that_are_no_trouble_are_all_written(lines):
    for n in range(50):
        log.info("request", path="/", status=200, n=n)
    assert len(lines()) == 50


def test_the_papers_of_counted_lines_are_named(lines, clock):
    for n in range(100):
        fail(event="attempt_not_closed", attempt=n)
    clock.now += WINDOW_S
    tell_repetitions()
    assert lines()[0]["attempt"] == 0
    assert lines()[-1]["about"] == list(range(1, 1 + MOST_NAMED))


def test_a_line_of_django_is_bounded_too(lines, clock):
    error = OperationalError("gone")
    for n in range(5):
        logging.getLogger("django.request").error(
            "Internal Server Error: %s", f"/trang/{n}/", exc_info=error
        )
    clock.now += WINDOW_S
    tell_repetitions()
    first, told = lines()
    assert first["event"] == "Internal Server Error: /trang/0/"
    assert told["about"] == [f"/trang/{n}/" for n in range(1, 5)]
    assert told["of"] == "Internal Server Error"


def test_among_pages_that_are_not_there_a_refused_one_is_written(lines, clock):
    """Whoever tries addresses hides nothing else: Django words all refusals alike."""
    for n in range(5):
        logging.getLogger("django.request").warning("%s: %s", "Not Found", f"/trang/{n}/")
    logging.getLogger("django.request").warning("%s: %s", "Forbidden", "/to-chuc/")
    clock.now += WINDOW_S
    tell_repetitions()
    _missing, refused, told = lines()
    assert refused["event"] == "Forbidden: /to-chuc/"
    assert told["about"] == [f"/trang/{n}/" for n in range(1, 5)]
    assert told["of"] == "Not Found"


def test_reasons_without_end_are_bounded_and_a_new_kind_is_still_written(lines):
    for n in range(MOST_KINDS + 200):
        fail(f"no row of {'x' * (n % 150)} {'y' * (n // 150)}z")
    whole = len(lines())
    assert MOST_KINDS <= whole <= MOST_KINDS + 1
    fail(event="something_rare")
    assert (lines()[-1]["event"], len(lines())) == ("something_rare", whole + 1)


def test_texts_that_strangers_word_are_bounded_too(lines):
    """Django logs a wrong Host as one ready text, with whatever the stranger wrote in it."""
    for n in range(MOST_KINDS + 200):
        host = f"{'x' * (n % 60)}.{'y' * (n // 60)}.vn"
        error = DisallowedHost(f"Invalid HTTP_HOST header: '{host}'.")
        logging.getLogger("django.security.DisallowedHost").error(str(error), exc_info=error)
    assert len(lines()) <= MOST_KINDS + 1


def test_metrics_count_all_of_them_and_no_line_about_them(lines, clock):
    def errors():
        return REGISTRY.get_sample_value("thi_log_trouble_total", {"level": "error"})

    before = errors()
    for _ in range(10):
        fail()
    clock.now += WINDOW_S
    tell_repetitions()
    assert errors() - before == 10
    assert lines()[-1]["times"] == 9


def test_the_end_of_a_process_tells_what_it_has_counted(lines):
    fail()
    fail()
    logging.getLogger().handlers[0].close()
    assert lines()[-1]["times"] == 1
