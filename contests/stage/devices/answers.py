"""Answers and presses of devices: judged and stored together, acknowledged after the commit.

The row of the show is locked, as it is while an event is recorded, so that no answer comes into a
window that closed before it. When an answer came to the server counts, not when its turn came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from django.db import transaction

from contests.models import Show, StageAnswer, StageAnswerKind, StageSeat, StageSeatRole
from contests.stage.devices.live_show import LiveShow, live_show
from contests.stage.devices.tokens import HeldSeat
from contests.stage.fairness import judged
from contests.stage.telling import tell_answered

# Between the clock's end on the screen and what was pressed at it; the way itself is measured.
GRACE_MS = 300


_Place = tuple[int, int, int, int, str]  # show, run, window, seat, kind


class Verdict(StrEnum):
    KEPT = "kept"
    EARLY = "early"  # pressed before the signal; this seat is out for the question
    CLOSED = "closed"
    LATE = "late"
    OTHER_QUESTION = "other_question"
    NOT_YOURS = "not_yours"  # another team's question, or the seat fell
    GONE = "gone"  # the seat was taken back


class Asked(NamedTuple):
    held: HeldSeat
    run: int
    window: int
    kind: StageAnswerKind
    received_ms: int
    delay_ms: int
    choice: int | None = None
    text: str = ""

    @property
    def judged_ms(self) -> int:
        return judged(self.received_ms, self.delay_ms)

    @property
    def place(self) -> _Place:
        return self.held.show, self.run, self.window, self.held.seat, str(self.kind)


_STORED = frozenset({Verdict.KEPT, Verdict.EARLY})


class _Kept(NamedTuple):
    choice: int | None
    judged_ms: int


class Receipt(NamedTuple):
    verdict: Verdict
    choice: int | None = None  # what is stored, which a second try does not change
    judged_ms: int = 0


class _Seat(NamedTuple):
    pk: int
    role: str
    number: int | None
    team: int | None
    digest: str


def write_answers(asked: Sequence[Asked]) -> list[Receipt]:
    """Store what counts in one transaction; a second try of one answer returns the first's."""
    with transaction.atomic():
        receipts, shows = _write(asked)
        transaction.on_commit(partial(_tell, shows))
    return receipts


def _tell(shows: Iterable[int]) -> None:
    for show in shows:
        tell_answered(show)


def _write(asked: Sequence[Asked]) -> tuple[list[Receipt], set[int]]:
    shows = sorted({one.held.show for one in asked})
    # Everything that depends on the show is read behind this lock.
    list(Show.objects.select_for_update(no_key=True).filter(pk__in=shows).order_by("pk"))
    live = {pk: live_show(pk) for pk in shows}
    seats, stored = _seats_of(asked), _stored(asked)
    receipts, rows = [], []
    for one in asked:
        seat, show = seats.get(one.held.seat), live[one.held.show]
        receipt = _again(one, seat, show, stored) or _judge(one, seat, show)
        if receipt.verdict in _STORED and one.place not in stored:
            rows.append(_row(one))
            stored[one.place] = _Kept(one.choice, one.judged_ms)
        receipts.append(receipt)
    StageAnswer.objects.bulk_create(rows)
    return receipts, {row.show_id for row in rows}


def _seats_of(asked: Sequence[Asked]) -> dict[int, _Seat]:
    seats = StageSeat.objects.filter(
        pk__in={one.held.seat for one in asked}, is_out_of_use=False
    ).values_list("pk", "role", "number", "team", "token_digest")
    return {row[0]: _Seat(*row) for row in seats}


def _is_held(asked: Asked, seat: _Seat) -> bool:
    return bool(seat.digest) and seat.digest == asked.held.digest


def _judge(asked: Asked, seat: _Seat | None, live: LiveShow | None) -> Receipt:
    if seat is None or live is None or not _is_held(asked, seat):
        return Receipt(Verdict.GONE)
    if asked.run != live.run or asked.window != live.window or not live.window:
        return Receipt(Verdict.OTHER_QUESTION)
    if asked.kind == StageAnswerKind.BUZZ:
        verdict = _judge_press(asked, seat, live)
    else:
        verdict = _judge_answer(asked, seat, live)
    return Receipt(verdict, asked.choice, asked.judged_ms)


def _judge_press(asked: Asked, seat: _Seat, live: LiveShow) -> Verdict:
    if seat.role != StageSeatRole.TEAM or not live.is_buzzer:
        return Verdict.NOT_YOURS
    if _is_closed(asked, live) or live.state.holder is not None:
        return Verdict.CLOSED
    return Verdict.EARLY if live.is_early(asked.judged_ms) else Verdict.KEPT


def _judge_answer(asked: Asked, seat: _Seat, live: LiveShow) -> Verdict:
    if not live.answers_from(seat.role, team=seat.team, number=seat.number):
        return Verdict.NOT_YOURS
    is_open = live.state.answers_mode == asked.kind
    if not is_open and (live.closed_ms is None or _is_closed(asked, live)):
        return Verdict.CLOSED
    clock = live.state.clock
    if clock.ends_at_ms is not None and asked.judged_ms > clock.ends_at_ms + GRACE_MS:
        return Verdict.LATE
    return Verdict.KEPT


def _is_closed(asked: Asked, live: LiveShow) -> bool:
    """What the server had received before the host closed still counts."""
    return live.closed_ms is not None and asked.received_ms > live.closed_ms


def _row(asked: Asked) -> StageAnswer:
    return StageAnswer(
        show_id=asked.held.show,
        run=asked.run,
        question=asked.window,
        seat_id=asked.held.seat,
        kind=asked.kind,
        choice=asked.choice,
        text=asked.text,
        received_ms=asked.received_ms,
        delay_ms=asked.received_ms - asked.judged_ms,
        judged_ms=asked.judged_ms,
    )


def _stored(asked: Sequence[Asked]) -> dict[_Place, _Kept]:
    """What stands already for the seats that ask, each in the window that it names."""
    seats: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for one in asked:
        seats[one.held.show, one.run, one.window].add(one.held.seat)
    stored: dict[_Place, _Kept] = {}
    for (show, run, window), of_window in seats.items():
        found = StageAnswer.objects.filter(
            show=show, run=run, question=window, seat__in=of_window
        ).values_list("seat", "kind", "choice", "judged_ms")
        for seat, kind, choice, at in found:
            stored[show, run, window, seat, kind] = _Kept(choice, at)
    return stored


def _again(
    asked: Asked, seat: _Seat | None, live: LiveShow | None, stored: dict[_Place, _Kept]
) -> Receipt | None:
    """The acknowledgement that a device missed, whatever the window has become since."""
    kept = stored.get(asked.place)
    if kept is None or seat is None or live is None or not _is_held(asked, seat):
        return None
    is_press = asked.kind == StageAnswerKind.BUZZ
    is_early = is_press and asked.window == live.window and live.is_early(kept.judged_ms)
    return Receipt(Verdict.EARLY if is_early else Verdict.KEPT, kept.choice, kept.judged_ms)
