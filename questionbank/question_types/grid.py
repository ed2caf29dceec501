"""Scores statements of which each is true or false.

A key has a verdict for each statement in bank order. An answer has two bits for each statement in
the order shown: 1 says true, 2 says false, 0 nothing."""

import random
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from questionbank.languages import without_marks
from questionbank.question_types import rows
from questionbank.question_types.choice_order import LETTERS

TRUE, FALSE = 1, 2
WORDS = {TRUE: "Đúng", FALSE: "Sai"}
_BASE = 4
# By quarters of the statements judged right: the table for four of them, and the rule for others.
SHARES = (Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))


def fixed_positions(options: Sequence[str]) -> frozenset[int]:
    return frozenset()


def prompts(options: Sequence[str]) -> Sequence[str]:
    return ()


def _verdicts(order: Sequence[int], answer: int) -> tuple[int, ...]:
    return rows.decode(answer, base=_BASE, count=len(order))


def right_answer(order: Sequence[int], key: Collection[int]) -> int:
    verdicts = tuple(key)
    if len(verdicts) != len(order):
        return 0
    return rows.encode([verdicts[n] for n in order], base=_BASE)


def share(order: Sequence[int], key: Collection[int], answer: int) -> Fraction:
    """Give what the table says for four statements; of other numbers by the quarters reached.

    All right earn 1, three quarters 1/2, two quarters 1/4, one quarter 1/10."""
    verdicts = tuple(key)
    if len(verdicts) != len(order):
        return Fraction(0)
    right = rows.right_count(_verdicts(order, answer), [verdicts[n] for n in order])
    return SHARES[4 * right // len(order)]


def is_right(order: Sequence[int], key: Collection[int], answer: int) -> bool:
    return 0 < answer == right_answer(order, key)


def read_answer(order: Sequence[int], values: Sequence[str], options: Sequence[str] = ()) -> int:
    return rows.encode(rows.read(values, count=len(order), most=FALSE), base=_BASE)


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return rows.encode([rng.choice((TRUE, FALSE)) for _ in order], base=_BASE)


def row_faults(order: Sequence[int], answer: int) -> frozenset[rows.RowFault]:
    return rows.faults(_verdicts(order, answer))


def is_multiple(key: Collection[int]) -> bool:
    return False


def bank_answer(order: Sequence[int], answer: int) -> int:
    verdict_of = dict(zip(order, _verdicts(order, answer), strict=True))
    return rows.encode([verdict_of[n] for n in range(len(order))], base=_BASE)


def answer_texts(options: Sequence[str], order: Sequence[int], answer: int) -> list[str]:
    return [
        f"{without_marks(options[n])}: {WORDS[verdict]}"
        for n, verdict in zip(order, _verdicts(order, answer), strict=True)
        if verdict in WORDS
    ]


def answer_letters(order: Sequence[int], answer: int) -> str:
    said = zip(LETTERS, _verdicts(order, answer), strict=False)
    return ", ".join(f"{letter} {WORDS[verdict]}" for letter, verdict in said if verdict in WORDS)


def further_keys(
    options: Sequence[str], key: Collection[int], accepted: Sequence[int]
) -> list[list[int]]:
    is_whole = len(accepted) == len(options) and set(accepted) <= {TRUE, FALSE}
    return [list(accepted)] if is_whole else []


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int
) -> list[dict[str, Any]]:
    verdicts = tuple(key) or (0,) * len(options)
    return [
        {
            "text": options[n],
            "chosen": chosen,
            "right": verdicts[n],
            "is_right": 0 < chosen == verdicts[n],
        }
        for n, chosen in zip(order, _verdicts(order, answer), strict=True)
    ]
