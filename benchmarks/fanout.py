"""Measures how long a board's frame takes to the last of thousands of sockets of one process.

With Redis this process publishes the frame, as another process would, and the time counts from
there. Without Redis the hub finds a new version when it looks, and the time counts from the first
receipt. The baseline is Channels' stock way, which publishes inside its own process."""

import argparse
import multiprocessing
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median
from urllib.request import urlopen

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection
from django.db.models import F

from benchmarks import clients, usage
from benchmarks.reports import Figures
from benchmarks.servers import Server, running, serving
from benchmarks.watchers import Watchers, frame_of
from contests.models import Contest, Round
from leaderboard.boards.selection import find_board
from leaderboard.boards.writer import group_of
from leaderboard.models import Board
from quizsite.serving import Place, command_line, open_many_files

FRAMES = 5
WARM = 50
Receipts = dict[float, list[float]]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sockets", type=int, default=5_000)
    parser.add_argument("--bytes", type=int, default=2_048, help="of one frame")


class FanoutBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        open_many_files()
        self.chosen = chosen
        slug = Contest.objects.values_list("slug", flat=True).get()
        choice = find_board(slug, number="", code="")
        assert choice is not None
        self.key, self.path = choice.key, f"/ws/bang-xep-hang/{slug}/"
        self.version = 0
        if not settings.REDIS_URL:
            # The server would soon overwrite the stored board of an open round.
            ago = timedelta(days=365)
            Round.objects.update(opens_at=F("opens_at") - ago, closes_at=F("closes_at") - ago)

    def run(self) -> Figures:
        count = self.chosen.sockets
        own, tenth = self._measure(count), self._measure(count // 10)
        stock = self._measure_stock(count)
        told = "ms to last" if settings.REDIS_URL else "ms first to last"
        figures = {
            told: own["last"],
            "ms to last, a tenth of the sockets": tenth["last"],
            "growth per socket": own["last"] / tenth["last"] / (count / (count // 10)),
            "KB/socket": own["KB/socket"],
            "server ms CPU/frame": own["CPU"],
            "missed": own["missed"],
            f"baseline {told}": stock["last"],
            "baseline KB/socket": stock["KB/socket"],
            "baseline ms CPU/frame": stock["CPU"],
            "ratio": own["last"] / stock["last"],
        }
        return {name: float(value) for name, value in figures.items()}

    def _measure(self, count: int) -> Figures:
        role = "all" if connection.vendor == "sqlite" else "live"
        with serving(role) as server:
            tell = self._publish if settings.REDIS_URL else self._store
            return self._drive(server, count, path=self.path, tell=tell)

    def _measure_stock(self, count: int) -> Figures:
        with running(_stock_command) as server:
            address = f"http://127.0.0.1:{server.port}/?size={self.chosen.bytes}"
            tell = partial(_ask, address)
            return self._drive(server, count, path="/", tell=tell)

    def _drive(self, server: Server, count: int, *, path: str, tell: Callable[[], None]) -> Figures:
        warm = Watchers(server.port, path, WARM)
        warm.connect()
        before_mb = usage.memory_mb(server.pids)
        connection.close()
        gate = multiprocessing.get_context("fork").Barrier(self.chosen.clients + 1)
        found: list[Receipts] = []
        share = count // self.chosen.clients

        def watch(_n: int) -> Receipts:
            watchers = Watchers(server.port, path, share)
            watchers.connect()
            gate.wait(300)
            watchers.watch(FRAMES)
            watchers.close()
            return dict(watchers.receipts)

        watching = threading.Thread(
            target=lambda: found.extend(clients.in_processes(watch, self.chosen.clients))
        )
        watching.start()
        gate.wait(300)
        per_socket = (usage.memory_mb(server.pids) - before_mb) * 1024 / count
        began = usage.cpu_seconds(server.pids)
        for _ in range(FRAMES):
            time.sleep(0.5 if settings.REDIS_URL or path == "/" else 6.0)
            tell()
        watching.join()
        spent = (usage.cpu_seconds(server.pids) - began) * 1000 / FRAMES
        warm.close()
        return {
            **_times(
                found,
                count=share * self.chosen.clients,
                from_mark=path == "/" or bool(settings.REDIS_URL),
            ),
            "KB/socket": per_socket,
            "CPU": spent,
        }

    def _publish(self) -> None:
        """Publish a frame as the process does that has written the board."""
        self.version += 1
        version = 1_000_000 + self.version
        message = {"type": "board.changed", "group": group_of(self.key), "version": version}
        message["frame"] = frame_of(self.chosen.bytes, version=version)
        async_to_sync(get_channel_layer().group_send)(group_of(self.key), message)

    def _store(self) -> None:
        board = Board.objects.get(
            contest=self.key.contest, round=self.key.round, division=self.key.division
        )
        mark = {"mark": str(time.monotonic()), "pad": "x" * self.chosen.bytes}
        Board.objects.filter(pk=board.pk).update(
            version=F("version") + 1, snapshot={**board.snapshot, **mark}
        )


def _times(found: list[Receipts], *, count: int, from_mark: bool) -> Figures:
    """Return the milliseconds to the last socket, as median of the frames, and missed receipts."""
    marks = sorted({mark for receipts in found for mark in receipts})[-FRAMES:]
    last, missed = [], FRAMES * count
    for mark in marks:
        times = [at for receipts in found for at in receipts.get(mark, [])]
        missed -= len(times)
        last.append((max(times) - (mark if from_mark else min(times))) * 1000)
    return {"last": median(last), "missed": missed}


def _stock_command(port: int) -> list[str]:
    command = command_line("live", place=Place(port=port))
    return ["benchmarks.stock:application" if "asgi:" in word else word for word in command]


def _ask(address: str) -> None:
    with urlopen(address) as answer:  # noqa: S310 -- our own
        answer.read()


benchmark = FanoutBenchmark
