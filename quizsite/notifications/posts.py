"""What every channel's class does, and how it says that a message was not taken."""

from __future__ import annotations

from typing import Protocol

from quizsite.notifications.letters import Letter
from quizsite.notifications.models import Notice


class TryLater(Exception):
    """The server is out of reach, or cannot take the message now."""


class NotTaken(Exception):
    """The server refuses this message for good."""


class NoSuchAddress(NotTaken):
    """Nobody is there: nothing more is sent to this address."""


class Post(Protocol):
    """Hands messages over, one after the other; a run has one of each channel."""

    def address(self, notice: Notice) -> str:
        """Where the notice goes now; "" if nowhere."""

    def send(self, letter: Letter, *, to: str) -> None: ...

    def close(self) -> None: ...
