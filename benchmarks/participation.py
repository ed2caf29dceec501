"""Participation of all units from many entries: the figures, and the page that shows them."""

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.request import urlopen

from django.db import connection

from benchmarks import crowd, filling
from benchmarks.reports import Figures, percentile
from benchmarks.servers import serving
from contests.models import Contest, Round
from leaderboard.participation import participation_in

ASKED = 30
GROUP_ALL = """
SELECT unit_id, division_id, question_count, COUNT(*), SUM(attempt_count), SUM(correct_count)
FROM leaderboard_standing WHERE contest_id = %s AND round_id = %s
GROUP BY unit_id, division_id, question_count
"""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=1_000_000)


class ParticipationBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.contest = Contest.objects.get()
        self.round = Round.objects.get(contest=self.contest, number=2)
        people = filling.fill_people(
            self.contest, chosen.entries, at=datetime.now(UTC), rng=random.Random(1)
        )
        crowd.fill_results(self.round, people, rng=random.Random(2))

    def run(self) -> Figures:
        baseline = self._group_all()
        figures = [
            _ms(lambda: participation_in(self.contest, round=self.round)) for _ in range(ASKED)
        ]
        whole = [_ms(lambda: participation_in(self.contest, round=None)) for _ in range(ASKED)]
        return {
            "figures p50 ms": percentile(figures, 0.5),
            "whole contest p50 ms": percentile(whole, 0.5),
            **self._pages(),
            "baseline ms": baseline,
        }

    def _pages(self) -> Figures:
        with serving("pages" if connection.vendor == "postgresql" else "all") as server:
            page = f"http://127.0.0.1:{server.port}/cuoc-thi/{self.contest.slug}/don-vi/?ky=2"
            cold = _ms(lambda: urlopen(page).read())
            # Another question each time is another page.
            asked = [
                _ms(lambda n=n: urlopen(f"{page}&xep=ten&n={n}").read())  # noqa: S310 -- as above
                for n in range(ASKED)
            ]
            urlopen(page).read()
            warm = [_ms(lambda: urlopen(page).read()) for _ in range(ASKED)]
        return {
            "first page of a process ms": cold,
            "page made p50 ms": percentile(asked, 0.5),
            "page kept p50 ms": percentile(warm, 0.5),
        }

    def _group_all(self) -> float:
        """What each page cost when it read every standing."""

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
