"""Group names and messages of the paper page's socket."""

from contests.models import Attempt
from quizsite import live


def attempt_group(attempt_id: int) -> str:
    return f"attempt.{attempt_id}"


def announce_taken_up(attempt: Attempt) -> None:
    """Windows with an older writer number turn read-only."""
    live.tell(attempt_group(attempt.pk), {"type": "attempt.taken_up", "writer": attempt.writer})
