"""Who sits at a desk: a device with a seat of the show, or a signed-in organiser."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from contests.models import RoundState, Show, StageSeat, StageSeatRole
from contests.stage.devices.tokens import held_by
from contests.stage.record import Sender
from contests.stage.rules import NoShow, NotYours
from quizsite.accounts.models import User


@dataclass(frozen=True, slots=True)
class Desk:
    show: Show
    role: StageSeatRole
    seat: StageSeat | None = None
    user: User | None = None

    @property
    def sender(self) -> Sender:
        return Sender(self.seat, self.user)


def desk_of(request: HttpRequest, code: str, *roles: StageSeatRole) -> Desk:
    """Find the desk of who asks; organisers may sit at the first one of these roles.

    Without a seat of these roles there is no such show: nobody learns of one by trying."""
    show = Show.objects.select_related("round__contest").filter(code=code).first()
    if show is None:
        raise NoShow
    seat = _seat(request, show)
    if seat is not None and seat.role in roles and show.round.state != RoundState.DRAFT:
        return Desk(show, StageSeatRole(seat.role), seat)
    user = request.user
    if roles[0] == StageSeatRole.JUROR or not isinstance(user, User):
        raise NoShow
    if not show.round.contest.organisers.filter(pk=user.pk).exists():
        raise NoShow
    return Desk(show, roles[0], user=user)


def _seat(request: HttpRequest, show: Show) -> StageSeat | None:
    held = held_by(request, show.pk)
    if held is None:
        return None
    seats = StageSeat.objects.select_related("team").filter(show=show, is_out_of_use=False)
    return seats.filter(pk=held.seat, token_digest=held.digest).first()


def check_may_start(desk: Desk) -> None:
    if desk.role != StageSeatRole.HOST:
        raise NotYours
