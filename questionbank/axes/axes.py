"""Storing axes; what an axis was called before stays in the audit trail."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from questionbank.edit_versions import check_unchanged
from questionbank.models import Axis
from questionbank.rules import BankRefusal, check_may_write
from questionbank.subjects import THE_BANK, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import changes, record, snapshot

FIELDS = ("code", "name", "is_retired")


class AxisTaken(BankRefusal):
    code = "axis_taken"
    message = _("Mã trục này đã có. Hãy chọn mã khác.")


def axes_with_counts() -> QuerySet[Axis]:
    return Axis.objects.annotate(question_count=Count("question"))


@transaction.atomic
def add_axis(name: str, *, code: str = "", by: User, at: datetime) -> Axis:
    """Put a new axis behind the others; without a code it gets the next number."""
    check_may_write(by)
    last = Axis.objects.aggregate(last=Max("position"))["last"] or 0
    axis = Axis(code=code or _free_code(last + 1), name=name, position=last + 1)
    try:
        with transaction.atomic():
            axis.save()
    except IntegrityError as error:
        raise AxisTaken from error
    after = {"axis": axis.name, "code": axis.code}
    record(THE_BANK, kind=AuditKind.AXIS_ADDED, by=author(by), at=at, after=after)
    return axis


@transaction.atomic
def edit_axis(
    axis: Axis, *, name: str, is_retired: bool, by: User, at: datetime, version: str = ""
) -> Axis:
    """Rename an axis, retire it or take it back; questions and rounds that have it keep it."""
    check_may_write(by)
    stored = Axis.objects.select_for_update(no_key=True).get(pk=axis.pk)
    check_unchanged(stored, FIELDS, version=version)
    before = snapshot(stored, FIELDS)
    stored.name, stored.is_retired = name, is_retired
    stored.save(update_fields=["name", "is_retired"])
    was, became = changes(before, snapshot(stored, FIELDS))
    if became:
        became |= {"axis": stored.name}
        kind = AuditKind.AXIS_EDITED
        record(THE_BANK, kind=kind, by=author(by), at=at, before=was, after=became)
    return stored


@transaction.atomic
def move_axis(axis: Axis, *, up: bool, by: User, at: datetime) -> None:
    """Let an axis change places with its neighbour; at the end of the list nothing moves."""
    check_may_write(by)
    # All are locked: two who move axes at once would give one place twice.
    axes = list(Axis.objects.select_for_update(no_key=True).order_by("position", "pk"))
    place = next(n for n, one in enumerate(axes) if one.pk == axis.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(axes):
        return
    before = [one.name for one in axes]
    axes[place], axes[other] = axes[other], axes[place]
    for position, one in enumerate(axes, start=1):
        one.position = position
    Axis.objects.bulk_update(axes, ["position"])
    was, became = {"axes": before}, {"axes": [one.name for one in axes]}
    record(THE_BANK, kind=AuditKind.AXIS_EDITED, by=author(by), at=at, before=was, after=became)


def _free_code(number: int) -> str:
    taken = set(Axis.objects.values_list("code", flat=True))
    while str(number) in taken:
        number += 1
    return str(number)
