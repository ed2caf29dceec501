"""Organisers decide on a case: no problem, to be asked about, or void who broke the rules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import CASE_MOVES, CaseState, Entry, IntegrityCase
from contests.registration.entries import void_entry
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Deed, record_all
from quizsite.language.vietnamese import visible


class CaseChanged(ContestRefusal):
    code = "case_changed"
    message = _("Trường hợp này vừa được người khác xét. Hãy xem lại danh sách.")


class NobodyChosen(ContestRefusal):
    code = "nobody_chosen"
    message = _("Hãy chọn ít nhất một người để loại.")


@transaction.atomic
def ask_about(case: IntegrityCase, *, by: User, at: datetime, reason: str) -> IntegrityCase:
    """Keep the case until somebody was asked; nothing changes for anybody."""
    return _move(case, CaseState.ASKED, by=by, at=at, reason=reason)


@transaction.atomic
def clear_case(case: IntegrityCase, *, by: User, at: datetime, reason: str) -> IntegrityCase:
    """Say that there is no problem; the same people are not proposed for this sign again."""
    return _move(case, CaseState.CLEARED, by=by, at=at, reason=reason)


@transaction.atomic
def void_in_case(
    case: IntegrityCase,
    entries: Collection[Entry],
    *,
    by: User,
    at: datetime,
    reason: str,
    desk_reason: str = "",
) -> IntegrityCase:
    """Void those chosen, who read the reason; the others of the case keep their papers."""
    if not entries:
        raise NobodyChosen
    inside = set(case.members.values_list("entry", flat=True))
    if any(entry.pk not in inside for entry in entries):
        raise CaseChanged
    moved = _move(case, CaseState.VOIDED, by=by, at=at, reason=desk_reason or reason)
    for entry in sorted(entries, key=lambda one: one.pk):
        void_entry(entry, by=by, at=at, reason=reason)
    return moved


def _move(
    case: IntegrityCase, state: CaseState, *, by: User, at: datetime, reason: str
) -> IntegrityCase:
    if not visible(reason):
        raise ReasonMissing
    before = [old for old, allowed in CASE_MOVES.items() if state in allowed]
    won = IntegrityCase.objects.filter(pk=case.pk, state__in=before).update(
        state=state, decided_at=at, decided_by=by, reason=visible(reason)
    )
    if not won:
        raise CaseChanged
    case.refresh_from_db()
    entries = case.entries.select_related("user").order_by("pk")
    said = {"round": case.round.title, "sign": case.kind, "decision": state}
    deeds = [Deed(about_entry(entry), after=said, reason=visible(reason)) for entry in entries]
    record_all(deeds, kind=AuditKind.CASE_DECIDED, by=organiser(by), at=at)
    return case
