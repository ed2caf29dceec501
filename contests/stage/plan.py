"""The clock plan of a show: when each team's turn should begin, and how late the show is. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from contests.stage.programme import Part, PartKind, Programme, Team
from contests.stage.state import ShowState

# Each of these parts is taken by one team after another; in the others all are on at once.
BY_TEAM = frozenset(
    {
        PartKind.GREETING,
        PartKind.KNOWLEDGE,
        PartKind.SITUATION,
        PartKind.SKIT,
        PartKind.ORATORY,
    }
)
CHANGE_S = 120
WHOLE_PART_S = 1800


@dataclass(frozen=True, slots=True)
class PlannedTurn:
    part: Part
    team: Team | None
    starts_ms: int
    ends_ms: int


def slot_s(part: Part) -> int:
    """How long one turn is planned to take."""
    if part.slot_s:
        return part.slot_s
    if part.kind in BY_TEAM and part.seconds:
        return part.seconds + CHANGE_S
    return part.seconds or WHOLE_PART_S


def planned_turns(programme: Programme, starts_ms: int) -> list[PlannedTurn]:
    """One turn after another from the beginning of the show."""
    turns: list[PlannedTurn] = []
    at_ms = starts_ms
    for part in programme.parts:
        teams: tuple[Team | None, ...] = programme.teams if part.kind in BY_TEAM else (None,)
        for team in teams:
            ends_ms = at_ms + slot_s(part) * 1000
            turns.append(PlannedTurn(part, team, at_ms, ends_ms))
            at_ms = ends_ms
    return turns


def late_ms(state: ShowState, starts_ms: int) -> int | None:
    """By how much the last turn began later than planned (below zero: earlier)."""
    planned = {
        (one.part.id, one.team.id if one.team else None): one.starts_ms
        for one in planned_turns(state.programme, starts_ms)
    }
    for turn in reversed(state.turns):
        begin = planned.get((turn.part, turn.team))
        if begin is not None:
            return turn.at_ms - begin
    return None
