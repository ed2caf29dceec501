"""Rates and means as figures of two decimals. Pure."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

_CENT = Decimal("0.01")


def percent(part: int, whole: int) -> Decimal | None:
    return rounded(Fraction(part * 100, whole)) if whole else None


def rounded(value: Fraction) -> Decimal:
    """Round to two decimals, halves upwards, as reports in Vietnam do.

    A whole number is shown only if it was reached: 29,999 of 30,000 people are 99.99 %. Conditions
    are whole numbers, so nobody reads that one is met which is not."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    near = exact.quantize(_CENT, ROUND_HALF_UP)
    if near == int(near) and near > value:
        return exact.quantize(_CENT, ROUND_DOWN)
    return near
