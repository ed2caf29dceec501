"""Starting: everybody posts "start", follows to the paper and has the whole page.

A start is two requests, timed from the first byte sent to the last byte of the page. Afterwards
as many people as one wishes start at the same moment, each on a connection of their own."""

import argparse
import random
import re
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection
from django.urls import reverse

from benchmarks import clients, filling, usage, visitors
from benchmarks.clients import Connection
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from contests.models import Attempt, Contest, Entry, Round

_CODE = re.compile(rb"^location: (/bai-thi/([0-9a-f-]{36})/)", re.I | re.M)
_LAST_OF_A_PAGE = b"</html>"
# Before the bell people have been looking at pages; a process just started has compiled nothing.
_FIRST = 64


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--people", type=int, default=12_000, help="at most so many per run")
    parser.add_argument("--at-once", type=int, default=5_000)


@dataclass(slots=True)
class Started:
    """What one client process saw: entry → attempt, and how long each start took."""

    seconds: float = 0.0
    took_ms: list[float] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    errors: int = 0


class StartBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        at = datetime.now(UTC)
        contest = Contest.objects.get()
        round_ = Round.objects.get(contest=contest, number=2)
        count = (_FIRST + chosen.people + chosen.at_once) * chosen.runs
        entries = filling.fill_people(contest, count, at=at, rng=random.Random(1))
        users = dict(Entry.objects.filter(pk__in=entries).values_list("pk", "user_id"))
        signed_in = visitors.sign_in(users.values())
        self.people = [(entry, signed_in[user]) for entry, user in sorted(users.items())]
        self.enter = reverse("contests:enter", args=[contest.slug, round_.number])
        filling.analyze()

    def run(self) -> Figures:
        role = "all" if connection.vendor == "sqlite" else "pages"
        first = [self.people.pop() for _ in range(_FIRST)]
        steady = [self.people.pop() for _ in range(self.chosen.people)]
        at_once = [self.people.pop() for _ in range(self.chosen.at_once)]
        with serving(role) as server:
            self._drive(server, first, connections=_FIRST)
            baseline = self._bare_pages(server)
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
        seen = self._drive(server, people, connections=len(people))
        took = [ms for one in seen for ms in one.took_ms]
        return {
            "at once": len(people),
            "at once: s to the last page": max(one.seconds for one in seen),
            "at once: p99 ms": percentile(took, 0.99),
            "at once: errors": len(people) - len(took) + _wrong(seen),
            "at once: deadlocks": _deadlocks() - deadlocks,
        }

    def _drive(
        self, server: Server, people: list[tuple[int, str]], *, connections: int
    ) -> list[Started]:
        connection.close()
        parts = self.chosen.clients
        return clients.in_processes(
            lambda n: self._client(server, people[n::parts], max(1, connections // parts)), parts
        )

    def _client(self, server: Server, people: list[tuple[int, str]], connections: int) -> Started:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        seen = Started()
        own = [
            self._connect(server, iter(people[k::connections]), seen) for k in range(connections)
        ]
        seen.seconds = clients.drive(own, seconds=self.chosen.seconds).seconds
        return seen

    def _connect(
        self, server: Server, people: Iterator[tuple[int, str]], seen: Started
    ) -> Connection:
        """Post, follow, and only then the next person."""
        entry, since, found = 0, 0.0, None

        def script() -> Iterator[bytes]:
            nonlocal entry, since, found
            for entry, person in people:  # noqa: B007 -- `note` reads it
                since, found = time.perf_counter(), None
                yield visitors.post(self.enter, port=server.port, person=person)
                if found is not None:
                    yield visitors.get(found.group(1).decode(), port=server.port, person=person)

        def note(status: int, answer: bytes) -> None:
            nonlocal found
            if found is None and status == 302:
                found = _CODE.search(answer)
            elif found is not None and status == 200 and _LAST_OF_A_PAGE in answer[-20:]:
                seen.took_ms.append((time.perf_counter() - since) * 1000)
                seen.codes[entry] = found.group(2).decode()
            else:
                if not seen.errors:
                    print(f"not started: {answer[:600]!r}", file=sys.stderr)
                seen.errors += 1

        return Connection(server.address, script(), note)

    def _bare_pages(self, server: Server) -> float:
        """The smallest page of the same server: one query, no session, no template."""

        def client(n: int) -> float:
            request = visitors.get("/san-sang", port=server.port)
            own = [
                Connection(server.address, iter(lambda: request, b""), lambda *_: None)
                for _ in range(max(1, self.chosen.connections // self.chosen.clients))
            ]
            answers = clients.drive(own, seconds=max(1.0, self.chosen.seconds / 3))
            return answers.statuses[200] / answers.seconds

        return sum(clients.in_processes(client, self.chosen.clients))


def _wrong(seen: list[Started]) -> int:
    """People whose page is not of their one stored attempt."""
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
