"""Measures acknowledged durable saves of one change each, over 64 connections."""

import argparse
import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from benchmarks import baselines, clients, filling, usage
from benchmarks.clients import Answers, Connection
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from contests.delivery.saves import ANSWER_ROW, NEWER_WINS
from contests.delivery.tokens import issue_save_token
from contests.models import Answer, Attempt, Contest, Round

QUESTIONS = 20
Places = Iterator[tuple[int, int, int, str]]  # attempt, position, sequence, token
ROWS = ("attempts",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument(
        "--words", type=int, default=0, metavar="N", help="every Nth question is answered in words"
    )


class SaveBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        at = datetime.now(UTC)
        contest = Contest.objects.get()
        entries = filling.fill_people(contest, chosen.attempts, at=at, rng=random.Random(1))
        round = Round.objects.get(contest=contest, number=2)
        self.ids = filling.fill_open_attempts(round, entries, at=at)
        papers = Attempt.objects.filter(pk__among=self.ids)
        self.tokens = {attempt.pk: issue_save_token(attempt) for attempt in papers}
        self.first_seq = 0

    def run(self) -> Figures:
        self.first_seq += 1_000_000
        with serving(self.role) as server:
            figures = self._drive(server)
        baseline = self._baseline()
        return {**figures, "baseline/s": baseline, "ratio": figures["saves/s"] / baseline}

    @property
    def role(self) -> str:
        """Serve everything from one process on SQLite, only answers and sockets on PostgreSQL."""
        return "all" if connection.vendor == "sqlite" else "live"

    def _drive(self, server: Server) -> Figures:
        database = usage.named("postgres")
        before = usage.cpu_seconds(server.pids), usage.cpu_seconds(database)
        connection.close()
        found = clients.in_processes(lambda n: self._client(server, n), self.chosen.clients)
        server_s = usage.cpu_seconds(server.pids) - before[0]
        database_s = usage.cpu_seconds(usage.named("postgres")) - before[1]
        peak_mb = usage.peak_memory_mb(server.pids)
        answers = [one for one, _ledger in found]
        took = [ms for one in answers for ms in one.took_ms]
        saved = sum(one.statuses[200] for one in answers)
        return {
            "saves/s": sum(one.statuses[200] / one.seconds for one in answers),
            "p50 ms": percentile(took, 0.5),
            "p99 ms": percentile(took, 0.99),
            "errors": len(took) - saved,
            "lost": sum(count_lost(ledger) for _one, ledger in found),
            "server µs/save": server_s / saved * 1e6,
            "database µs/save": database_s / saved * 1e6,
            "server MB": peak_mb,
        }

    def _client(self, server: Server, n: int) -> tuple[Answers, dict[tuple[int, int], int]]:
        """Let each connection go round its own attempts, a question at a time."""
        ledger: dict[tuple[int, int], int] = {}
        count = self.chosen.connections
        own = range(n, count, self.chosen.clients)
        connections = [
            connect(server, self._places(self.ids[k::count]), ledger, words=self.chosen.words)
            for k in own
        ]
        return clients.drive(connections, seconds=self.chosen.seconds), ledger

    def _places(self, ids: range) -> Places:
        seq = self.first_seq
        while True:
            for position in range(1, QUESTIONS + 1):
                seq += 1
                for pk in ids:
                    yield pk, position, seq, self.tokens[pk]

    def _baseline(self) -> float:
        if connection.vendor == "postgresql":
            script = _pgbench_script(self.ids, words=self.chosen.words)
            return baselines.pgbench(script, seconds=self.chosen.seconds)
        return _sqlite_upserts(self.ids, words=self.chosen.words, seconds=self.chosen.seconds)


WRITTEN = "Bộ phận tiếp nhận và trả kết quả"  # as long as answers in words are


def is_in_words(position: int, *, words: int) -> bool:
    return words > 0 and position % words == 0


def _pgbench_script(ids: range, *, words: int) -> str:
    """Upsert one row by the product's own clauses, in words where the clients write words."""
    places = f"""
\\set attempt random({ids[0]}, {ids[-1]})
\\set position random(1, {QUESTIONS})
"""
    if not words:
        return places + _upsert("2", "NULL")
    return (
        f"{places}\\set rest :position % {words}\n\\if :rest = 0\n{_upsert('1', _quoted(WRITTEN))}"
        f"\\else\n{_upsert('2', 'NULL')}\\endif\n"
    )


def _quoted(text: str) -> str:
    return f"'{text}'"


def _upsert(choice: str, text: str) -> str:
    return (
        f"INSERT INTO {ANSWER_ROW} VALUES (:attempt, :position, {choice},"  # noqa: S608 -- constants
        f" extract(epoch FROM clock_timestamp()) * 1000000, now(), {text}) {NEWER_WINS};\n"
    )


def _sqlite_upserts(ids: range, *, words: int, seconds: float) -> float:
    """Write the same rows in transactions of 64 by Python's library alone."""
    upsert = f"INSERT INTO {ANSWER_ROW} VALUES (?, ?, ?, ?, '2026-01-01', ?) {NEWER_WINS}"  # noqa: S608 -- constants
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    database.execute("PRAGMA synchronous=FULL")
    rng = random.Random(2)
    started, count = time.perf_counter(), 0
    while (took := time.perf_counter() - started) < seconds:
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            upsert,
            [
                _sqlite_row(rng.choice(ids), rng.randint(1, QUESTIONS), words=words)
                for _ in range(64)
            ],
        )
        database.execute("COMMIT")
        count += 64
    database.close()
    return count / took


def _sqlite_row(attempt: int, position: int, *, words: int) -> tuple[object, ...]:
    said = (1, WRITTEN) if is_in_words(position, words=words) else (2, None)
    return attempt, position, said[0], time.time_ns() // 1000, said[1]


def connect(
    server: Server,
    places: Places,
    ledger: dict[tuple[int, int], int],
    *,
    words: int = 0,
) -> Connection:
    asked = (0, 0, 0)

    def script() -> Iterator[bytes]:
        nonlocal asked
        for pk, position, seq, token in places:
            asked = (pk, position, seq)
            said = f'1,{seq},"{WRITTEN}"' if is_in_words(position, words=words) else f"2,{seq}"
            yield request(server, f'{{"ticket":"{token}","changes":[[{position},{said}]]}}')

    def note(status: int, _answer: bytes) -> None:
        if status == 200:
            ledger[asked[:2]] = asked[2]

    return Connection(server.address, script(), note)


def request(server: Server, body: str) -> bytes:
    return (
        f"POST {settings.SAVE_PATH} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Origin: http://127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
    ).encode()


def count_lost(ledger: dict[tuple[int, int], int]) -> int:
    """Count acknowledged answers that are not stored with that sequence or a newer one."""
    stored: dict[tuple[int, int], int] = {}
    rows = Answer.objects.values_list("attempt_id", "position", "seq")
    for pk, position, seq in rows.iterator(chunk_size=10_000):
        stored[pk, position] = seq
    return sum(stored.get(place, 0) < seq for place, seq in ledger.items())


benchmark = SaveBenchmark
