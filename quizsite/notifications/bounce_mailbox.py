"""Looks over IMAP into the mailbox that mails come back to, where no pipe brings them."""

from __future__ import annotations

import imaplib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings

from quizsite.notifications.bounce_reports import MOST_BYTES
from quizsite.notifications.bounces import take_bounce

log = structlog.get_logger("quizsite.notifications")

MOST_AT_ONCE = 200
_TIMEOUT_S = 30


def take_from_mailbox(*, now: Callable[[], datetime], between: Callable[[], None]) -> int:
    """Take what is unread and mark it read; what could not be fetched waits for the next time."""
    if not settings.BOUNCE_IMAP_HOST:
        return 0
    try:
        return _take_all(now=now, between=between)
    except (OSError, imaplib.IMAP4.error) as error:  # its names for refusals and broken lines
        log.warning("bounce_mailbox_unread", trouble=type(error).__name__)
        return 0


def _take_all(*, now: Callable[[], datetime], between: Callable[[], None]) -> int:
    taken = 0
    with _connect() as box:
        box.login(settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD)
        box.select("INBOX")
        _answer, found = box.uid("search", "UNSEEN")
        for number in (found[0] or b"").split()[:MOST_AT_ONCE]:
            between()
            name = number.decode("ascii", "replace")
            # One byte more than is read tells that there is more, and no more of it comes here.
            _answer, parts = box.uid("fetch", name, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
            taken += take_bounce(_body(parts), at=now())
            box.uid("store", name, "+FLAGS", r"(\Seen)")
    return taken


def _body(parts: Any) -> bytes:
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")


def _connect() -> imaplib.IMAP4:
    host, port = settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT
    if settings.BOUNCE_IMAP_SSL:
        return imaplib.IMAP4_SSL(host, port, timeout=_TIMEOUT_S)
    return imaplib.IMAP4(host, port, timeout=_TIMEOUT_S)
