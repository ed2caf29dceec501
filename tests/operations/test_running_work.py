"""Work that runs is seen from other threads, and is forgotten when it ends."""

import threading

import pytest

from quizsite.operations import metrics, running_work
from quizsite.operations.running_work import ANSWERS, PAGES, running


@pytest.fixture
def at_it():
    """Start a piece of work that ends when the test does."""
    ends = threading.Event()
    threads = []

    def start(kind):
        began = threading.Event()

        def work():
            with running(kind):
                began.set()
                ends.wait(10)

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        began.wait(10)

    yield start
    ends.set()
    for thread in threads:
        thread.join()


def since(monkeypatch, seconds):
    """Let the clock of the module go on."""
    now = running_work.time.monotonic()
    monkeypatch.setattr(running_work.time, "monotonic", lambda: now + seconds)


def test_nothing_runs():
    assert running_work.longest() == ("", 0)
    assert running_work.count_longer(ANSWERS, than_s=0) == 0


def test_the_work_furthest_over_its_time_is_told(at_it, monkeypatch):
    at_it(PAGES)
    at_it(ANSWERS)
    since(monkeypatch, 30)
    assert running_work.longest().work == ANSWERS  # 30 s are nothing for a page
    assert 30 <= running_work.longest().work_s < 40
    assert running_work.count_longer(PAGES, than_s=29) == 1
    assert running_work.count_longer(PAGES, than_s=60) == 0
    assert metrics.WORK_SECONDS.labels(ANSWERS).collect()[0].samples[0].value >= 30


def test_work_that_fails_has_ended_too():
    before = running_work.done(PAGES)
    with pytest.raises(LookupError), running(PAGES):
        raise LookupError
    assert running_work.done(PAGES) == before + 1
    assert running_work.seconds(PAGES) == 0
