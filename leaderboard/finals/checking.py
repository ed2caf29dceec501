"""Organisers check a closed round's result, ranked by true predictions, before it is final."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.attempts.close import close_overdue
from contests.models import Round, RoundState
from contests.registration.decision_order import begin_decision
from contests.subjects import about_round, organiser
from leaderboard.boards.writer import mark_dirty_on_commit
from leaderboard.finals.jobs import rank_check
from leaderboard.models import ResultCheck
from leaderboard.rules import CheckBegun, check_may_check
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


def begin_check(
    round: Round, *, by: User | None, at: datetime, within_s: float = float("inf")
) -> Round:
    """Close overdue papers and begin; a job then counts true predictions and ranks by them."""
    close_overdue(at=at, within_s=within_s)
    return _begin(round, by=by, at=at)


@transaction.atomic
def _begin(round: Round, *, by: User | None, at: datetime) -> Round:
    at = begin_decision(round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=round.pk)
    check_may_check(round, at=at)
    unchecked = Round.objects.filter(pk=round.pk, state=RoundState.PUBLISHED, checking_since=None)
    if not unchecked.update(checking_since=at):
        raise CheckBegun
    record(about_round(round), kind=AuditKind.CHECK_BEGUN, by=organiser(by), at=at)
    if round.has_prediction:
        ResultCheck.objects.create(round=round)
        rank_check.enqueue(round.pk)
    mark_dirty_on_commit(round, round.contest.divisions.values_list("pk", flat=True))
    round.refresh_from_db()
    return round
