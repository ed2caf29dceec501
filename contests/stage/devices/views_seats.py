"""Organisers make seats, print their codes, see who sits where, and take seats back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_round
from contests.forms import told_in
from contests.models import Show, StageSeat, StageSeatRole
from contests.stage.devices.forms import NewSeatForm
from contests.stage.devices.seats import WITH_CODES, add_seat, in_groups, take_back
from quizsite.accounts.rules import signed_in_user
from quizsite.web.qr import qr_svg

MOST_LISTED = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_seats(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    show = organised_show(request, slug, number)
    form = NewSeatForm(request.POST or None, show=show)
    if request.method == "POST" and form.is_valid():
        said, user = form.cleaned_data, signed_in_user(request)
        with told_in(form):
            add_seat(
                show,
                StageSeatRole(said["role"]),
                by=user,
                at=timezone.now(),
                name=said["name"],
                team=said["team"],
                is_chair=said["is_chair"],
            )
            return redirect("contests:stage_seats", slug, number)
    status = 422 if request.method == "POST" else 200
    return render(request, "contests/stage/seats.html", _listed(request, show, form), status=status)


@login_required
@require_POST
def stage_seat_back(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    show = organised_show(request, slug, number)
    seat = get_object_or_404(StageSeat, pk__exact=pk, show=show, is_out_of_use=False)
    take_back(seat, by=signed_in_user(request), at=timezone.now())
    return redirect("contests:stage_seats", slug, number)


def organised_show(request: HttpRequest, slug: str, number: int) -> Show:
    round = organised_round(request, slug, number)
    return get_object_or_404(Show.objects.select_related("round__contest"), round=round)


def _listed(request: HttpRequest, show: Show, form: NewSeatForm) -> dict[str, Any]:
    join = request.build_absolute_uri(reverse("contests:stage_join", args=[show.code]))
    used = StageSeat.objects.filter(show=show, is_out_of_use=False).select_related("team")
    seats = list(used.filter(role__in=WITH_CODES).order_by("role", "number"))
    others = used.exclude(role__in=WITH_CODES).order_by("role", "number")
    return {
        "contest": show.round.contest,
        "round": show.round,
        "show": show,
        "form": form,
        "join": join,
        "qr": qr_svg(join),
        "seats": [_line(seat, join) for seat in seats],
        "others": others[:MOST_LISTED],
        "others_count": others.count(),
    }


def _line(seat: StageSeat, join: str) -> dict[str, Any]:
    """The code stands behind a #: browsers send that part to no server, so no log has it."""
    if seat.code is None:
        return {"seat": seat}
    return {"seat": seat, "code": in_groups(seat.code), "qr": qr_svg(f"{join}#{seat.code}")}
