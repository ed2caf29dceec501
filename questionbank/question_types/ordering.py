"""Scores items that are to be put in order.

A key has the right place, from 1, of each item in bank order. An answer has a digit for each item
in the order shown: the place that it was given, 0 for none."""

import random
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from questionbank.languages import without_marks
from questionbank.question_types import rows

_BASE = 9


def fixed_positions(options: Sequence[str]) -> frozenset[int]:
    return frozenset()


def prompts(options: Sequence[str]) -> Sequence[str]:
    return ()


def _places(order: Sequence[int], answer: int) -> tuple[int, ...]:
    return rows.decode(answer, base=_BASE, count=len(order))


def right_answer(order: Sequence[int], key: Collection[int]) -> int:
    places = tuple(key)
    if len(places) != len(order):
        return 0
    return rows.encode([places[n] for n in order], base=_BASE)


def share(order: Sequence[int], key: Collection[int], answer: int) -> Fraction:
    """Each item at its own place earns an equal part."""
    places = tuple(key)
    if len(places) != len(order):
        return Fraction(0)
    right = rows.right_count(_places(order, answer), [places[n] for n in order])
    return Fraction(right, len(order))


def is_right(order: Sequence[int], key: Collection[int], answer: int) -> bool:
    return 0 < answer == right_answer(order, key)


def read_answer(order: Sequence[int], values: Sequence[str], options: Sequence[str] = ()) -> int:
    return rows.encode(rows.read(values, count=len(order), most=len(order)), base=_BASE)


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return rows.encode(rng.sample(range(1, len(order) + 1), len(order)), base=_BASE)


def row_faults(order: Sequence[int], answer: int) -> frozenset[rows.RowFault]:
    return rows.faults(_places(order, answer), may_repeat=False)


def is_multiple(key: Collection[int]) -> bool:
    return False


def bank_answer(order: Sequence[int], answer: int) -> int:
    place_of = dict(zip(order, _places(order, answer), strict=True))
    return rows.encode([place_of[n] for n in range(len(order))], base=_BASE)


def answer_texts(options: Sequence[str], order: Sequence[int], answer: int) -> list[str]:
    placed = sorted(
        (place, options[n]) for n, place in zip(order, _places(order, answer), strict=True) if place
    )
    return [without_marks(f"{place}. {text}") for place, text in placed]


def answer_letters(order: Sequence[int], answer: int) -> str:
    places = enumerate(_places(order, answer), start=1)
    return ", ".join(f"{row} → {place}" for row, place in places if place)


def further_keys(
    options: Sequence[str], key: Collection[int], accepted: Sequence[int]
) -> list[list[int]]:
    is_whole = sorted(accepted) == list(range(1, len(options) + 1))
    return [list(accepted)] if is_whole else []


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int
) -> list[dict[str, Any]]:
    places = tuple(key) or (0,) * len(options)
    return [
        {
            "text": options[n],
            "chosen": chosen,
            "right": places[n],
            "is_right": 0 < chosen == places[n],
            "places": range(1, len(options) + 1),
        }
        for n, chosen in zip(order, _places(order, answer), strict=True)
    ]
