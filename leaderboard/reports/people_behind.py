"""The people behind a figure of a report, for organisers, who see every result anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.utils import timezone

from contests.awards import Award
from contests.bands import Band, bands_of
from contests.models import Attempt, Round
from leaderboard.models import Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """Which people; what is empty narrows nothing down. `band` counts from the highest, from 0."""

    division: str = ""
    category: str = ""
    band: int | None = None
    is_perfect: bool = False
    hour: int | None = None
    day: date | None = None


def people_behind(award: Award, asked: Asked) -> QuerySet[Standing]:
    """A line for each person; with all right, for each paper of a round that has it."""
    found = Standing.objects.filter(contest=award.contest)
    if asked.is_perfect and award.round is None:
        found = found.filter(round__in=Round.objects.ranked().filter(contest=award.contest))
    else:
        found = found.filter(round=award.round)
    if asked.is_perfect:
        found = found.filter(is_perfect=True)
    if asked.division:
        found = found.filter(division__code=asked.division)
    if asked.category:
        found = found.annotate(said=category_said()).filter(said=asked.category)
    if asked.band is not None:
        found = _in_band(found, bands_of(award.contest.quality_bands), asked.band)
    if asked.hour is not None or asked.day is not None:
        found = found.filter(Exists(_begun(award, asked)))
    related = found.select_related("entry__user", "unit", "division", "round")
    return related.order_by("sort_key", "entry", "pk")


def category_said() -> Coalesce:
    """The category that a person named at entry, else that of the division."""
    return Coalesce(
        NullIf("entry__detail__category", Value("")), "entry__division__headcount_category"
    )


def _in_band(found: QuerySet[Standing], bands: Sequence[Band], asked: int) -> QuerySet[Standing]:
    """As `contests/bands.py` compares, in SQL."""
    has_points, number = Q(points__isnull=False, most_points__gt=0), IntegerField()
    reached = Case(
        When(has_points, Greatest("points", 0)), default=F("correct_count"), output_field=number
    )
    most = Case(
        When(has_points, F("most_points")), default=F("question_count"), output_field=number
    )
    found = found.annotate(reached=reached * 100, most=most)
    found = found.filter(reached__gte=F("most") * bands[asked].border)
    if asked:
        found = found.filter(reached__lt=F("most") * bands[asked - 1].border)
    return found


def _begun(award: Award, asked: Asked) -> QuerySet[Attempt]:
    rounds = [award.round] if award.round else Round.objects.ranked().filter(contest=award.contest)
    own = Attempt.objects.closed().filter(entry=OuterRef("entry"), round__in=rounds)
    if asked.hour is not None:
        own = own.filter(started_at__hour=asked.hour)
    if asked.day is not None:
        begins = timezone.make_aware(datetime.combine(asked.day, time()))
        own = own.filter(started_at__gte=begins, started_at__lt=begins + timedelta(days=1))
    return own
