"""Hands papers in by token: papers that arrive together are closed together.

The answer endpoint's thread for submissions calls it. A person without a good token uses the
page's form (docs/decisions/0017-the-bell.md)."""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from django.db import connection

from contests.attempts.close import BAD, submit_attempts
from contests.attempts.sign_out import ended_by_sign_out
from contests.delivery.notes import note_handed_in
from contests.delivery.receipts import microseconds, stamp_of
from contests.delivery.saves import Receipt, Verdict
from contests.delivery.tokens import SaveToken
from contests.models import VOIDED_FROM, Attempt, AttemptState
from quizsite.epochs.epoch import FIRST, current_epoch

log = structlog.get_logger("contests.submissions")


def hand_in(tokens: Sequence[SaveToken]) -> list[Receipt]:
    """Close every paper whose token is of its newest tab; twice is harmless.

    A batch that fails is handed in one by one, so that a bad paper stops no other."""
    at = datetime.now(UTC)
    try:
        return _hand_in(tokens, at=at)
    except BAD:
        if not connection.is_usable():  # on a new one the batch may be fine
            raise
        log.exception("submissions_failed", size=len(tokens))
    return [_hand_in_alone(token, at=at) for token in tokens]


def _hand_in_alone(token: SaveToken, *, at: datetime) -> Receipt:
    try:
        return _hand_in([token], at=at)[0]
    except BAD:
        log.exception("submission_failed", attempt=token.attempt_id)
        return Receipt(Verdict.FAILED, at, None)


def _hand_in(tokens: Sequence[SaveToken], *, at: datetime) -> list[Receipt]:
    epoch = current_epoch()
    tabs: dict[int, int] = {}
    for token in tokens:
        if not _is_of_another(token, epoch):
            tabs[token.attempt_id] = max(token.writer, tabs.get(token.attempt_id, 0))
    found = submit_attempts(tabs, at=at)
    note_handed_in(pk for pk, one in found.items() if one.state != AttemptState.OPEN)
    return [_receipt(found.get(token.attempt_id), token, at, epoch) for token in tokens]


def _is_of_another(token: SaveToken, epoch: int) -> bool:
    return FIRST <= token.epoch != epoch


def _receipt(attempt: Attempt | None, token: SaveToken, at: datetime, epoch: int) -> Receipt:
    if _is_of_another(token, epoch):
        return Receipt(Verdict.RESTORED, at, None)
    if attempt is None:
        return Receipt(Verdict.UNKNOWN, at, None)
    if attempt.state != AttemptState.OPEN:
        stamp = stamp_of(microseconds(attempt.finished_at or at), epoch)
        return Receipt(Verdict.SUBMITTED, at, attempt.deadline_at, stamp)
    if attempt.writer >= VOIDED_FROM:
        verdict = Verdict.VOIDED
    elif ended_by_sign_out(token.writer, attempt.writer):
        verdict = Verdict.SIGNED_OUT
    else:
        verdict = Verdict.SUPERSEDED
    return Receipt(verdict, at, attempt.deadline_at)
