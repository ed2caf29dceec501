"""What one kind of device is told of the state, as JSON. Pure.

Points are texts ("7.25"); times are milliseconds of the server. The key is in a frame once it is
revealed. A juror's marks are told to that juror until all have sent, then as the part says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from contests.stage.programme import Part
from contests.stage.state import Phase, ShowState


class Audience(StrEnum):
    """Who looks: the desks see totals at once, the others as the show announces them."""

    HOST = "host"
    SECRETARY = "secretary"
    TIMEKEEPER = "timekeeper"
    JUROR = "juror"
    TEAM = "team"
    BELL = "bell"
    AUDIENCE = "audience"
    SCREEN = "screen"


DESKS = frozenset({Audience.HOST, Audience.SECRETARY, Audience.TIMEKEEPER})
Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a frame needs beside the state."""

    now_ms: int
    show: str
    run: int
    answered: int = 0
    answering: int = 0
    juror: int | None = None  # seat of the juror who looks


def frame(state: ShowState, role: Audience, told: Told) -> Frame:
    part, team = state.part, state.programme.team(state.team or 0)
    return {
        "v": state.sequence,
        "now": told.now_ms,
        "show": told.show,
        "title": state.programme.title,
        "run": told.run,
        "rehearsal": state.is_rehearsal,
        "phase": str(state.phase),
        "part": _part(state, part) if part else None,
        "team": {"id": team.id, "name": team.name, "number": team.number} if team else None,
        "clock": _clock(state, told.now_ms),
        "question": _question(state, role),
        "answers": {
            "open": state.answers_mode,
            "count": told.answered,
            "of": told.answering,
        },
        "buzz": _buzzes(state),
        "steal": state.is_stealing,
        "stars": sorted(state.star_teams),
        "scores": scores(state, role),
        "marks": _marks(state, role, told.juror),
        "seats": _seats(state),
        "bell": _bell(state),
        "podium": _podium(state),
    }


def _part(state: ShowState, part: Part) -> Frame:
    return {
        "id": part.id,
        "kind": str(part.kind),
        "title": part.title,
        "position": state.programme.parts.index(part) + 1,
        "of": len(state.programme.parts),
        "who": part.who,
        "step": str(part.step),
        "maximum": None if part.maximum is None else str(part.maximum),
        "marked": part.is_marked,
    }


def _clock(state: ShowState, now_ms: int) -> Frame:
    clock = state.clock
    return {
        "set": clock.is_set,
        "running": clock.is_running,
        "ends": clock.ends_at_ms,
        "left": clock.left_at(now_ms),
        "total": clock.total_ms,
    }


def _question(state: ShowState, role: Audience) -> Frame | None:
    shown = state.shown
    if shown is None:
        return None
    question = state.programme.question(shown.question or 0)
    is_told = shown.is_revealed or role is Audience.HOST
    return {
        "id": shown.question,
        "shown": shown.sequence,
        "n": shown.number,
        "stem": question.stem if question else "",
        "options": list(question.options) if question else [],
        "seconds": question.seconds if question else None,
        "key": question.key if question and is_told else None,
        "right": question.right_option if question and is_told else None,
    }


def _buzzes(state: ShowState) -> list[Frame]:
    if not state.buzzes:
        return []
    first = min(one.judged_ms for one in state.buzzes)
    return [
        {
            "team": one.team,
            "name": _name(state, one.team),
            "ms": one.judged_ms - first,
            "steal": one.is_steal,
            "right": one.right,
        }
        for one in state.buzzes
    ]


def _name(state: ShowState, team: int) -> str:
    found = state.programme.team(team)
    return found.name if found else ""


def counted_parts(state: ShowState, role: Audience) -> list[Part]:
    """Parts whose points this audience may know by now."""
    parts = list(state.programme.parts)
    if role in DESKS or state.phase in (Phase.ENDED, Phase.AGREED):
        return parts
    if state.programme.scores_shown == "at_end":
        return []
    if state.programme.scores_shown == "frozen_last":
        parts = parts[:-1]
    return [one for one in parts if one.marks_shown != "end" or not one.is_marked]


def scores(state: ShowState, role: Audience) -> list[Frame]:
    """Totals of the parts that may be known; the same order as the teams'."""
    parts = counted_parts(state, role)
    is_whole = len(parts) == len(state.programme.parts)
    listed = []
    for team in state.programme.teams:
        points = {one.id: _known_points(state, role, team.id, one) for one in parts}
        total = state.total(team.id) if is_whole else sum(points.values(), Decimal(0))
        if is_whole and role not in DESKS and not _is_over(state):
            total = max(Decimal(0), sum(points.values(), Decimal(0)))
        listed.append(
            {
                "team": team.id,
                "name": team.name,
                "number": team.number,
                "total": str(total),
                "parts": [{"part": pk, "points": str(one)} for pk, one in points.items()],
            }
        )
    return listed


def _is_over(state: ShowState) -> bool:
    return state.phase in (Phase.ENDED, Phase.AGREED)


def _known_points(state: ShowState, role: Audience, team: int, part: Part) -> Decimal:
    """Outside the desks a team's marks count once they were shown."""
    if role in DESKS or _is_over(state) or not part.is_marked:
        return state.part_points(team, part)
    return state.part_points(team, part) if state.sheet(team, part.id).is_shown else Decimal(0)


def _marks(state: ShowState, role: Audience, juror: int | None) -> Frame | None:
    part, team = state.part, state.team
    if part is None or team is None or not part.is_marked:
        return None
    sheet = state.sheet(team, part.id)
    is_complete = state.is_complete(team, part.id)
    is_open = sheet.is_shown or (is_complete and role in DESKS)
    numbers = {one.seat: one.number for one in state.programme.jurors}
    told: Mapping[int, Decimal] = sheet.marks if is_open else {}
    if juror is not None and juror in sheet.marks:
        told = {**told, juror: sheet.marks[juror]}
    if part.marks_shown != "cards" and role not in DESKS and role is not Audience.JUROR:
        told = {}
    points = state.jury_points(team, part) if is_open else None
    return {
        "team": team,
        "complete": is_complete,
        "shown": sheet.is_shown,
        "sent": len(frozenset(sheet.marks) - sheet.reopened),
        "of": len(state.jury),
        "points": None if points is None else str(points),
        "jurors": [
            {
                "seat": seat,
                "number": numbers.get(seat),
                "sent": seat in sheet.marks and seat not in sheet.reopened,
                "points": str(told[seat]) if seat in told else None,
            }
            for seat in state.jury
        ],
    }


def _seats(state: ShowState) -> list[Frame]:
    bell = state.bell
    if bell is None:
        return []
    return [{"n": n, "standing": n in bell.standing} for n in range(1, bell.rules.seats + 1)]


def _bell(state: ShowState) -> Frame | None:
    bell = state.bell
    if bell is None:
        return None
    due = bell.rescue_due
    return {
        "asked": bell.asked,
        "standing": len(bell.standing),
        "seats": bell.rules.seats,
        "golden": bell.is_golden,
        "rescue": str(due) if due else None,
        "over": bell.is_over,
        "podium": [list(place) for place in bell.podium],
    }


def _podium(state: ShowState) -> list[Frame]:
    """The places, once the run has ended."""
    if not _is_over(state):
        return []
    found = state.places()
    teams = sorted(state.programme.teams, key=lambda one: (found[one.id], one.number or 0, one.id))
    return [
        {
            "place": found[one.id],
            "team": one.id,
            "name": one.name,
            "total": str(state.total(one.id)),
        }
        for one in teams
    ]
