"""Disabling an account ends its sessions and its open papers' windows at once; enabling undoes
only the first: the person signs in again."""

from datetime import datetime

from django.db import transaction

from quizsite.accounts.models import User
from quizsite.accounts.oversight.rules import (
    AccountErased,
    AlreadyDisabled,
    NotDisabled,
    check_may_oversee,
    given,
    lock_staff_and,
)
from quizsite.accounts.signing_in.ended_sessions import end_all_sessions
from quizsite.accounts.subjects import about_person, the_staff
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


@transaction.atomic
def disable_person(user: User, *, by: User, reason: str, at: datetime) -> None:
    reason = given(reason)
    check_may_oversee(by, user, staff=lock_staff_and(user))
    user.refresh_from_db()
    if not user.is_active:
        raise AlreadyDisabled
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user)
    record(
        about_person(user),
        kind=AuditKind.PERSON_DISABLED,
        by=the_staff(by),
        at=at,
        reason=reason,
    )


@transaction.atomic
def enable_person(user: User, *, by: User, reason: str, at: datetime) -> None:
    reason = given(reason)
    check_may_oversee(by, user, staff=lock_staff_and(user))
    user.refresh_from_db()
    if user.erased_at is not None:
        raise AccountErased
    if user.is_active:
        raise NotDisabled
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(
        about_person(user),
        kind=AuditKind.PERSON_ENABLED,
        by=the_staff(by),
        at=at,
        reason=reason,
    )
