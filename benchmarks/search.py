"""Measures how long finding units takes while people type, and what the index of names costs.

Units are all wards and communes of the 34 provinces, and made-up offices and schools below them."""

import argparse
import csv
import gc
import os
import random
import time
from datetime import date
from pathlib import Path

from django.utils import timezone

from benchmarks import filling
from benchmarks.reports import Figures, percentile
from benchmarks.usage import memory_mb
from quizsite.accounts.models import Unit, UnitKind
from quizsite.accounts.units import kept_names
from quizsite.accounts.units.province_setup import set_up_province
from quizsite.accounts.units.provinces import province_names, read_province
from quizsite.accounts.units.search import find_units
from quizsite.audit.trail import OPERATOR
from quizsite.language.vietnamese import search_key

QUERIES = Path(__file__).parents[1] / "tests" / "accounts" / "units" / "queries.tsv"
HANOI = "01"  # the sample has its units already
_BELOW = (
    "Trường Mầm non {}",
    "Trường Tiểu học {}",
    "Trường THCS {}",
    "Trạm Y tế {}",
    "Phòng Văn hóa - Xã hội {}",
    "Phòng Kinh tế {}",
    "Trung tâm Phục vụ hành chính công {}",
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=int, default=20_000)


class SearchBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.day: date = timezone.localdate()
        for code in province_names():
            if code != HANOI:
                set_up_province(read_province(code), by=OPERATOR, at=timezone.now())
        self._fill(chosen.units - Unit.objects.count())
        filling.analyze()
        self.queries = _queries()

    def _fill(self, missing: int) -> None:
        kind = UnitKind.objects.get(code="truong-hoc")
        places = list(Unit.objects.filter(kind__name__in=["Phường", "Xã"], in_force_until=None))
        rng = random.Random(1)
        units = []
        for number in range(missing):
            place = rng.choice(places)
            name = rng.choice(_BELOW).format(place.name)
            units.append(
                Unit(
                    code=f"them-{number}",
                    name=name,
                    search_key=search_key(name),
                    kind=kind,
                    parent=place,
                )
            )
        Unit.objects.bulk_create(units, batch_size=500)

    def run(self) -> Figures:
        kept_names._kept.clear()
        gc.collect()
        before, start = memory_mb([os.getpid()]), time.perf_counter()
        names = kept_names.unit_names()
        figures: Figures = {
            "units": float(len(names.units)),
            "names": float(len(names.index)),
            "index made s": time.perf_counter() - start,
            "index MB": memory_mb([os.getpid()]) - before,
        }
        for name, queries in (("whole", self.queries), ("while typing", _typed(self.queries))):
            asked = [self._ask(query) for query in queries]
            for what, took in (
                ("", [one[0] for one in asked]),
                ("CPU ", [one[1] for one in asked]),
            ):
                figures |= {
                    f"{name} {what}p50 ms": percentile(took, 0.5),
                    f"{name} {what}p95 ms": percentile(took, 0.95),
                }
        return figures

    def _ask(self, query: str) -> tuple[float, float]:
        """Return how long a person waits, and how long this thread worked: machines are shared."""
        start, cpu = time.perf_counter(), time.thread_time()
        find_units(query, on=self.day)
        return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000


def _queries() -> list[str]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [row["query"] for row in csv.DictReader(file, delimiter="\t")]


def _typed(queries: list[str]) -> list[str]:
    """The picker asks at every pause, from the second letter on."""
    rng = random.Random(2)
    return [query[: rng.randint(2, len(query))] for query in queries for _ in range(3)]


benchmark = SearchBenchmark
