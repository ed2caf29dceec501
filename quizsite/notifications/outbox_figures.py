"""How the outbox is: figures for operators, and for those who read the log of a contest."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Min

from quizsite.notifications.models import Mailing, Notice, NoticeState
from quizsite.operations import metrics

LATELY = timedelta(hours=1)  # of the budget: once it is spent nothing goes out for so long
TRIES_OF_TROUBLE = 2


def measure(now: datetime) -> None:
    """Each process tells the same of the whole site; watchers take the largest."""
    due = Notice.objects.due(now).aggregate(n=Count("pk"), oldest=Min("due_at"))
    waited = (now - due["oldest"]).total_seconds() if due["oldest"] else 0
    sent = Notice.objects.filter(sent_at__gt=now - LATELY)
    tried = Notice.objects.filter(state=NoticeState.WAITING, tries__gte=TRIES_OF_TROUBLE)
    metrics.NOTICES_DUE.set(due["n"])
    metrics.NOTICES_OLDEST_SECONDS.set(max(0, round(waited)))
    metrics.NOTICES_SENT.set(sent.count())
    metrics.NOTICES_TRIED.set(tried.count())


def count_states(contest: int) -> dict[tuple[str, str], int]:
    """How many notices of each kind are in which state."""
    found = Notice.objects.filter(contest=contest).order_by()
    rows = found.values_list("kind", "state").annotate(n=Count("pk"))
    return {(kind, state): n for kind, state, n in rows}


def progress_of(mailing: Mailing) -> dict[str, int]:
    """How many notices of the mailing are in which state."""
    found = mailing.notices.order_by().values_list("state").annotate(n=Count("pk"))
    return dict(found)
