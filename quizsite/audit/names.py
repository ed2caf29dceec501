"""Personal names of the trail: reading them, and emptying them when a person is forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record
from quizsite.models import AuditLine, AuditName

EMPTIED = _("đã xoá")


def names_of(line: AuditLine) -> dict[str, str]:
    """The names of a line by their place in it; the caller prefetches `clear_names`."""
    return {name.slot: name.text or str(EMPTIED) for name in line.clear_names.all()}


@transaction.atomic
def empty_names(person: int, *, by: Actor, at: datetime, reason: str) -> int:
    """Empty every name of a person together with its salt; lines and seals stay as they are.

    The line that this leaves is how the verifier knows that the names were not taken by stealth."""
    about = About(Subject.PERSON, person)
    record(about, kind=AuditKind.NAMES_EMPTIED, by=by, at=at, reason=reason)
    return _empty(AuditName.objects.filter(person=person, emptied_at=None), at=at)


def empty_late_names(late: models.QuerySet[AuditName], at: datetime) -> None:
    """Empty names that were written while their people were being forgotten.

    The line about that stands already."""
    _empty(late, at=at)


def _empty(names: models.QuerySet[AuditName], *, at: datetime) -> int:
    # Django's own queryset: ours refuses to update, the database lets this one update through.
    plain: models.QuerySet[AuditName] = models.QuerySet(AuditName)
    return plain.filter(pk__in=names.values("pk")).update(text="", salt="", emptied_at=at)
