"""A lost second factor is removed by two people, or by a command on the server.

The line of the trail is the proposal: it is stored for ever anyway, says who and why, and the
newest line about the person says whether it still waits. So it needs no table of its own."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from quizsite.accounts.models import User
from quizsite.accounts.oversight.messages import tell_of_removed_factor
from quizsite.accounts.oversight.rules import (
    AlreadyProposed,
    NoFactor,
    NothingProposed,
    SecondPersonNeeded,
    active_staff,
    check_may_oversee,
    check_may_propose_reset,
    given,
    lock_staff_and,
)
from quizsite.accounts.signing_in.ended_sessions import end_all_sessions
from quizsite.accounts.subjects import about_person, the_staff
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import OPERATOR, Actor, record
from quizsite.models import AuditLine

# A proposal that nobody confirmed says little about who asks for it weeks later.
WAITS_FOR = timedelta(days=3)
_STEPS = (
    AuditKind.FACTOR_RESET_PROPOSED,
    AuditKind.FACTOR_RESET_REFUSED,
    AuditKind.FACTOR_RESET,
)


def open_proposal(user: User, *, at: datetime) -> AuditLine | None:
    """Find what waits; it lapses when who proposed it is no active staff member any more."""
    lines = AuditLine.objects.filter(about_kind=Subject.PERSON, about_id=user.pk, kind__in=_STEPS)
    last = lines.order_by("-pk").first()
    waits = last is not None and last.kind == AuditKind.FACTOR_RESET_PROPOSED
    if not waits or last is None or last.at <= at - WAITS_FOR:
        return None
    return last if last.by_id in active_staff() else None


@transaction.atomic
def propose_reset(user: User, *, by: User, reason: str, at: datetime) -> None:
    reason = given(reason)
    check_may_propose_reset(by, user, staff=lock_staff_and(user))
    if open_proposal(user, at=at):
        raise AlreadyProposed
    record(
        about_person(user),
        kind=AuditKind.FACTOR_RESET_PROPOSED,
        by=the_staff(by),
        at=at,
        reason=reason,
    )


@transaction.atomic
def confirm_reset(user: User, *, by: User, at: datetime) -> None:
    """Remove every factor; who proposed it is never who confirms it."""
    check_may_oversee(by, user, staff=lock_staff_and(user))
    proposal = open_proposal(user, at=at)
    if proposal is None:
        raise NothingProposed
    if proposal.by_id == by.pk:
        raise SecondPersonNeeded
    _reset(user, by=the_staff(by), reason=proposal.reason, at=at)


@transaction.atomic
def refuse_reset(user: User, *, by: User, at: datetime) -> None:
    """Leave everything as it is; whoever proposed it may take it back in this way."""
    check_may_oversee(by, user, staff=lock_staff_and(user))
    if open_proposal(user, at=at) is None:
        raise NothingProposed
    record(about_person(user), kind=AuditKind.FACTOR_RESET_REFUSED, by=the_staff(by), at=at)


@transaction.atomic
def reset_by_operator(user: User, *, reason: str, at: datetime) -> None:
    """For a site whose only staff member has lost it."""
    reason = given(reason)
    lock_staff_and(user)
    _reset(user, by=OPERATOR, reason=reason, at=at)


def _reset(user: User, *, by: Actor, reason: str, at: datetime) -> None:
    factors = Authenticator.objects.filter(user=user)
    kinds = sorted(set(factors.values_list("type", flat=True)))
    if not kinds:
        raise NoFactor
    factors.delete()
    end_all_sessions(user)
    record(
        about_person(user),
        kind=AuditKind.FACTOR_RESET,
        by=by,
        at=at,
        before={"factor": kinds},
        reason=reason,
    )
    transaction.on_commit(lambda: tell_of_removed_factor(user))
