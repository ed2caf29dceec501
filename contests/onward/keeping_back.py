"""Organisers keep a work from the gallery, whatever its author agreed to, and say why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Work
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


class KeptBackAlready(ContestRefusal):
    code = "kept_back_already"
    status = 409
    message = _("Bài này vừa thay đổi. Hãy tải lại trang để xem.")


@transaction.atomic
def keep_back(work: Work, *, reason: str, by: User, at: datetime) -> None:
    if not Work.objects.filter(pk=work.pk, kept_back_at=None).update(kept_back_at=at):
        raise KeptBackAlready
    work.candidates.update(text="")  # voters read its beginning
    after, about = {"work": work.number}, about_round(work.round)
    kind, reason = AuditKind.WORK_KEPT_BACK, visible(reason)
    record(about, kind=kind, by=organiser(by), at=at, after=after, reason=reason)


@transaction.atomic
def let_out(work: Work, *, by: User, at: datetime) -> None:
    kept_back = Work.objects.filter(pk=work.pk, kept_back_at__isnull=False)
    if not kept_back.update(kept_back_at=None):
        raise KeptBackAlready
    about, after = about_round(work.round), {"work": work.number}
    record(about, kind=AuditKind.WORK_LET_OUT, by=organiser(by), at=at, after=after)
