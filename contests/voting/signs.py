"""Signs that votes were not cast by people on their own; each is looked at by a person. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

BURST_WITHIN = timedelta(minutes=10)
BURST_AT_LEAST = 20
# So many times what the candidate got in the average window of that length.
BURST_TIMES = 8


class CastVote(NamedTuple):
    pk: int
    candidate: int
    at: datetime
    is_fresh: bool


class Suspicion(NamedTuple):
    """Votes for one candidate that look alike, and how many others it has."""

    sign: str
    candidate: int
    votes: list[int]
    of: int


def suspicions(votes: Iterable[CastVote], *, window: timedelta) -> list[Suspicion]:
    """Find them by candidate, the most votes first; `window` is how long votes were taken."""
    by_candidate: dict[int, list[CastVote]] = defaultdict(list)
    for vote in sorted(votes, key=lambda one: (one.at, one.pk)):
        by_candidate[vote.candidate].append(vote)
    found = []
    for candidate, own in by_candidate.items():
        burst = burst_among(own, window=window)
        if burst:
            found.append(Suspicion("burst", candidate, burst, len(own)))
        fresh = [one.pk for one in own if one.is_fresh]
        if fresh:
            found.append(Suspicion("fresh", candidate, fresh, len(own)))
    return sorted(found, key=lambda one: (-len(one.votes), one.candidate, one.sign))


def burst_among(votes: Sequence[CastVote], *, window: timedelta) -> list[int]:
    """Return the votes of all stretches that are far denser than the candidate's average."""
    windows = max(1.0, window / BURST_WITHIN)
    needed = max(BURST_AT_LEAST, BURST_TIMES * len(votes) / windows)
    caught: set[int] = set()
    first = 0
    for last, vote in enumerate(votes):
        while vote.at - votes[first].at >= BURST_WITHIN:
            first += 1
        if last - first + 1 >= needed:
            caught.update(one.pk for one in votes[first : last + 1])
    return sorted(caught)
