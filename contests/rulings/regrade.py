"""Scores the closed papers of a round again, as the rulings in force say."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction

from contests.attempts.close import BATCH, PAUSE_S, SQLITE_BATCH
from contests.attempts.locked_reads import lock_attempts, rounds_among, stored_choices
from contests.attempts.paper_scores import scores
from contests.attempts.rulings_in_force import rulings_in_force
from contests.attempts.scoring import SCORED
from contests.models import Attempt, AttemptState, QuestionRuling, Round
from contests.signals import attempts_regraded
from quizsite.db.bulk_write import plan_for_many, write_rows

_COLUMNS = {"id": "bigint"} | dict.fromkeys(SCORED, "int")
_STORE = (
    "UPDATE contests_attempt SET "  # noqa: S608 -- constant text
    + ", ".join(f"{name} = given.{name}" for name in SCORED)
    + " FROM {given} WHERE contests_attempt.id = given.id"
)


def regrade_round(round: Round, *, at: datetime, between: Callable[[], None] = lambda: None) -> int:
    """Bring all closed papers up to the rulings in force; return how many scores changed.

    It calls `between` after each batch. A paper that is being closed meanwhile is waited for; one
    closed later reads the rulings itself. Doing it twice changes nothing."""
    asked_for = list(round.rulings.in_force().filter(regraded_at=None).values_list("pk", flat=True))
    size = min(BATCH, SQLITE_BATCH) if connection.vendor == "sqlite" else BATCH
    ruled = set(round.rulings.exclude(decided_at=None).values_list("revision_id", flat=True))
    after, changed = 0, 0
    while ids := _next_ids(round, after=after, count=size):
        after = ids[-1]
        changed += _regrade_batch(ids, ruled)
        between()
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_S)
    QuestionRuling.objects.filter(pk__in=asked_for).update(regraded_at=at)
    return changed


def _next_ids(round: Round, *, after: int, count: int) -> list[int]:
    papers = Attempt.objects.filter(round=round, pk__gt=after).order_by("pk")
    return list(papers.values_list("pk", flat=True)[:count])


@transaction.atomic
def _regrade_batch(ids: Sequence[int], ruled: set[int]) -> int:
    """Lock open papers too: whoever is closing one holds its lock until the score is stored."""
    plan_for_many()
    closed = [
        attempt
        for attempt in lock_attempts(ids)
        if attempt.state != AttemptState.OPEN and any(pk in ruled for pk, _ in attempt.paper)
    ]
    if not closed:
        return 0
    rounds = rounds_among({attempt.round_id for attempt in closed})
    rulings = rulings_in_force([round.pk for round in rounds])
    scored = scores(closed, stored_choices(closed), rounds=rounds, rulings=rulings)
    stored = Attempt.objects.in_bulk([attempt.pk for attempt in closed])
    changed = [
        (attempt, score)
        for attempt, score in zip(closed, scored, strict=True)
        if not score.is_stored([getattr(stored[attempt.pk], name) for name in SCORED])
    ]
    write_rows(_STORE, columns=_COLUMNS, rows=[(one.pk, *score) for one, score in changed])
    for round in rounds:
        entry_ids = sorted({one.entry_id for one, _ in changed})
        attempts_regraded.send(Attempt, round=round, entry_ids=entry_ids)
    return len(changed)
