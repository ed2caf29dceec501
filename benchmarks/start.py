"""Measures starts: people post "start" and get the whole page of a paper, ready to save.

A start takes from the first byte sent to the last byte of the page. Afterwards `--at-once` people
start at the same moment, each on a connection of their own."""

import argparse
import math
import random
import re
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from benchmarks import clients, filled_results, filling, usage, visitors
from benchmarks.clients import Connection
from benchmarks.page_load import Load, ask
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from contests.delivery.tokens import issue_start_token
from contests.models import Attempt, Contest, Entry, Round

READY = "/san-sang"  # the smallest page of the server: one query, no session, no template
_CODE = re.compile(rb"^content-location: /bai-thi/([0-9a-f-]{36})/", re.I | re.M)
_LAST_OF_A_PAGE = b"</html>"
# Before a round opens people look at pages; a process just started has compiled no template.
_FIRST = 64
ROWS = ("crowd",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--people", type=int, default=12_000, help="at most so many per run")
    parser.add_argument("--at-once", type=int, default=5_000)
    parser.add_argument("--crowd", type=int, default=50_000, help="have taken the round before")


@dataclass(slots=True)
class Started:
    """Holds what one client process saw: entry → attempt, and the time of each start."""

    seconds: float = 0.0
    took_ms: list[float] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    errors: int = 0


class StartBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        at = datetime.now(UTC)
        contest = Contest.objects.get()
        round = Round.objects.get(contest=contest, number=2)
        count = (_FIRST + chosen.people + chosen.at_once) * chosen.runs
        entries = filling.fill_people(contest, count, at=at, rng=random.Random(1))
        entries_of = Entry.objects.filter(pk__among=entries)
        self.people = [(entry.pk, issue_start_token(entry, round)) for entry in entries_of]
        others = filling.fill_people(contest, chosen.crowd, at=at, rng=random.Random(2))
        filled_results.fill_results(round, others, rng=random.Random(3))
        filling.analyze()

        self._load = Load(chosen.connections, max(1.0, chosen.seconds / 3), chosen.clients)

    def run(self) -> Figures:
        role = "all" if connection.vendor == "sqlite" else "live"
        first = [self.people.pop() for _ in range(_FIRST)]
        steady = [self.people.pop() for _ in range(self.chosen.people)]
        at_once = [self.people.pop() for _ in range(self.chosen.at_once)]
        with serving(role) as server:
            self._drive(server, first, connections=_FIRST)
            baseline = ask(server, READY, self._load)["/s"]
            figures = self._steady(server, steady)
            figures |= self._at_once(server, at_once)
            figures["server MB"] = usage.peak_memory_mb(server.pids)
        return {**figures, "baseline/s": baseline, "ratio": figures["starts/s"] / baseline}

    def _steady(self, server: Server, people: list[tuple[int, str]]) -> Figures:
        database = usage.named("postgres")
        before = usage.cpu_seconds(server.pids), usage.cpu_seconds(database)
        seen = self._drive(server, people, connections=self.chosen.connections)
        server_s = usage.cpu_seconds(server.pids) - before[0]
        database_s = usage.cpu_seconds(usage.named("postgres")) - before[1]
        started = sum(len(one.codes) for one in seen) or 1
        took = [ms for one in seen for ms in one.took_ms]
        return {
            "starts/s": sum(len(one.codes) / one.seconds for one in seen),
            "p50 ms": percentile(took, 0.5),
            "p99 ms": percentile(took, 0.99),
            "errors": sum(one.errors for one in seen) + _wrong(seen),
            "server µs/start": server_s / started * 1e6,
            "database µs/start": database_s / started * 1e6,
        }

    def _at_once(self, server: Server, people: list[tuple[int, str]]) -> Figures:
        if not people:
            return {}
        deadlocks = _deadlocks()
        seen = self._drive(server, people, connections=len(people), seconds=math.inf)
        took = [ms for one in seen for ms in one.took_ms]
        return {
            "at once": len(people),
            "at once: s to the last page": max(one.seconds for one in seen),
            "at once: p99 ms": percentile(took, 0.99),
            "at once: errors": len(people) - len(took) + _wrong(seen),
            "at once: deadlocks": _deadlocks() - deadlocks,
        }

    def _drive(
        self,
        server: Server,
        people: list[tuple[int, str]],
        *,
        connections: int,
        seconds: float | None = None,
    ) -> list[Started]:
        connection.close()
        parts = self.chosen.clients
        load = Load(max(1, connections // parts), seconds or self.chosen.seconds)
        return clients.in_processes(lambda n: self._client(server, people[n::parts], load), parts)

    def _client(self, server: Server, people: list[tuple[int, str]], load: Load) -> Started:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        seen = Started()
        own = [
            self._connect(server, iter(people[k :: load.connections]), seen)
            for k in range(load.connections)
        ]
        seen.seconds = clients.drive(own, seconds=load.seconds).seconds
        return seen

    def _connect(
        self, server: Server, people: Iterator[tuple[int, str]], seen: Started
    ) -> Connection:
        entry, since = 0, 0.0

        def script() -> Iterator[bytes]:
            nonlocal entry, since
            for entry, token in people:  # noqa: B007 -- `note` reads it
                since = time.perf_counter()
                yield visitors.post(settings.START_PATH, port=server.port, body=f"slip={token}")

        def note(status: int, answer: bytes) -> None:
            found = _CODE.search(answer)
            if status == 200 and found and _LAST_OF_A_PAGE in answer[-20:]:
                seen.took_ms.append((time.perf_counter() - since) * 1000)
                seen.codes[entry] = found.group(1).decode()
            else:
                if not seen.errors:
                    print(f"not started: {answer[:600]!r}", file=sys.stderr)
                seen.errors += 1

        return Connection(server.address, script(), note)


def _wrong(seen: list[Started]) -> int:
    """Count people whose page is not that of their only stored attempt."""
    told = {entry: code for one in seen for entry, code in one.codes.items()}
    stored: dict[int, list[str]] = {}
    rows = Attempt.objects.filter(entry__gte=min(told, default=0)).values_list("entry_id", "code")
    for entry, code in rows.iterator(chunk_size=10_000):
        stored.setdefault(entry, []).append(str(code))
    return sum(stored.get(entry) != [code] for entry, code in told.items())


def _deadlocks() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        count: int = cursor.fetchone()[0]
    return count


benchmark = StartBenchmark
