"""What may happen next in a show. Pure: it returns codes, whose words are in `rules.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contests.stage.events import Event, EventKind, Payload, Undone
from contests.stage.fold import HANDLERS
from contests.stage.points import fits
from contests.stage.programme import BuzzMode, Part, Programme, QuestionRules
from contests.stage.state import Phase, ShowState, counted_events

# Once the run has ended, people only settle it.
AFTER_THE_END = frozenset(
    {EventKind.PENALTY, EventKind.CORRECTION, EventKind.DRAW_HELD, EventKind.RESULT_AGREED}
)
Check = Callable[[ShowState, Any], str | None]


def refusal(state: ShowState, kind: EventKind, payload: Payload) -> str | None:
    """Why this may not happen now; None: it may."""
    if state.phase is Phase.AGREED:
        return "agreed"
    if kind is EventKind.RUN_STARTED:
        return "already_started" if state.is_started else None
    if not state.is_started:
        return "not_started"
    if state.phase is Phase.ENDED and kind not in AFTER_THE_END:
        return "ended"
    return _unknown(state, payload) or CHECKS.get(kind, _nothing)(state, payload)


def undo_refusal(programme: Programme, events: Sequence[Event], sequence: int) -> str | None:
    """Why this event cannot be undone: it is not there, or what came later rests on it."""
    state = _followed(programme, events)
    if isinstance(state, str):
        return state
    if state.phase is Phase.AGREED:
        return "agreed"
    found = next((one for one in events if one.sequence == sequence), None)
    if found is None or found.kind is EventKind.RUN_STARTED:
        return "cannot_undo"
    dead = {one.sequence for one in events} - {one.sequence for one in counted_events(events)}
    undoings = {one.sequence for one in events if one.kind is EventKind.UNDONE}
    if sequence in dead - undoings:
        return "undone_already"
    undoing = Event(events[-1].sequence + 1, EventKind.UNDONE, Undone(sequence), 0)
    after = _followed(programme, [*events, undoing])
    return "others_rest_on_it" if isinstance(after, str) else None


def _followed(programme: Programme, events: Sequence[Event]) -> ShowState | str:
    """Go through the events that count; the first one that may not happen ends it."""
    state = ShowState(programme)
    for event in counted_events(events):
        why = refusal(state, event.kind, event.payload)
        if why is not None:
            return why
        state = HANDLERS[event.kind](state, event, event.payload)
    return state


def _nothing(state: ShowState, payload: Any) -> str | None:
    return None


def _unknown(state: ShowState, payload: Any) -> str | None:
    programme = state.programme
    team = getattr(payload, "team", None)
    if team is not None and programme.team(team) is None:
        return "unknown_team"
    part = getattr(payload, "part", None)
    if part is not None and programme.part(part) is None:
        return "unknown_part"
    return None


def _needs_part(state: ShowState, payload: Any) -> str | None:
    return None if state.part else "no_part"


def _jury(state: ShowState, payload: Any) -> str | None:
    seats = {one.seat for one in state.programme.jurors}
    is_listed = set(payload.jurors) <= seats and len(set(payload.jurors)) == len(payload.jurors)
    return None if is_listed else "unknown_juror"


def _clock_start(state: ShowState, payload: Any) -> str | None:
    return "clock_set" if state.clock.is_set else _needs_part(state, payload)


def _clock_pause(state: ShowState, payload: Any) -> str | None:
    return None if state.clock.is_set and state.clock.is_running else "clock_stands"


def _clock_resume(state: ShowState, payload: Any) -> str | None:
    if not state.clock.is_set:
        return "clock_stands"
    return "clock_runs" if state.clock.is_running else None


def _clock_stop(state: ShowState, payload: Any) -> str | None:
    return None if state.clock.is_set else "clock_stands"


def _package(state: ShowState, payload: Any) -> str | None:
    package = state.programme.package(payload.package)
    if package is None or state.part is None or package.part != state.part.id:
        return "unknown_package"
    return "package_used" if package.id in state.packages_used else None


def _question(state: ShowState, payload: Any) -> str | None:
    if state.part is None:
        return "no_part"
    if state.holder is not None:
        return "buzz_open"
    if payload.question is None:
        return None
    question = state.programme.question(payload.question)
    if question is None or question.part != state.part.id:
        return "unknown_question"
    return "question_used" if question.id in state.questions_used else None


def _needs_question(state: ShowState, payload: Any) -> str | None:
    return None if state.shown else "no_question"


def _open_answers(state: ShowState, payload: Any) -> str | None:
    if state.shown is None:
        return "no_question"
    if state.shown.is_revealed:
        return "revealed"
    return "answers_open" if state.answers_mode else None


def _close_answers(state: ShowState, payload: Any) -> str | None:
    return None if state.answers_mode else "answers_closed"


def _reveal(state: ShowState, payload: Any) -> str | None:
    if state.shown is None:
        return "no_question"
    if state.answers_mode in ("choice", "text"):
        return "answers_open"
    return "revealed" if state.shown.is_revealed else None


def _buzz(state: ShowState, payload: Any) -> str | None:
    if state.shown is None:
        return "no_question"
    if state.shown.is_revealed:
        return "revealed"
    if state.holder is not None:
        return "buzz_open"
    rules = state.part.rules if state.part else None
    waits = isinstance(rules, QuestionRules) and rules.mode is BuzzMode.AFTER_SIGNAL
    if waits and state.answers_mode != "buzz" and not state.is_stealing:
        return "before_signal"
    if any(one.team == payload.team for one in state.buzzes):
        return "had_a_try"
    is_owner = state.is_stealing and payload.team == state.shown.owner
    return "had_a_try" if is_owner else None


def _rule_buzz(state: ShowState, payload: Any) -> str | None:
    return None if state.holder else "no_buzz"


def _rule_answers(state: ShowState, payload: Any) -> str | None:
    if state.shown is None:
        return "no_question"
    teams = [one.team for one in payload.answers]
    if len(set(teams)) != len(teams) or any(state.programme.team(one) is None for one in teams):
        return "unknown_team"
    return "ruled_already" if state.shown.is_ruled else None


def _steal(state: ShowState, payload: Any) -> str | None:
    if state.shown is None:
        return "no_question"
    if state.shown.is_revealed:
        return "revealed"
    return "buzz_open" if state.holder or state.is_stealing else None


def _star(state: ShowState, payload: Any) -> str | None:
    rules = state.part.rules if state.part else None
    if state.part is None or not isinstance(rules, QuestionRules) or not rules.has_star:
        return "no_star"
    if (payload.team, state.part.id) in state.stars:
        return "star_used"
    shown = state.shown
    is_asked = shown is not None and not (shown.is_ruled or shown.is_revealed)
    return "star_too_late" if is_asked else None


def _penalty(state: ShowState, payload: Any) -> str | None:
    return "penalty_adds" if payload.points > 0 else None


def _marked_part(state: ShowState, payload: Any) -> Part | str:
    part = state.programme.part(payload.part)
    if part is None or not part.is_marked:
        return "not_marked"
    if not any(turn.part == part.id for turn in state.turns):
        return "not_yet"
    return part


def _mark(state: ShowState, payload: Any) -> str | None:
    part = _marked_part(state, payload)
    if isinstance(part, str):
        return part
    if payload.juror not in state.jury:
        return "unknown_juror"
    if not fits(payload.points, maximum=part.maximum, step=part.step):
        return "does_not_fit"
    sheet = state.sheet(payload.team, part.id)
    is_sent = payload.juror in sheet.marks and payload.juror not in sheet.reopened
    return "sent_already" if is_sent else None


def _reopen(state: ShowState, payload: Any) -> str | None:
    part = _marked_part(state, payload)
    if isinstance(part, str):
        return part
    sheet = state.sheet(payload.team, part.id)
    if payload.juror not in sheet.marks or payload.juror in sheet.reopened:
        return "not_sent"
    return None


def _show_marks(state: ShowState, payload: Any) -> str | None:
    part = _marked_part(state, payload)
    if isinstance(part, str):
        return part
    return None if state.is_complete(payload.team, part.id) else "marks_missing"


def _seats(state: ShowState, payload: Any) -> str | None:
    if state.bell is None or state.bell.is_over:
        return "no_bell"
    return None if set(payload.seats) <= state.bell.standing else "not_standing"


def _rescue(state: ShowState, payload: Any) -> str | None:
    if state.bell is None or state.bell.is_over:
        return "no_bell"
    due = state.bell.rescue_due
    if due is None or due != payload.trigger:
        return "no_rescue"
    return None if set(payload.seats) <= state.bell.rescuable(due) else "not_out"


def _close_bell(state: ShowState, payload: Any) -> str | None:
    if state.bell is None or state.bell.is_over:
        return "no_bell"
    if not state.bell.standing:
        return "nobody_stands"
    if state.shown is not None and state.shown.is_ruled:
        return "ruled_already"
    return None if set(payload.wrong) <= state.bell.standing else "not_standing"


def _draw(state: ShowState, payload: Any) -> str | None:
    teams = list(payload.winners)
    is_listed = len(set(teams)) == len(teams)
    is_known = all(state.programme.team(one) for one in teams)
    return None if is_listed and is_known else "unknown_team"


def _end(state: ShowState, payload: Any) -> str | None:
    return "clock_runs" if state.clock.is_set and state.clock.is_running else None


def _agree(state: ShowState, payload: Any) -> str | None:
    if state.phase is not Phase.ENDED:
        return "not_ended"
    return "rehearsal" if state.is_rehearsal else None


CHECKS: Mapping[EventKind, Check] = {
    EventKind.JURY_SET: _jury,
    EventKind.TEAM_CALLED: _needs_part,
    EventKind.CLOCK_STARTED: _clock_start,
    EventKind.CLOCK_PAUSED: _clock_pause,
    EventKind.CLOCK_RESUMED: _clock_resume,
    EventKind.CLOCK_STOPPED: _clock_stop,
    EventKind.PACKAGE_TAKEN: _package,
    EventKind.QUESTION_SHOWN: _question,
    EventKind.ANSWERS_OPENED: _open_answers,
    EventKind.ANSWERS_CLOSED: _close_answers,
    EventKind.KEY_REVEALED: _reveal,
    EventKind.BUZZ_ACCEPTED: _buzz,
    EventKind.BUZZ_RULED: _rule_buzz,
    EventKind.ANSWERS_RULED: _rule_answers,
    EventKind.STEAL_OPENED: _steal,
    EventKind.STAR_SET: _star,
    EventKind.PENALTY: _penalty,
    EventKind.MARK_SENT: _mark,
    EventKind.MARKS_REOPENED: _reopen,
    EventKind.MARKS_SHOWN: _show_marks,
    EventKind.SEAT_OUT: _seats,
    EventKind.SEATS_RESCUED: _rescue,
    EventKind.BELL_QUESTION_CLOSED: _close_bell,
    EventKind.DRAW_HELD: _draw,
    EventKind.RUN_ENDED: _end,
    EventKind.RESULT_AGREED: _agree,
}
