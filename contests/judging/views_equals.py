"""The chair's page on which works that are equal get their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.forms import ReasonForm, told_in
from contests.judging.access import led_panel
from contests.judging.equals import ORDERING, Group, equals_in, sign_order, signed_places
from contests.judging.rules import check_is_chair, check_may_read_marks
from contests.judging.totals import WorkTotal
from contests.models import ChairOrder, Panel
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed


class OrderReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Ghi vào nhật ký và biên bản chấm.")


@dataclass(frozen=True, slots=True)
class Row:
    work: WorkTotal
    place: str


@dataclass(frozen=True, slots=True)
class OrderedGroup:
    group: Group
    rows: list[Row]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def equals(request: HttpRequest, panel_id: int) -> HttpResponse:
    """The buttons only move lines on the page; signing alone stores an order."""
    panel, user = led_panel(request, panel_id), signed_in_user(request)
    check_may_read_marks(user, panel)
    found = equals_in(panel)
    places = _typed(request, found) if request.method == "POST" else _stored(panel, found)
    form = OrderReasonForm(request.POST if "sign" in request.POST else None)
    if request.method == "POST" and "sign" not in request.POST:
        places = _moved(request, found, places)
        form = OrderReasonForm(initial={"reason": request.POST.get("reason", "")})
    elif request.method == "POST" and form.is_valid():
        with told_in(form):
            sign_order(
                panel,
                places={work: _number(place) for work, place in places.items()},
                by=user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("Đã ký thứ tự các bài bằng điểm."))
            return redirect("contests:equals", panel_id)
    context = {
        "panel": panel,
        "groups": [_ordered(group, places) for group in found],
        "form": form,
        "order": ChairOrder.objects.filter(panel=panel).select_related("signed_by").first(),
        "stands": bool(found) and len(signed_places(panel, found)) == _count(found),
        "may_order": panel.state in ORDERING and allowed(check_is_chair, user, panel),
    }
    return render(request, "contests/judging/equals.html", context)


def _count(groups: list[Group]) -> int:
    return sum(len(one.works) for one in groups)


def _stored(panel: Panel, groups: list[Group]) -> dict[int, str]:
    """What was signed; groups without an order are numbered as they stand."""
    signed = signed_places(panel, groups)
    return {
        one.work: str(signed.get(one.work, n))
        for group in groups
        for n, one in enumerate(group.works, start=1)
    }


def _typed(request: HttpRequest, groups: list[Group]) -> dict[int, str]:
    return {
        one.work: request.POST.get(f"place_{one.work}", "").strip()[:4]
        for group in groups
        for one in group.works
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _ordered(group: Group, places: Mapping[int, str]) -> OrderedGroup:
    rows = [Row(one, places[one.work]) for one in group.works]
    return OrderedGroup(group, sorted(rows, key=lambda row: _number(row.place) or len(rows) + 1))


def _moved(request: HttpRequest, groups: list[Group], places: Mapping[int, str]) -> dict[int, str]:
    """Let a work change places with the one before or after it, and number its group anew."""
    chosen = {name: _number(request.POST.get(name, "")) for name in ("up", "down")}
    moved = dict(places)
    for group in groups:
        order = [row.work.work for row in _ordered(group, places).rows]
        for name, step in (("up", -1), ("down", 1)):
            if chosen[name] in order:
                _swap(order, order.index(chosen[name]), step)
                moved |= {work: str(n) for n, work in enumerate(order, start=1)}
    return moved


def _swap(order: list[int], at: int, step: int) -> None:
    if 0 <= at + step < len(order):
        order[at], order[at + step] = order[at + step], order[at]
