"""Who stands above whom, and why. Pure: no Django, no database, no clock.

A tie chain is an ordered list of criteria. It becomes one string per result, and the smaller
string is better. Each criterion has a fixed width, so that SQL and Python order the same strings.
Sort keys hold only 0-9 and a-f, which every collation orders alike."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Points below zero come after zero: half a million of them, either way.
_NO_POINTS = 50_000_000
_COUNT, _GAP, _MILLISECONDS, _MICROSECONDS, _DIGEST = 8, 11, 13, 17, 64


class Result(NamedTuple):
    """What a tie chain compares: one attempt, or the sum of one entry's rounds.

    `is_gap_known` says that the true value of the prediction exists. Until then the criterion is
    equal for everybody. A person without a prediction comes after all who predicted."""

    entry_id: int
    correct: int
    questions: int
    time_used_ms: int
    finished_at: datetime
    attempts: int
    registered_at: datetime
    number: int = 1
    attempt_id: int | None = None
    prediction: int | None = None
    gap: int | None = None
    is_gap_known: bool = False
    is_complete: bool = True
    lots_seed: str = ""
    points: int | None = None
    most_points: int | None = None
    main_points: int = 0
    chair_place: int = 0

    @property
    def hundredths(self) -> int:
        """Where nothing gives points, each right answer is worth one."""
        return 100 * self.correct if self.points is None else self.points

    @property
    def is_perfect(self) -> bool:
        return 0 < self.questions == self.correct


@dataclass(frozen=True)
class Reason:
    """The first criterion on which two results differ, and the two values."""

    criterion: str
    ahead: Result
    behind: Result
    is_by_points: bool = False


def _ascending(value: int, width: int) -> str:
    return f"{min(max(value, 0), 10**width - 1):0{width}d}"


def _descending(value: int, width: int) -> str:
    return _ascending(10**width - 1 - value, width)


def _moment(at: datetime) -> str:
    return _ascending((at - _EPOCH) // timedelta(microseconds=1), _MICROSECONDS)


def _gap(result: Result) -> str:
    if not result.is_gap_known:
        return _ascending(0, _GAP)
    return "9" * _GAP if result.gap is None else _ascending(result.gap, _GAP)


def _correct(result: Result) -> str:
    return _descending(result.correct, _COUNT)


def _points(result: Result) -> str:
    return _descending(result.hundredths + _NO_POINTS, _COUNT)


def _meets_exact(result: Result) -> bool:
    """Until the true value exists nobody fails."""
    return not result.is_gap_known or result.gap == 0


def _lot(result: Result) -> str:
    drawn = _urn(result.lots_seed).copy()
    drawn.update(str(result.entry_id).encode())
    return drawn.hexdigest()


@lru_cache(maxsize=64)
def _urn(seed: str) -> hmac.HMAC:
    return hmac.new(seed.encode(), digestmod="sha256")


class Criterion(NamedTuple):
    """What one criterion of a tie chain adds to a sort key, always of this width."""

    width: int
    part: Callable[[Result], str]


def _conditions(merit: Callable[[Result], str]) -> dict[str, Criterion]:
    """Who fails one comes after all who meet it, by what the chain ranks by (`merit`).

    Of those who fail the exact prediction, the nearer comes first."""

    def part(result: Result, *, is_met: bool) -> str:
        return "0" * (1 + _COUNT) if is_met else "1" + merit(result)

    def exact(result: Result) -> str:
        is_met = _meets_exact(result)
        return part(result, is_met=is_met) + (_ascending(0, _GAP) if is_met else _gap(result))

    return {
        "complete": Criterion(1 + _COUNT, lambda one: part(one, is_met=one.is_complete)),
        "perfect": Criterion(1 + _COUNT, lambda one: part(one, is_met=one.is_perfect)),
        "exact": Criterion(1 + _COUNT + _GAP, exact),
    }


# A key has "1" where one of these begins if its result fails it.
CONDITIONS = frozenset({"complete", "perfect", "exact"})
# Named as `contests.models.TieCriterion` names them; tests hold the two to each other.
CRITERIA: dict[str, Criterion] = {
    **_conditions(_correct),
    "points": Criterion(_COUNT, _points),
    "correct": Criterion(_COUNT, _correct),
    "all_correct": Criterion(1, lambda result: "0" if result.is_perfect else "1"),
    "prediction": Criterion(_GAP, _gap),
    "time_used": Criterion(
        _MILLISECONDS, lambda result: _ascending(result.time_used_ms, _MILLISECONDS)
    ),
    "submitted_earlier": Criterion(_MICROSECONDS, lambda result: _moment(result.finished_at)),
    "fewer_attempts": Criterion(_COUNT, lambda result: _ascending(result.attempts, _COUNT)),
    "registered_earlier": Criterion(_MICROSECONDS, lambda result: _moment(result.registered_at)),
    "main_points": Criterion(_COUNT, lambda result: _descending(result.main_points, _COUNT)),
    "chair": Criterion(_COUNT, lambda result: _ascending(result.chair_place, _COUNT)),
    "lots": Criterion(_DIGEST, _lot),
}
_BY_POINTS = CRITERIA | _conditions(_points)


def is_by_points(chain: Sequence[str]) -> bool:
    return "points" in chain


def sort_key(result: Result, chain: Sequence[str]) -> str:
    """The tie chain as one string: smaller is better, equal keys share a place."""
    criteria = _BY_POINTS if is_by_points(chain) else CRITERIA
    return "".join([criteria[name].part(result) for name in chain])


def failed_conditions(key: str, chain: Sequence[str]) -> list[str]:
    """Name the conditions that the result of this sort key fails; it gets no prize if any."""
    return [name for name, start in condition_places(chain) if key[start] == "1"]


def condition_places(chain: Sequence[str]) -> list[tuple[str, int]]:
    """Say where in a sort key each condition of the chain begins."""
    places, start = [], 0
    for name in chain:
        if name in CONDITIONS:
            places.append((name, start))
        start += CRITERIA[name].width
    return places


def deciding_criterion(one: str, other: str, chain: Sequence[str]) -> str | None:
    """The first criterion on which two sort keys of one chain differ."""
    start = 0
    for name in chain:
        end = start + CRITERIA[name].width
        if one[start:end] != other[start:end]:
            return name
        start = end
    return None


def prediction_gap(prediction: int | None, true_value: int | None) -> int | None:
    if prediction is None or true_value is None:
        return None
    return abs(prediction - true_value)


def _best(attempts: Collection[Result], chain: Sequence[str]) -> Result:
    return min(attempts, key=lambda attempt: (sort_key(attempt, chain), attempt.number))


def _best_earliest(attempts: Collection[Result], chain: Sequence[str]) -> Result:
    """A paper that fails a condition of its own counts only where none meets it."""

    def order(one: Result) -> tuple[bool, int, datetime, int]:
        is_void = "complete" in chain and not one.is_complete
        merit = one.hundredths if is_by_points(chain) else one.correct
        return is_void, -merit, one.finished_at, one.number

    return min(attempts, key=order)


def _first(attempts: Collection[Result], _chain: Sequence[str]) -> Result:
    return min(attempts, key=lambda attempt: attempt.number)


def _last(attempts: Collection[Result], _chain: Sequence[str]) -> Result:
    return max(attempts, key=lambda attempt: attempt.number)


_POLICIES: dict[str, Callable[[Collection[Result], Sequence[str]], Result]] = {
    "best": _best,
    "best_earliest": _best_earliest,
    "first": _first,
    "last": _last,
}


def choose_recognised(
    attempts: Collection[Result], policy: str, *, chain: Sequence[str] = ()
) -> Result:
    """Choose the attempt that counts. "Best" follows the tie chain, then the earlier attempt."""
    if len(attempts) == 1:
        return next(iter(attempts))  # most people's case: no key to build and compare
    return _POLICIES[policy](attempts, chain)


def add_up(results: Collection[Result], *, lots_seed: str) -> Result:
    """Add up one entry's rounds into one result.

    Only rounds whose true value is known add to the gap, so an open round changes nobody's order
    by it. An entry that took such a round without a prediction has no gap."""
    first = next(iter(results))
    gaps = [result.gap for result in results if result.is_gap_known]
    known = [gap for gap in gaps if gap is not None]
    has_points = any(result.points is not None for result in results)
    return Result(
        entry_id=first.entry_id,
        correct=sum(result.correct for result in results),
        questions=sum(result.questions for result in results),
        time_used_ms=sum(result.time_used_ms for result in results),
        finished_at=max(result.finished_at for result in results),
        attempts=sum(result.attempts for result in results),
        registered_at=first.registered_at,
        gap=sum(known) if len(known) == len(gaps) else None,
        is_gap_known=bool(gaps),
        lots_seed=lots_seed,
        points=sum(result.hundredths for result in results) if has_points else None,
        most_points=sum(map(_most, results)) if has_points else None,
    )


def _most(result: Result) -> int:
    return 100 * result.questions if result.most_points is None else result.most_points
