"""Checks a round's invariants from stored rows, by code that shares nothing with scoring."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from django.conf import settings
from django.db.models import Count, F

from contests.models import Answer, Attempt, AttemptPolicy, AttemptState, Round
from questionbank.models import AnswerKey


@dataclass(frozen=True, slots=True)
class Violation:
    invariant: int
    text: str


def independent_scores(attempts: Sequence[Attempt]) -> dict[int, int]:
    """Compare the texts people ticked with the texts of the key, not bits and order."""
    ticked: dict[int, dict[int, int]] = {attempt.pk: {} for attempt in attempts}
    for answer in Answer.objects.filter(attempt__in=ticked):
        ticked[answer.attempt_id][answer.position] = answer.choice
    wanted = {revision_id for attempt in attempts for revision_id, _order in attempt.paper}
    keys = AnswerKey.objects.select_related("revision").in_bulk(wanted, field_name="revision_id")
    return {
        attempt.pk: sum(
            _is_answered_right(keys[revision_id], order, ticked[attempt.pk].get(position, 0))
            for position, (revision_id, order) in enumerate(attempt.paper, start=1)
        )
        for attempt in attempts
    }


def _is_answered_right(key: AnswerKey, order: list[int], choice: int) -> bool:
    texts = key.revision.options
    binary = format(choice, "b")[::-1]
    chosen = [texts[order[n]] for n, digit in enumerate(binary) if digit == "1" and n < len(order)]
    is_beyond = "1" in binary[len(order) :]
    return not is_beyond and sorted(chosen) == sorted(texts[n] for n in key.right_options)


def verify_round(round: Round, *, at: datetime) -> Iterator[Violation]:
    """Invariants 2-6 and 8 of one round; the ledger (1) and standings (7) are checked beside."""
    yield from _one_open_attempt(round)
    yield from _within_policy(round)
    yield from _scores_agree(round)
    yield from _nothing_late(round)
    yield from _closed_in_time(round, at)


def _one_open_attempt(round: Round) -> Iterator[Violation]:
    doubles = (
        Attempt.objects.running()
        .filter(entry__contest=round.contest_id)
        .values("entry")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    for row in doubles:
        yield Violation(2, f"entry {row['entry']} has {row['n']} open attempts")


def _within_policy(round: Round) -> Iterator[Violation]:
    limit = round.attempt_limit
    match AttemptPolicy(round.attempt_policy):
        case AttemptPolicy.UNLIMITED:
            return
        case AttemptPolicy.ONCE:
            limit, attempts = 1, Attempt.objects.in_rounds_sharing_one(round).values("entry")
        case AttemptPolicy.PER_DAY:
            attempts = round.attempts.values("entry", "started_at__date")
        case AttemptPolicy.PER_ROUND:
            attempts = round.attempts.values("entry")
        case policy:
            assert_never(policy)
    for row in attempts.annotate(n=Count("pk")).filter(n__gt=limit):
        yield Violation(3, f"entry {row['entry']} has {row['n']} attempts, {limit} allowed")


def _scores_agree(round: Round) -> Iterator[Violation]:
    closed = round.attempts.closed().order_by("pk")
    last = 0
    while batch := list(closed.filter(pk__gt=last)[:500]):
        last = batch[-1].pk
        expected = independent_scores(batch)
        for attempt in batch:
            if attempt.correct_count != expected[attempt.pk]:
                yield Violation(
                    4,
                    f"attempt {attempt.pk}: stored {attempt.correct_count}, "
                    f"counted {expected[attempt.pk]}",
                )


def _nothing_late(round: Round) -> Iterator[Violation]:
    grace = timedelta(seconds=settings.SAVE_GRACE_S)
    answers = Answer.objects.filter(attempt__round=round)
    late = answers.filter(saved_at__gt=F("attempt__deadline_at") + grace)
    for answer in late.values("attempt_id", "position").iterator():
        yield Violation(5, f"attempt {answer['attempt_id']}: {answer['position']} after deadline")
    # A person who submitted early has closed the paper: nothing may be newer than that.
    submitted = answers.filter(
        attempt__state=AttemptState.SUBMITTED, saved_at__gt=F("attempt__finished_at") + grace
    )
    for answer in submitted.values("attempt_id", "position").iterator():
        yield Violation(6, f"attempt {answer['attempt_id']}: {answer['position']} after submission")


def _closed_in_time(round: Round, at: datetime) -> Iterator[Violation]:
    for attempt in round.attempts.overdue(at - timedelta(seconds=30)).iterator():
        yield Violation(8, f"attempt {attempt.pk} is open 30 s after its deadline")
    wrong = round.attempts.closed().filter(finished_at__gt=F("deadline_at"))
    expired = round.attempts.filter(state=AttemptState.EXPIRED).exclude(
        finished_at=F("deadline_at")
    )
    for attempt in (wrong | expired).iterator():
        yield Violation(8, f"attempt {attempt.pk} finished at {attempt.finished_at}")
