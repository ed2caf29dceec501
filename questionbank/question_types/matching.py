"""Scores prompts of which each is matched with a target.

The options are the prompts, an empty text, and the targets. A paper shuffles only the targets, so
an order names only them. A key has for each prompt the number of its target, from 1, in bank order;
several prompts may share one, and a target may belong to none. An answer has a digit for each
prompt: the number of the target chosen, as shown, 0 for none."""

import random
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from questionbank.languages import without_marks
from questionbank.question_types import rows
from questionbank.question_types.choice_order import LETTERS

BETWEEN = ""  # stands in the options between prompts and targets
_BASE = 9


def fixed_positions(options: Sequence[str]) -> frozenset[int]:
    return frozenset()


def prompts(options: Sequence[str]) -> Sequence[str]:
    return options[: options.index(BETWEEN)]


def targets(options: Sequence[str]) -> Sequence[str]:
    return options[options.index(BETWEEN) + 1 :]


def _chosen(order: Sequence[int], answer: int) -> list[int]:
    """The number in bank order of each prompt's target, 0 for none."""
    first = min(order)
    shown = [0, *(n - first + 1 for n in order)]
    digits = rows.decode(answer, base=_BASE, count=first - 1)
    # A digit beyond the targets names none.
    return [shown[digit] if digit < len(shown) else 0 for digit in digits]


def right_answer(order: Sequence[int], key: Collection[int]) -> int:
    numbers = tuple(key)
    first = min(order)
    shown_at = {n - first + 1: shown for shown, n in enumerate(order, start=1)}
    if len(numbers) != first - 1 or not set(numbers) <= {0, *shown_at}:
        return 0
    return rows.encode([shown_at.get(number, 0) for number in numbers], base=_BASE)


def share(order: Sequence[int], key: Collection[int], answer: int) -> Fraction:
    """Each prompt with its own target earns an equal part."""
    numbers, chosen = tuple(key), _chosen(order, answer)
    if len(numbers) != len(chosen):
        return Fraction(0)
    return Fraction(rows.right_count(chosen, numbers), len(chosen))


def is_right(order: Sequence[int], key: Collection[int], answer: int) -> bool:
    return 0 < answer == right_answer(order, key)


def read_answer(order: Sequence[int], values: Sequence[str], options: Sequence[str] = ()) -> int:
    return rows.encode(rows.read(values, count=min(order) - 1, most=len(order)), base=_BASE)


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return rows.encode([rng.randint(1, len(order)) for _ in range(min(order) - 1)], base=_BASE)


def row_faults(order: Sequence[int], answer: int) -> frozenset[rows.RowFault]:
    return rows.faults(_chosen(order, answer))


def is_multiple(key: Collection[int]) -> bool:
    return False


def bank_answer(order: Sequence[int], answer: int) -> int:
    return rows.encode(_chosen(order, answer), base=_BASE)


def answer_texts(options: Sequence[str], order: Sequence[int], answer: int) -> list[str]:
    named = targets(options)
    return [
        without_marks(f"{prompt} → {named[number - 1]}")
        for prompt, number in zip(prompts(options), _chosen(order, answer), strict=True)
        if number
    ]


def answer_letters(order: Sequence[int], answer: int) -> str:
    digits = rows.decode(answer, base=_BASE, count=min(order) - 1)
    said = [(row, digit) for row, digit in enumerate(digits, start=1) if 0 < digit <= len(order)]
    return ", ".join(f"{row} → {LETTERS[digit - 1]}" for row, digit in said)


def further_keys(
    options: Sequence[str], key: Collection[int], accepted: Sequence[int]
) -> list[list[int]]:
    numbers = range(1, len(targets(options)) + 1)
    is_whole = len(accepted) == len(prompts(options)) and set(accepted) <= set(numbers)
    return [list(accepted)] if is_whole else []


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int
) -> list[dict[str, Any]]:
    """Numbers are those of the targets as shown, which `targets` lists."""
    asked, first = prompts(options), min(order)
    shown_at = {0: 0, **{n - first + 1: shown for shown, n in enumerate(order, start=1)}}
    numbers = tuple(key) or (0,) * len(asked)
    shown = [options[n] for n in order]
    return [
        {
            "text": prompt,
            "chosen": shown_at[chosen],
            "right": shown_at[number],
            "is_right": 0 < chosen == number,
            "targets": shown,
            "chosen_text": options[first + chosen - 1] if chosen else "",
            "right_text": options[first + number - 1] if number else "",
        }
        for prompt, chosen, number in zip(asked, _chosen(order, answer), numbers, strict=True)
    ]
