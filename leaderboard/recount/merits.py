"""What decides between two results, as values that Python compares. Pure, and no sort key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from math import inf
from typing import Any, NamedTuple

Merit = tuple[Any, ...]


class Paper(NamedTuple):
    """A closed paper, or the sum of one person's rounds. `gap` is None without a prediction."""

    entry: int
    attempt: int | None
    number: int
    correct: int
    questions: int
    time_used_ms: int
    finished_at: datetime
    attempts: int
    registered_at: datetime
    prediction: int | None = None
    gap: int | None = None
    is_gap_known: bool = False
    is_complete: bool = True
    seed: str = ""
    rounds: int = 1
    unit: int = 0
    points: int | None = None  # hundredths, of `most`
    most: int | None = None
    main: int = 0  # hundredths of the criterion that decides ties between works
    chair: int = 0

    @property
    def worth(self) -> int:
        """Hundredths; a right answer of a round without points is worth one point."""
        return self.correct * 100 if self.points is None else self.points

    @property
    def is_perfect(self) -> bool:
        return self.questions > 0 and self.correct == self.questions


def _gap(one: Paper) -> float:
    if not one.is_gap_known:
        return 0
    return inf if one.gap is None else one.gap


def _failing(one: Paper, chain: Sequence[str]) -> int:
    """Among those who fail a condition, more points or more right answers come first."""
    return -one.worth if "points" in chain else -one.correct


def meets_exact(one: Paper) -> bool:
    return not one.is_gap_known or one.gap == 0


_MERITS: dict[str, Callable[[Paper], Any]] = {
    "points": lambda one: -one.worth,
    "correct": lambda one: -one.correct,
    "all_correct": lambda one: not one.is_perfect,
    "prediction": _gap,
    "time_used": lambda one: one.time_used_ms,
    "submitted_earlier": lambda one: one.finished_at,
    "fewer_attempts": lambda one: one.attempts,
    "registered_earlier": lambda one: one.registered_at,
    "main_points": lambda one: -one.main,
    "chair": lambda one: one.chair,
    "lots": lambda one: hmac.digest(one.seed.encode(), str(one.entry).encode(), hashlib.sha256),
}
_CONDITIONS: dict[str, Callable[[Paper], bool]] = {
    "complete": lambda one: one.is_complete,
    "perfect": lambda one: one.is_perfect,
    "exact": meets_exact,
}


def merit(one: Paper, chain: Sequence[str]) -> Merit:
    """Smaller is better; people of equal merit share a place."""
    return tuple(
        _condition(one, name, chain) if name in _CONDITIONS else _MERITS[name](one)
        for name in chain
    )


def _condition(one: Paper, name: str, chain: Sequence[str]) -> Merit:
    """Who fails it comes after all who meet it; the nearer first if it is about a prediction."""
    if _CONDITIONS[name](one):
        return (0, 0, 0)
    return (1, _failing(one, chain), _gap(one) if name == "exact" else 0)


def may_win(one: Paper, chain: Sequence[str]) -> bool:
    return all(_CONDITIONS[name](one) for name in chain if name in _CONDITIONS)


def recognised(papers: Sequence[Paper], policy: str, chain: Sequence[str]) -> Paper:
    """The paper of a person that counts."""
    if policy == "first":
        return min(papers, key=lambda one: one.number)
    if policy == "last":
        return max(papers, key=lambda one: one.number)
    if policy == "best_earliest":
        return min(papers, key=lambda one: _earliest(one, chain))
    return min(papers, key=lambda one: (*merit(one, chain), one.number))


def _earliest(one: Paper, chain: Sequence[str]) -> Merit:
    is_void = "complete" in chain and not one.is_complete
    return is_void, _failing(one, chain), one.finished_at, one.number


def added_up(papers: Sequence[Paper], *, seed: str) -> Paper:
    """One person over the whole contest."""
    gaps = [one.gap for one in papers if one.is_gap_known]
    known = [gap for gap in gaps if gap is not None]
    has_points = any(one.points is not None for one in papers)
    return papers[0]._replace(
        attempt=None,
        correct=sum(one.correct for one in papers),
        questions=sum(one.questions for one in papers),
        time_used_ms=sum(one.time_used_ms for one in papers),
        finished_at=max(one.finished_at for one in papers),
        attempts=sum(one.attempts for one in papers),
        prediction=None,
        gap=sum(known) if gaps and len(known) == len(gaps) else None,
        is_gap_known=bool(gaps),
        is_complete=True,
        seed=seed,
        rounds=len(papers),
        points=sum(one.worth for one in papers) if has_points else None,
        most=sum(_most(one) for one in papers) if has_points else None,
    )


def _most(one: Paper) -> int:
    return one.questions * 100 if one.most is None else one.most
