"""Organisers let everybody watch the totals of a final, or no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import WorkFinal
from contests.presentations.making import locked_final
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class NotDrawnYet(ContestRefusal):
    code = "final_not_drawn"
    status = 409
    message = _("Chưa bốc thăm thứ tự trình bày. Hãy bốc thăm trước.")


class WatchedAlready(ContestRefusal):
    code = "watched_already"
    status = 409
    message = _("Bảng điểm trực tiếp vừa được đổi. Hãy tải lại trang để xem.")


@transaction.atomic
def let_watch(final: WorkFinal, *, is_public: bool, by: User, at: datetime) -> None:
    stored = locked_final(final.pk)
    if stored.drawn_at is None:
        raise NotDrawnYet
    if stored.is_live_public == is_public:
        raise WatchedAlready
    stored.is_live_public = is_public
    stored.save(update_fields=["is_live_public"])
    record(
        about_round(stored.round),
        kind=AuditKind.FINAL_WATCHED,
        by=organiser(by),
        at=at,
        after={"is_live_public": is_public},
    )
