"""What votes are worth beside a jury's marks. Pure."""

from __future__ import annotations

from collections.abc import Mapping

_TENTH = 10  # hundredths: the public's part is given to a tenth of a point


def public_points(
    votes: Mapping[int, int], *, jury_most: int, public_percent: int
) -> dict[int, int]:
    """Give each candidate its hundredths: the part of the most voted is the whole share.

    The jury's maximum is the rest of the total: with 80 points and a fifth the public has 20, and
    who has half the votes of the first gets 10. Without any vote nobody gets anything."""
    most = public_most(jury_most, public_percent)
    highest = max(votes.values(), default=0)
    return {one: _in_tenths(most * n, highest) if highest else 0 for one, n in votes.items()}


def public_most(jury_most: int, public_percent: int) -> int:
    """The hundredths that the public can add, such that they are its share of the total."""
    return _in_tenths(jury_most * public_percent, 100 - public_percent)


def _in_tenths(dividend: int, divisor: int) -> int:
    """Divide and round half up to tenths."""
    return (2 * dividend + divisor * _TENTH) // (2 * divisor * _TENTH) * _TENTH
