"""The size budget: small files, small functions (house style)."""

import ast
import subprocess
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("quizsite", "questionbank", "contests", "leaderboard", "benchmarks", "tests")


def python_files() -> list[Path]:
    listed = subprocess.run(  # noqa: S603 -- fixed words
        ["git", "ls-files", *(f"{source}/*.py" for source in SOURCES)],  # noqa: S607 -- git of the path
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    found = [ROOT / name for name in listed] or list(ROOT.glob("**/*.py"))
    return [path for path in found if path.exists() and "migrations" not in path.parts]


def functions(path: Path) -> list[tuple[int, str]]:
    """Length in lines of each function, its docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node) else None
            spared = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
            length = (node.end_lineno or 0) - node.lineno + 1 - spared
            found.append((length, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"))
    return found


def p95(numbers: list[int]) -> float:
    return quantiles(numbers, n=20)[-1]


def test_files_stay_small():
    sizes = [(len(path.read_text().splitlines()), path.name) for path in python_files()]
    assert [size for size in sizes if size[0] > 500] == []
    assert p95([size for size, _ in sizes]) <= 350


def test_functions_stay_small():
    all_functions = [found for path in python_files() for found in functions(path)]
    assert [found for found in all_functions if found[0] > 60] == []
    assert p95([length for length, _ in all_functions]) <= 40
