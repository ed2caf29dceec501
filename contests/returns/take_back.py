"""Takes back what a device brings: into its paper, or into the list that organisers decide on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec
import structlog
from django.conf import settings
from django.db import transaction

from contests.attempts.close import close_again, submit_attempts
from contests.attempts.locked_reads import lock_attempts
from contests.attempts.overdue import close_on_visit
from contests.attempts.rules import is_key_shown
from contests.delivery.paper_copy import PaperCopy
from contests.delivery.paper_page import SEQ_PER_TAB
from contests.delivery.receipts import Acknowledged
from contests.models import (
    VOIDED_FROM,
    Answer,
    Attempt,
    AttemptState,
    Entry,
    ReturnedPaper,
    ReturnReason,
    ReturnState,
    Round,
)
from contests.returns.merge_rule import Merge, Stored, merge, newest_of_each
from questionbank.question_types.written import stored as stored_text
from quizsite.accounts.models import User

log = structlog.get_logger("contests.returns")
NUMBERS_LEFT_OUT = 500  # tabs of one paper


class Fate(StrEnum):
    OPEN = "open"  # all is in the paper, which goes on
    CLOSED = "closed"  # all is in the paper, which is closed
    WAITING = "waiting"  # organisers decide
    REFUSED = "refused"  # they have refused it


class Tab(NamedTuple):
    """The tab that brings something back; without a token of its own its number is 0."""

    writer: int = 0
    is_of_now: bool = False  # its token was given since the restore


class Returned(NamedTuple):
    fate: Fate
    attempt: Attempt | None = None
    answers: int = 0  # taken into the paper now
    writer: int = 0  # the number under which the tab goes on


def take_back(
    copy: PaperCopy,
    brought: Sequence[Acknowledged],
    *,
    tab: Tab = Tab(),  # noqa: B008 -- a constant
    user: User | None = None,
    at: datetime,
) -> Returned:
    """`brought` holds changes whose receipts were found good, `tab` the one that asks."""
    returned = _take_back(copy, brought, tab=tab, user=user, at=at)
    log.info("saves_returned", paper=str(copy.code), fate=returned.fate, answers=returned.answers)
    if returned.attempt is None or returned.fate is not Fate.OPEN:
        return returned
    closed = close_on_visit(returned.attempt, at=at).state != AttemptState.OPEN
    return returned._replace(fate=Fate.CLOSED) if closed else returned


@transaction.atomic
def _take_back(
    copy: PaperCopy,
    brought: Sequence[Acknowledged],
    *,
    tab: Tab,
    user: User | None,
    at: datetime,
) -> Returned:
    pk = Attempt.objects.filter(code=copy.code).values_list("pk", flat=True).first()
    locked = lock_attempts([pk]) if pk else []
    if not locked:
        return Returned(_keep_for_decision(copy, brought, ReturnReason.UNKNOWN, user=user, at=at))
    if _may_be_picked(locked[0], brought, at=at):
        why = ReturnReason.KEY_SHOWN
        return Returned(_keep_for_decision(copy, brought, why, user=user, at=at))
    writer = tab.writer
    if locked[0].state == AttemptState.OPEN:
        writer = _pass_numbers(locked[0], tab, brought)
    merged = merge_into(locked[0], brought)
    fate = Fate.OPEN if merged.attempt.state == AttemptState.OPEN else Fate.CLOSED
    if merged.left:
        fate = _keep_for_decision(copy, merged.left, merged.why, user=user, at=at)
    return Returned(fate, merged.attempt, merged.answers, writer)


def _may_be_picked(attempt: Attempt, brought: Sequence[Acknowledged], *, at: datetime) -> bool:
    """Whoever kept the receipts of all that they ever clicked could bring back only the right ones
    once the key is shown. Signatures cannot tell; the server's log can, so people decide."""
    if not is_key_shown(attempt.round, at=at) or attempt.round.finalised_at:
        return False
    found = merge(_stored(attempt), brought, until=_until(attempt))
    return bool(found.changes or found.late or _finishes(attempt, found))


class Merged(NamedTuple):
    attempt: Attempt
    answers: int
    left: list[Acknowledged]  # what organisers must decide on
    why: ReturnReason


def merge_into(attempt: Attempt, brought: Sequence[Acknowledged]) -> Merged:
    """Write into a locked paper what counts; a save holds the same lock.

    A closed paper is scored again. Of a final result nothing changes."""
    found = merge(_stored(attempt), brought, until=_until(attempt))
    is_open = attempt.state == AttemptState.OPEN
    if not is_open and (found.changes or _finishes(attempt, found)) and _is_final(attempt):
        return Merged(attempt, 0, [*found.changes, *found.late], ReturnReason.FINAL)
    _write(attempt, found.changes)
    if is_open:
        attempt = _hand_in(attempt, found)
    elif found.changes or _finishes(attempt, found):
        if _finishes(attempt, found):
            attempt.state, attempt.finished_at = AttemptState.SUBMITTED, found.handed_in_at
        close_again(attempt)
    return Merged(attempt, len(found.changes), found.late, ReturnReason.LATE)


def _stored(attempt: Attempt) -> dict[int, Stored]:
    rows = Answer.objects.filter(attempt=attempt)
    return {
        position: Stored(seq, saved_at)
        for position, seq, saved_at in rows.values_list("position", "seq", "saved_at")
    }


def _until(attempt: Attempt) -> datetime:
    is_in = attempt.state == AttemptState.SUBMITTED and attempt.finished_at is not None
    end = attempt.finished_at if is_in else attempt.deadline_at
    return (end or attempt.deadline_at) + timedelta(seconds=settings.SAVE_GRACE_S)


def _finishes(attempt: Attempt, found: Merge) -> bool:
    """The person handed in before the time was over, and a restore made the paper run out."""
    at = found.handed_in_at
    return attempt.state == AttemptState.EXPIRED and at is not None and at < attempt.deadline_at


def _is_final(attempt: Attempt) -> bool:
    return Round.objects.filter(pk=attempt.round_id, finalised_at__isnull=False).exists()


def _write(attempt: Attempt, changes: Sequence[Acknowledged]) -> None:
    """Each answer bears the moment of its first acknowledgement."""
    Answer.objects.bulk_create(
        [
            Answer(
                attempt=attempt,
                position=one.position,
                choice=one.choice,
                text=stored_text(one.text),
                seq=one.seq,
                saved_at=one.accepted_at,
            )
            for one in changes
        ],
        update_conflicts=True,
        unique_fields=["attempt", "position"],
        update_fields=["choice", "text", "seq", "saved_at"],
    )


def _pass_numbers(attempt: Attempt, tab: Tab, brought: Sequence[Acknowledged]) -> int:
    """Let the paper go on under a number that no tab has had; return the number of this tab.

    Since the restore another machine may have got a number that a forgotten tab had. If both saved
    under it, the greater sequences of one would swallow what the other is told is saved. Whoever
    asks again, as the answer was lost, is told the same number; no paper is opened so often that
    another tab gets it."""
    had = max([tab.writer, *(one.seq // SEQ_PER_TAB for one in brought)])
    if tab.is_of_now or not had or had + NUMBERS_LEFT_OUT >= VOIDED_FROM:
        return tab.writer
    if attempt.writer <= had:
        attempt.writer = had + NUMBERS_LEFT_OUT
        Attempt.objects.filter(pk=attempt.pk).update(writer=attempt.writer)
    is_newest = tab.writer == had and attempt.writer == had + NUMBERS_LEFT_OUT
    return attempt.writer if is_newest else tab.writer


def _hand_in(attempt: Attempt, found: Merge) -> Attempt:
    if found.handed_in_at is None or attempt.writer >= VOIDED_FROM:
        return attempt
    return submit_attempts({attempt.pk: None}, at=found.handed_in_at)[attempt.pk]


def _keep_for_decision(
    copy: PaperCopy,
    brought: Sequence[Acknowledged],
    why: ReturnReason,
    *,
    user: User | None,
    at: datetime,
) -> Fate:
    """One row for each paper, however often and from however many devices it comes.

    Every save gave a receipt; of a position the newest is kept, so a row stays small."""
    round = Round.objects.filter(pk=copy.round).first()
    row, is_new = ReturnedPaper.objects.select_for_update().get_or_create(
        code=copy.code,
        defaults={
            "contest_id": round and round.contest_id,
            "round": round,
            "reason": why,
            "paper": msgspec.to_builtins(copy),
            "receipts": [],
            "arrived_at": at,
        },
    )
    if row.state == ReturnState.REFUSED:
        return Fate.REFUSED
    known = [Acknowledged(*one) for one in row.receipts]
    row.receipts = [list(one) for one in newest_of_each([*known, *brought]).values()]
    if not is_new:
        row.state, row.reason = ReturnState.WAITING, why
    if row.entry_id is None and round is not None:
        row.entry = _entry_of(copy, round, user=user)
    row.save(update_fields=["receipts", "entry", "state", "reason"])
    return Fate.WAITING


def _entry_of(copy: PaperCopy, round: Round, *, user: User | None) -> Entry | None:
    entries = Entry.objects.filter(contest=round.contest_id)
    own = entries.filter(pk=copy.entry).first()
    if own is None and user is not None:
        own = entries.filter(user=user).first()
    return own
