"""The way into a hall: the show's code for everybody, a seat's code or a name for a seat."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.models import RoundState, Show, StageSeat, StageSeatRole
from contests.rules import ContestRefusal
from contests.stage.devices.forms import HallNameForm, SeatCodeForm, ShowCodeForm
from contests.stage.devices.guesses import check_may_guess, forget_guess
from contests.stage.devices.seats import (
    Taken,
    join_audience,
    join_bell,
    seat_held,
    take_with_code,
)
from contests.stage.devices.tokens import held_by, set_cookie
from contests.stage.programme import BellRules
from contests.stage.rows import part_of

# Where each seat works; the desks of the jury and around it are pages of their own.
PLACES = {
    StageSeatRole.HOST: "ban-dieu-khien",
    StageSeatRole.SECRETARY: "thu-ky",
    StageSeatRole.TIMEKEEPER: "bam-gio",
    StageSeatRole.JUROR: "giam-khao",
    StageSeatRole.TEAM: "doi",
    StageSeatRole.BELL: "rung-chuong",
    StageSeatRole.AUDIENCE: "khan-gia",
    StageSeatRole.SCREEN: "man-hinh",
}


def place_of(seat: StageSeat) -> str:
    place = PLACES[StageSeatRole(seat.role)]
    return f"{reverse('contests:stage_join', args=[seat.show.code])}{place}/"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stage_entry(request: HttpRequest) -> HttpResponse:
    form, status = ShowCodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        check_may_guess(request)
        show = open_shows().filter(code__iexact=form.cleaned_data["ma"]).first()
        if show is not None:
            forget_guess(request)
            return redirect("contests:stage_join", show.code)
        form.add_error("ma", _("Không có hội thi nào đang mở với mã này. Hãy xem lại mã."))
    if request.method == "POST":
        status = 422
    return render(request, "contests/stage/entry.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stage_join(request: HttpRequest, code: str) -> HttpResponse:
    show = open_show(code)
    seat = seat_held(held_by(request, show.pk))
    if seat is not None and request.method != "POST":
        return render(
            request,
            "contests/stage/seated.html",
            {"show": show, "seat": seat, "place": place_of(seat)},
        )
    asked = request.POST.get("lam", "")
    forms = _forms(request, show, asked)
    if request.method == "POST" and asked in forms and forms[asked].is_valid():
        try:
            return _sit(request, _taken(request, show, asked, forms[asked].cleaned_data))
        except ContestRefusal as refusal:
            forms[asked].add_error(None, str(refusal.message))
    status = 422 if request.method == "POST" else 200
    context = {"show": show, "forms": forms, "asked": forms.get(asked)}
    return render(request, "contests/stage/join.html", context, status=status)


def _forms(request: HttpRequest, show: Show, asked: str) -> dict[str, Any]:
    """The ways in that this show has: the floor of a golden bell only where there is one."""
    kinds: dict[str, Any] = {"ghe": SeatCodeForm, "khan_gia": HallNameForm}
    if bell_seats(show):
        kinds["rung_chuong"] = HallNameForm
    return {
        name: kind(request.POST if name == asked else None, prefix=None, auto_id=f"{name}-%s")
        for name, kind in kinds.items()
    }


def _taken(request: HttpRequest, show: Show, asked: str, said: dict[str, Any]) -> Taken:
    at = timezone.now()
    if asked == "khan_gia":
        return join_audience(show, name=said["ten"], at=at)
    if asked == "rung_chuong":
        return join_bell(show, name=said["ten"], most=bell_seats(show), at=at)
    check_may_guess(request)
    taken = take_with_code(show, said["ma"], at=at)
    forget_guess(request)
    return taken


def _sit(request: HttpRequest, taken: Taken) -> HttpResponse:
    response = redirect(place_of(taken.seat))
    set_cookie(
        response,
        show_id=taken.seat.show_id,
        seat_id=taken.seat.pk,
        secret=taken.secret,
        is_secure=request.is_secure(),
    )
    return response


def bell_seats(show: Show) -> int:
    rules = [part_of(row).rules for row in show.parts.filter(kind="bell")]
    return max((one.seats for one in rules if isinstance(one, BellRules)), default=0)


def open_shows() -> Any:
    """Of rounds that are not drafts: nobody sits down in a plan."""
    shows = Show.objects.select_related("round__contest")
    return shows.exclude(round__state=RoundState.DRAFT)


def open_show(code: str) -> Show:
    show: Show | None = open_shows().filter(code=code).first()
    if show is None:
        raise Http404
    return show
