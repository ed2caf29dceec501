"""What people write in a cell, and what it means. Pure."""

from __future__ import annotations

import re

from questionbank.models import Audience, Difficulty
from questionbank.question_types.choice_order import LETTERS
from quizsite.language import vietnamese as text

_BETWEEN_LETTERS = re.compile(r"(?:\bVÀ\b|[\s,;/+&.])+")
_AUDIENCES = {
    "chung": Audience.EVERYBODY,
    "tat ca": Audience.EVERYBODY,
    "cbccvc": Audience.CIVIL,
    "can bo cong chuc vien chuc": Audience.CIVIL,
    "nguoi dan": Audience.RESIDENT,
}
_DIFFICULTIES = {
    "de": Difficulty.EASY,
    "trung binh": Difficulty.MEDIUM,
    "tb": Difficulty.MEDIUM,
    "kho": Difficulty.HARD,
}


def right_options(said: str) -> tuple[int, ...] | None:
    """ "B", "A, C", "AC", "a;c", "A và C": indexes in order; None where it is no key."""
    parts = [part for part in _BETWEEN_LETTERS.split(said.upper()) if part]
    letters = set("".join(parts))
    if not letters or not letters <= set(LETTERS):
        return None
    return tuple(sorted(LETTERS.index(letter) for letter in letters))


def letters_of(right: tuple[int, ...] | list[int]) -> str:
    """The way back: (0, 2) → "A, C"."""
    return ", ".join(LETTERS[index] for index in sorted(right))


def audience(said: str) -> Audience | None:
    return _AUDIENCES.get(text.search_key(said))


def difficulty(said: str) -> Difficulty | None:
    return _DIFFICULTIES.get(text.search_key(said))
