"""Measures what analysing the questions of a large round takes, and the memory that pandas adds."""

import argparse
import os
import time
from datetime import UTC, datetime

from benchmarks import filling
from benchmarks.integrity import Filling, made_round, single_keys
from benchmarks.reports import Figures
from benchmarks.usage import memory_mb, peak_memory_mb
from contests.models import Contest, Round

ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=100_000)


class AnalysisBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        contest = Contest.objects.get()
        self.round = Round.objects.get(contest=contest, number=1)
        revisions = single_keys(self.round)
        made = made_round(1, people=chosen.entries, questions=len(revisions))
        Filling(contest, self.round, made, revisions).fill()
        filling.analyze()

    def run(self) -> Figures:
        own = [os.getpid()]
        before = memory_mb(own)
        from contests.analysis.analysing import analyse_round  # noqa: PLC0415 -- as the job does

        loaded, start = memory_mb(own), time.perf_counter()
        peak_before = peak_memory_mb(own)
        analysis = analyse_round(self.round, at=datetime.now(UTC))
        return {
            "analysis s": time.perf_counter() - start,
            "papers": analysis.papers,
            "questions": analysis.questions.count(),
            "memory before MB": before,
            "with pandas MB": loaded,
            "peak before MB": peak_before,
            "peak memory MB": peak_memory_mb(own),
            "memory after MB": memory_mb(own),
        }


benchmark = AnalysisBenchmark
