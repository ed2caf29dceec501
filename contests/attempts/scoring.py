"""What a paper is worth. Pure: no database, no clock, no Django."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Item(NamedTuple):
    """One question as dealt: bank indexes of its options in the order shown, and its key."""

    order: Sequence[int]
    right: frozenset[int]


class Score(NamedTuple):
    correct: int
    total: int


_bit = (1).__lshift__


def right_choice(item: Item) -> int:
    """The bit set that ticks exactly the right options; 0 if the key is not on the paper."""
    try:
        return sum(map(_bit, map(item.order.index, item.right)))
    except ValueError:
        return 0


def is_right(item: Item, choice: int) -> bool:
    """A question with several right options counts only when exactly those are ticked."""
    return 0 < choice == right_choice(item)


def score_paper(items: Sequence[Item], choices: Mapping[int, int]) -> Score:
    """`choices` maps positions from 1 to bit sets; a missing position is unanswered."""
    correct = sum(
        is_right(item, choices.get(position, 0)) for position, item in enumerate(items, start=1)
    )
    return Score(correct=correct, total=len(items))
