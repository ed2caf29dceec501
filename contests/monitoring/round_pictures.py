"""Counts what the pictures of a running round show: papers and saves by time, scores so far."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast, Substr, Trunc
from django.utils import timezone

from contests.models import Answer, Attempt, AttemptState, Round, SaveRefusal
from contests.models.taken import AttemptQuerySet
from contests.monitoring.kept import kept

KEPT_S = 15
MINUTES = 60
BANDS = 10
MOST_COLUMNS = 120
_MINUTE = timedelta(minutes=1)
# How long a round may run for columns of this width; then a picture has about a hundred.
_WIDTHS = (
    ("minute", timedelta(hours=1)),
    ("hour", timedelta(hours=96)),
    ("day", timedelta(days=96)),
)


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """Counts by the local beginning of a minute, or of an hour, day or week; scores by division.

    `scores` counts closed papers of people who are not voided in bands of right answers: band n
    begins at n × 10 %, and the last holds the papers with everything right."""

    at: datetime
    minutes: list[datetime]
    started: Mapping[datetime, int]
    closed: Mapping[datetime, int]
    saved: Mapping[datetime, int]
    late: Mapping[datetime, int]
    width: str
    people: Mapping[datetime, int]
    papers: Mapping[datetime, int]
    scores: Mapping[int, list[int]]
    shares: Mapping[int, float]


def kept_counts(round: Round, *, at: datetime) -> RoundCounts:
    return kept(f"round-pictures-{round.pk}", KEPT_S, lambda: counts(round, at=at))


def counts(round: Round, *, at: datetime) -> RoundCounts:
    attempts = Attempt.objects.filter(round=round)
    minutes = last_minutes(min(at, round.closes_at))
    first = minutes[0]
    refused = SaveRefusal.objects.too_late().filter(attempt__round=round, last_at__gte=first)
    width = width_of(round, at=at)
    whole = _by(attempts.filter(started_at__gte=round.opens_at), "started_at", width).annotate(
        papers=Count("pk"), people=Count("pk", filter=Q(number=1))
    )
    # Clocks of machines differ, so a paper may lie outside the round; the picture stays small.
    found = {row["begins"]: row for row in list(whole)[-MOST_COLUMNS:]}
    scores, shares = _scores(attempts)
    return RoundCounts(
        at=at,
        minutes=minutes,
        started=_counted(_by(attempts.filter(started_at__gte=first), "started_at", "minute")),
        closed=_counted(_by(attempts.filter(finished_at__gte=first), "finished_at", "minute")),
        saved=_saves(attempts, since=first),
        late=_counted(_by(refused, "last_at", "minute")),
        width=width,
        people={begins: row["people"] for begins, row in found.items()},
        papers={begins: row["papers"] for begins, row in found.items()},
        scores=scores,
        shares=shares,
    )


def last_minutes(end: datetime) -> list[datetime]:
    last = timezone.localtime(end).replace(second=0, microsecond=0)
    return [last - _MINUTE * n for n in range(MINUTES - 1, -1, -1)]


def width_of(round: Round, *, at: datetime) -> str:
    """Choose columns that are few enough for the time the round has run."""
    ran = min(at, round.closes_at) - round.opens_at
    return next((width for width, longest in _WIDTHS if ran <= longest), "week")


def _by(rows: QuerySet[Any], moment: str, width: str) -> QuerySet[Any, dict[str, Any]]:
    grouped: QuerySet[Any, dict[str, Any]] = rows.annotate(begins=Trunc(moment, width)).values(
        "begins"
    )
    return grouped.order_by("begins")


def _counted(grouped: QuerySet[Any, dict[str, Any]]) -> dict[datetime, int]:
    return {row["begins"]: row["n"] for row in grouped.annotate(n=Count("pk"))}


def _saves(attempts: AttemptQuerySet, *, since: datetime) -> dict[datetime, int]:
    """Count answers by the minute of their newest save, since rows keep no save before it.

    Minutes are cut from text: truncating a moment calls Python for each row on SQLite."""
    ran_since = attempts.filter(Q(state=AttemptState.OPEN) | Q(finished_at__gte=since))
    answers = Answer.objects.filter(attempt__in=ran_since, saved_at__gte=since)
    minute = Substr(Cast("saved_at", TextField()), 1, len("2026-11-23 05:00"))
    counted = answers.annotate(minute=minute).values_list("minute").annotate(n=Count("pk"))
    return {_moment(text): n for text, n in counted.order_by()}


def _moment(minute: str) -> datetime:
    """Both databases store moments, and write them as text, in UTC."""
    return timezone.localtime(datetime.fromisoformat(minute).replace(tzinfo=UTC))


def _scores(attempts: AttemptQuerySet) -> tuple[dict[int, list[int]], dict[int, float]]:
    """Group in the database: as many rows as there are divisions and scores."""
    closed = attempts.closed().filter(entry__voided_at=None, question_count__gt=0)
    grouped = closed.values("entry__division", "correct_count", "question_count")
    bands: dict[int, list[int]] = {}
    right: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for row in grouped.annotate(n=Count("pk")).order_by():
        division, correct = row["entry__division"], row["correct_count"] or 0
        counted = bands.setdefault(division, [0] * (BANDS + 1))
        counted[correct * BANDS // row["question_count"]] += row["n"]
        right[division] += correct * row["n"]
        asked[division] += row["question_count"] * row["n"]
    return bands, {division: right[division] / asked[division] for division in bands}
