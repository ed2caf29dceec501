"""ARCHITECTURE.md says what the code says."""

import ast
import re
from pathlib import Path

import pytest

from contests.models import (
    APPEAL_MOVES,
    ATTEMPT_MOVES,
    CASE_MOVES,
    CONTEST_MOVES,
    CORRECTION_MOVES,
    LIKENESS_MOVES,
    RETURN_MOVES,
    ROUND_MOVES,
    SURVEY_MOVES,
)
from leaderboard.models import WINNER_MOVES
from questionbank.models import REVISION_MOVES
from quizsite.notifications.models import NOTICE_MOVES

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
        ("appeal", APPEAL_MOVES),
        ("correction", CORRECTION_MOVES),
        ("case", CASE_MOVES),
        ("likeness", LIKENESS_MOVES),
        ("return", RETURN_MOVES),
        ("survey", SURVEY_MOVES),
        ("winner", WINNER_MOVES),
        ("notice", NOTICE_MOVES),
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


def defined_in(path: Path) -> set[str]:
    """Names that a module defines at its top."""
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_every_name_that_the_map_gives_stands_where_it_says():
    """`path.py` (`name`, `name`): each is defined at the top of that module."""
    text = " ".join((ROOT / "ARCHITECTURE.md").read_text().split())
    places = re.findall(r"`([\w/-]+\.py)` \(((?:`\w+`(?:, )?)+)\)", text)
    assert len(places) > 20
    missing = [
        f"{path}: {name}"
        for path, names in places
        for name in re.findall(r"`(\w+)`", names)
        if name not in defined_in(ROOT / path)
    ]
    assert missing == []


def test_every_package_that_the_map_names_exists_unless_it_is_to_come():
    """A path ending in / in the last table is a package that nobody has needed so far."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    apps = "quizsite|questionbank|contests|leaderboard"
    named = set(re.findall(rf"`((?:{apps})(?:/\w+)*)`", text))
    assert [name for name in sorted(named) if not (ROOT / name).is_dir()] == []
    to_come = set(re.findall(rf"`((?:{apps})/\w+)/`", text)) - {"questionbank/question_types"}
    assert [name for name in sorted(to_come) if (ROOT / name).exists()] == []


def packages() -> list[Path]:
    """Slices: packages of ours that hold code, not Django's own folders."""
    own = {"migrations", "management", "commands", "templatetags", "formats", "vi", "models"}
    return [
        path.parent
        for app in ("quizsite", "questionbank", "contests", "leaderboard")
        for path in sorted((ROOT / app).rglob("__init__.py"))
        if not own & set(path.relative_to(ROOT).parts)
    ]


@pytest.mark.parametrize("package", packages(), ids=lambda path: path.name)
def test_every_package_says_in_one_sentence_what_it_is_for(package):
    charter = ast.get_docstring(ast.parse((package / "__init__.py").read_text()))
    assert charter, f"{package.relative_to(ROOT)} has no charter"
    sentence = " ".join(charter.split("\n\n")[0].split())
    assert sentence.endswith(".")


def test_the_map_gives_the_charters_that_the_packages_give():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rows = dict(re.findall(r"^\| `([\w/]+)` \| (.+) \|$", text, re.MULTILINE))
    charters = {
        str(package.relative_to(ROOT)): " ".join(
            (ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or "")
            .split("\n\n")[0]
            .split()
        )
        for package in packages()
    }
    left_out = {"quizsite/db/postgresql", "quizsite/db/sqlite", "quizsite/simulation/faults"}
    wanted = {name: charter for name, charter in charters.items() if name not in left_out}
    assert {name: rows.get(name) for name in wanted} == wanted


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
