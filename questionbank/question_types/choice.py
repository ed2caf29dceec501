"""Scores questions with options, of which one or several are right.

An answer is a bit set over the options in the order shown; a key is the indexes of the right
options in bank order. The answer counts only if it ticks exactly the right options."""

import random
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from questionbank.languages import without_marks
from questionbank.question_types import choice_order
from questionbank.question_types.rows import NO_FAULTS, RowFault

_bit = (1).__lshift__

fixed_positions = choice_order.fixed_positions


def prompts(options: Sequence[str]) -> Sequence[str]:
    return ()


def right_answer(order: Sequence[int], key: Collection[int]) -> int:
    """Return the bits of exactly the right options; 0 if the paper lacks one of them."""
    try:
        return sum(map(_bit, map(order.index, key)))
    except ValueError:
        return 0


def is_right(order: Sequence[int], key: Collection[int], answer: int) -> bool:
    return 0 < answer == right_answer(order, key)


def share(order: Sequence[int], key: Collection[int], answer: int) -> Fraction:
    """Return (right ticks - wrong ticks) ÷ right options, at least 0; of one right option 1 or 0.

    Whoever ticks everything earns nothing by it where half of the options or more are wrong."""
    if not is_multiple(key):
        return Fraction(is_right(order, key, answer))
    right = right_answer(order, key)
    ticked, hits = answer.bit_count(), (answer & right).bit_count()
    return Fraction(max(0, 2 * hits - ticked), len(key)) if right else Fraction(0)


def read_answer(order: Sequence[int], values: Sequence[str], options: Sequence[str] = ()) -> int:
    """Read the places that a form says were ticked; a place that the question lacks is refused."""
    known = {str(shown): _bit(shown) for shown in range(len(order))}
    try:
        return sum(known[value] for value in set(values))
    except KeyError as error:
        raise ValueError(values) from error


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return _bit(rng.randrange(len(order)))


def row_faults(order: Sequence[int], answer: int) -> frozenset[RowFault]:
    return NO_FAULTS


def is_multiple(key: Collection[int]) -> bool:
    return len(key) > 1


def bank_answer(order: Sequence[int], answer: int) -> int:
    return sum(_bit(n) for shown, n in enumerate(order) if answer >> shown & 1)


def answer_texts(options: Sequence[str], order: Sequence[int], answer: int) -> list[str]:
    return [without_marks(options[n]) for shown, n in enumerate(order) if answer >> shown & 1]


def answer_letters(order: Sequence[int], answer: int) -> str:
    return ", ".join(
        choice_order.LETTERS[shown] for shown in range(len(order)) if answer >> shown & 1
    )


def further_keys(
    options: Sequence[str], key: Collection[int], accepted: Sequence[int]
) -> list[list[int]]:
    """Where one option is right, each of the others counts alone; where several are, together."""
    chosen = sorted({n for n in accepted if 0 <= n < len(options)})
    if not chosen:
        return []
    return [chosen] if is_multiple(key) else [[n] for n in chosen]


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int
) -> list[dict[str, Any]]:
    return [
        {"text": options[n], "is_right": n in key, "is_chosen": bool(answer >> shown & 1)}
        for shown, n in enumerate(order)
    ]
