"""Measures recounting a contest of one final round among many people, and what memory it takes."""

import argparse
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks import filling
from benchmarks.filled_results import fill_results
from benchmarks.reports import Figures
from benchmarks.usage import memory_mb, peak_memory_mb
from contests.models import Attempt, Contest, PredictionTarget, Round, RoundState
from leaderboard.finals.digest import result_digest
from leaderboard.models import Standing
from leaderboard.recount.contest import recount

ROWS = ("entries",)
SHOWN = 5
MADE_UP = "bất biến 4: attempt"  # papers were filled in without answers


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=300_000)


class RecountBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.contest = Contest.objects.get()
        self.entries = chosen.entries
        self._fill()

    def _fill(self) -> None:
        """The contest's one round is final as rounds were before names were sealed."""
        at, rng = datetime.now(UTC), random.Random(8)
        self.contest.rounds.exclude(number=2).delete()
        round = self.contest.rounds.get()
        Round.objects.update(
            opens_at=at - timedelta(days=9),
            closes_at=at - timedelta(days=1),
            prediction_target=PredictionTarget.NONE,
        )
        round.refresh_from_db()
        people = filling.fill_people(self.contest, self.entries, at=at - timedelta(days=9), rng=rng)
        fill_results(round, people, rng=rng)
        Attempt.objects.update(prediction=None)
        Standing.objects.update(prediction=None)
        Round.objects.update(
            state=RoundState.FINALISED, finalised_at=at, result_digest=result_digest(round)
        )

    def run(self) -> Figures:
        before, began = memory_mb([os.getpid()]), time.monotonic()
        findings = 0
        for line in recount(self.contest, at=datetime.now(UTC)):
            if MADE_UP in line:
                continue
            findings += 1
            if findings <= SHOWN:
                print(f"  {line}", file=sys.stderr)
        return {
            "people": self.entries,
            "findings": findings,
            "seconds": round(time.monotonic() - began, 1),
            "memory before, MB": round(before),
            "peak memory, MB": round(peak_memory_mb([os.getpid()])),
        }


benchmark = RecountBenchmark
