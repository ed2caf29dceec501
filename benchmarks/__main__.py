"""bin/bench NAME… [--database sqlite|postgresql] [--seconds S] [--runs N] [--json] [more]"""

import argparse
import json
import subprocess
import sys

from benchmarks.one import NAMES
from benchmarks.places import DATABASES, ROOT, place
from benchmarks.reports import Figures, as_growth, as_json, as_text, medians


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("names", nargs="+", choices=[*NAMES, "all"], metavar="NAME")
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--json", action="store_true", help="one line per benchmark")
    parser.add_argument(
        "--growth", action="store_true", help="at two sizes, and how each figure grew"
    )
    chosen, rest = parser.parse_known_args()
    names = list(NAMES) if "all" in chosen.names else chosen.names
    for database in chosen.database or DATABASES:
        for name in names:
            if chosen.growth:
                grow(name, database, rest)
                continue
            runs = measure(name, database, rest)
            if runs:
                as_it_is = as_json if chosen.json else as_text
                print(as_it_is(name, database, medians(runs), runs), flush=True)


def grow(name: str, database: str, rest: list[str]) -> None:
    """Both sizes, then by how much each figure differs at ten times the rows."""
    sizes = NAMES[name]
    if sizes is None:
        return
    small, large = (measure(name, database, [*rest, f"--times={times}"]) for times in sizes)
    if small:
        print(as_growth(name, database, medians(small), medians(large), sizes), flush=True)


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
