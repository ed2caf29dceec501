"""Puts decisions on who counts in a result one after the other, with times in that order."""

from datetime import datetime, timedelta

from django.db.models import Max

from contests.models import Contest
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine

_TICK = timedelta(microseconds=1)


def begin_decision(contest_id: int, *, at: datetime) -> datetime:
    """Make voiding, restoring and finalising wait for each other until the transaction ends.

    It returns the decision's moment: `at`, or just after the last one if that was later. Later
    these moments tell who was out of a round when it was finalised."""
    contest = Contest.objects.select_for_update(no_key=True).get(pk=contest_id)
    decided = AuditLine.objects.filter(
        contest=contest_id, kind__in=(AuditKind.ENTRY_VOIDED, AuditKind.ENTRY_RESTORED)
    )
    lasts: list[datetime | None] = [
        decided.aggregate(last=Max("at"))["last"],
        contest.rounds.aggregate(last=Max("finalised_at"))["last"],
    ]
    return max([at, *(last + _TICK for last in lasts if last is not None)])
