"""Measures closing: thousands of papers expire at once while people of another round save.

One statement makes the papers overdue, and the sweeper of the serving process finds them. The time
runs from the first paper closed to the last, and from the moment they were overdue."""

import argparse
import random
import threading
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, F

from benchmarks import clients, filling, save, usage
from benchmarks.clients import Answers
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt, AttemptState, Contest, Round
from contests.models.taken import AttemptQuerySet
from contests.monitoring.invariants import independent_scores
from leaderboard.aggregates.tallies import boards_with_changes, count_board
from leaderboard.models import Standing

QUESTIONS = save.QUESTIONS
LONGEST_S = 600
_CHECKED = 2_000
ROWS = ("attempts",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--attempts", type=int, default=50_000)
    parser.add_argument("--savers", type=int, default=4, help="connections that save meanwhile")


class CloseBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        at = datetime.now(UTC)
        contest = Contest.objects.get()
        self.round = Round.objects.get(contest=contest, number=2)
        other = Round.objects.get(contest=contest, number=3)
        entries = filling.fill_people(contest, chosen.attempts, at=at, rng=random.Random(1))
        self.ids = filling.fill_open_attempts(self.round, entries, at=at)
        filling.fill_answers(self.ids, questions=QUESTIONS, at=at, rng=random.Random(2))
        savers = filling.fill_people(contest, chosen.savers * 50, at=at, rng=random.Random(3))
        self.others = filling.fill_open_attempts(other, savers, at=at)
        self.tokens = {
            attempt.pk: issue_save_token(attempt)
            for attempt in Attempt.objects.filter(pk__among=self.others)
        }

    def run(self) -> Figures:
        self._open_again()
        with serving("all" if connection.vendor == "sqlite" else "live") as server:
            alone = self._saves(server, seconds=3)
            figures = self._close(server)
            figures["server MB"] = usage.peak_memory_mb(server.pids)
        figures["saves alone: p99 ms"] = percentile(alone.took_ms, 0.99)
        return {**figures, "wrong": self._wrong()}

    def _open_again(self) -> None:
        """Open the papers that an earlier run has closed."""
        far = datetime.now(UTC) + timedelta(hours=1)
        Standing.objects.filter(round=self.round).delete()
        Standing.objects.filter(round=None).delete()
        for board in boards_with_changes():
            count_board(board)
        self._attempts().update(
            state=AttemptState.OPEN, finished_at=None, correct_count=None, deadline_at=far
        )
        filling.analyze()

    def _close(self, server: Server) -> Figures:
        # Sweepers go by number. Searching all open papers would cost as much as closing them.
        first_one, last_one = (Attempt.objects.filter(pk=self.ids[n]).running() for n in (0, -1))
        database = usage.named("postgres")
        before = usage.cpu_seconds(server.pids), usage.cpu_seconds(database)
        overdue_at = time.perf_counter()
        deadline = datetime.now(UTC) - timedelta(seconds=settings.SAVE_GRACE_S + 1)
        self._attempts().update(deadline_at=deadline)
        done = threading.Event()
        saved: list[Answers] = []
        saver = threading.Thread(target=lambda: saved.extend(self._saves_until(server, done)))
        saver.start()
        first = last = 0.0
        while last_one.exists() and time.perf_counter() - overdue_at < LONGEST_S:
            time.sleep(0.05)
            if not first and not first_one.exists():
                first = time.perf_counter()
        while self._attempts().running().exists() and time.perf_counter() - overdue_at < LONGEST_S:
            time.sleep(0.05)
        last = time.perf_counter()
        server_s = usage.cpu_seconds(server.pids) - before[0]
        database_s = usage.cpu_seconds(usage.named("postgres")) - before[1]
        done.set()
        saver.join()
        left = self._attempts().running().count()
        took = [ms for one in saved for ms in one.took_ms]
        errors = sum(len(one.took_ms) - one.statuses[200] for one in saved)
        return {
            "closed in s": last - first,
            "all closed after s": last - overdue_at,
            "papers/s": self.chosen.attempts / max(last - first, 0.001),
            "left open": left,
            "saves/s": sum(one.statuses[200] for one in saved) / (last - overdue_at),
            "saves p99 ms": percentile(took, 0.99),
            "saves longest ms": max(took, default=0.0),
            "save errors": errors,
            "server µs/paper": server_s / self.chosen.attempts * 1e6,
            "database µs/paper": database_s / self.chosen.attempts * 1e6,
        }

    def _saves_until(self, server: Server, done: threading.Event) -> list[Answers]:
        found = []
        while not done.is_set():
            found.append(self._saves(server, seconds=1))
        return found

    def _saves(self, server: Server, *, seconds: float) -> Answers:
        """Save from a process of its own: its timing must not wait for this process."""
        (answers,) = clients.in_processes(lambda _n: self._client(server, seconds), 1)
        return answers

    def _client(self, server: Server, seconds: float) -> Answers:
        count = self.chosen.savers
        own = [save.connect(server, self._places(self.others[k::count]), {}) for k in range(count)]
        return clients.drive(own, seconds=seconds)

    def _places(self, ids: range) -> save.Places:
        """Yield changes that are each newer than all before, in whichever process."""
        while True:
            for position in range(1, QUESTIONS + 1):
                for pk in ids:
                    yield pk, position, time.time_ns() // 1000, self.tokens[pk]

    def _wrong(self) -> int:
        """Count papers with a wrong end, score or standing."""
        attempts = self._attempts()
        wrong_end = attempts.exclude(state=AttemptState.EXPIRED, finished_at=F("deadline_at"))
        standings = Standing.objects.filter(attempt__in=attempts, round=self.round)
        unlike = standings.exclude(correct_count=F("attempt__correct_count"))
        counted = standings.aggregate(n=Count("pk"))["n"]
        sample = list(attempts.order_by("?")[:_CHECKED])
        expected = {
            pk: score
            for start in range(0, len(sample), 500)
            for pk, score in independent_scores(sample[start : start + 500]).items()
        }
        wrong_scores = sum(one.correct_count != expected[one.pk] for one in sample)
        return wrong_end.count() + unlike.count() + self.chosen.attempts - counted + wrong_scores

    def _attempts(self) -> AttemptQuerySet:
        return Attempt.objects.filter(pk__range=(self.ids[0], self.ids[-1]))


benchmark = CloseBenchmark
