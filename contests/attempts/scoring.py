"""Scores a paper. It is pure: it asks no database, no clock and no Django."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from questionbank.question_types.registry import QUESTION_TYPES


class Item(NamedTuple):
    """One question as drawn: its options as bank indexes in the order shown, key and kind."""

    order: Sequence[int]
    right: Collection[int]
    kind: str


class Score(NamedTuple):
    correct: int
    total: int


def is_right(item: Item, choice: int) -> bool:
    return QUESTION_TYPES[item.kind].is_right(item.order, item.right, choice)


def score_paper(items: Sequence[Item], choices: Mapping[int, int]) -> Score:
    """`choices` maps positions from 1 to answers; a missing position is unanswered."""
    correct = sum(
        is_right(item, choices.get(position, 0)) for position, item in enumerate(items, start=1)
    )
    return Score(correct=correct, total=len(items))
