"""Jobs of recounting; the path of each is stored, so none is moved or renamed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from contests.models import Contest
from contests.subjects import about_contest, organiser
from leaderboard.recount.contest import recount, scope_of
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.worker import give_back_if_stopping

FINDINGS_KEPT = 200  # whoever has more needs the command, not a longer page


@task()
def recount_contest(contest_id: int) -> dict[str, Any]:
    """Find every figure again; return what a page shows."""
    contest = Contest.objects.get(pk=contest_id)
    count, kept = 0, list[str]()
    scope = scope_of(contest)
    for line in recount(contest, at=timezone.now(), between=give_back_if_stopping):
        count += 1
        if len(kept) < FINDINGS_KEPT:
            kept.append(line)
    return asdict(scope) | {"count": count, "findings": kept}


@transaction.atomic
def ask_recount(contest: Contest, *, by: User, at: datetime) -> None:
    """Let a job recount; two who ask at once may get one job or two."""
    record(about_contest(contest), kind=AuditKind.CONTEST_VERIFIED, by=organiser(by), at=at)
    enqueue_once(recount_contest, contest.pk)
