"""Which desk may record what. A juror sends the own marks, and the chair asks for them again."""

from __future__ import annotations

from collections.abc import Mapping

from contests.models import StageEvent, StageSeatRole
from contests.stage.desks.access import Desk
from contests.stage.events import EventKind, MarkSent, Payload, Undone
from contests.stage.rules import NotYours

_SETTLING = frozenset(
    {
        EventKind.PENALTY,
        EventKind.CORRECTION,
        EventKind.POINTS_GIVEN,
        EventKind.MARK_SENT,
        EventKind.MARKS_SHOWN,
        EventKind.JURY_SET,
        EventKind.DRAW_HELD,
        EventKind.RESULT_AGREED,
        EventKind.UNDONE,
    }
)
_CLOCK = frozenset(
    {
        EventKind.CLOCK_STARTED,
        EventKind.CLOCK_PAUSED,
        EventKind.CLOCK_RESUMED,
        EventKind.CLOCK_STOPPED,
    }
)
RIGHTS: Mapping[str, frozenset[EventKind]] = {
    StageSeatRole.HOST: frozenset(EventKind) - {EventKind.RUN_STARTED, EventKind.MARKS_REOPENED},
    StageSeatRole.SECRETARY: _SETTLING,
    StageSeatRole.TIMEKEEPER: _CLOCK | {EventKind.PENALTY, EventKind.UNDONE},
    StageSeatRole.JUROR: frozenset({EventKind.MARK_SENT, EventKind.MARKS_REOPENED}),
}


def check_right(desk: Desk, kind: EventKind, payload: Payload) -> None:
    if kind not in RIGHTS.get(desk.role, frozenset()):
        raise NotYours
    if isinstance(payload, MarkSent):
        _check_mark(desk, payload)
    if kind is EventKind.MARKS_REOPENED and not (desk.seat and desk.seat.is_chair):
        raise NotYours
    if isinstance(payload, Undone):
        _check_undone(desk, payload)


def _check_mark(desk: Desk, mark: MarkSent) -> None:
    """Jurors send for themselves; desks type what a juror wrote on paper, and say so."""
    is_own = desk.seat is not None and desk.seat.pk == mark.juror
    if desk.role == StageSeatRole.JUROR and (not is_own or mark.paper):
        raise NotYours
    if desk.role != StageSeatRole.JUROR and not mark.paper:
        raise NotYours


def _check_undone(desk: Desk, undone: Undone) -> None:
    """A mark is only asked for again by the chair; a desk takes back what it may do itself."""
    found = StageEvent.objects.filter(
        show=desk.show, run=desk.show.run, sequence=undone.sequence
    ).first()
    if found is None:
        return  # the use case says so in words
    is_own_mark = found.kind == EventKind.MARK_SENT and not found.payload.get("paper")
    if is_own_mark or found.kind not in RIGHTS[desk.role]:
        raise NotYours
