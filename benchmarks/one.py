"""Runs one benchmark on the database that the environment names; `bin/bench` calls it."""

import argparse
import importlib
import json
import sys

import django
from django.db import connection

# We measure the growth of each between these two sizes, in times its usual rows. `fanout` and
# `processes` compare two sizes within one run.
NAMES: dict[str, tuple[float, float] | None] = {
    "save": (1, 10),
    "start": (1, 10),
    "submit": (1, 10),
    "journey": (1, 10),
    "close": (0.1, 1),
    "finalise": (1, 10),
    "regrade": (0.1, 1),
    "fanout": None,
    "board": (0.1, 1),
    "participation": (0.1, 1),
    "page": (1, 10),
    "million": (0.1, 1),
    "processes": None,
    "analysis": (0.1, 1),
    "integrity": (0.1, 1),
    "search": None,
    "similar_ideas": (0.1, 1),
    "gallery": (0.1, 1),
    "recount": (0.1, 1),
    "certificates": (0.1, 1),
    "city_report": (0.1, 1),
    "rosters": (0.1, 1),
    "likeness": (0.1, 1),
    "notices": (0.1, 1),
    "phone": None,
    "intake": None,
    "judge": (0.01, 0.1),
    "stage": None,
}


def main() -> None:
    name = sys.argv[1]
    django.setup()
    case = importlib.import_module(f"benchmarks.{name}")
    if connection.vendor not in getattr(case, "VENDORS", [connection.vendor]):
        print(f"  not on {connection.vendor}", file=sys.stderr)
        return
    parser = argparse.ArgumentParser()
    common_options(parser)
    case.options(parser)
    chosen = parser.parse_args(sys.argv[2:])
    for rows in getattr(case, "ROWS", ()):
        setattr(chosen, rows, round(getattr(chosen, rows) * chosen.times))
    benchmark = case.benchmark(chosen)
    for number in range(1, chosen.runs + 1):
        figures = benchmark.run()
        print(json.dumps(figures), flush=True)
        print(f"  run {number}: {figures}", file=sys.stderr)


def common_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=1, help="client processes")
    parser.add_argument("--times", type=float, default=1, help="so many times the usual rows")


if __name__ == "__main__":
    main()
