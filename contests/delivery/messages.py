"""Names the group and the message that the sockets of paper pages hear."""

from contests.models import Attempt
from quizsite.live import messages

# All papers share one group: joining one each would cost more than hearing of the others.
TAKEN_UP = "papers"


def announce_taken_up(attempt: Attempt) -> None:
    """Tell tabs with an older writer number to become read-only."""
    message = {"type": "paper.taken_up", "attempt": attempt.pk, "writer": attempt.writer}
    messages.tell(TAKEN_UP, message)
