"""The table of accessibility answers each criterion of WCAG 2.2 A and AA; its places exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = (ROOT / "docs" / "tiep-can.md").read_text()
ROWS = [line.strip("| ").split(" | ") for line in TABLE.splitlines() if re.match(r"\| \d", line)]
# Criteria of each guideline, without those of level AAA and 4.1.1, which WCAG 2.2 dropped.
OF_GUIDELINES = {
    "1.1": [1],
    "1.2": [1, 2, 3, 4, 5],
    "1.3": [1, 2, 3, 4, 5],
    "1.4": [1, 2, 3, 4, 5, 10, 11, 12, 13],
    "2.1": [1, 2, 4],
    "2.2": [1, 2],
    "2.3": [1],
    "2.4": [1, 2, 3, 4, 5, 6, 7, 11],
    "2.5": [1, 2, 3, 4, 7, 8],
    "3.1": [1, 2],
    "3.2": [1, 2, 3, 4, 6],
    "3.3": [1, 2, 3, 4, 7, 8],
    "4.1": [2, 3],
}
CRITERIA = [f"{guideline}.{n}" for guideline, numbers in OF_GUIDELINES.items() for n in numbers]


def test_each_criterion_stands_once_in_order_and_says_how_it_stands():
    assert [row[0] for row in ROWS] == CRITERIA
    assert len(CRITERIA) == 55
    assert {row[2] for row in ROWS} <= {"Đạt", "Một phần", "Không áp dụng"}
    assert [row for row in ROWS if len(row) != 4 or not row[3]] == []


def test_places_that_it_names_exist():
    named = re.findall(r"`((?:tests|quizsite|contests|templates)/[\w./-]+)`", TABLE)
    assert len(set(named)) > 10
    assert [path for path in set(named) if not (ROOT / path).exists()] == []
