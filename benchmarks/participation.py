"""Measures the participation of all units over many entries: the figures and their page."""

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.request import urlopen

from django.db import connection

from benchmarks import filling, visitors
from benchmarks.filled_results import fill_results
from benchmarks.page_load import Load, ask_named
from benchmarks.reports import Figures, percentile
from benchmarks.servers import serving
from contests.models import Contest, Entry, Round
from leaderboard.participation.figures import participation_in

ASKED = 30
GROUP_ALL = """
SELECT unit_id, division_id, question_count, COUNT(*), SUM(attempt_count), SUM(correct_count)
FROM leaderboard_standing WHERE contest_id = %s AND round_id = %s
GROUP BY unit_id, division_id, question_count
"""
ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=4)


class ParticipationBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        self.contest = Contest.objects.get()
        self.round = Round.objects.get(contest=self.contest, number=2)
        people = filling.fill_people(
            self.contest, chosen.entries, at=datetime.now(UTC), rng=random.Random(1)
        )
        fill_results(self.round, people, rng=random.Random(2))
        some = Entry.objects.filter(pk__in=people[:ASKED])
        self.people = list(visitors.sign_in(one.user_id for one in some).values())

    def run(self) -> Figures:
        baseline = self._group_all()
        figures = [
            _ms(lambda: participation_in(self.contest, round=self.round, at=datetime.now(UTC)))
            for _ in range(ASKED)
        ]
        whole = [
            _ms(lambda: participation_in(self.contest, round=None, at=datetime.now(UTC)))
            for _ in range(ASKED)
        ]
        return {
            "figures p50 ms": percentile(figures, 0.5),
            "whole contest p50 ms": percentile(whole, 0.5),
            **self._pages(),
            "baseline ms": baseline,
        }

    def _pages(self) -> Figures:
        page = f"/cuoc-thi/{self.contest.slug}/don-vi/?ky=2"
        load = Load(self.chosen.connections, max(1.0, self.chosen.seconds / 3))
        with serving("pages" if connection.vendor == "postgresql" else "all") as server:
            cold = _ms(lambda: urlopen(f"http://127.0.0.1:{server.port}{page}").read())
            return {
                "first page of a process ms": cold,
                # The server makes a signed-in person's page each time.
                **ask_named(server, "page made", page, load, people=self.people),
                **ask_named(server, "page kept", page, load),
            }

    def _group_all(self) -> float:
        """Measure what each page cost when it read every standing."""

        def group() -> None:
            with connection.cursor() as cursor:
                cursor.execute(GROUP_ALL, [self.contest.pk, self.round.pk])
                cursor.fetchall()

        return percentile([_ms(group) for _ in range(5)], 0.5)


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


benchmark = ParticipationBenchmark
