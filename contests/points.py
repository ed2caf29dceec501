"""Points in words and figures: on a round's scale, or of questions with points of their own.

It asks no database and uses no float. Stored points are whole hundredths."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Protocol

_CENT = Decimal("0.01")


class Scored(Protocol):
    """An attempt or a standing."""

    @property
    def correct_count(self) -> int | None: ...
    @property
    def question_count(self) -> int: ...
    @property
    def points(self) -> int | None: ...
    @property
    def most_points(self) -> int | None: ...


def points_of(correct: int, questions: int, *, scale: int) -> Decimal:
    """Right answers × scale ÷ questions, rounded half up to two decimals."""
    exact = Fraction(correct * scale, questions) if questions else Fraction(0)
    hundredths = Decimal((200 * exact.numerator + exact.denominator) // (2 * exact.denominator))
    return (hundredths / 100).quantize(_CENT, rounding=ROUND_HALF_UP)


def points_words(correct: int, questions: int, *, scale: int) -> str:
    """87,5 of 150 points reads "87,5/150"; zeros at the end are left out."""
    return f"{_figure(points_of(correct, questions, scale=scale))}/{scale}"


def hundredths_words(hundredths: int) -> str:
    """8750 reads "87,5", and -25 "−0,25" with the sign that screen readers know."""
    return _figure(Decimal(hundredths).scaleb(-2)).replace("-", "−")


def hundredths_of(points: int | None) -> float | None:
    """A number for a workbook, which knows floats alone; nobody counts on with it."""
    return None if points is None else points / 100


def question_points_words(points: int, most: int) -> str:
    return f"{hundredths_words(points)}/{hundredths_words(most)}"


def score_words(scored: Scored, *, scale: int | None) -> str:
    """Points of a paper as the round gives them; "" if it only counts right answers."""
    if scored.points is not None and scored.most_points is not None:
        return question_points_words(scored.points, scored.most_points)
    if scale:
        return points_words(scored.correct_count or 0, scored.question_count, scale=scale)
    return ""


def _figure(points: Decimal) -> str:
    text = f"{points:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")
