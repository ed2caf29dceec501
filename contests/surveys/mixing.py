"""Rows of past days are stored anew in random order.

PostgreSQL keeps beside each row which transaction wrote it and where it lies. Whoever reads the
database itself could tell from these which answer came first, which remark came with it, and which
code was used. After this, all rows of a day come from one transaction, ordered by random keys."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from contests.models import Remark, Response

_AT_ONCE = 2000


def mix_all(*, today: date) -> int:
    """Store anew what came before this day and was not stored anew yet; return how many rows."""
    return _mix(Response, today=today) + _mix(Remark, today=today)


@transaction.atomic
def _mix(model: type[Response | Remark], *, today: date) -> int:
    """Answers of a past day come no more, so nobody waits for these rows."""
    stored: Any = model._default_manager  # noqa: SLF001 -- Django documents it
    waiting = stored.filter(day__lt=today, is_mixed=False)
    rows = list(waiting.select_for_update().order_by("pk"))
    for start in range(0, len(rows), _AT_ONCE):
        stored.filter(pk__in=[row.pk for row in rows[start : start + _AT_ONCE]]).delete()
    for row in rows:
        row.is_mixed = True
    stored.bulk_create(rows, batch_size=_AT_ONCE)
    return len(rows)
