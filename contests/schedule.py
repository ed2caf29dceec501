"""Describes rounds as they stand at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contests.models import Round, RoundPhase
from quizsite.language import moments


@dataclass(frozen=True, slots=True)
class Slot:
    """A round as it stands at one moment."""

    round: Round
    phase: RoundPhase
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.phase is RoundPhase.OPEN

    @property
    def is_upcoming(self) -> bool:
        return self.phase is RoundPhase.UPCOMING

    @property
    def time_left(self) -> str:
        """Say how long until it closes, or until it opens."""
        until = self.round.closes_at if self.is_open else self.round.opens_at
        return moments.time_left(until, at=self.at)


def slots_of(rounds: Iterable[Round], *, at: datetime) -> list[Slot]:
    return [Slot(round, round.phase(at), at) for round in rounds]
