"""Decides the fate of a request in a bad network. Pure: the caller hands in the chance."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Fate(Enum):
    PASS = auto()
    CUT_REQUEST = auto()  # half of it arrives, then the connection is dead
    CUT_BEFORE_ANSWER = auto()  # the server carries it out, but its answer never arrives
    CUT_IN_ANSWER = auto()  # half of the answer arrives
    DELAY = auto()
    DUPLICATE = auto()  # a second copy arrives later, on another connection
    OVERTAKEN = auto()  # the connection dies; the request arrives later than its successors


CUTS = (Fate.CUT_REQUEST, Fate.CUT_BEFORE_ANSWER, Fate.CUT_IN_ANSWER)


@dataclass(slots=True)
class NetworkConditions:
    """`shares` holds the likelihood of each fate; all other requests pass."""

    rng: random.Random
    shares: Mapping[Fate, float] = field(default_factory=dict)
    longest_s: float = 2.0
    counts: dict[Fate, int] = field(default_factory=dict)

    def fate(self) -> Fate:
        if not self.shares:
            return Fate.PASS
        drawn = self.rng.random()
        for fate, share in self.shares.items():
            drawn -= share
            if drawn < 0:
                self.counts[fate] = self.counts.get(fate, 0) + 1
                return fate
        return Fate.PASS

    def lateness_s(self) -> float:
        return self.rng.uniform(0.02, 1) * self.longest_s
