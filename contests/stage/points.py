"""Arithmetic of marks, fast answers and places. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from contests.stage.programme import ZERO

HUNDREDTH = Decimal("0.01")
FEWEST_FOR_TRIMMING = 5


def aggregate(marks: Sequence[Decimal], how: str) -> Decimal:
    """Make one mark of several, to the hundredth; half a hundredth is rounded up."""
    if not marks or how == "none":
        return ZERO
    if how == "sum":
        return sum(marks, ZERO)
    counted = sorted(marks)
    if how == "trimmed" and len(counted) >= FEWEST_FOR_TRIMMING:
        counted = counted[1:-1]
    mean = sum(counted, ZERO) / len(counted)
    return mean.quantize(HUNDREDTH, ROUND_HALF_UP)


def fits(points: Decimal, *, maximum: Decimal | None, step: Decimal) -> bool:
    """May a juror give this: from 0 to the maximum, in whole steps?"""
    if points < 0 or (maximum is not None and points > maximum):
        return False
    return points % step == 0


def speed_points(times: Mapping[int, int], scale: Sequence[Decimal]) -> dict[int, Decimal]:
    """Points of those who were right, by their times; equal times share the higher points."""
    given = {}
    for who, ms in times.items():
        faster = sum(other < ms for other in times.values())
        given[who] = scale[faster] if faster < len(scale) else ZERO
    return given


def places(keys: Mapping[int, tuple[Decimal, ...]]) -> dict[int, int]:
    """Places by keys, greater ones first; equal keys share the better place."""
    return {who: 1 + sum(other > key for other in keys.values()) for who, key in keys.items()}
