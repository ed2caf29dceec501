"""Measures the report of a city's contest: figures, page, .docx, .xlsx, and the period's report."""

import argparse
import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from benchmarks import filling
from benchmarks.filled_results import fill_results
from benchmarks.reports import Figures
from contests.awards import Award
from contests.models import Contest, Round
from leaderboard.official_documents.issue import office_of
from leaderboard.official_documents.read_result import content_of
from leaderboard.propaganda.figures import period_report
from leaderboard.propaganda.periods import period_now
from leaderboard.reports.contents import sections_of
from leaderboard.reports.figures import report_of
from leaderboard.reports.paper import report_document
from leaderboard.reports.workbook import report_workbook
from quizsite.documents.writers import WRITERS

T = TypeVar("T")
ROUNDS = (1, 2, 3)
ROWS = ("people",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=60_000)


class CityReportBenchmark:
    """All people take three rounds; units are those of the sample, 217 in force."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.contest = Contest.objects.get()
        at = datetime.now(UTC)
        people = filling.fill_people(self.contest, chosen.people, at=at, rng=random.Random(1))
        for number in ROUNDS:
            round = Round.objects.get(contest=self.contest, number=number)
            fill_results(round, people, rng=random.Random(number), with_total=number == ROUNDS[0])

    def run(self) -> Figures:
        award, at = Award(self.contest), datetime.now(UTC)
        _forget_peak()
        before = _peak_mb()
        report, figures_s = _timed(lambda: report_of(award, at=at))
        sections = sections_of(report)
        document = report_document(
            office_of(self.contest), sections, subject=self.contest.title, year=at.year
        )
        _workbook, xlsx_s = _timed(lambda: b"".join(report_workbook(sections, about=[])))
        _docx, docx_s = _timed(lambda: WRITERS["docx"].write(document))
        _pdf, pdf_s = _timed(lambda: WRITERS["pdf"].write(document))
        _content, content_s = _timed(lambda: content_of(award, at=at))
        _period, period_s = _timed(lambda: period_report(period_now(at.date()), focus=None, at=at))
        return {
            "people": report.people,
            "figures s": figures_s,
            "workbook s": xlsx_s,
            "docx s": docx_s,
            "pdf s": pdf_s,
            "documents page, content s": content_s,
            "report of the quarter s": period_s,
            "memory before MB": before,
            "memory at most MB": _peak_mb(),
        }


def _forget_peak() -> None:
    """Filling needs more memory than what is measured."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_mb() -> float:
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", said)[1]) / 1024  # type: ignore[index] -- Linux


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


benchmark = CityReportBenchmark
