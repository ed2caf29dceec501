"""Number and day of a period's report as an official document."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from leaderboard.propaganda.periods import Period
from leaderboard.propaganda_models import PeriodDocument
from leaderboard.reports.letterheads import about_reporter
from quizsite.accounts.models import Unit
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record


def period_document(period: Period, *, focus: Unit | None) -> PeriodDocument:
    """What was noted; else neither number nor day, not stored."""
    own = {"unit": focus, "kind": period.kind, "year": period.year}
    return PeriodDocument.objects.filter(**own).first() or PeriodDocument(**own)


@transaction.atomic
def number_report(
    period: Period,
    *,
    focus: Unit | None,
    number: int | None,
    day: date | None,
    by: Actor,
    at: datetime,
) -> PeriodDocument:
    """Note number and day; an empty one leaves room to write it by hand."""
    before = _numbered(period_document(period, focus=focus))
    stored, _is_new = PeriodDocument.objects.update_or_create(
        unit=focus, kind=period.kind, year=period.year, defaults={"number": number, "day": day}
    )
    if before != _numbered(stored):
        record(
            about_reporter(focus),
            kind=AuditKind.DOCUMENT_NUMBERED,
            by=by,
            at=at,
            before=before,
            after={"document": period.title} | _numbered(stored),
        )
    return stored


def _numbered(issued: PeriodDocument) -> dict[str, int | date | None]:
    return {"document_number": issued.number, "document_day": issued.day}
