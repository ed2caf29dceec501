"""Changes of second factors, which allauth tells by signal, are lines of the audit trail."""

from typing import Any

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
    ):
        signal.connect(_RECEIVERS[kind], dispatch_uid=f"audit.{kind}")


def _receiver(kind: AuditKind) -> Any:
    # allauth has stored the change by then, outside of any transaction: the line follows it.
    @transaction.atomic
    def note(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
        record(
            about_person(user),
            kind=kind,
            by=the_person(user),
            at=timezone.now(),
            after={"factor": authenticator.type},
        )

    return note


# Kept here, for signals hold their receivers weakly.
_RECEIVERS = {
    kind: _receiver(kind)
    for kind in (AuditKind.FACTOR_ADDED, AuditKind.FACTOR_REMOVED, AuditKind.FACTOR_RENEWED)
}
