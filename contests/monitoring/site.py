"""Counts the site's papers and finds the next bells, for operators and organisers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Min, QuerySet

from contests.models import Attempt, Round, RoundState
from quizsite.language import moments
from quizsite.operations.process_reports import Papers, database_clock

_SOON = timedelta(days=1)
_BELLS = 6
# The sweeper looks every few seconds; before that a paper is not late, only next.
_OVERDUE_AFTER = timedelta(seconds=10)


def count_papers() -> Papers:
    """Count the site's open papers, those past their end and by how much; by the index alone."""
    now = database_clock()
    before = now - timedelta(seconds=settings.SAVE_GRACE_S) - _OVERDUE_AFTER
    opened = Attempt.objects.running().aggregate(n=Count("pk"))["n"]
    late = Attempt.objects.overdue(before).aggregate(n=Count("pk"), oldest=Min("deadline_at"))
    waited = (now - late["oldest"]).total_seconds() if late["oldest"] else 0
    return Papers(opened, late["n"], round(waited))


class Bell(NamedTuple):
    """A round opens or closes."""

    round: Round
    at: datetime
    opens: bool
    left: str


def next_bells(*, at: datetime) -> list[Bell]:
    """List which published rounds open or close within a day."""
    rounds = Round.objects.filter(state=RoundState.PUBLISHED).select_related("contest")
    opening = _soon(rounds, "opens_at", at)
    closing = _soon(rounds, "closes_at", at)
    bells = [_bell(one, one.opens_at, opens=True, at=at) for one in opening]
    bells += [_bell(one, one.closes_at, opens=False, at=at) for one in closing]
    return sorted(bells, key=lambda bell: (bell.at, bell.round.pk))[:_BELLS]


def _bell(round: Round, moment: datetime, *, opens: bool, at: datetime) -> Bell:
    return Bell(round, moment, opens, moments.time_left(moment, at=at))


def _soon(rounds: QuerySet[Round], field: str, at: datetime) -> QuerySet[Round]:
    soon = rounds.filter(**{f"{field}__gt": at, f"{field}__lte": at + _SOON})
    return soon.order_by(field, "pk")[:_BELLS]
