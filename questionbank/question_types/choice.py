"""Scores questions with options, of which one or several are right.

An answer is a bit set over the options in the order shown; a key is the set of right options in
bank order. The answer counts only if it ticks exactly the right options."""

import random
from collections.abc import Collection, Sequence

from questionbank.question_types.choice_order import fixed_positions

__all__ = [
    "fixed_positions",
    "is_chosen",
    "is_multiple",
    "is_right",
    "random_answer",
    "right_answer",
]

_bit = (1).__lshift__


def right_answer(order: Sequence[int], key: Collection[int]) -> int:
    """Return the bits of exactly the right options; 0 if the paper lacks one of them."""
    try:
        return sum(map(_bit, map(order.index, key)))
    except ValueError:
        return 0


def is_right(order: Sequence[int], key: Collection[int], answer: int) -> bool:
    return 0 < answer == right_answer(order, key)


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return _bit(rng.randrange(len(order)))


def is_multiple(key: Collection[int]) -> bool:
    return len(key) > 1


def is_chosen(shown: int, answer: int) -> bool:
    """Tell whether the answer ticks the option at this place of the paper."""
    return bool(answer >> shown & 1)
