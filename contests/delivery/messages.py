"""Group name and message of the paper pages' sockets."""

from contests.models import Attempt
from quizsite.live import messages as live

# One group for all papers: joining one per paper would cost more than hearing of the others.
TAKEN_UP = "papers"


def announce_taken_up(attempt: Attempt) -> None:
    """Windows with an older writer number turn read-only."""
    message = {"type": "paper.taken_up", "attempt": attempt.pk, "writer": attempt.writer}
    live.tell(TAKEN_UP, message)
