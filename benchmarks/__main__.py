"""bin/bench NAME… [--database sqlite|postgresql] [--seconds S] [--runs N] [--json] [more]"""

import argparse
import json
import subprocess
import sys

from benchmarks.one import NAMES
from benchmarks.places import DATABASES, ROOT, place
from benchmarks.reports import Figures, as_json, as_text, medians


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("names", nargs="+", choices=[*NAMES, "all"], metavar="NAME")
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--json", action="store_true", help="one line per benchmark")
    chosen, rest = parser.parse_known_args()
    names = NAMES if "all" in chosen.names else chosen.names
    for database in chosen.database or DATABASES:
        for name in names:
            runs = measure(name, database, rest)
            if runs:
                as_it_is = as_json if chosen.json else as_text
                print(as_it_is(name, database, medians(runs), runs), flush=True)


def measure(name: str, database: str, rest: list[str]) -> list[Figures]:
    """Each benchmark begins on a fresh database; its figures come a line per run."""
    print(f"{name} on {database} …", file=sys.stderr, flush=True)
    with place(database) as env:
        command = [sys.executable, "-m", "benchmarks.one", name, *rest]
        done = subprocess.run(  # noqa: S603 -- our own command
            command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(f"{name} on {database} failed")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


if __name__ == "__main__":
    main()
