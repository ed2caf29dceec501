"""Points of a final, with those of the first round in their part. Pure."""

from __future__ import annotations

from fractions import Fraction


def weighed(marks: int, *, full: int, source: int, source_most: int, source_percent: int) -> int:
    """Hundredths on the final's scale, half up: the first round is brought to that scale."""
    first = Fraction(source * full, source_most) if source_most else Fraction(0)
    exact = (first * source_percent + marks * (100 - source_percent)) / 100
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
