"""Handing papers in by ticket: those that arrive together are closed together.

Called by the answer door's thread for submissions; whoever has no good ticket any more has the
page's form (docs/decisions/0017-the-bell.md)."""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from django.db import connection

from contests.attempts.close import BAD, submit_attempts
from contests.delivery.saves import Receipt, Verdict
from contests.delivery.tokens import Ticket
from contests.models import Attempt, AttemptState

log = structlog.get_logger("contests.submissions")


def hand_in(tickets: Sequence[Ticket]) -> list[Receipt]:
    """Close every paper whose ticket is of its newest window; twice is harmless.

    One bad paper stops nobody else's: a batch that fails is handed in one by one."""
    at = datetime.now(UTC)
    try:
        return _hand_in(tickets, at=at)
    except BAD:
        if not connection.is_usable():  # on a new one nothing may be wrong with them
            raise
        log.exception("submissions_failed", size=len(tickets))
    return [_hand_in_alone(ticket, at=at) for ticket in tickets]


def _hand_in_alone(ticket: Ticket, *, at: datetime) -> Receipt:
    try:
        return _hand_in([ticket], at=at)[0]
    except BAD:
        log.exception("submission_failed", attempt=ticket.attempt_id)
        return Receipt(Verdict.FAILED, at, None)


def _hand_in(tickets: Sequence[Ticket], *, at: datetime) -> list[Receipt]:
    windows: dict[int, int] = {}
    for ticket in tickets:
        windows[ticket.attempt_id] = max(ticket.writer, windows.get(ticket.attempt_id, 0))
    found = submit_attempts(windows, at=at)
    return [_receipt(found.get(ticket.attempt_id), ticket, at) for ticket in tickets]


def _receipt(attempt: Attempt | None, ticket: Ticket, at: datetime) -> Receipt:
    if attempt is None:
        return Receipt(Verdict.UNKNOWN, at, None)
    is_in = attempt.state != AttemptState.OPEN
    return Receipt(Verdict.SUBMITTED if is_in else Verdict.SUPERSEDED, at, attempt.deadline_at)
