"""What becomes of a request on its way. Pure: chance is handed in."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Fate(Enum):
    PASS = auto()
    CUT_REQUEST = auto()  # half of it arrives, then the line is dead
    CUT_BEFORE_ANSWER = auto()  # it is carried out, and the sender never learns of it
    CUT_IN_ANSWER = auto()  # the sender learns half of it
    DELAY = auto()
    DUPLICATE = auto()  # a second copy arrives on another line, some time later
    OVERTAKEN = auto()  # the sender's line dies; the request arrives later than its successors


CUTS = (Fate.CUT_REQUEST, Fate.CUT_BEFORE_ANSWER, Fate.CUT_IN_ANSWER)


@dataclass(slots=True)
class Weather:
    """`shares` is the likelihood of each fate; what is left passes."""

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
