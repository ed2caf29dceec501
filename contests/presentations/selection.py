"""Which works go on to a final, and why each does or does not. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    AMONG_FIRST = "among_first"
    EQUAL_AT_EDGE = "equal_at_edge"
    CHAIR_AHEAD = "chair_ahead"
    CHAIR_BEHIND = "chair_behind"
    UNDECIDED = "undecided"
    BEHIND = "behind"
    BELOW_THRESHOLD = "below_threshold"
    KNOCKED_OUT = "knocked_out"
    OTHER_WORK = "other_work"


GOES_ON = frozenset({Why.AMONG_FIRST, Why.EQUAL_AT_EDGE, Why.CHAIR_AHEAD})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A marked work. `chair` is its place among equals, 0 if nobody ordered them."""

    work: int
    entry: int
    points: int
    main: int = 0
    chair: int = 0
    block: str = ""
    is_knocked_out: bool = False

    @property
    def merit(self) -> tuple[int, int]:
        return self.points, self.main


@dataclass(frozen=True, slots=True)
class SelectionRule:
    """`top` works, of all or of each block; `asks_chair` about equals at the edge."""

    top: int
    threshold: int = 0
    is_by_block: bool = False
    asks_chair: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`place` counts those that are better among all, or in the block; 0 if it was not placed."""

    candidate: Candidate
    why: Why
    place: int = 0

    @property
    def goes_on(self) -> bool:
        return self.why in GOES_ON


def select(candidates: Iterable[Candidate], rule: SelectionRule) -> list[Line]:
    """Judge every work: those that go on first, each part in the order of merit."""
    lines: list[Line] = []
    groups: dict[str, list[Candidate]] = defaultdict(list)
    entries: set[int] = set()
    for one in sorted(candidates, key=_order):
        if one.is_knocked_out:
            lines.append(Line(one, Why.KNOCKED_OUT))
        elif one.points < rule.threshold:
            lines.append(Line(one, Why.BELOW_THRESHOLD))
        elif one.entry in entries:  # a person goes on with the best work alone
            lines.append(Line(one, Why.OTHER_WORK))
        else:
            entries.add(one.entry)
            groups[one.block if rule.is_by_block else ""].append(one)
    for group in groups.values():
        lines += _judged(group, rule)
    return sorted(lines, key=lambda line: (not line.goes_on, _order(line.candidate)))


def _order(one: Candidate) -> tuple[int, int, int, int]:
    return -one.points, -one.main, one.chair, one.work


def _judged(group: Sequence[Candidate], rule: SelectionRule) -> list[Line]:
    """Take the first ones; `group` stands in the order of merit."""
    places = {one.merit: n for n, one in reversed(list(enumerate(group, start=1)))}
    if len(group) <= rule.top:
        return [Line(one, Why.AMONG_FIRST, places[one.merit]) for one in group]
    edge = group[rule.top - 1].merit
    equal = [one for one in group if one.merit == edge]
    left = rule.top - sum(one.merit > edge for one in group)
    verdicts = _at_edge(equal, left=left, asks_chair=rule.asks_chair)
    return [
        Line(
            one,
            verdicts.get(one.work, Why.AMONG_FIRST if one.merit > edge else Why.BEHIND),
            places[one.merit],
        )
        for one in group
    ]


def _at_edge(equal: Sequence[Candidate], *, left: int, asks_chair: bool) -> dict[int, Why]:
    if len(equal) == left:
        return dict.fromkeys((one.work for one in equal), Why.AMONG_FIRST)
    if not asks_chair:
        return dict.fromkeys((one.work for one in equal), Why.EQUAL_AT_EDGE)
    chosen = sorted(one.chair for one in equal)
    if chosen[0] == 0 or len(set(chosen)) < len(chosen):
        return dict.fromkeys((one.work for one in equal), Why.UNDECIDED)
    limit = chosen[left - 1]
    return {one.work: Why.CHAIR_AHEAD if one.chair <= limit else Why.CHAIR_BEHIND for one in equal}
