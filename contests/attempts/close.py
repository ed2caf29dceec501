"""Closes attempts: when a person submits, when an overdue one is read, and by the sweeper."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection, transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils.translation import gettext_lazy

from contests import rules
from contests.attempts.locked_reads import (
    lock_attempts,
    lock_open_attempts,
    newest_saves,
    rounds_among,
    stored_choices,
)
from contests.attempts.paper_scores import scores
from contests.attempts.rulings_in_force import rulings_in_force
from contests.attempts.scoring import SCORED, predicted
from contests.models import ATTEMPT_MOVES, Attempt, AttemptState, TextMark
from contests.signals import attempts_closed, attempts_regraded
from quizsite.db.bulk_write import plan_for_many, write_rows
from quizsite.operations import metrics
from quizsite.refusals import Refusal

log = structlog.get_logger("contests.attempts")

# This size closes fastest while the saves beside it take less than 0.1 s (benchmarks/close.py).
BATCH = 200
# The sweeper looks for so many ids of overdue attempts at a time.
_PAGE = 5000
# On SQLite a batch holds the one writer's turn, and every save waits for it.
SQLITE_BATCH = 45
# A lock goes to the thread that asks first; without a pause that would be the next batch.
PAUSE_S = 0.002
# A request that waited for longer has nobody who waits for it.
LONGEST_HANG = timedelta(minutes=10)
# A damaged paper raises these, and so do boards whose round is finalised already.
BAD = (DatabaseTrouble, LookupError, TypeError, ValueError, Refusal)


class PaperWithdrawn(rules.ContestRefusal):
    code = "paper_withdrawn"
    status = 410
    message = gettext_lazy(
        "Bài này mở ra sau khi kết quả kỳ thi đã chốt nên đã được hủy và không tính lượt thi. "
        "Bạn vẫn dự thi được các kỳ khác."
    )


def submit_attempt(attempt: Attempt, *, at: datetime) -> Attempt:
    """Close the attempt early and fix its score; a second submission changes nothing."""
    return submit_attempts({attempt.pk: None}, at=at)[attempt.pk]


@transaction.atomic
def submit_attempts(tabs: Mapping[int, int | None], *, at: datetime) -> dict[int, Attempt]:
    """Close several attempts at once; `tabs` gives for each id the tab that asks, or None.

    An attempt stays open if a newer tab has taken it up."""
    # A save holds the same lock, so no answer can land between reading and scoring.
    # Without the lock 20 of 300 scores were wrong.
    found = {attempt.pk: attempt for attempt in lock_attempts(tabs)}
    newest = newest_saves(found)
    closing = []
    for pk, locked in found.items():
        tab = tabs[pk]
        may_close = ATTEMPT_MOVES[AttemptState(locked.state)]
        if not may_close or (tab is not None and tab < locked.writer):
            continue
        locked.state = AttemptState.SUBMITTED if at < locked.deadline_at else AttemptState.EXPIRED
        locked.finished_at = min(_end(at, newest.get(pk, at)), locked.deadline_at)
        closing.append(locked)
    _close(closing)
    return found


def _end(at: datetime, newest: datetime) -> datetime:
    """No paper ends before its last answer; a database that hung may have stored it after `at`."""
    return newest if at < newest < at + LONGEST_HANG else at


def close_if_overdue(attempt: Attempt, *, at: datetime) -> Attempt:
    """Close an overdue attempt that is about to be read, without waiting for the sweeper."""
    if not is_overdue(attempt, at=at):
        return attempt
    _expire_batch([attempt.pk], at=at)
    found = Attempt.objects.select_related("round").filter(pk=attempt.pk).first()
    if found is None:
        raise PaperWithdrawn
    return found


def is_overdue(attempt: Attempt, *, at: datetime) -> bool:
    ends_at = attempt.deadline_at + timedelta(seconds=settings.SAVE_GRACE_S)
    return attempt.state == AttemptState.OPEN and ends_at < at


def close_overdue(
    *, at: datetime, share: int = 0, of: int = 1, within_s: float = float("inf")
) -> int:
    """Close every attempt whose time and grace are over, in batches; return how many.

    `finished_at` is the deadline, never this sweeper's clock. A batch that fails is closed one
    by one, so that a bad attempt stops no other. One of several sweepers takes its `share`,
    counted from 0, `of` all. After `within_s` it leaves the rest to a later sweep."""
    closed, until = 0, time.monotonic() + within_s
    before = at - timedelta(seconds=settings.SAVE_GRACE_S)
    own = Attempt.objects.overdue(before).annotate(sweeper=F("pk") % of).filter(sweeper=share)
    overdue = own.order_by("pk").values_list("pk", flat=True)
    is_alone = connection.vendor == "sqlite"
    size = min(BATCH, SQLITE_BATCH) if is_alone else BATCH
    after = 0
    while ids := list(overdue.filter(pk__gt=after)[:_PAGE]):
        after = ids[-1]
        for start in range(0, len(ids), size):
            closed += _expire_safely(ids[start : start + size], at=at)
            if time.monotonic() >= until:
                return closed
            if is_alone:
                time.sleep(PAUSE_S)
    return closed


def _expire_safely(ids: Sequence[int], *, at: datetime) -> int:
    try:
        return _expire_batch(ids, at=at)
    except BAD:
        log.exception("batch_not_closed", attempts=len(ids))
    closed = 0
    for pk in ids:
        try:
            closed += _expire_batch([pk], at=at)
        except BAD:
            log.exception("attempt_not_closed", attempt=pk)
    return closed


@transaction.atomic
def _expire_batch(ids: Sequence[int], *, at: datetime) -> int:
    """Close those of `ids` still open and overdue; skip rows that another sweeper holds.

    Somebody may have been given more time since the ids were looked for."""
    locked = lock_open_attempts(ids)
    attempts = _without_late([one for one in locked if is_overdue(one, at=at)])
    for attempt in attempts:
        attempt.state = AttemptState.EXPIRED
        attempt.finished_at = attempt.deadline_at
    _close(attempts)
    return len(attempts)


def _without_late(attempts: Sequence[Attempt]) -> Sequence[Attempt]:
    """Withdraw papers that a delayed start stored after their round was finalised.

    Their time was over before, so no person has answered one, and finalising counted none."""
    final = {one.pk for one in rounds_among({a.round_id for a in attempts}) if one.finalised_at}
    late = [attempt.pk for attempt in attempts if attempt.round_id in final]
    if not late:
        return attempts
    empty = Attempt.objects.filter(pk__in=late, answers=None)
    withdrawn = set(empty.values_list("pk", flat=True))
    if withdrawn:
        Attempt.objects.filter(pk__in=withdrawn).delete()
        log.warning("papers_withdrawn", attempts=sorted(withdrawn))
    return [attempt for attempt in attempts if attempt.pk not in withdrawn]


_FIXED = {
    "state": "varchar",
    "finished_at": "timestamptz",
    "correct_count": "smallint",
    "question_count": "smallint",
    "prediction": "int",
    "unanswered_count": "smallint",
    "points": "int",
    "most_points": "int",
}
_STORED = {"id": "bigint"} | _FIXED
_STORE = (
    "UPDATE contests_attempt SET "  # noqa: S608 -- constant text
    + ", ".join(f"{name} = given.{name}" for name in _FIXED)
    + " FROM {given} WHERE contests_attempt.id = given.id"
)


def _close(attempts: Sequence[Attempt]) -> None:
    """Score and store locked attempts whose state and finish are set, and tell the boards."""
    if attempts:
        _score_and_tell(attempts, tell=attempts_closed)
        transaction.on_commit(partial(_count_closed, attempts))


def close_again(attempt: Attempt) -> None:
    """Score and store a locked, closed paper to which acknowledged answers came back.

    Its words may be others than those that were marked."""
    TextMark.objects.filter(attempt=attempt).delete()
    _score_and_tell([attempt], tell=attempts_regraded)


def _score_and_tell(attempts: Sequence[Attempt], *, tell: Signal) -> None:
    plan_for_many()
    choices = stored_choices(attempts)
    # Read after the papers are locked: regrading waits for the lock, or finds the paper open.
    rounds: Sequence[Any] = rounds_among({attempt.round_id for attempt in attempts})
    rulings = rulings_in_force([round.pk for round in rounds if round.has_rulings])
    scored = scores(attempts, choices, rounds=rounds, rulings=rulings)
    in_words = {round.pk for round in rounds if round.asks_words}
    for attempt, score in zip(attempts, scored, strict=True):
        for name, figure in zip(SCORED, score, strict=True):
            setattr(attempt, name, figure)
        asks_words = attempt.round_id in in_words
        attempt.prediction = predicted(choices[attempt.pk].get(0, 0), asks_words=asks_words)
    write_rows(
        _STORE,
        columns=_STORED,
        rows=[(attempt.pk, *(getattr(attempt, fact) for fact in _FIXED)) for attempt in attempts],
    )
    by_round: dict[int, list[int]] = {}
    for attempt in attempts:
        by_round.setdefault(attempt.round_id, []).append(attempt.entry_id)
    for round in rounds:
        tell.send(Attempt, round=round, entry_ids=sorted(set(by_round[round.pk])))


def _count_closed(attempts: Sequence[Attempt]) -> None:
    """Count for the metrics after the commit, by this process's clock, which nothing stores."""
    now = datetime.now(UTC) - timedelta(seconds=settings.SAVE_GRACE_S)
    expired = [one for one in attempts if one.state == AttemptState.EXPIRED]
    metrics.count_closed(
        [str(one.state) for one in attempts],
        late_s=[(now - one.deadline_at).total_seconds() for one in expired],
    )
