"""`manage.py load_sample_results ROUND` makes results of a sample round that is over."""

import random
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.management.rounds import find_round
from quizsite.simulation.past_results import make_results


class Command(BaseCommand):
    help = "Tạo kết quả mẫu cho một kỳ thi mẫu đã đóng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", help="mã số kỳ thi, hoặc <cuộc thi>/<thứ tự kỳ>")
        parser.add_argument("--people", type=int, default=400)
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        round = find_round(options["round"])
        rng = random.Random(options["seed"])  # noqa: S311 -- made-up people
        count = make_results(round, count=options["people"], skill=0.86, rng=rng)
        self.stdout.write(f"{round.title}: {count} người")
