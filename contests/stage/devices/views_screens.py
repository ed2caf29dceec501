"""Screens of the hall, and the phones of teams, of the floor and of the audience."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.models import Show, StageSeat, StageSeatRole
from contests.stage.devices.rooms import watched_by
from contests.stage.devices.seats import seat_held
from contests.stage.devices.tokens import Watched, held_by, issue_socket_token
from contests.stage.devices.views_join import open_show, place_of
from quizsite.accounts.models import User

# Who may put the hall's picture on a wall: phones show their own page.
_SHOWING = frozenset(
    {
        StageSeatRole.SCREEN,
        StageSeatRole.HOST,
        StageSeatRole.SECRETARY,
        StageSeatRole.TIMEKEEPER,
    }
)
PHONES = {
    "doi": StageSeatRole.TEAM,
    "rung-chuong": StageSeatRole.BELL,
    "khan-gia": StageSeatRole.AUDIENCE,
}


@never_cache
@require_safe
def stage_screen(request: HttpRequest, code: str, look: str) -> HttpResponse:
    """The hall's screen, the floor's countdown or a stream's overlay."""
    show = open_show(code)
    if not _may_show(request, show):
        return redirect("contests:stage_join", show.code)
    context = _line(show, Watched(show.pk, StageSeatRole.SCREEN))
    return render(request, f"contests/stage/{look}.html", context)


def _may_show(request: HttpRequest, show: Show) -> bool:
    seat = seat_held(held_by(request, show.pk))
    if seat is not None and seat.role in _SHOWING:
        return True
    user = request.user
    organisers = show.round.contest.organisers
    return isinstance(user, User) and organisers.filter(pk=user.pk).exists()


@never_cache
@require_safe
def stage_phone(request: HttpRequest, code: str, place: str) -> HttpResponse:
    show = open_show(code)
    seat = seat_held(held_by(request, show.pk))
    if seat is None:
        return redirect("contests:stage_join", show.code)
    if place not in PHONES:
        raise Http404
    if seat.role != PHONES[place]:
        return redirect(place_of(seat))
    context = {**_line(show, watched_by(seat)), "seat": seat, "title": _title(seat)}
    return render(request, "contests/stage/phone.html", context)


def _title(seat: StageSeat) -> str:
    if seat.team is not None:
        return seat.team.name
    if seat.role == StageSeatRole.BELL:
        return _("Ghế %(n)d") % {"n": seat.number}
    return str(seat)


def _line(show: Show, watched: Watched) -> dict[str, Any]:
    token = issue_socket_token(watched)
    return {
        "show": show,
        "token": token,
        "post": settings.STAGE_PATH,
        "socket": f"/ws/san-khau/{token}/",
    }
