"""Kinds of events and what each carries. Pure: a payload is checked here before anything else.

Points travel as texts ("7.25"), so that no sum is ever a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, to_builtins

Id = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Seconds = Annotated[int, Meta(ge=1, le=4 * 3600)]
SeatNumber = Annotated[int, Meta(ge=1, le=2000)]
Milliseconds = Annotated[int, Meta(ge=0, le=2**53)]
Reason = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[^\x00]*[^\s\x00][^\x00]*\Z")]
Words = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00]*\Z")]
Points = Decimal


class EventKind(StrEnum):
    RUN_STARTED = "run_started"
    JURY_SET = "jury_set"
    PART_OPENED = "part_opened"
    TEAM_CALLED = "team_called"
    CLOCK_STARTED = "clock_started"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    CLOCK_STOPPED = "clock_stopped"
    PACKAGE_TAKEN = "package_taken"
    QUESTION_SHOWN = "question_shown"
    ANSWERS_OPENED = "answers_opened"
    ANSWERS_CLOSED = "answers_closed"
    KEY_REVEALED = "key_revealed"
    BUZZ_ACCEPTED = "buzz_accepted"
    BUZZ_RULED = "buzz_ruled"
    ANSWERS_RULED = "answers_ruled"
    STEAL_OPENED = "steal_opened"
    STAR_SET = "star_set"
    POINTS_GIVEN = "points_given"
    PENALTY = "penalty"
    MARK_SENT = "mark_sent"
    MARKS_REOPENED = "marks_reopened"
    MARKS_SHOWN = "marks_shown"
    SEAT_OUT = "seat_out"
    SEATS_RESCUED = "seats_rescued"
    BELL_QUESTION_CLOSED = "bell_question_closed"
    DRAW_HELD = "draw_held"
    CORRECTION = "correction"
    UNDONE = "undone"
    RUN_ENDED = "run_ended"
    RESULT_AGREED = "result_agreed"


class Payload(Struct, frozen=True, forbid_unknown_fields=True):
    """What an event of one kind carries."""


class Nothing(Payload, frozen=True):
    pass


class RunStarted(Payload, frozen=True):
    rehearsal: bool = False


class JurySet(Payload, frozen=True):
    """Jurors' seats from now on; marks that one who left has sent still count."""

    jurors: Annotated[tuple[Id, ...], Meta(max_length=30)]


class PartOpened(Payload, frozen=True):
    part: Id


class TeamCalled(Payload, frozen=True):
    team: Id


class ClockStarted(Payload, frozen=True):
    seconds: Seconds


class PackageTaken(Payload, frozen=True):
    team: Id
    package: Id


class QuestionShown(Payload, frozen=True):
    """None: the host reads a question that the site does not know."""

    question: Id | None = None


class AnswersOpened(Payload, frozen=True):
    mode: Literal["choice", "text", "buzz"]


class BuzzAccepted(Payload, frozen=True):
    """Without a seat the host saw a hand or a bell."""

    team: Id
    seat: Id | None = None
    judged_ms: Milliseconds = 0


class BuzzRuled(Payload, frozen=True):
    right: bool


class TeamAnswer(Payload, frozen=True):
    """`ms` tells who was faster; it may be any clock as long as all of one question have it."""

    team: Id
    right: bool
    ms: Milliseconds = 0


class AnswersRuled(Payload, frozen=True):
    answers: Annotated[tuple[TeamAnswer, ...], Meta(min_length=1, max_length=100)]


class StarSet(Payload, frozen=True):
    team: Id


class PointsGiven(Payload, frozen=True):
    team: Id
    part: Id
    points: Points
    reason: Words = ""


class PointsChanged(Payload, frozen=True):
    """Of a penalty (never above zero) or a correction (either way)."""

    team: Id
    part: Id
    points: Points
    reason: Reason


class MarkSent(Payload, frozen=True):
    """`paper`: the secretary typed a juror's sheet, twice alike."""

    juror: Id
    team: Id
    part: Id
    points: Points
    paper: bool = False


class MarksReopened(Payload, frozen=True):
    juror: Id
    team: Id
    part: Id
    reason: Reason


class MarksShown(Payload, frozen=True):
    team: Id
    part: Id


Seats = Annotated[tuple[SeatNumber, ...], Meta(min_length=1, max_length=2000)]


class SeatOut(Payload, frozen=True):
    seats: Seats


class SeatsRescued(Payload, frozen=True):
    seats: Seats
    trigger: Literal["after_question", "empty", "share_left", "all_since"]


class RightSeat(Payload, frozen=True):
    seat: SeatNumber
    ms: Milliseconds


class BellQuestionClosed(Payload, frozen=True):
    """Seats that fall; `right` gives the times of a golden question, for the photo finish."""

    wrong: Annotated[tuple[SeatNumber, ...], Meta(max_length=2000)]
    right: Annotated[tuple[RightSeat, ...], Meta(max_length=2000)] = ()


class DrawHeld(Payload, frozen=True):
    """Lots: teams in the order drawn, how (the seed) and who watched."""

    winners: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=200)]
    witness: Reason
    seed: Words = ""


class Undone(Payload, frozen=True):
    sequence: Id


PAYLOADS: Mapping[EventKind, type[Payload]] = {
    EventKind.RUN_STARTED: RunStarted,
    EventKind.JURY_SET: JurySet,
    EventKind.PART_OPENED: PartOpened,
    EventKind.TEAM_CALLED: TeamCalled,
    EventKind.CLOCK_STARTED: ClockStarted,
    EventKind.CLOCK_PAUSED: Nothing,
    EventKind.CLOCK_RESUMED: Nothing,
    EventKind.CLOCK_STOPPED: Nothing,
    EventKind.PACKAGE_TAKEN: PackageTaken,
    EventKind.QUESTION_SHOWN: QuestionShown,
    EventKind.ANSWERS_OPENED: AnswersOpened,
    EventKind.ANSWERS_CLOSED: Nothing,
    EventKind.KEY_REVEALED: Nothing,
    EventKind.BUZZ_ACCEPTED: BuzzAccepted,
    EventKind.BUZZ_RULED: BuzzRuled,
    EventKind.ANSWERS_RULED: AnswersRuled,
    EventKind.STEAL_OPENED: Nothing,
    EventKind.STAR_SET: StarSet,
    EventKind.POINTS_GIVEN: PointsGiven,
    EventKind.PENALTY: PointsChanged,
    EventKind.MARK_SENT: MarkSent,
    EventKind.MARKS_REOPENED: MarksReopened,
    EventKind.MARKS_SHOWN: MarksShown,
    EventKind.SEAT_OUT: SeatOut,
    EventKind.SEATS_RESCUED: SeatsRescued,
    EventKind.BELL_QUESTION_CLOSED: BellQuestionClosed,
    EventKind.DRAW_HELD: DrawHeld,
    EventKind.CORRECTION: PointsChanged,
    EventKind.UNDONE: Undone,
    EventKind.RUN_ENDED: Nothing,
    EventKind.RESULT_AGREED: Nothing,
}

# What several desks may record beside each other. Everything else moves the show on, and a desk
# that has not seen the last such event is refused: a double click does nothing twice.
BESIDE_THE_SHOW = frozenset(
    {
        EventKind.MARK_SENT,
        EventKind.MARKS_REOPENED,
        EventKind.PENALTY,
        EventKind.CORRECTION,
    }
)


class BadPayload(ValueError):
    """What was sent is no payload of this kind."""


@dataclass(frozen=True, slots=True)
class Event:
    sequence: int
    kind: EventKind
    payload: Payload
    at_ms: int
    seat: int | None = None


def read_payload(kind: EventKind, raw: Any) -> Payload:
    try:
        payload = convert(raw, PAYLOADS[kind])
    except (ValidationError, RecursionError) as wrong:
        raise BadPayload(str(wrong)) from None
    points = getattr(payload, "points", None)
    if points is not None and not _are_points(points):
        raise BadPayload("points")
    return payload


def _are_points(points: Decimal) -> bool:
    """Hundredths of at most five figures; "NaN" and "1e9999" are numbers to Decimal."""
    if not points.is_finite() or abs(points) > 99_999:
        return False
    return points == points.quantize(Decimal("0.01"))


def stored(payload: Payload) -> dict[str, Any]:
    """Return the payload as JSON that `read_payload` reads again."""
    plain: dict[str, Any] = to_builtins(payload)
    return plain


def event_of(row: tuple[int, str, Any, int, int | None]) -> Event:
    """Read a stored event: sequence, kind, payload, moment, seat."""
    sequence, kind, payload, at_ms, seat = row
    return Event(sequence, EventKind(kind), read_payload(EventKind(kind), payload), at_ms, seat)
