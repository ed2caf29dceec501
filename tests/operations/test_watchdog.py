"""systemd hears that a process is ready, then that it works, and nothing of one that hangs."""

import asyncio
import contextlib
import socket
import subprocess
import time
from pathlib import Path

import pytest

from quizsite.operations import process_reports, siblings, watchdog
from quizsite.operations.running_work import ANSWERS, PAGES, running


@pytest.fixture
def systemd(tmp_path, settings):
    """Listen as systemd does; return what was heard since."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "n"))
        ear.settimeout(0.01)
        settings.NOTIFY_SOCKET, settings.WATCHDOG_S = str(tmp_path / "n"), 0.04

        def heard():
            said = []
            with contextlib.suppress(TimeoutError):
                while True:
                    said.append(ear.recv(200).decode())
            return said

        yield heard


@pytest.fixture
def says(monkeypatch):
    """Let the own server say these words in turn, the last one for ever."""

    def set_words(*words):
        left = list(words)
        monkeypatch.setattr(
            watchdog, "ask", lambda *_, **__: left.pop(0) if len(left) > 1 else left[0]
        )

    monkeypatch.setattr(watchdog, "_ASKS_AGAIN_S", 0)
    return set_words


def feed_for(seconds):
    async def feed():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await watchdog.feed_from_loop()

    asyncio.run(feed())


def test_nobody_is_told_without_systemd(settings, says):
    settings.NOTIFY_SOCKET = ""
    says("database")
    asyncio.run(watchdog.feed_from_loop())  # it returns at once


def test_a_process_is_ready_when_it_can_do_its_work(systemd, says):
    says("migrate", "migrate", "ok")
    watchdog.tell_when_ready()
    assert systemd() == ["STATUS=migrate", "READY=1\nSTATUS=ok"]


def test_the_loop_itself_feeds(systemd, says):
    says("ok")
    feed_for(0.1)
    assert systemd()[1:3] == ["WATCHDOG=1", "WATCHDOG=1"]


@pytest.mark.parametrize(
    ("can_write", "fed"), [(True, []), (False, ["WATCHDOG=1"])], ids=["database well", "away"]
)
def test_a_saving_thread_that_hangs_starves_the_watchdog_unless_the_database_is_the_cause(
    systemd, monkeypatch, can_write, fed
):
    monkeypatch.setattr(process_reports, "can_write", lambda: can_write)
    monkeypatch.setattr(watchdog, "HUNG_AFTER_S", -1)
    with running(ANSWERS):
        watchdog._feed_unless_hung()
    assert systemd() == fed


def test_one_slow_page_of_many_threads_starves_nobody(systemd, monkeypatch):
    monkeypatch.setattr(watchdog, "HUNG_AFTER_S", -1)
    with running(PAGES):
        watchdog._feed_unless_hung()
    assert systemd() == ["WATCHDOG=1"]


@pytest.fixture
def pages(monkeypatch):
    """Let the thread of a pages process look so often, doing this before each look."""

    def run(before_each):
        looks = iter(before_each)

        def sleep(_seconds):
            try:
                next(looks)()
            except StopIteration:
                raise SystemExit from None

        monkeypatch.setattr(watchdog.time, "sleep", sleep)
        with pytest.raises(SystemExit):
            watchdog._feed_from_pages()

    return run


def answer_a_page():
    with running(PAGES):
        pass


def test_pages_that_were_answered_feed_without_asking(systemd, says, pages):
    says("ok", "timed out")
    pages([answer_a_page, answer_a_page])
    assert systemd()[1:] == ["WATCHDOG=1", "WATCHDOG=1"]


def test_an_idle_process_of_pages_asks_itself(systemd, says, pages):
    says("ok", "ok", "timed out")
    pages([lambda: None, lambda: None])
    assert systemd()[1:] == ["WATCHDOG=1"]


def test_an_abstract_name_is_understood(settings):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0thi-test-watchdog")
        ear.settimeout(5)
        settings.NOTIFY_SOCKET = "@thi-test-watchdog"
        watchdog.notify("READY=1")
        assert ear.recv(100) == b"READY=1"


def test_nobody_listening_disturbs_nobody(settings, tmp_path):
    settings.NOTIFY_SOCKET = str(tmp_path / "nobody")
    watchdog.notify("WATCHDOG=1")


@pytest.fixture
def sibling(settings, tmp_path, monkeypatch):
    """Another process of pages under the same service, which has just worked."""
    settings.PAGE_PROCESSES, settings.WATCHDOG_S = 2, 20
    monkeypatch.setattr(siblings, "own_folder", lambda: tmp_path / "pages-1")
    siblings.beat(tmp_path / "pages-1")
    with subprocess.Popen(["sleep", "60"]) as process:  # noqa: S607 -- stands for it
        file = tmp_path / "pages-1" / str(process.pid)
        file.write_text(str(time.monotonic()))
        yield file
        process.kill()


def worked(file, *, seconds_ago):
    file.write_text(str(time.monotonic() - seconds_ago))


def test_siblings_that_work_are_fed_together(systemd, sibling):
    worked(sibling, seconds_ago=9)
    watchdog._feed_pages()
    assert systemd() == ["WATCHDOG=1"]


def test_a_sibling_that_hangs_starves_all_of_them(systemd, sibling):
    """systemd hears one voice for the service and would never learn of it."""
    worked(sibling, seconds_ago=11)
    watchdog._feed_pages()
    assert systemd() == []


def test_a_sibling_that_ended_starves_nobody(systemd, sibling):
    worked(sibling, seconds_ago=11)
    sibling.rename(sibling.with_name("999999999"))
    watchdog._feed_pages()
    watchdog._feed_pages()
    assert systemd() == ["WATCHDOG=1", "WATCHDOG=1"]


def test_a_folder_that_cannot_be_written_starves_nobody(systemd, sibling, monkeypatch):
    monkeypatch.setattr(siblings, "own_folder", lambda: Path("/proc/no-such-folder"))
    watchdog._feed_pages()
    assert systemd() == ["WATCHDOG=1"]
