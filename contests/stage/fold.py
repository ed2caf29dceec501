"""Folds events into the state: one small function a kind. Pure, and it refuses nothing.

What may happen is asked before an event is recorded (`contests/stage/checks.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from contests.stage import bell as floor
from contests.stage.events import BESIDE_THE_SHOW, Event, EventKind
from contests.stage.points import speed_points
from contests.stage.programme import (
    ZERO,
    BellRules,
    FloorOf,
    PartKind,
    Programme,
    QuestionRules,
    RescueTrigger,
    SpeedRules,
)
from contests.stage.state import (
    Buzz,
    Clock,
    ClockRun,
    Gain,
    Phase,
    Sheet,
    Shown,
    ShowState,
    Turn,
    counted_events,
)

Handler = Callable[[ShowState, Event, Any], ShowState]


def fold(programme: Programme, events: Iterable[Event]) -> ShowState:
    """The state after these events of one run, in their order."""
    listed = list(events)
    state = ShowState(programme)
    for event in counted_events(listed):
        state = HANDLERS[event.kind](state, event, event.payload)
    moved = [one.sequence for one in listed if one.kind not in BESIDE_THE_SHOW]
    return replace(
        state,
        sequence=listed[-1].sequence if listed else 0,
        moved_at=moved[-1] if moved else 0,
        undone=frozenset(one.sequence for one in listed)
        - frozenset(one.sequence for one in counted_events(listed)),
    )


def _run_started(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(state, is_started=True, is_rehearsal=payload.rehearsal)


def _jury_set(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(state, jury=payload.jurors)


def _part_opened(state: ShowState, event: Event, payload: Any) -> ShowState:
    part = state.programme.part(payload.part)
    if part is None:
        return state
    bells = dict(state.bells)
    if isinstance(part.rules, BellRules) and part.id not in bells:
        bells[part.id] = floor.bell_floor(part.rules)
    return replace(
        _without_question(state),
        phase=Phase.PART,
        part=part,
        team=None,
        clock=Clock(),
        bells=bells,
        turns=(*state.turns, Turn(part.id, None, event.at_ms)),
    )


def _team_called(state: ShowState, event: Event, payload: Any) -> ShowState:
    part = state.part.id if state.part else 0
    return replace(
        _without_question(state),
        phase=Phase.TEAM,
        team=payload.team,
        clock=Clock(),
        turns=(*state.turns, Turn(part, payload.team, event.at_ms)),
    )


def _without_question(state: ShowState) -> ShowState:
    return replace(
        state,
        shown=None,
        answers_mode=None,
        buzzes=(),
        is_stealing=False,
        window=0,
        star_teams=frozenset(),
    )


def _clock_started(state: ShowState, event: Event, payload: Any) -> ShowState:
    total = payload.seconds * 1000
    return replace(state, clock=Clock(total, event.at_ms + total, total, is_set=True))


def _clock_paused(state: ShowState, event: Event, payload: Any) -> ShowState:
    clock = state.clock
    return replace(state, clock=replace(clock, ends_at_ms=None, left_ms=clock.left_at(event.at_ms)))


def _clock_resumed(state: ShowState, event: Event, payload: Any) -> ShowState:
    clock = state.clock
    return replace(state, clock=replace(clock, ends_at_ms=event.at_ms + clock.left_ms))


def _clock_stopped(state: ShowState, event: Event, payload: Any) -> ShowState:
    left = state.clock.left_at(event.at_ms)
    run = ClockRun(
        state.part.id if state.part else None,
        state.team,
        state.clock.total_ms - left,
        max(0, -left),
        event.sequence,
    )
    stopped = replace(state.clock, ends_at_ms=None, left_ms=left, is_set=False)
    return replace(state, clock=stopped, clock_runs=(*state.clock_runs, run))


def _package_taken(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(state, packages_used={**state.packages_used, payload.package: payload.team})


def _question_shown(state: ShowState, event: Event, payload: Any) -> ShowState:
    number = state.shown.number + 1 if state.shown else 1
    question = state.programme.question(payload.question) if payload.question else None
    owner = state.packages_used.get(question.package) if question else None
    used = state.questions_used | ({payload.question} if payload.question else set())
    return replace(
        state,
        phase=Phase.QUESTION,
        shown=Shown(event.sequence, number, payload.question, owner or state.team),
        questions_used=used,
        answers_mode=None,
        buzzes=(),
        is_stealing=False,
        window=event.sequence,
    )


def _answers_opened(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(state, phase=Phase.ANSWERING, answers_mode=payload.mode)


def _answers_closed(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(state, phase=Phase.CLOSED, answers_mode=None)


def _key_revealed(state: ShowState, event: Event, payload: Any) -> ShowState:
    shown = replace(state.shown, is_revealed=True) if state.shown else None
    return replace(state, phase=Phase.REVEALED, answers_mode=None, shown=shown)


def _buzz_accepted(state: ShowState, event: Event, payload: Any) -> ShowState:
    buzz = Buzz(payload.team, payload.seat, payload.judged_ms, is_steal=state.is_stealing)
    return replace(state, buzzes=(*state.buzzes, buzz))


def _buzz_ruled(state: ShowState, event: Event, payload: Any) -> ShowState:
    buzz = state.holder
    if buzz is None or state.part is None:
        return state
    ruled = tuple(replace(one, right=payload.right) if one is buzz else one for one in state.buzzes)
    state = replace(state, buzzes=ruled)
    if buzz.is_steal:
        return _steal_ruled(state, event, buzz.team, right=payload.right)
    return _answer_ruled(state, event, buzz.team, right=payload.right)


def _steal_opened(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(state, is_stealing=True, window=event.sequence)


def _answers_ruled(state: ShowState, event: Event, payload: Any) -> ShowState:
    part = state.part
    if part is None:
        return state
    shown = replace(state.shown, is_ruled=True) if state.shown else None
    state = replace(state, shown=shown)
    if isinstance(part.rules, SpeedRules):
        times = {one.team: one.ms for one in payload.answers if one.right}
        given = speed_points(times, part.rules.points)
        for team in sorted(given):
            state = _gained(state, event, team, given[team])
        return state
    for one in payload.answers:
        state = _answer_ruled(state, event, one.team, right=one.right)
    return state


def _answer_ruled(state: ShowState, event: Event, team: int, *, right: bool) -> ShowState:
    """A right answer brings the question's points; a star doubles them, or loses them."""
    rules, points = _question_rules(state)
    has_star = team in state.star_teams
    if right:
        gained = points * 2 if has_star else points
        return _without_star(_gained(state, event, team, gained), team)
    lost = max(points if has_star else ZERO, abs(rules.wrong))
    return _without_star(_lost(state, event, team, lost), team)


def _steal_ruled(state: ShowState, event: Event, team: int, *, right: bool) -> ShowState:
    """Right: the owner's points go over, unless a star took them already. Wrong: a share goes."""
    rules, points = _question_rules(state)
    if not right:
        return _lost(state, event, team, points * rules.steal_wrong_share)
    owner = state.shown.owner if state.shown else None
    if owner is not None and owner != team and not _lost_by_star(state, owner):
        state = _lost(state, event, owner, points)
    return _gained(state, event, team, points)


def _lost_by_star(state: ShowState, owner: int) -> bool:
    shown = state.shown.sequence if state.shown else 0
    return any(
        one.team == owner and one.sequence > shown and one.points < 0 and one.reason == "star"
        for one in state.gains
    )


def _question_rules(state: ShowState) -> tuple[QuestionRules, Decimal]:
    part = state.part
    rules = part.rules if part and isinstance(part.rules, QuestionRules) else QuestionRules()
    shown = state.shown.question if state.shown else None
    question = state.programme.question(shown) if shown else None
    own = question.points if question else None
    return rules, rules.right if own is None else own


def _gained(
    state: ShowState, event: Event, team: int, points: Decimal, reason: str = ""
) -> ShowState:
    part = state.part.id if state.part else 0
    gain = Gain(event.sequence, team, part, points, event.kind, reason)
    return replace(state, gains=(*state.gains, gain))


def _lost(state: ShowState, event: Event, team: int, points: Decimal) -> ShowState:
    """Take off no more than the floor leaves."""
    part = state.part
    rules, _ = _question_rules(state)
    if part is None or not points:
        return state
    if rules.floor is not None:
        is_part = rules.floor_of is FloorOf.PART
        held = state.part_points(team, part) if is_part else state.total(team)
        points = min(points, max(ZERO, held - rules.floor))
    return _gained(state, event, team, -points, "star" if team in state.star_teams else "")


def _without_star(state: ShowState, team: int) -> ShowState:
    return replace(state, star_teams=state.star_teams - {team})


def _star_set(state: ShowState, event: Event, payload: Any) -> ShowState:
    part = state.part.id if state.part else 0
    return replace(
        state,
        stars=state.stars | {(payload.team, part)},
        star_teams=state.star_teams | {payload.team},
    )


def _points_given(state: ShowState, event: Event, payload: Any) -> ShowState:
    reason = getattr(payload, "reason", "")
    gain = Gain(event.sequence, payload.team, payload.part, payload.points, event.kind, reason)
    return replace(state, gains=(*state.gains, gain))


def _mark_sent(state: ShowState, event: Event, payload: Any) -> ShowState:
    sheet = state.sheet(payload.team, payload.part)
    marks = {**sheet.marks, payload.juror: payload.points}
    return _with_sheet(
        state, payload, replace(sheet, marks=marks, reopened=sheet.reopened - {payload.juror})
    )


def _marks_reopened(state: ShowState, event: Event, payload: Any) -> ShowState:
    sheet = state.sheet(payload.team, payload.part)
    reopened = sheet.reopened | {payload.juror}
    return _with_sheet(state, payload, replace(sheet, reopened=reopened, is_shown=False))


def _marks_shown(state: ShowState, event: Event, payload: Any) -> ShowState:
    sheet = replace(state.sheet(payload.team, payload.part), is_shown=True)
    return _with_sheet(state, payload, sheet)


def _with_sheet(state: ShowState, payload: Any, sheet: Sheet) -> ShowState:
    return replace(state, sheets={**state.sheets, (payload.team, payload.part): sheet})


def _seat_out(state: ShowState, event: Event, payload: Any) -> ShowState:
    return _with_bell(state, lambda bell: floor.seats_out(bell, payload.seats))


def _seats_rescued(state: ShowState, event: Event, payload: Any) -> ShowState:
    trigger = RescueTrigger(payload.trigger)
    return _with_bell(state, lambda bell: floor.seats_back(bell, payload.seats, trigger))


def _bell_question_closed(state: ShowState, event: Event, payload: Any) -> ShowState:
    times = {one.seat: one.ms for one in payload.right}
    shown = replace(state.shown, is_ruled=True) if state.shown else None
    state = replace(state, phase=Phase.CLOSED, answers_mode=None, shown=shown)
    return _with_bell(state, lambda bell: floor.question_closed(bell, payload.wrong, times))


def _with_bell(state: ShowState, change: Callable[[floor.BellState], floor.BellState]) -> ShowState:
    part, bell = state.part, state.bell
    if part is None or bell is None or part.kind != PartKind.BELL:
        return state
    return replace(state, bells={**state.bells, part.id: change(bell)})


def _draw_held(state: ShowState, event: Event, payload: Any) -> ShowState:
    before = tuple(one for one in state.lots if one not in payload.winners)
    return replace(state, lots=(*before, *payload.winners))


def _run_ended(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(_without_question(state), phase=Phase.ENDED, clock=Clock(), part=None, team=None)


def _result_agreed(state: ShowState, event: Event, payload: Any) -> ShowState:
    return replace(state, phase=Phase.AGREED)


HANDLERS: Mapping[EventKind, Handler] = {
    EventKind.RUN_STARTED: _run_started,
    EventKind.JURY_SET: _jury_set,
    EventKind.PART_OPENED: _part_opened,
    EventKind.TEAM_CALLED: _team_called,
    EventKind.CLOCK_STARTED: _clock_started,
    EventKind.CLOCK_PAUSED: _clock_paused,
    EventKind.CLOCK_RESUMED: _clock_resumed,
    EventKind.CLOCK_STOPPED: _clock_stopped,
    EventKind.PACKAGE_TAKEN: _package_taken,
    EventKind.QUESTION_SHOWN: _question_shown,
    EventKind.ANSWERS_OPENED: _answers_opened,
    EventKind.ANSWERS_CLOSED: _answers_closed,
    EventKind.KEY_REVEALED: _key_revealed,
    EventKind.BUZZ_ACCEPTED: _buzz_accepted,
    EventKind.BUZZ_RULED: _buzz_ruled,
    EventKind.ANSWERS_RULED: _answers_ruled,
    EventKind.STEAL_OPENED: _steal_opened,
    EventKind.STAR_SET: _star_set,
    EventKind.POINTS_GIVEN: _points_given,
    EventKind.PENALTY: _points_given,
    EventKind.MARK_SENT: _mark_sent,
    EventKind.MARKS_REOPENED: _marks_reopened,
    EventKind.MARKS_SHOWN: _marks_shown,
    EventKind.SEAT_OUT: _seat_out,
    EventKind.SEATS_RESCUED: _seats_rescued,
    EventKind.BELL_QUESTION_CLOSED: _bell_question_closed,
    EventKind.DRAW_HELD: _draw_held,
    EventKind.CORRECTION: _points_given,
    EventKind.RUN_ENDED: _run_ended,
    EventKind.RESULT_AGREED: _result_agreed,
}
