"""Whoever reads lists of people, or their contact data, leaves a line in the audit trail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import About, Actor, record
from quizsite.models import AuditLine

# One line tells of a person at one page for a while: leafing through it is one reading.
ONE_READING = timedelta(hours=1)


def note_reading(about: About, *, page: str, people: int, by: Actor, at: datetime) -> None:
    """Say who read which page, and of how many people; nothing if nobody stood there."""
    if people and not _is_known(about, page=page, by=by, at=at):
        with transaction.atomic():
            after = {"page": page, "people": people}
            record(about, kind=AuditKind.PEOPLE_SEEN, by=by, at=at, after=after)


def _is_known(about: About, *, page: str, by: Actor, at: datetime) -> bool:
    """Two windows at once may both say no, and then there are two lines."""
    return AuditLine.objects.filter(
        kind=AuditKind.PEOPLE_SEEN,
        by_id=by.person.pk if by.person else None,
        about_kind=about.kind,
        about_id=about.pk,
        contest=about.contest,
        after__page=page,
        at__gt=at - ONE_READING,
    ).exists()
