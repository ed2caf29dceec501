"""Seats: made by organisers, taken by a device with a code that works once, or with a name.

The conditional update of one row decides who of two gets a seat; nothing is looked at before."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from contests.models import Show, StageSeat, StageSeatRole, StageTeam
from contests.rules import ContestRefusal
from contests.stage.devices.tokens import HeldSeat, digest_of, new_secret
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

# Nobody confuses these on paper: no vowels, no 0, 1, O, I, L.
LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"
CODE_LENGTH = 10
MOST_AUDIENCE = 5_000
MOST_OF_A_ROLE = 40
WITH_CODES = (
    StageSeatRole.JUROR,
    StageSeatRole.SECRETARY,
    StageSeatRole.TIMEKEEPER,
    StageSeatRole.HOST,
    StageSeatRole.TEAM,
    StageSeatRole.SCREEN,
)


class CodeSpent(ContestRefusal):
    """Nobody learns whether there ever was such a code."""

    code = "stage_code_spent"
    status = 409
    message = _("Mã này không đúng hoặc đã có người dùng. Hãy hỏi ban tổ chức để lấy mã mới.")


class AudienceFull(ContestRefusal):
    code = "stage_audience_full"
    status = 409
    message = _("Buổi thi đã đủ người tham gia. Bạn vẫn xem được trên màn hình lớn.")


class NoBellSeat(ContestRefusal):
    code = "stage_no_bell_seat"
    status = 409
    message = _("Không còn ghế trống trên sàn thi. Hãy hỏi ban tổ chức.")


class TooManySeats(ContestRefusal):
    code = "stage_too_many_seats"
    status = 409
    message = _("Mỗi vai có nhiều nhất 40 ghế.")


class Taken(NamedTuple):
    seat: StageSeat
    secret: str  # for the cookie; nobody can read it again


@transaction.atomic
def add_seat(
    show: Show,
    role: StageSeatRole,
    *,
    by: User | None,
    at: datetime,
    name: str = "",
    team: StageTeam | None = None,
    is_chair: bool = False,
) -> StageSeat:
    """Make a seat that a device takes with the code of this seat."""
    locked = Show.objects.select_for_update(no_key=True).get(pk=show.pk)
    seats = StageSeat.objects.filter(show=locked, role=role)
    if seats.count() >= MOST_OF_A_ROLE:
        raise TooManySeats
    number = (seats.aggregate(most=Max("number"))["most"] or 0) + 1
    seat = StageSeat.objects.create(
        show=locked,
        role=role,
        number=number,
        name=name,
        team=team,
        is_chair=is_chair,
        code=new_code(),
    )
    _record(seat, AuditKind.STAGE_SEAT_ADDED, by=by, at=at)
    return seat


def take_with_code(show: Show, typed: str, *, at: datetime) -> Taken:
    """Give the seat of this code to who sends it first; the code then opens nothing."""
    code = bare(typed)
    secret = new_secret()
    unused = StageSeat.objects.filter(show=show, code=code, is_out_of_use=False)
    pk = unused.values_list("pk", flat=True).first() if code else None
    if pk is None or not unused.filter(pk=pk).update(
        code=None, token_digest=digest_of(secret), joined_at=at
    ):
        raise CodeSpent
    return Taken(StageSeat.objects.select_related("show", "team").get(pk=pk), secret)


@transaction.atomic
def join_audience(show: Show, *, name: str, at: datetime) -> Taken:
    locked = Show.objects.select_for_update(no_key=True).get(pk=show.pk)
    return _seated(locked, StageSeatRole.AUDIENCE, name=name, most=MOST_AUDIENCE, at=at)


@transaction.atomic
def join_bell(show: Show, *, name: str, most: int, at: datetime) -> Taken:
    """Give the lowest free number of the floor; the row of the show lets one join at a time."""
    locked = Show.objects.select_for_update(no_key=True).get(pk=show.pk)
    return _seated(locked, StageSeatRole.BELL, name=name, most=most, at=at)


def _seated(show: Show, role: StageSeatRole, *, name: str, most: int, at: datetime) -> Taken:
    number = _lowest_free(show, role)
    if number > most:
        raise AudienceFull if role == StageSeatRole.AUDIENCE else NoBellSeat
    secret = new_secret()
    seat = StageSeat.objects.create(
        show=show,
        role=role,
        number=number,
        name=name,
        token_digest=digest_of(secret),
        joined_at=at,
    )
    return Taken(seat, secret)


def _lowest_free(show: Show, role: StageSeatRole) -> int:
    seats = StageSeat.objects.filter(show=show, role=role, number__isnull=False)
    count, most = seats.count(), seats.aggregate(most=Max("number"))["most"] or 0
    if count == most:  # no gap, as nearly always
        return most + 1
    taken = set(seats.values_list("number", flat=True))
    return next(number for number in range(1, most + 2) if number not in taken)


@transaction.atomic
def take_back(seat: StageSeat, *, by: User, at: datetime) -> StageSeat:
    """End what the device in this seat may do. A seat with a code gets a new one, and its answers,
    marks and points stay; on the floor and among the audience nobody sits there any more."""
    has_code = seat.role in WITH_CODES
    seat.token_digest, seat.joined_at = "", None
    seat.code = new_code() if has_code else None
    seat.is_out_of_use = not has_code
    seat.save(update_fields=["token_digest", "joined_at", "code", "is_out_of_use"])
    _record(seat, AuditKind.STAGE_SEAT_TAKEN_BACK, by=by, at=at)
    return seat


def seat_held(held: HeldSeat | None) -> StageSeat | None:
    """Return the seat that a cookie holds, if it still does."""
    if held is None:
        return None
    seats = StageSeat.objects.select_related("show__round__contest", "team")
    return seats.filter(
        pk=held.seat, show=held.show, token_digest=held.digest, is_out_of_use=False
    ).first()


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


def bare(typed: str) -> str:
    """What was typed, without spaces and dashes; "" for what can be no code."""
    code = "".join(letter for letter in typed.upper()[:40] if letter in LETTERS)
    return code if len(code) == CODE_LENGTH else ""


def in_groups(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"


def _record(seat: StageSeat, kind: AuditKind, *, by: User | None, at: datetime) -> None:
    after = {"stage_seat": str(seat)}
    record(about_round(seat.show.round), kind=kind, by=organiser(by), at=at, after=after)
