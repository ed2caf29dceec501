"""What people write in a cell, and what it means. Pure."""

from __future__ import annotations

from questionbank.models import Audience, Difficulty
from quizsite.language import vietnamese as text

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


def audience(said: str) -> Audience | None:
    return _AUDIENCES.get(text.search_key(said))


def difficulty(said: str) -> Difficulty | None:
    return _DIFFICULTIES.get(text.search_key(said))
