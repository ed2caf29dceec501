"""Closes attempts: when a person submits, when an overdue one is read, and by the sweeper."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from contests import rules
from contests.attempts.answer_keys import answer_keys
from contests.attempts.locked_reads import (
    lock_attempts,
    lock_open_attempts,
    rounds_among,
    stored_choices,
)
from contests.attempts.scoring import Item, Score, score_paper
from contests.models import ATTEMPT_MOVES, Attempt, AttemptState
from contests.signals import attempts_closed
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
    closing = []
    for pk, locked in found.items():
        tab = tabs[pk]
        may_close = ATTEMPT_MOVES[AttemptState(locked.state)]
        if not may_close or (tab is not None and tab < locked.writer):
            continue
        locked.state = AttemptState.SUBMITTED if at < locked.deadline_at else AttemptState.EXPIRED
        locked.finished_at = min(at, locked.deadline_at)
        closing.append(locked)
    _close(closing)
    return found


def close_if_overdue(attempt: Attempt, *, at: datetime) -> Attempt:
    """Close an overdue attempt that is about to be read, without waiting for the sweeper."""
    if attempt.state != AttemptState.OPEN or not _is_overdue(attempt, at=at):
        return attempt
    _expire_batch([attempt.pk])
    found = Attempt.objects.select_related("round").filter(pk=attempt.pk).first()
    if found is None:
        raise PaperWithdrawn
    return found


def _is_overdue(attempt: Attempt, *, at: datetime) -> bool:
    return attempt.deadline_at + timedelta(seconds=settings.SAVE_GRACE_S) < at


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
            closed += _expire_safely(ids[start : start + size])
            if time.monotonic() >= until:
                return closed
            if is_alone:
                time.sleep(PAUSE_S)
    return closed


def _expire_safely(ids: Sequence[int]) -> int:
    try:
        return _expire_batch(ids)
    except BAD:
        log.exception("batch_not_closed", attempts=len(ids))
    closed = 0
    for pk in ids:
        try:
            closed += _expire_batch([pk])
        except BAD:
            log.exception("attempt_not_closed", attempt=pk)
    return closed


@transaction.atomic
def _expire_batch(ids: Sequence[int]) -> int:
    """Close those of `ids` still open; skip rows that another sweeper holds."""
    attempts = _without_late(lock_open_attempts(ids))
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
    "prediction": "int",
}
_STORED = {"id": "bigint"} | _FIXED
_STORE = (
    "UPDATE contests_attempt SET "  # noqa: S608 -- constant text
    + ", ".join(f"{name} = given.{name}" for name in _FIXED)
    + " FROM {given} WHERE contests_attempt.id = given.id"
)


def _close(attempts: Sequence[Attempt]) -> None:
    """Score and store locked attempts whose state and finish are set, and tell the boards."""
    if not attempts:
        return
    plan_for_many()
    choices = stored_choices(attempts)
    for attempt, score in zip(attempts, _scores(attempts, choices), strict=True):
        attempt.correct_count = score.correct
        predicted = choices[attempt.pk].get(0, 0)
        attempt.prediction = predicted - 1 if predicted else None
    write_rows(
        _STORE,
        columns=_STORED,
        rows=[(attempt.pk, *(getattr(attempt, fact) for fact in _FIXED)) for attempt in attempts],
    )
    by_round: dict[int, list[int]] = {}
    for attempt in attempts:
        by_round.setdefault(attempt.round_id, []).append(attempt.entry_id)
    for round in rounds_among(by_round):
        attempts_closed.send(Attempt, round=round, entry_ids=sorted(set(by_round[round.pk])))
    transaction.on_commit(partial(_count_closed, attempts))


def _count_closed(attempts: Sequence[Attempt]) -> None:
    """Count for the metrics after the commit, by this process's clock, which nothing stores."""
    now = datetime.now(UTC) - timedelta(seconds=settings.SAVE_GRACE_S)
    expired = [one for one in attempts if one.state == AttemptState.EXPIRED]
    metrics.count_closed(
        [str(one.state) for one in attempts],
        late_s=[(now - one.deadline_at).total_seconds() for one in expired],
    )


def _scores(attempts: Sequence[Attempt], choices: dict[int, dict[int, int]]) -> list[Score]:
    keys = answer_keys.of({pk for attempt in attempts for pk, _order in attempt.paper})
    return [
        score_paper([Item(order, *keys[pk]) for pk, order in attempt.paper], choices[attempt.pk])
        for attempt in attempts
    ]
