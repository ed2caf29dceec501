"""Personal names of the trail: reading them, and emptying them when a person is forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from quizsite.models import AuditLine, AuditName

EMPTIED = _("đã xoá")


def names_of(line: AuditLine) -> dict[str, str]:
    """The names of a line by their place in it; the caller prefetches `clear_names`."""
    return {name.slot: name.text or str(EMPTIED) for name in line.clear_names.all()}


@transaction.atomic
def empty_names(person: int, *, at: datetime) -> int:
    """Empty every name of a person together with its salt; lines and seals stay as they are."""
    # Django's own queryset: ours refuses to update, the database lets this one update through.
    names: models.QuerySet[AuditName] = models.QuerySet(AuditName)
    return names.filter(person=person, emptied_at=None).update(text="", salt="", emptied_at=at)
