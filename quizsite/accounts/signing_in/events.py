"""Signing in, out and failing to are lines of the log, which is kept for a while and then goes.

They stand outside the audit trail: a stranger could fill a chain that nobody may shorten."""

from typing import Any

import structlog
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from quizsite.accounts.models import User
from quizsite.audit.origin import source_now

log = structlog.get_logger("quizsite.accounts")


def listen() -> None:
    """Called once the apps are ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="events.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="events.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="events.sign_in_failed")


def _signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    log.info("signed_in", person=user.pk, network=source_now())


def _signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        log.info("signed_out", person=user.pk, network=source_now())


def _failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    # What was typed may be an address, a number or a password in the wrong field.
    log.info("sign_in_failed", network=source_now())
