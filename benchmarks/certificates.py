"""Measures giving and printing a class of certificates, and what memory it takes."""

import argparse
import os
import random
import time
from datetime import UTC, datetime, timedelta

from benchmarks import filling
from benchmarks.filled_results import fill_results
from benchmarks.reports import Figures
from benchmarks.usage import family, memory_mb, peak_memory_mb
from contests.awards import Award
from contests.models import CollectiveRule, Contest, Prize, Round, RoundState
from leaderboard.certificates.issuing import issue_certificates, valid
from leaderboard.certificates.printing import PRINTERS
from leaderboard.document_models import CertificateKind, IssuedCertificate
from leaderboard.finals.digest import result_digest

ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=5_000)
    parser.add_argument("--form", choices=list(PRINTERS), default="pdf")


class CertificatesBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.contest = Contest.objects.get()
        self.entries, self.form = chosen.entries, chosen.form
        at, rng = datetime.now(UTC), random.Random(8)
        self.contest.rounds.exclude(number=2).delete()
        Prize.objects.all().delete()
        CollectiveRule.objects.all().delete()
        self.round = self.contest.rounds.get()
        people = filling.fill_people(self.contest, self.entries, at=at - timedelta(days=9), rng=rng)
        fill_results(self.round, people, rng=rng)
        Round.objects.update(
            state=RoundState.FINALISED, finalised_at=at, result_digest=result_digest(self.round)
        )
        self.round.refresh_from_db()

    def run(self) -> Figures:
        IssuedCertificate.objects.all().delete()
        award, kind = Award(self.contest, self.round), CertificateKind.PARTICIPANT
        before, began, used = memory_mb([os.getpid()]), time.monotonic(), time.process_time()
        given = issue_certificates(award, kind, at=datetime.now(UTC))
        issued = time.monotonic()
        pieces = PRINTERS[self.form](
            self.contest,
            valid(award, kind).iterator(chunk_size=500),
            base="https://thi.example.gov.vn/",
            report=lambda _done: None,
        )
        size = sum(map(len, pieces))
        return {
            "certificates": given,
            "seconds giving": round(issued - began, 1),
            "seconds printing": round(time.monotonic() - issued, 1),
            "CPU seconds": round(time.process_time() - used, 1),
            "file, MB": round(size / 1024**2, 1),
            "memory before, MB": round(before),
            "peak memory with children, MB": round(peak_memory_mb(family(os.getpid()))),
        }


benchmark = CertificatesBenchmark
