"""What a paper is worth. Pure: no database, no clock, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One question as dealt: bank indexes of its options in the order shown, and its key."""

    order: tuple[int, ...]
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    correct: int
    total: int


def chosen_options(order: Sequence[int], choice: int) -> frozenset[int]:
    """Bank indexes of the options ticked; bit k of `choice` is the k-th option shown."""
    return frozenset(option for shown, option in enumerate(order) if choice >> shown & 1)


def is_right(item: Item, choice: int) -> bool:
    """A question with several right options counts only when exactly those are ticked."""
    is_within = 0 < choice < 1 << len(item.order)
    return is_within and chosen_options(item.order, choice) == item.right


def score_paper(items: Sequence[Item], choices: Mapping[int, int]) -> Score:
    """`choices` maps positions from 1 to bit sets; a missing position is unanswered."""
    correct = sum(
        is_right(item, choices.get(position, 0)) for position, item in enumerate(items, start=1)
    )
    return Score(correct=correct, total=len(items))
