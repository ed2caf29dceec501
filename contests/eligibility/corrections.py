"""Organisers correct what a person said at entry; the person alone cannot change it any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import DetailKind, Entry, EntryDetail
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import HeadcountCategory, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible

FIELDS = ("category", *DetailKind.values)


class NothingCorrected(ContestRefusal):
    code = "nothing_corrected"
    status = 409
    message = _("Không có gì thay đổi.")


class PersonErased(ContestRefusal):
    code = "person_erased"
    status = 409
    message = _("Người này đã xóa dữ liệu nên không ghi thêm gì về họ được.")


@transaction.atomic
def correct_details(
    entry: Entry, detail: EntryDetail, *, by: User, at: datetime, reason: str
) -> EntryDetail:
    """Store the corrected row. The trail names what was changed, and of values the category alone:
    its lines stay for ever."""
    if not visible(reason):
        raise ReasonMissing
    # Deleting a person's data locks the same rows, so nothing comes back after it.
    locked = Entry.objects.select_for_update(no_key=True).select_related(None).get(pk=entry.pk)
    if User.objects.filter(pk=locked.user_id, erased_at__isnull=False).exists():
        raise PersonErased
    stored = EntryDetail.objects.filter(entry=locked).first() or EntryDetail(entry=locked)
    changed = [name for name in FIELDS if getattr(stored, name) != getattr(detail, name)]
    if not changed:
        raise NothingCorrected
    before = {"category": _category(stored)} if "category" in changed else {}
    for name in changed:
        setattr(stored, name, getattr(detail, name))
    stored.save()
    after: dict[str, Any] = {"details_edited": [_label(name) for name in changed]}
    if before:
        after["category"] = _category(stored)
    record(
        about_entry(entry),
        kind=AuditKind.ENTRY_DETAILS_CHANGED,
        by=organiser(by),
        at=at,
        before=before,
        after=after,
        reason=visible(reason),
    )
    return stored


def _category(detail: EntryDetail) -> str:
    return str(HeadcountCategory(detail.category).label) if detail.category else ""


def _label(name: str) -> str:
    return str(_("nhóm đối tượng") if name == "category" else DetailKind(name).label)
