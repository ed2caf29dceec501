"""The table of requirements names places that exist, and says of each requirement how it stands."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = (ROOT / "docs" / "bao-mat-asvs.md").read_text()
ROWS = [line.strip("| ").split(" | ") for line in TABLE.splitlines() if re.match(r"\| \d", line)]


def test_each_requirement_stands_once_and_says_how_it_stands():
    numbers = [row[0] for row in ROWS]
    assert len(numbers) == len(set(numbers)) == 209
    assert {row[2] for row in ROWS} == {"Đạt", "Một phần", "Chưa"}
    assert [row for row in ROWS if len(row) != 4 or not row[3]] == []


def test_places_that_it_names_exist():
    named = re.findall(
        r"`((?:tests|quizsite|contests|leaderboard|deploy|docs|bin)/[\w./-]+)`", TABLE
    )
    assert len(set(named)) > 40
    assert [path for path in set(named) if not (ROOT / path).exists()] == []
