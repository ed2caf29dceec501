"""Scores of units in rounds whose questions have points: tallies know right answers alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from django.db.models import F, Sum, Value
from django.db.models.functions import Greatest

from contests.models import Contest, Round
from leaderboard.models import Standing

# By round, division and unit: each paper's points ÷ those its questions are worth, added up.
Scores = Mapping[tuple[int, int, int], Fraction]


class Scoring(NamedTuple):
    """Which rounds score by points, and whose works wait for their jury."""

    by_points: list[int]
    unmarked: frozenset[int]


def scoring_of(contest: Contest, round: Round | None) -> Scoring:
    """Read it of one round or of all; the whole contest takes a query."""
    ranked = Round.objects.ranked().only("tie_chain", "kind", "marked_at")
    found = list(ranked.filter(contest=contest)) if round is None else [round]
    return Scoring(
        [one.pk for one in found if one.has_points],
        frozenset(one.pk for one in found if one.waits_for_jury),
    )


def point_scores(contest: Contest, rounds: list[int]) -> Scores:
    """A paper below zero adds nothing. One query, or none without such rounds."""
    found: dict[tuple[int, int, int], Fraction] = defaultdict(Fraction)
    if not rounds:
        return found
    of_rounds = Standing.objects.filter(contest=contest, round__in=rounds, most_points__gt=0)
    grouped = of_rounds.order_by().values("round", "division", "unit", "most_points")
    summed = grouped.annotate(earned=Sum(Greatest(F("points"), Value(0))))
    rows = summed.values_list("round", "division", "unit", "most_points", "earned")
    for *place, most, earned in rows.iterator(chunk_size=5000):
        round, division, unit = place
        found[round, division, unit] += Fraction(earned, most)
    return found
