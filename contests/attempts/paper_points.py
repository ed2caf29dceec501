"""What a paper earns where a round gives its questions points. It is pure, and uses no float.

Points are whole hundredths; a paper is added up exactly and rounded once, at its end."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from contests.attempts.scoring import Item, is_right
from questionbank.question_types.registry import QUESTION_TYPES


class PointRules(NamedTuple):
    """`wrong` hundredths are taken away for an answer that earns nothing; a blank loses nothing."""

    wrong: int = 0
    is_partial: bool = False
    may_fall_below_zero: bool = False


class PaperPoints(NamedTuple):
    """Hundredths earned, and those that the questions that count are worth."""

    points: int
    most: int


def paper_points(
    items: Sequence[Item],
    choices: Mapping[int, int],
    *,
    worths: Sequence[int],
    rules: PointRules,
) -> PaperPoints:
    """`worths` has the hundredths of each position; an annulled question is worth nothing."""
    earned, most = Fraction(0), 0
    for position, (item, worth) in enumerate(zip(items, worths, strict=True), start=1):
        if item.ruling is None or not item.ruling.is_annulled:
            earned += question_points(item, choices.get(position, 0), worth=worth, rules=rules)
            most += worth
    points = half_up(earned)
    return PaperPoints(points if rules.may_fall_below_zero else max(0, points), most)


def question_points(item: Item, choice: int, *, worth: int, rules: PointRules) -> Fraction:
    """Hundredths that one answer earns, exactly; negative if it takes some away."""
    share = _share(item, choice, is_partial=rules.is_partial)
    if not share and choice:
        return Fraction(-rules.wrong)
    return share * worth


def _share(item: Item, choice: int, *, is_partial: bool) -> Fraction:
    """Of several keys that count, the one that serves the person best."""
    if is_right(item, choice):
        return Fraction(1)
    if not is_partial:
        return Fraction(0)
    keys = [item.right, *(item.ruling.accepted if item.ruling else ())]
    share = QUESTION_TYPES[item.kind].share
    return max(share(item.order, key, choice) for key in keys)


def half_up(exact: Fraction) -> int:
    """Round to a whole number; a half goes up, below zero too."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
