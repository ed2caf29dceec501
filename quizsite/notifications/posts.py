"""What every channel's class does, and how it says that a message was not taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from quizsite.notifications.letters import Letter
from quizsite.notifications.models import Notice, WhyUnsent


class TryLater(Exception):
    """The server is out of reach, or cannot take the message now."""


class NotTaken(Exception):
    """The server refuses this message for good."""

    why = WhyUnsent.REFUSED


class NoSuchAddress(NotTaken):
    """Nobody is there: nothing more is sent to this address."""

    why = WhyUnsent.NO_SUCH_ADDRESS


class OverLimit(NotTaken):
    """The contest may send no more by this channel."""

    why = WhyUnsent.OVER_LIMIT


class Post(Protocol):
    """Hands messages over, one after the other; a run has one of each channel."""

    def addresses(self, notices: Sequence[Notice]) -> dict[int, str]:
        """Where each notice, by its number, goes now; those that go nowhere may be left out."""

    def send(self, letter: Letter, *, to: str) -> None: ...

    def close(self) -> None: ...
