"""Figures of grades 1 to 5: the mean on a scale of 100, and the share of grades 4 and 5. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contests.surveys.small_cells import FEWEST, Band, Share, bands, share
from quizsite.language.rates import rounded

GRADES = 5
SATISFIED = 4  # this grade and the next one


@dataclass(frozen=True, slots=True)
class Graded:
    """What `people` gave; hidden, it holds no figure but that they are few or give others away."""

    people: int = 0
    mean: Decimal | None = None  # of 100
    satisfied: Share | None = None
    bands: tuple[Band, ...] = ()
    is_hidden: bool = True


HIDDEN = Graded()


def graded(counts: Sequence[int], *, people: int | None = None) -> Graded:
    """Figures of one item, or of several together, which `people` graded.

    `counts` are those of the grades 1 to 5."""
    given = sum(counts)
    asked = given if people is None else people
    if asked < FEWEST or not given:
        return HIDDEN
    weighted = sum(grade * count for grade, count in enumerate(counts, start=1))
    return Graded(
        asked,
        rounded(Fraction(weighted * 100, given * GRADES)),
        share(sum(counts[SATISFIED - 1 :]), given),
        tuple(bands(counts)),
        is_hidden=False,
    )
