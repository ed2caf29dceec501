"""How long what began in a stretch of time took. Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class Took(NamedTuple):
    began_at: float
    seconds: float


def of_stretch(times: Iterable[Took], begin: float, end: float) -> list[float]:
    return sorted(one.seconds for one in times if begin <= one.began_at < end)


def p99(seconds: list[float]) -> float:
    """Return the time that 99 of 100 kept; of a few, the longest."""
    return seconds[min(len(seconds) - 1, len(seconds) * 99 // 100)] if seconds else 0.0
