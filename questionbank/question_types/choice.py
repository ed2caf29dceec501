"""Scores questions with options, of which one or several are right.

An answer is a bit set over the options in the order shown; a key is the indexes of the right
options in bank order. The answer counts only if it ticks exactly the right options."""

import random
from collections.abc import Collection, Sequence
from typing import Any

from questionbank.question_types import choice_order

_bit = (1).__lshift__

fixed_positions = choice_order.fixed_positions


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


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int
) -> list[dict[str, Any]]:
    return [
        {"text": options[n], "is_right": n in key, "is_chosen": bool(answer >> shown & 1)}
        for shown, n in enumerate(order)
    ]
