"""What people change of their own way in is a line of the audit trail; allauth tells it by signal.

Addresses and numbers stand in no line: it says that they changed, not to what."""

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.utils import timezone

from quizsite.accounts.models import User
from quizsite.accounts.subjects import about_person, the_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


def listen() -> None:
    """Called once the apps are ready."""
    for signal, kind in (
        (authenticator_added, AuditKind.FACTOR_ADDED),
        (authenticator_removed, AuditKind.FACTOR_REMOVED),
        (authenticator_reset, AuditKind.FACTOR_RENEWED),
        (password_changed, AuditKind.PASSWORD_CHANGED),
        (password_set, AuditKind.PASSWORD_CHANGED),
        (password_reset, AuditKind.PASSWORD_CHANGED),
    ):
        signal.connect(_RECEIVERS[kind], dispatch_uid=f"audit.{kind}")
    email_changed.connect(_address_changed, dispatch_uid="audit.email_changed")


def _receiver(kind: AuditKind) -> Any:
    def note(
        sender: Any, user: User, authenticator: Authenticator | None = None, **kwargs: Any
    ) -> None:
        note_change(user, kind=kind, factor=authenticator.type if authenticator else "")

    return note


def _address_changed(
    sender: Any, user: User, from_email_address: Any, to_email_address: Any, **kwargs: Any
) -> None:
    """The first address of an account is no change of one."""
    if from_email_address and from_email_address.email != to_email_address.email:
        note_change(user, kind=AuditKind.EMAIL_CHANGED)


# allauth has stored the change by then, outside of any transaction: the line follows it.
@transaction.atomic
def note_change(user: User, *, kind: AuditKind, factor: str = "") -> None:
    record(
        about_person(user),
        kind=kind,
        by=the_person(user),
        at=timezone.now(),
        after={"factor": factor} if factor else {},
    )


# Kept here, for signals hold their receivers weakly.
_RECEIVERS = {
    kind: _receiver(kind)
    for kind in (
        AuditKind.FACTOR_ADDED,
        AuditKind.FACTOR_REMOVED,
        AuditKind.FACTOR_RENEWED,
        AuditKind.PASSWORD_CHANGED,
    )
}
