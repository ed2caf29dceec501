"""Every pattern that meets a stranger's text takes steps in proportion to that text.

A quadratic one stops the whole process: a pattern runs under the interpreter's lock."""

import ast
import importlib
import pkgutil
import re
from itertools import product
from pathlib import Path

import pytest

from tests.regex_steps import Steps, may_grow, pieces_of

PACKAGES = ("quizsite", "questionbank", "contests", "leaderboard")
# These read our own pages, programs and style sheets.
OWN_TEXT = ("quizsite.simulation", "quizsite.management", "quizsite.web.used_styles")
SERVERS = ("quizsite.asgi", "quizsite.pages", "quizsite.wsgi")
# Longer than any bounded repetition of ours, so that a bound does not look like growth.
SHORT, LONG = 100, 200
# In proportion is 2, with the square 4.
MOST_GROWTH = 2.5
# Grow with the square, over a text whose length is checked before.
BOUNDED_BEFORE = {
    "questionbank.authoring.wording._EASILY_MISSED": "2,000 letters, of authors",
    "contests.planning.rounds:re.search": "a title of 120 letters, of organisers",
}
# Meet lines of at most 4,000 letters, in a child that lives 15 s (quizsite/tables/child.py), or
# 20,000 letters that an author of the bank typed, in which no run of blanks is longer than 20.
IN_A_CHILD = ("questionbank.importing.parsing.", "questionbank.importing.formats.")


def modules():
    for package in PACKAGES:
        root = importlib.import_module(package)
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not found.name.startswith((*OWN_TEXT, *SERVERS)) and ".migra" not in found.name:
                yield importlib.import_module(found.name)


def written_inline(module):
    """Patterns given to `re.sub` and its like where they are used."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = ast.unparse(node.func)
            if re.fullmatch(r"re\.(search|match|fullmatch|sub|split|findall|finditer)", name):
                yield name, re.compile(node.args[0].value)


def patterns():
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__}.{name}", value
        for name, pattern in written_inline(module):
            yield f"{module.__name__}:{name}", pattern


PATTERNS = dict(patterns())
# So few repetitions are steps that a place of the text costs once, however long the text is.
FEW = 3
GROWING = [
    name
    for name, pattern in PATTERNS.items()
    if not name.startswith(IN_A_CHILD) and may_grow(pattern, bound=FEW)
]


def worst_growth(pattern):
    """Return how much longer the pattern takes over twice the text, for the worst text found."""
    pieces = sorted(pieces_of(pattern), key=lambda piece: (len(piece), piece))[:20]
    texts = set(pieces) | {one + two for one, two in product(pieces, pieces) if one != two}
    steps, worst = Steps(pattern), (0.0, "", "")
    for text, end in product(sorted(texts), ("", "\x00")):
        short = steps.over(text * (SHORT // len(text) + 1) + end)
        growth = steps.over(text * (LONG // len(text) + 2) + end) / short
        worst = max(worst, (growth, text, end))
        if growth > MOST_GROWTH:
            break
    return worst


@pytest.mark.parametrize("name", GROWING)
def test_a_pattern_takes_steps_in_proportion_to_the_text(name):
    growth = worst_growth(PATTERNS[name])
    assert growth[0] <= MOST_GROWTH or name in BOUNDED_BEFORE, growth


def test_only_patterns_without_long_repetitions_are_left_out():
    assert may_grow(re.compile("(?:a|b(?=c))"), bound=FEW)
    assert may_grow(re.compile("(?:a|(?:b{4}))"), bound=FEW)
    assert not may_grow(re.compile("^(?:a|b{3})[cd]?$"), bound=FEW)


@pytest.mark.parametrize("pattern", [r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", r"\d+$", r"\bnào\b.*\bsai\b"])
def test_a_pattern_that_grows_with_the_square_is_found(pattern):
    assert worst_growth(re.compile(pattern))[0] > MOST_GROWTH


def test_counted_matches_are_python_s():
    for pattern in PATTERNS.values():
        for text in ("an@coquan.gov.vn, 0912345678 và tất cả", "UBND phường 12/11/2026", "sep=;\n"):
            found = next(Steps(pattern)._ends(list(Steps(pattern).parsed), text, 0), None)
            match = pattern.match(text)
            assert found == (match.end() if match else None), pattern
