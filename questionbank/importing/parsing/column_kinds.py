"""The kind that a column of a table names, and how its key is written then. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from questionbank.importing.parsing import labels, verdicts
from questionbank.importing.parsing.kinds import (
    NotTaken,
    make_grid,
    make_matching,
    make_number,
    make_ordering,
)
from questionbank.importing.parsing.questions import ParsedQuestion
from questionbank.importing.parsing.short_answers import take_number, take_words
from quizsite.language.vietnamese import search_key

_NAMES = {
    "choice": "trac nghiem|chon phuong an|trac nghiem nhieu lua chon|nhieu lua chon|mot lua chon|"
    "chon mot|chon nhieu|nhieu dap an|mot dap an|mcq|multiple choice|single choice",
    "grid": "dung sai|dung hay sai|dung hoac sai|dung hay sai tung y|trac nghiem dung sai|d s|"
    "true false",
    "matching": "ghep doi|ghep noi|ghep cot|noi|noi cot|ghep|matching",
    "ordering": "sap xep|sap thu tu|sap xep thu tu|thu tu|ordering",
    "short": "tra loi ngan|dien khuyet|dien so|ghi mot so|short answer",
    "text": "dien tu|ghi vai chu|dien cum tu",
    "number": "so|tinh toan|numerical",
    "essay": "tu luan|cau hoi mo|essay",
}
_KNOWN = {said: kind for kind, all_said in _NAMES.items() for said in all_said.split("|")}
_NONE_TRUE = {"khong y nao", "khong co", "sai het"}
_ARROW = re.compile(r"\s*(?:=+>|-+>|→|↔|\s[–—-]\s)\s*")
TRUE_FALSE = ("Đúng", "Sai")


def take_kind(question: ParsedQuestion, named: str, key: str, cells: Sequence[str]) -> bool:
    """Make of a row what its column names; False if the row is a question with options.

    `cells` are those of the options, A first, empty ones among them."""
    kind = _KNOWN.get(search_key(named)) if named else _kind_of_key(key, cells)
    if named and kind is None:
        question.doubt("kind_unknown", named[:60])
    if kind in (None, "choice"):
        return False
    question.doubts = [one for one in question.doubts if one.code not in _OF_CHOICE]
    question.right, question.key_from = None, "column"
    try:
        _MAKERS[kind](question, key, cells)
    except NotTaken as refused:
        question.said |= {"not_taken": refused.why, "not_taken_detail": refused.detail}
    return True


_OF_CHOICE = {"few_options", "key_outside", "key_rare_mark", "label_gap", "key_conflict"}


def _kind_of_key(key: str, cells: Sequence[str]) -> str | None:
    """As many verdicts as there are statements can mean nothing else."""
    said = verdicts.read_line(key)
    filled = [cell for cell in cells if cell]
    return "grid" if said and len(said) == len(filled) > 1 else None


def _grid(question: ParsedQuestion, key: str, cells: Sequence[str]) -> None:
    statements = [cell for cell in cells if cell]
    if len(statements) < 2:
        _true_or_false(question, key, statements)
        return
    letters = labels.LETTERS[: len(statements)]
    said = verdicts.read_line(key)
    if said is None and (labels.is_key_letters(key) or search_key(key) in _NONE_TRUE):
        # Our own files name the statements that are true.
        true = {labels.LETTERS[n] for n in labels.letters_of(key)} if key.strip() else set()
        true = set() if search_key(key) in _NONE_TRUE else true
        said = {letter: letter in true for letter in letters} if true <= set(letters) else None
    if said is None or set(said) != set(letters):
        make_grid(question, statements, [])
        question.doubt("key_outside" if key else "grid_gap", key[:60] or ", ".join(letters))
        return
    make_grid(question, statements, [said[letter] for letter in letters])


def _true_or_false(question: ParsedQuestion, key: str, statements: Sequence[str]) -> None:
    """One statement, true or false, is a question with these two options."""
    if statements:
        question.doubt("few_options", "1")
    question.options = list(TRUE_FALSE)
    word = search_key(key)
    if word in ("dung", "d", "sai", "s", "true", "false"):
        question.right = [0 if word[0] in "dt" else 1]
    elif key:
        question.doubt("key_outside", key[:60])


def _matching(question: ParsedQuestion, key: str, cells: Sequence[str]) -> None:
    """Each line "left => right", as in our own files; without a left side it belongs to nothing."""
    halves = [
        _ARROW.split(line.strip(), maxsplit=1)
        for cell in cells
        for line in cell.splitlines()
        if line.strip()
    ]
    if not halves or any(len(half) != 2 or not half[1] for half in halves):
        raise NotTaken("pairs_unclear")
    pairs = [(prompt, target) for prompt, target in halves if prompt]
    make_matching(question, pairs, [target for prompt, target in halves if not prompt])


def _ordering(question: ParsedQuestion, key: str, cells: Sequence[str]) -> None:
    """The key names the items in their order: "B, C, A" or "2, 3, 1"; none: they stand in it."""
    items = [cell for cell in cells if cell]
    said = re.findall(r"[A-Ha-h1-8]", key)
    order = [int(one) - 1 if one.isdigit() else labels.LETTERS.index(one.upper()) for one in said]
    if not key.strip():
        make_ordering(question, items)
    elif sorted(order) == list(range(len(items))) and re.fullmatch(r"[A-Ha-h1-8\s,;.\-–>→]+", key):
        make_ordering(question, [items[n] for n in order])
    else:
        make_ordering(question, items, is_in_order=False)
        question.doubt("key_outside", key[:60])


def _short(question: ParsedQuestion, key: str, cells: Sequence[str]) -> None:
    if not key.strip():
        make_number(question, None)
    elif not take_number(question, key):
        take_words(question, key)


def _text(question: ParsedQuestion, key: str, cells: Sequence[str]) -> None:
    take_words(question, key)


def _number(question: ParsedQuestion, key: str, cells: Sequence[str]) -> None:
    if not key.strip():
        make_number(question, None)
    elif not take_number(question, key):
        raise NotTaken("number_unread", key[:40])


def _essay(question: ParsedQuestion, key: str, cells: Sequence[str]) -> None:
    raise NotTaken("essay")


_MAKERS: Mapping[str, Callable[[ParsedQuestion, str, Sequence[str]], None]] = {
    "grid": _grid,
    "matching": _matching,
    "ordering": _ordering,
    "short": _short,
    "text": _text,
    "number": _number,
    "essay": _essay,
}
