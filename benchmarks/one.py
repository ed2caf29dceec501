"""One benchmark on the database that the environment names; `bin/bench` calls it."""

import argparse
import importlib
import json
import sys

import django
from django.db import connection

NAMES = (
    "save",
    "start",
    "submit",
    "close",
    "fanout",
    "board",
    "participation",
    "page",
    "processes",
)


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
    benchmark = case.benchmark(chosen)
    for number in range(1, chosen.runs + 1):
        figures = benchmark.run()
        print(json.dumps(figures), flush=True)
        print(f"  run {number}: {figures}", file=sys.stderr)


def common_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=1, help="client processes")


if __name__ == "__main__":
    main()
