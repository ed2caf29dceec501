"""The letterhead of a unit's reports, or of the whole site's: stated once, as that of a contest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leaderboard.document_models import ReportOffice
from quizsite.accounts.models import Unit
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record

BLANK = "……………"  # written over by hand
LINES = (
    "superior",
    "agency",
    "place",
    "symbol",
    "signer_authority",
    "signer_name",
    "recipients",
)


def about_reporter(unit: Unit | None) -> About:
    return About(Subject.UNITS, unit.pk, unit.name) if unit else About(Subject.SITE)


def is_report_office_stated(unit: Unit | None) -> bool:
    return _stated(unit) is not None


def report_office_of(unit: Unit | None) -> ReportOffice:
    """What was stated, else the names that the tree of units knows, not stored."""
    return _stated(unit) or ReportOffice(unit=unit, **_usual(unit))


def _stated(unit: Unit | None) -> ReportOffice | None:
    return ReportOffice.objects.filter(unit=unit).first()


def _usual(unit: Unit | None) -> dict[str, str]:
    if unit is None:
        return {"agency": BLANK}
    above = unit.parent
    is_named = above is not None and above.code != NO_UNIT
    return {"agency": unit.name, "superior": above.name if above and is_named else ""}


@transaction.atomic
def set_report_office(office: ReportOffice, *, by: Actor, at: datetime) -> ReportOffice:
    """Store the lines; the trail names which changed, not the officials."""
    before = report_office_of(office.unit)
    lines = {name: getattr(office, name) for name in LINES}
    changed = [
        str(ReportOffice._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 -- Django's public door
        for name, said in lines.items()
        if getattr(before, name) != said
    ]
    stored, _is_new = ReportOffice.objects.update_or_create(unit=office.unit, defaults=lines)
    if changed:
        record(
            about_reporter(office.unit),
            kind=AuditKind.OFFICE_CHANGED,
            by=by,
            at=at,
            after={"changed_fields": changed},
        )
    return stored
