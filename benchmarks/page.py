"""Public pages, warm, for visitors without a session; beside them a bare page of the same stack."""

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import repeat

from django.db import connection

from benchmarks import clients, crowd, filling, usage
from benchmarks.clients import Answers, Connection
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from contests.models import Contest, Round

BARE = "/suc-khoe"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--entries", type=int, default=100_000)


class PageBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        contest = Contest.objects.get()
        round_ = Round.objects.get(contest=contest, number=2)
        people = filling.fill_people(
            contest, chosen.entries, at=datetime.now(UTC), rng=random.Random(1)
        )
        crowd.fill_results(round_, people, rng=random.Random(2))
        base = f"/cuoc-thi/{contest.slug}/"
        self.pages = {
            "home": "/",
            "contest": base,
            "board": f"{base}bang-xep-hang/?ky=2",
            "snapshot": f"{base}bang-xep-hang/du-lieu/?ky=2",
            "participation": f"{base}don-vi/?ky=2",
        }

    def run(self) -> Figures:
        figures: Figures = {}
        with serving("pages" if connection.vendor == "postgresql" else "all") as server:
            connection.close()
            bare = self._drive(server, BARE)
            for name, path in self.pages.items():
                self._drive(server, path, seconds=1)  # everybody has been here before
                found = self._drive(server, path)
                took = [ms for one in found for ms in one.took_ms]
                figures[f"{name}/s"] = _rate(found)
                figures[f"{name} p99 ms"] = percentile(took, 0.99)
                figures[f"{name} errors"] = len(took) - sum(one.statuses[200] for one in found)
            figures["server MB"] = usage.peak_memory_mb(server.pids)
        slowest = min(figures[f"{name}/s"] for name in self.pages)
        return {**figures, "baseline/s": _rate(bare), "ratio": slowest / _rate(bare)}

    def _drive(self, server: Server, path: str, *, seconds: float | None = None) -> list[Answers]:
        seconds = seconds or self.chosen.seconds / len(self.pages)
        own = self.chosen.connections // self.chosen.clients
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()

        def client(_n: int) -> Answers:
            connections = [Connection(server.address, _ask(request), _ignore) for _ in range(own)]
            return clients.drive(connections, seconds=seconds)

        return clients.in_processes(client, self.chosen.clients)


def _ask(request: bytes) -> Iterator[bytes]:
    return repeat(request)


def _ignore(_status: int, _answer: bytes) -> None:
    """The status is counted; a page that is too short would be an error of its own."""


def _rate(found: list[Answers]) -> float:
    return sum(one.statuses[200] / one.seconds for one in found)


benchmark = PageBenchmark
