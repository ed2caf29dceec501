"""Measures warm public pages for visitors without a session, beside a bare page of the stack."""

import argparse
import random
from dataclasses import replace
from datetime import UTC, datetime

from django.db import connection

from benchmarks import filling, usage
from benchmarks.filled_results import fill_results
from benchmarks.page_load import Load, ask, ask_named
from benchmarks.reports import Figures
from benchmarks.servers import serving
from contests.models import Contest, Round

BARE = "/suc-khoe"
ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--entries", type=int, default=100_000)


class PageBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        contest = Contest.objects.get()
        round = Round.objects.get(contest=contest, number=2)
        people = filling.fill_people(
            contest, chosen.entries, at=datetime.now(UTC), rng=random.Random(1)
        )
        fill_results(round, people, rng=random.Random(2))
        base = f"/cuoc-thi/{contest.slug}/"
        self.pages = {
            "home": "/",
            "contest": base,
            "board": f"{base}bang-xep-hang/?ky=2",
            "snapshot": f"{base}bang-xep-hang/du-lieu/?ky=2",
            "participation": f"{base}don-vi/?ky=2",
        }

    def run(self) -> Figures:
        figures: Figures = {}
        load = Load(
            self.chosen.connections, self.chosen.seconds / len(self.pages), self.chosen.clients
        )
        with serving("pages" if connection.vendor == "postgresql" else "all") as server:
            bare = ask(server, BARE, load)["/s"]
            for name, path in self.pages.items():
                ask(server, path, replace(load, seconds=1))  # this warms the page up
                figures |= ask_named(server, name, path, load)
            figures["server MB"] = usage.peak_memory_mb(server.pids)
        slowest = min(figures[f"{name}/s"] for name in self.pages)
        return {**figures, "baseline/s": bare, "ratio": slowest / bare}


benchmark = PageBenchmark
