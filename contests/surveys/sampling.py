"""How many people a survey should ask, and how many of each group. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil


def sample_size(population: int, *, margin: Fraction) -> int:
    """n = N ÷ (1 + N × e²), rounded up: of 5,000 people with 5 % it is 371."""
    return min(population, ceil(Fraction(population) / (1 + population * margin * margin)))


def quotas(people: Sequence[int], *, total: int) -> list[int]:
    """Divide `total` in proportion to `people`, whole, by the largest remainders.

    Of equal remainders the larger group comes first, then the one listed earlier."""
    whole = sum(people)
    if not whole:
        return [0 for _ in people]
    exact = [Fraction(total * count, whole) for count in people]
    given = [int(share) for share in exact]
    by_remainder = sorted(range(len(people)), key=lambda n: (given[n] - exact[n], -people[n], n))
    for n in by_remainder[: total - sum(given)]:
        given[n] += 1
    return given
