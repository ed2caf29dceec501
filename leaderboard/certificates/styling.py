"""Organisers choose how the certificates of their contest look."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.models import Contest
from contests.subjects import about_contest, organiser
from leaderboard.document_models import CertificateStyle
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


@transaction.atomic
def set_style(style: CertificateStyle, *, by: User, at: datetime) -> CertificateStyle:
    contest = Contest.objects.select_for_update(no_key=True).get(pk=style.contest_id)
    style.save()
    record(
        about_contest(contest),
        kind=AuditKind.CERTIFICATES_STYLED,
        by=organiser(by),
        at=at,
        after={"certificates": style.heading, "note": str(style.get_design_display())},
    )
    return style
