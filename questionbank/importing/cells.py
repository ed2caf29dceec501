"""What people write in a cell, and what it means. Pure."""

from __future__ import annotations

from questionbank.models import Audience, Difficulty, QuestionKind
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
_KINDS = {
    "": QuestionKind.CHOICE,
    "chon phuong an": QuestionKind.CHOICE,
    "trac nghiem": QuestionKind.CHOICE,
    "dung sai": QuestionKind.GRID,
    "dung hay sai tung y": QuestionKind.GRID,
    "ghep doi": QuestionKind.MATCHING,
    "ghep noi": QuestionKind.MATCHING,
    "sap thu tu": QuestionKind.ORDERING,
    "sap xep": QuestionKind.ORDERING,
    "ghi mot so": QuestionKind.NUMBER,
    "so": QuestionKind.NUMBER,
    "ghi vai chu": QuestionKind.TEXT,
    "tra loi ngan": QuestionKind.TEXT,
}


def audience(said: str) -> Audience | None:
    return _AUDIENCES.get(text.search_key(said))


def difficulty(said: str) -> Difficulty | None:
    return _DIFFICULTIES.get(text.search_key(said))


def kind(said: str) -> QuestionKind | None:
    """An empty cell stands for options to choose from, as in files without this column."""
    return _KINDS.get(text.search_key(said))
