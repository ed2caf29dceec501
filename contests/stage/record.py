"""Records what happens in a show: one event at a time, each after the state that allows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from contests.models import Show, StageEvent, StageSeat
from contests.stage.checks import refusal, undo_refusal
from contests.stage.events import (
    BESIDE_THE_SHOW,
    BadPayload,
    Event,
    EventKind,
    Payload,
    Undone,
    read_payload,
    stored,
)
from contests.stage.fold import fold
from contests.stage.programme import Programme
from contests.stage.rows import events_of, programme_of
from contests.stage.rules import BadEvent, MovedOn, NoShow, RunGone, RunStillOn, StageRefusal
from contests.stage.state import Phase
from contests.stage.telling import tell_changed
from quizsite.accounts.models import User


def payload_of(kind: str, raw: Any) -> tuple[EventKind, Payload]:
    """Read what was sent, or refuse it."""
    try:
        known = EventKind(kind)
        return known, read_payload(known, raw)
    except (ValueError, TypeError, BadPayload):
        raise BadEvent from None


@dataclass(frozen=True, slots=True)
class Sent:
    """What a desk asks to record.

    `after` is the last sequence that the desk has seen; None asks for no such proof. `run` is the
    run it showed. The same `token` sent again finds the event that it made."""

    kind: str
    payload: Any
    after: int | None = None
    run: int | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who records: a device in the hall, or a person who is signed in."""

    seat: StageSeat | None = None
    by: User | None = None


SITE = Sender()


@transaction.atomic
def record_event(show: Show, sent: Sent, *, at_ms: int, sender: Sender = SITE) -> StageEvent:
    """Add an event to the show's run; refuse it if it may not happen now.

    A desk that misses an event which moved the show on is refused, so that two desks never act
    on different states."""
    kind, payload = payload_of(sent.kind, sent.payload)
    if kind is EventKind.RUN_STARTED:
        raise BadEvent  # `start_run` begins runs
    locked = locked_show(show)
    if sent.run is not None and sent.run != locked.run:
        raise RunGone
    if sent.token and (made := _made_by(locked, sent.token)):
        return made
    events = events_of(locked, locked.run)
    check(programme_of(locked), events, kind, payload, after=sent.after)
    return _append(locked, events[-1:], _Made(kind, payload, at_ms, sent.token), sender=sender)


def check(
    programme: Programme,
    events: list[Event],
    kind: EventKind,
    payload: Payload,
    *,
    after: int | None,
) -> None:
    """Refuse what may not follow these events."""
    state = fold(programme, events)
    if after is not None and kind not in BESIDE_THE_SHOW and state.moved_at > after:
        raise MovedOn
    why = (
        undo_refusal(programme, events, payload.sequence)
        if isinstance(payload, Undone)
        else refusal(state, kind, payload)
    )
    if why is not None:
        raise StageRefusal(why)


@transaction.atomic
def start_run(
    show: Show, *, rehearsal: bool, at_ms: int, jurors: list[int], by: User | None = None
) -> Show:
    """Begin a rehearsal or the show itself. An earlier run stays as it was, and is shown no more.

    A show that is on must end first; a rehearsal gives way at any moment."""
    locked = locked_show(show)
    if locked.run:
        state = fold(programme_of(locked), events_of(locked, locked.run))
        if not state.is_rehearsal and state.phase not in (Phase.ENDED, Phase.AGREED):
            raise RunStillOn
        if state.phase is Phase.AGREED:
            raise StageRefusal("agreed")
    locked.run += 1
    locked.save(update_fields=["run"])
    started: list[tuple[str, Any]] = [("run_started", {"rehearsal": rehearsal})]
    if jurors:
        started.append(("jury_set", {"jurors": jurors}))
    for kind, payload in started:
        known, read = payload_of(kind, payload)
        events = events_of(locked, locked.run)
        check(programme_of(locked), events, known, read, after=None)
        _append(locked, events[-1:], _Made(known, read, at_ms), sender=Sender(by=by))
    show.run = locked.run
    return locked


def locked_show(show: Show) -> Show:
    """The show's row orders its events: two desks come one after the other."""
    locked = Show.objects.select_for_update(no_key=True).filter(pk=show.pk).first()
    if locked is None:
        raise NoShow
    return locked


def _made_by(show: Show, token: str) -> StageEvent | None:
    return StageEvent.objects.filter(show=show, run=show.run, token=token).first()


@dataclass(frozen=True, slots=True)
class _Made:
    kind: EventKind
    payload: Payload
    at_ms: int
    token: str = ""


def _append(show: Show, last: list[Event], made: _Made, *, sender: Sender) -> StageEvent:
    # Sockets tell after the commit, and only then.
    transaction.on_commit(partial(tell_changed, show.pk))
    return StageEvent.objects.create(
        show=show,
        run=show.run,
        sequence=last[0].sequence + 1 if last else 1,
        kind=made.kind,
        payload=stored(made.payload),
        # A laptop's clock may be set back; the show's never goes back.
        at_ms=max([made.at_ms, *(one.at_ms for one in last)]),
        seat=sender.seat,
        by=sender.by,
        token=made.token,
    )
