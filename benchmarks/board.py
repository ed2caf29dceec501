"""Measures how fast a person gets their own place and pages of a board with many standings."""

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from benchmarks import filling, visitors
from benchmarks.filled_results import fill_results
from benchmarks.page_load import Load, ask_named
from benchmarks.reports import Figures, percentile
from benchmarks.servers import serving
from contests.models import Contest, Entry, Round
from leaderboard.boards.board import TOP, own_row, page_of
from leaderboard.models import BoardKey

ASKED = 200
BARE = "/suc-khoe"
ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=4)


class BoardBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        contest = Contest.objects.get()
        self.round = Round.objects.get(contest=contest, number=2)
        division = contest.divisions.all()[0]
        self.key = BoardKey(contest.pk, self.round.pk, division.pk)
        started = time.perf_counter()
        people = filling.fill_people(
            contest,
            chosen.entries,
            at=datetime.now(UTC),
            rng=random.Random(1),
            divisions=[division.pk],
        )
        fill_results(self.round, people, rng=random.Random(2))
        self.filled_s = time.perf_counter() - started
        self.offset = chosen.entries * 3 // 4
        ids = random.Random(3).sample(people, min(ASKED, len(people)))
        self.entries = list(Entry.objects.filter(pk__in=ids))
        self.people = list(visitors.sign_in(one.user_id for one in self.entries).values())
        self.path = f"/cuoc-thi/{contest.slug}/bang-xep-hang/"
        self.query = f"?ky={self.round.number}&bang={division.code}"

    def run(self) -> Figures:
        figures: Figures = {"fill s": self.filled_s, **self._ask()}
        baseline = percentile(_times(lambda one: Entry.objects.get(pk=one.pk), self.entries), 0.5)
        return {**figures, "baseline ms": baseline, **self._pages()}

    def _pages(self) -> Figures:
        """Measure the same through the server, for signed-in people."""
        load = Load(self.chosen.connections, max(1.0, self.chosen.seconds / 3))
        number = self.offset // TOP + 1
        pages = {
            "bare page": BARE,
            "request of own place": f"{self.path}cua-toi/{self.query}",
            "board page": f"{self.path}{self.query}",
            "board page at 3/4": f"{self.path}{self.query}&trang={number}",
        }
        with serving("pages" if connection.vendor == "postgresql" else "all") as server:
            asked = [
                ask_named(server, name, path, load, people=self.people)
                for name, path in pages.items()
            ]
        return {name: value for figures in asked for name, value in figures.items()}

    def _ask(self) -> Figures:
        places = _times(lambda one: own_row(one, round_id=self.round.pk), self.entries)
        first = _times(lambda _one: page_of(self.key, offset=TOP, limit=TOP), self.entries[:50])
        deep = _times(
            lambda _one: page_of(self.key, offset=self.offset, limit=TOP), self.entries[:50]
        )
        return {
            "place p50 ms": percentile(places, 0.5),
            "place p99 ms": percentile(places, 0.99),
            "page 2 p50 ms": percentile(first, 0.5),
            "page at 3/4 p50 ms": percentile(deep, 0.5),
        }


def _times(ask: Callable[[Any], object], entries: list[Entry]) -> list[float]:
    took = []
    for one in entries:
        started = time.perf_counter()
        ask(one)
        took.append((time.perf_counter() - started) * 1000)
    return took


benchmark = BoardBenchmark
