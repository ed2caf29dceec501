"""Measures hand-ins: people hand in full papers as the page does, while some watch the board.

A hand-in counts once the server acknowledges it. A viewer has it when a frame's totals count as
many attempts as the server had acknowledged by then."""

import argparse
import asyncio
import bisect
import contextlib
import json
import multiprocessing
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from websockets.asyncio.client import connect

from benchmarks import baselines, clients, filled_results, filling, save, usage
from benchmarks.clients import Connection
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt, AttemptState, Contest, Entry, Round
from contests.monitoring.invariants import independent_scores
from leaderboard.models import Standing

QUESTIONS = 20
_CHECKED_AT_ONCE = 500
_FIRST = 64  # as in `start`, people hand these in before we measure
ROWS = ("crowd",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--people", type=int, default=12_000, help="at most so many per run")
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--crowd", type=int, default=50_000, help="on the board before")


@dataclass(slots=True)
class Submitted:
    """Holds when each hand-in was acknowledged, on the clock that all processes share."""

    seconds: float = 0.0
    took_ms: list[float] = field(default_factory=list)
    acknowledged: list[tuple[float, int]] = field(default_factory=list)
    errors: int = 0


class SubmitBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        at = datetime.now(UTC)
        self.contest = Contest.objects.get()
        self.round = Round.objects.get(contest=self.contest, number=2)
        division = self.round.sections.first().division
        entries = filling.fill_people(
            self.contest, (_FIRST + chosen.people) * chosen.runs, at=at, rng=random.Random(1)
        )
        Entry.objects.filter(pk__among=entries).update(division=division)  # one board
        others = filling.fill_people(
            self.contest, chosen.crowd, at=at, rng=random.Random(3), divisions=[division.pk]
        )
        filled_results.fill_results(self.round, others, rng=random.Random(4))
        self.ids = ids = filling.fill_open_attempts(self.round, entries, at=at)
        filling.fill_answers(ids, questions=QUESTIONS, at=at, rng=random.Random(2))
        papers = Attempt.objects.filter(pk__among=ids)
        self.papers = [(attempt.pk, issue_save_token(attempt)) for attempt in papers]
        self.board = f"/ws/bang-xep-hang/{self.contest.slug}/?ky=2&bang={division.code}"
        filling.analyze()

    def run(self) -> Figures:
        first = [self.papers.pop() for _ in range(_FIRST)]
        papers = [self.papers.pop() for _ in range(self.chosen.people)]
        with serving("all" if connection.vendor == "sqlite" else "live") as server:
            connection.close()
            clients.in_processes(lambda _n: self._client(server, first), 1)
            counted = Standing.objects.filter(round=self.round).count()
            figures, acknowledged = self._drive(server, papers, counted=counted)
            figures["server MB"] = usage.peak_memory_mb(server.pids)
        figures["wrong scores"] = _wrong_scores([pk for _at, pk in acknowledged])
        if connection.vendor == "postgresql":
            baseline = self._baseline()
            figures |= {"baseline/s": baseline, "ratio": figures["submits/s"] / baseline}
        return figures

    def _drive(
        self, server: Server, papers: list[tuple[int, str]], *, counted: int
    ) -> tuple[Figures, list[tuple[float, int]]]:
        connection.close()
        with _watching(server, self.board, viewers=self.chosen.viewers) as seen:
            before = usage.cpu_seconds(server.pids), usage.cpu_seconds(usage.named("postgres"))
            parts = self.chosen.clients
            found = clients.in_processes(lambda n: self._client(server, papers[n::parts]), parts)
            server_s = usage.cpu_seconds(server.pids) - before[0]
            database_s = usage.cpu_seconds(usage.named("postgres")) - before[1]
            time.sleep(5)  # until the last frames have arrived
        acknowledged = sorted(one for part in found for one in part.acknowledged)
        late = _lateness_ms([at for at, _pk in acknowledged], seen(), counted=counted)
        took = [ms for part in found for ms in part.took_ms]
        return {
            "submits/s": sum(len(part.acknowledged) / part.seconds for part in found),
            "p50 ms": percentile(took, 0.5),
            "p99 ms": percentile(took, 0.99),
            "errors": sum(part.errors for part in found),
            "board p50 ms": percentile(late, 0.5),
            "board p99 ms": percentile(late, 0.99),
            "server µs/submit": server_s / len(acknowledged) * 1e6,
            "database µs/submit": database_s / len(acknowledged) * 1e6,
        }, acknowledged

    def _client(self, server: Server, papers: list[tuple[int, str]]) -> Submitted:
        seen = Submitted()
        count = max(1, self.chosen.connections // self.chosen.clients)
        own = [_connect(server, iter(papers[k::count]), seen) for k in range(count)]
        answers = clients.drive(own, seconds=self.chosen.seconds)
        seen.seconds, seen.took_ms = answers.seconds, list(answers.took_ms)
        return seen

    def _baseline(self) -> float:
        """Measure the statements of one hand-in alone, on papers already handed in."""
        closed = Attempt.objects.closed().filter(pk__range=(self.ids[0], self.ids[-1]))
        ids = closed.order_by("pk").values_list("pk", flat=True)
        first, last = ids[0], ids.reverse()[0]
        return baselines.pgbench(
            SUBMISSION.format(first=first, last=last, round=self.round.pk),
            seconds=self.chosen.seconds,
        )


# We filled attempts and entries in together, so their numbers run in parallel.
SUBMISSION = """
\\set attempt random({first}, {last})
BEGIN;
SELECT * FROM contests_attempt WHERE id = :attempt FOR NO KEY UPDATE;
SELECT attempt_id, position, choice FROM contests_answer WHERE attempt_id = :attempt;
UPDATE contests_attempt SET correct_count = correct_count WHERE id = :attempt;
SELECT * FROM contests_entry
WHERE id = (SELECT entry_id FROM contests_attempt WHERE id = :attempt) FOR NO KEY UPDATE;
SELECT * FROM leaderboard_standing
WHERE entry_id = (SELECT entry_id FROM contests_attempt WHERE id = :attempt);
UPDATE leaderboard_standing SET time_used_ms = time_used_ms + 1
WHERE entry_id = (SELECT entry_id FROM contests_attempt WHERE id = :attempt);
COMMIT;
"""


def _connect(server: Server, papers: Iterator[tuple[int, str]], seen: Submitted) -> Connection:
    attempt = 0

    def script() -> Iterator[bytes]:
        nonlocal attempt
        for attempt, token in papers:  # noqa: B007 -- `note` reads it
            yield save.request(server, f'{{"ticket":"{token}","changes":[],"submit":true}}')

    def note(status: int, _answer: bytes) -> None:
        if status == 200:
            seen.acknowledged.append((time.perf_counter(), attempt))
        else:
            seen.errors += 1

    return Connection(server.address, script(), note)


@contextlib.contextmanager
def _watching(server: Server, path: str, *, viewers: int) -> Iterator[Any]:
    """Let viewers watch in a process of their own; yield a call for what each of them saw."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    url = f"ws://127.0.0.1:{server.port}{path}"
    process = context.Process(target=lambda: asyncio.run(_watch_all(url, viewers, theirs)))
    process.start()
    ours.recv()  # all viewers are connected
    seen: list[list[tuple[float, int]]] = []
    try:
        yield lambda: seen
        ours.send("enough")
        seen += ours.recv()
    finally:
        process.terminate()
        process.join()


async def _watch_all(url: str, viewers: int, pipe: Any) -> None:
    seen: list[list[tuple[float, int]]] = [[] for _ in range(viewers)]
    sit = asyncio.Semaphore(viewers)
    watching = [asyncio.create_task(_watch(url, one, sit)) for one in seen]
    while not sit.locked():
        await asyncio.sleep(0.05)
    pipe.send("watching")
    await asyncio.to_thread(pipe.recv)
    for one in watching:
        one.cancel()
    pipe.send(seen)


_ATTEMPTS = re.compile(r'"attempts":(\d+)')


async def _watch(url: str, seen: list[tuple[float, int]], sit: asyncio.Semaphore) -> None:
    origin: Any = "http" + url[2:].partition("/ws/")[0]
    async with connect(url, origin=origin, compression=None) as socket:
        await sit.acquire()
        async for frame in socket:
            now = time.perf_counter()
            totals = json.loads(frame).get("totals")
            if totals:
                seen.append((now, totals["attempts"]))


def _lateness_ms(
    acknowledged: list[float], seen: list[list[tuple[float, int]]], *, counted: int
) -> list[float]:
    """Return for every viewer and hand-in how long after its acknowledgement a frame counted it.

    A hand-in that no frame counted is as late as the end of watching, which shows in the p99."""
    late = []
    for frames in seen:
        totals = [total for _at, total in frames]
        for number, at in enumerate(acknowledged, start=counted + 1):
            place = bisect.bisect_left(totals, number)
            shown = frames[place][0] if place < len(frames) else acknowledged[-1] + 5
            late.append(max(0.0, (shown - at) * 1000))
    return late


def _wrong_scores(ids: list[int]) -> int:
    """Count hand-ins that are not closed with the score of an independent count."""
    wrong = 0
    for start in range(0, len(ids), _CHECKED_AT_ONCE):
        batch = list(Attempt.objects.filter(pk__in=ids[start : start + _CHECKED_AT_ONCE]))
        expected = independent_scores(batch)
        wrong += sum(
            one.state != AttemptState.SUBMITTED or one.correct_count != expected[one.pk]
            for one in batch
        )
    return wrong


benchmark = SubmitBenchmark
