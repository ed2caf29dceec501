"""The run's watchdog kills who falls silent, nobody else; figures are those of a stretch."""

import asyncio
import socket
import sys

import pytest

from quizsite.management.commands import faults as command
from quizsite.simulation.faults import watchdog
from quizsite.simulation.faults.fault import Fault
from quizsite.simulation.faults.quantiles import Took, of_stretch, p99
from quizsite.simulation.faults.run import Size


async def watched(tmp_path, *, says, until):
    """Watch a process that does nothing while somebody says this for it."""
    dog = watchdog.Watchdog(tmp_path / "n")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; time.sleep(60)", start_new_session=True
    )
    dog.watch(process.pid)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
        for _ in range(30):
            if said := says():
                speaking.sendto(said, str(tmp_path / "n"))
            await asyncio.sleep(0.05)
            if until(dog):
                break
    await dog.stop()
    if not dog.kills:
        process.kill()
    await process.wait()
    return dog.kills


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(watchdog, "SILENT_S", 0.3)
    monkeypatch.setattr(watchdog, "_LOOKS_EVERY_S", 0.02)


@pytest.mark.slow
def test_who_said_that_it_works_and_falls_silent_is_killed(tmp_path):
    words = iter([b"READY=1", b"WATCHDOG=1"])
    assert asyncio.run(watched(tmp_path, says=lambda: next(words, b""), until=lambda d: d.kills))


@pytest.mark.slow
@pytest.mark.parametrize("word", [b"WATCHDOG=1", b"STATUS=database"], ids=["works", "starts"])
def test_who_works_or_is_not_ready_yet_is_left_alone(tmp_path, word):
    assert not asyncio.run(watched(tmp_path, says=lambda: word, until=lambda _d: False))


def test_the_slowest_of_a_hundred_is_not_told_but_of_a_few_it_is():
    hundred = [Took(n, n / 100) for n in range(200)]
    assert p99(of_stretch(hundred, 0, 200)) == 1.98
    assert p99(of_stretch(hundred, 10, 13)) == 0.12
    assert p99([]) == 0


def test_what_this_machine_cannot_play_is_skipped_with_a_word(monkeypatch, capsys):
    async def nothing(_run):
        raise AssertionError

    size = Size(seconds=1)
    lacking = Fault("root-only", "a disk", nothing, size, size, lacks=lambda: "cần quyền root")
    assert command.Command()._lacks(lacking)
    assert "root-only: bỏ qua, cần quyền root" in capsys.readouterr().err
