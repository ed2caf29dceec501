"""Reads who took part when: hours, ages, groups of people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear, Substr
from django.utils import timezone

from contests.awards import Award
from contests.models import Attempt, DeviceClass, Round
from contests.surveys.small_cells import hidden_groups
from leaderboard.models import Standing
from leaderboard.reports.people_behind import category_said
from quizsite.accounts.models import HeadcountCategory

_TO_THE_HOUR = len("2026-11-23 05")


@dataclass(frozen=True, slots=True)
class Hours:
    """Closed papers by the local hour of the day, and by day, in which they were begun."""

    of_day: Mapping[int, int]
    days: Mapping[date, int]


def _papers(award: Award) -> QuerySet[Attempt]:
    """Closed papers that count."""
    rounds = [award.round] if award.round else Round.objects.ranked().filter(contest=award.contest)
    counts = Exists(Standing.objects.filter(entry=OuterRef("entry"), round=OuterRef("round")))
    return Attempt.objects.closed().filter(counts, round__in=rounds)


def hours_of(award: Award) -> Hours:
    """Hours are cut from text: truncating a moment calls Python for each row on SQLite."""
    attempts = _papers(award)
    hour = Substr(Cast("started_at", TextField()), 1, _TO_THE_HOUR)
    rows = attempts.annotate(hour=hour).values_list("hour").annotate(n=Count("pk")).order_by()
    of_day, days = Counter[int](), Counter[date]()
    for text, n in rows:
        # Both databases write moments in UTC.
        begun = timezone.localtime(datetime.fromisoformat(f"{text}:00").replace(tzinfo=UTC))
        of_day[begun.hour] += n
        days[begun.date()] += n
    return Hours(of_day, dict(sorted(days.items())))


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """Closed papers begun on one class of device, and by how many people."""

    device: DeviceClass | None
    people: int
    papers: int
    is_hidden: bool = False


def devices_of(award: Award) -> list[DeviceLine]:
    """All classes, also the unknown one; none if no paper says on what it was begun."""
    rows = (
        _papers(award)
        .values_list("device")
        .annotate(people=Count("entry", distinct=True), papers=Count("pk"))
    )
    found = {device: (people, papers) for device, people, papers in rows.order_by()}
    if not found.keys() - {None}:
        return []
    hidden = hidden_groups({device: people for device, (people, _papers) in found.items()})
    if award.round is None:
        hidden |= _hidden_in_rounds(award)
    return [
        DeviceLine(one, *found.get(one, (0, 0)), is_hidden=one in hidden)
        for one in (*DeviceClass, None)
    ]


def _hidden_in_rounds(award: Award) -> frozenset[int | None]:
    """What the report of one round hides must not be left over from the whole and the others."""
    rows = (
        _papers(award).values_list("round", "device").annotate(people=Count("entry", distinct=True))
    )
    rounds: dict[int, dict[int | None, int]] = defaultdict(dict)
    for round, device, people in rows.order_by():
        rounds[round][device] = people
    return frozenset[int | None]().union(*(hidden_groups(one) for one in rounds.values()))


def categories_of(award: Award) -> list[tuple[HeadcountCategory, int]]:
    """People by the category that they named at entry, else by that of their division."""
    said = _standings(award).annotate(said=category_said())
    found = dict(said.values_list("said").annotate(n=Count("pk")))
    return [(one, found[one.value]) for one in HeadcountCategory if one.value in found]


@dataclass(frozen=True, slots=True)
class Ages:
    """Years of birth, of as many people as have told theirs."""

    known: int
    oldest: int | None
    youngest: int | None


def ages_of(award: Award) -> Ages:
    year = Coalesce(
        ExtractYear("entry__detail__birth_date"),
        "entry__age__birth_year",
        output_field=IntegerField(),
    )
    told = _standings(award).annotate(year=year)
    found = told.aggregate(
        known=Count("pk", filter=Q(year__isnull=False)), oldest=Min("year"), youngest=Max("year")
    )
    return Ages(**found)


def _standings(award: Award) -> QuerySet[Standing]:
    return Standing.objects.filter(contest=award.contest, round=award.round).order_by()
