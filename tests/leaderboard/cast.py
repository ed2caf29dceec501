"""A contest in a few words: closed attempts without the taking of papers."""

from datetime import datetime, timedelta
from typing import Any

from contests.models import Attempt, AttemptState, Division, Entry, Round
from leaderboard.standings.store import record_results
from tests.factories import NOON, AttemptFactory, EntryFactory


def closed_attempt(
    entry: Entry,
    round: Round,
    *,
    correct: int = 3,
    of: int = 5,
    seconds: float = 60,
    number: int = 1,
    at: datetime = NOON,
    prediction: int | None = None,
) -> Attempt:
    """An attempt finished `at` after `seconds`, without its signal."""
    return AttemptFactory(
        entry=entry,
        round=round,
        number=number,
        state=AttemptState.SUBMITTED,
        started_at=at - timedelta(seconds=seconds),
        finished_at=at,
        correct_count=correct,
        question_count=of,
        prediction=prediction,
    )


def take(week: Round, division: Division, **facts: Any) -> Entry:
    """A new person of the division takes part; `unit` and `user` may be given."""
    who = {name: facts.pop(name) for name in ("unit", "user") if name in facts}
    entry = EntryFactory(contest=week.contest, division=division, **who)
    closed_attempt(entry, week, **facts)
    record_results(week, [entry.pk])
    return entry
