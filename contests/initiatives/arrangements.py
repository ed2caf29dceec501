"""Staff say who keeps the column, in how many days units reply, and which words are ready."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import ColumnKeeper, ReplyTemplate, ReplyTerm
from contests.rules import ContestRefusal
from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import Unit, User
from quizsite.accounts.people import holder_of
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record


class NobodyThere(ContestRefusal):
    code = "nobody_there"
    message = _(
        "Chưa có tài khoản nào xác nhận địa chỉ này. Hãy nhờ người đó đăng ký tài khoản trước."
    )


def person_at(address: str) -> User:
    found = holder_of(email=to_address(address), phone=None)
    if found is None or not found.is_active:
        raise NobodyThere
    return found


@transaction.atomic
def appoint_keeper(user: User, *, by: Actor, at: datetime) -> ColumnKeeper:
    role, is_new = ColumnKeeper.objects.get_or_create(
        user=user, defaults={"since": timezone.localdate(at)}
    )
    if is_new:
        record(about_person(user), kind=AuditKind.COLUMN_KEEPER_GIVEN, by=by, at=at)
    return role


@transaction.atomic
def dismiss_keeper(role: ColumnKeeper, *, by: Actor, at: datetime) -> None:
    record(about_person(role.user), kind=AuditKind.COLUMN_KEEPER_TAKEN, by=by, at=at)
    role.delete()


@transaction.atomic
def set_term(unit: Unit | None, *, days: int, by: Actor, at: datetime) -> ReplyTerm:
    """It counts for referrals from now on; a day that was told stays."""
    before = ReplyTerm.objects.filter(unit=unit).first()
    term, _is_new = ReplyTerm.objects.update_or_create(unit=unit, defaults={"days": days})
    record(
        About(Subject.UNITS, unit.pk, unit.name) if unit else About(Subject.SITE),
        kind=AuditKind.REPLY_TERM_SET,
        by=by,
        at=at,
        before={"reply_days": before.days} if before else {},
        after={"reply_days": days},
    )
    return term


@transaction.atomic
def add_template(template: ReplyTemplate, *, by: Actor, at: datetime) -> ReplyTemplate:
    template.save()
    _note(template, by=by, at=at, after={"reply_template": template.name})
    return template


@transaction.atomic
def remove_template(template: ReplyTemplate, *, by: Actor, at: datetime) -> None:
    _note(template, by=by, at=at, before={"reply_template": template.name})
    template.delete()


def _note(template: ReplyTemplate, *, by: Actor, at: datetime, **said: Any) -> None:
    unit = template.unit
    about = About(Subject.UNITS, unit.pk, unit.name) if unit else About(Subject.SITE)
    record(about, kind=AuditKind.REPLY_TEMPLATE_CHANGED, by=by, at=at, **said)
