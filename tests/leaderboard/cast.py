"""A contest in a few words: closed attempts without the taking of papers."""

from datetime import datetime, timedelta

from contests.models import Attempt, AttemptState, Entry, Round
from tests.factories import NOON, AttemptFactory


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
