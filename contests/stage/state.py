"""The state of a show: a pure fold of its events. Whoever has the events has the state.

An event that was undone counts as if it had not happened; undoing an undoing brings it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from contests.stage.bell import BellState
from contests.stage.events import Event, EventKind, Undone
from contests.stage.points import aggregate, places
from contests.stage.programme import ZERO, FloorOf, Part, Programme, QuestionRules, Team

Cell = tuple[int, int]  # team, part


class Phase(StrEnum):
    BEFORE = "before"
    PART = "part"
    TEAM = "team"
    QUESTION = "question"
    ANSWERING = "answering"
    CLOSED = "closed"
    REVEALED = "revealed"
    ENDED = "ended"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Clock:
    """`ends_at_ms` while it runs, `left_ms` while it stands; both may lie past the end."""

    total_ms: int = 0
    ends_at_ms: int | None = None
    left_ms: int = 0
    is_set: bool = False

    @property
    def is_running(self) -> bool:
        return self.ends_at_ms is not None

    def left_at(self, at_ms: int) -> int:
        return self.left_ms if self.ends_at_ms is None else self.ends_at_ms - at_ms


@dataclass(frozen=True, slots=True)
class ClockRun:
    """A clock that was stopped, and by how much the team went over."""

    part: int | None
    team: int | None
    used_ms: int
    over_ms: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A part, or a team in it, that began."""

    part: int
    team: int | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The question on the screens; `owner` is the team whose package it is from."""

    sequence: int
    number: int
    question: int | None
    owner: int | None = None
    is_revealed: bool = False
    is_ruled: bool = False


@dataclass(frozen=True, slots=True)
class Buzz:
    team: int
    seat: int | None
    judged_ms: int
    is_steal: bool = False
    right: bool | None = None


@dataclass(frozen=True, slots=True)
class Gain:
    """Points of one cause, as they count after a floor."""

    sequence: int
    team: int
    part: int
    points: Decimal
    kind: EventKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Marks that jurors sent for a team in a part, by the juror's seat."""

    marks: Mapping[int, Decimal] = field(default_factory=dict)
    reopened: frozenset[int] = frozenset()
    is_shown: bool = False


@dataclass(frozen=True)
class ShowState:
    programme: Programme
    sequence: int = 0
    moved_at: int = 0  # sequence of the last event that moved the show on
    is_started: bool = False
    is_rehearsal: bool = False
    phase: Phase = Phase.BEFORE
    part: Part | None = None
    team: int | None = None
    clock: Clock = Clock()
    clock_runs: tuple[ClockRun, ...] = ()
    turns: tuple[Turn, ...] = ()
    packages_used: Mapping[int, int] = field(default_factory=dict)
    questions_used: frozenset[int] = frozenset()
    shown: Shown | None = None
    answers_mode: str | None = None
    buzzes: tuple[Buzz, ...] = ()
    is_stealing: bool = False
    window: int = 0  # sequence of the event that devices answer to: the question, or the steal
    stars: frozenset[Cell] = frozenset()
    star_teams: frozenset[int] = frozenset()
    gains: tuple[Gain, ...] = ()
    jury: tuple[int, ...] = ()
    sheets: Mapping[Cell, Sheet] = field(default_factory=dict)
    bells: Mapping[int, BellState] = field(default_factory=dict)
    lots: tuple[int, ...] = ()
    undone: frozenset[int] = frozenset()

    @property
    def holder(self) -> Buzz | None:
        """The team that may answer now because it was first."""
        return next((one for one in self.buzzes if one.right is None), None)

    @property
    def bell(self) -> BellState | None:
        return self.bells.get(self.part.id) if self.part else None

    def sheet(self, team: int, part: int) -> Sheet:
        return self.sheets.get((team, part), Sheet())

    def is_complete(self, team: int, part: int) -> bool:
        """Has every juror sent, and none been asked again?"""
        sheet = self.sheet(team, part)
        sent = frozenset(sheet.marks) - sheet.reopened
        return bool(self.jury) and frozenset(self.jury) <= sent and not sheet.reopened

    def jury_points(self, team: int, part: Part) -> Decimal | None:
        """The jurors' marks as one; None while one is missing."""
        if not part.is_marked or not self.is_complete(team, part.id):
            return None
        return aggregate(list(self.sheet(team, part.id).marks.values()), part.aggregate)

    @cached_property
    def _gains_by_cell(self) -> dict[Cell, list[Gain]]:
        found: dict[Cell, list[Gain]] = {}
        for one in self.gains:
            found.setdefault((one.team, one.part), []).append(one)
        return found

    def part_points(self, team: int, part: Part) -> Decimal:
        """Marks and answers up to the part's maximum, then what was taken off or corrected."""
        own = self._gains_by_cell.get((team, part.id), [])
        after = (EventKind.PENALTY, EventKind.CORRECTION)
        earned = sum((one.points for one in own if one.kind not in after), ZERO)
        earned += self.jury_points(team, part) or ZERO
        limit = maximum_of(part)
        if limit is not None:
            earned = min(earned, limit)
        points = earned + sum((one.points for one in own if one.kind in after), ZERO)
        floor = _floor(part)
        return points if floor is None else max(floor, points)

    def total(self, team: int) -> Decimal:
        points = sum((self.part_points(team, part) for part in self.programme.parts), ZERO)
        return points if self._may_fall_below_zero() else max(ZERO, points)

    def _may_fall_below_zero(self) -> bool:
        rules = [one.rules for one in self.programme.parts]
        return any(isinstance(one, QuestionRules) and one.floor is None for one in rules)

    def kind_points(self, team: int, kind: str) -> Decimal:
        parts = [one for one in self.programme.parts if one.kind == kind]
        return sum((self.part_points(team, part) for part in parts), ZERO)

    def tie_key(self, team: Team) -> tuple[Decimal, ...]:
        """Whoever has the greater key comes first."""
        chain: list[Decimal] = [self.total(team.id)]
        for link in self.programme.tie_chain:
            if link == "lots":
                drawn = self.lots.index(team.id) if team.id in self.lots else len(self.lots)
                chain.append(Decimal(-drawn))
            else:
                chain.append(self.kind_points(team.id, link))
        return tuple(chain)

    def places(self) -> dict[int, int]:
        return places({team.id: self.tie_key(team) for team in self.programme.teams})


def maximum_of(part: Part) -> Decimal | None:
    """A sum of several jurors' marks has no maximum of its own: each mark has."""
    return None if part.aggregate == "sum" else part.maximum


def _floor(part: Part) -> Decimal | None:
    if not isinstance(part.rules, QuestionRules):
        return ZERO
    return part.rules.floor if part.rules.floor_of is FloorOf.PART else None


def undone_sequences(events: Sequence[Event]) -> frozenset[int]:
    """Which events do not count, read from the last to the first."""
    dead: set[int] = set()
    for event in reversed(events):
        if event.sequence not in dead and isinstance(event.payload, Undone):
            dead.add(event.payload.sequence)
    return frozenset(dead)


def counted_events(events: Iterable[Event]) -> list[Event]:
    """Events that count, in order; undoings themselves change nothing further."""
    listed = list(events)
    dead = undone_sequences(listed)
    return [one for one in listed if one.sequence not in dead and one.kind is not EventKind.UNDONE]
