"""Authors are told by message that a work has come; the receipt itself stays behind sign-in."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from contests.models import Work, WorkVersion
from contests.written.rules import owner_entry
from quizsite.language import moments
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify


def tell_received(work: Work, version: WorkVersion, *, at: datetime) -> None:
    """Write the notice in the transaction of the hand-in, once for each version."""
    contest = work.round.contest
    if contest.is_rehearsal or contest.is_sample:
        return
    facts = {
        "contest": contest.title,
        "round": work.round.title,
        "receipt": f"{work.round.number}-{work.number or 0:04d}-{version.number}",
        "digest": version.digest[:16],
        "moment": moments.exact_moment(version.handed_in_at),
        "path": reverse("contests:work_receipt", args=[contest.slug, work.pk, version.number]),
    }
    occasion = Occasion(NoticeKind.WORK_RECEIVED, f"work:{version.pk}", facts, contest.pk)
    notify([owner_entry(work).user_id], occasion, at=at)
