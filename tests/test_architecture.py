"""ARCHITECTURE.md says what the code says."""

import re
from pathlib import Path

import pytest

from contests.models import ATTEMPT_MOVES, CONTEST_MOVES, ROUND_MOVES
from questionbank.models import REVISION_MOVES

ROOT = Path(__file__).resolve().parents[1]


def diagram(name: str) -> dict[str, set[str]]:
    """The moves written under a state machine's name."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    block = re.search(rf"^    {name} .*\n((?:        .*\n)+)", text, re.MULTILINE)
    assert block, f"no diagram of {name}"
    lines = [line.split(" → ") for line in block.group(1).strip().splitlines()]
    return {start.strip(): set(ends.split(", ")) for start, ends in lines}


@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("revision", REVISION_MOVES),
        ("contest", CONTEST_MOVES),
        ("round", ROUND_MOVES),
        ("attempt", ATTEMPT_MOVES),
    ],
)
def test_the_diagram_equals_the_table(name, moves):
    assert diagram(name) == {
        str(start.value): {str(end.value) for end in ends} for start, ends in moves.items() if ends
    }


def test_every_path_named_in_the_documents_exists():
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    named = {
        path
        for document in documents
        for path in re.findall(r"`([a-z_./-]+\.(?:py|md|html|toml))`", document.read_text())
        if "/" in path and "<" not in path
    }
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_decision_has_its_own_number_and_a_line_in_the_index():
    folder = ROOT / "docs" / "decisions"
    titles = {
        path.name: path.read_text().splitlines()[0].removeprefix("# ")
        for path in sorted(folder.glob("0*.md"))
    }
    lines = [
        f"| [{number}]({name}) | {title.removeprefix(f'{number}. ')} |"
        for number, (name, title) in enumerate(titles.items(), start=1)
    ]
    assert [line for line in (folder / "README.md").read_text().splitlines() if "](0" in line] == (
        lines
    )
    assert [name[:4] for name in titles] == [f"{n:04}" for n in range(1, len(titles) + 1)]
