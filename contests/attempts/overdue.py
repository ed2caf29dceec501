"""Says what is over by the clock that judges saves, and closes papers that somebody comes for."""

from datetime import datetime

from contests.attempts.close import close_if_overdue, is_overdue
from contests.models import Attempt
from quizsite.operations.process_reports import database_clock


def by_both_clocks(at: datetime) -> datetime:
    """What is over at this moment is over for the page and for the database."""
    return min(at, database_clock())


def close_on_visit(attempt: Attempt, *, at: datetime) -> Attempt:
    """A process whose clock is ahead would end papers that the database still saves.

    Only a paper that is over by `at` asks the database, so a visit in time costs nothing."""
    if not is_overdue(attempt, at=at):
        return attempt
    return close_if_overdue(attempt, at=database_clock())
