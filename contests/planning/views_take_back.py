"""Pages that move the times of a published round, take it back, or delete a draft."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest, organised_round
from contests.forms import ReasonForm, told_in
from contests.models import RoundPhase, RoundState
from contests.planning.forms_times import TimesForm
from contests.planning.take_back import (
    check_is_to_come,
    delete_draft_contest,
    delete_draft_round,
    withdraw_contest,
    withdraw_round,
)
from contests.planning.times import TimesFixed, move_times
from quizsite.accounts.rules import signed_in_user

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def round_times(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round, at = organised_round(request, slug, number), timezone.now()
    if round.state == RoundState.DRAFT:
        return redirect("contests:round_edit", slug, number)
    phase = round.phase(at)
    if phase not in {RoundPhase.UPCOMING, RoundPhase.OPEN}:
        raise TimesFixed
    is_open = phase is RoundPhase.OPEN
    form = TimesForm(request.POST or None, round=round, is_open=is_open)
    if request.method == "POST" and form.is_valid():
        # A disabled field gives back what the form began with, to the minute.
        opens_at = round.opens_at if is_open else form.cleaned_data["opens_at"]
        with told_in(form):
            move_times(
                round,
                opens_at=opens_at,
                closes_at=form.cleaned_data["closes_at"],
                by=signed_in_user(request),
                at=at,
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("Đã đổi giờ. Trang công khai hiện giờ mới ngay."))
            return redirect("contests:round_edit", slug, number)
    context = {"contest": round.contest, "round": round, "form": form, "is_open": is_open}
    return render(request, "contests/organising/round_times.html", context)


@login_required
@_both
def round_withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    is_draft = round.state == RoundState.DRAFT
    if not is_draft:
        check_is_to_come(round, at=timezone.now())
    form = None if is_draft else ReasonForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        by, at = signed_in_user(request), timezone.now()
        if form is None:
            delete_draft_round(round, by=by, at=at)
            messages.success(request, _("Đã xóa bản nháp."))
            return redirect("contests:organise_contest", slug)
        withdraw_round(round, by=by, at=at, reason=form.cleaned_data["reason"])
        messages.success(request, _("Kỳ thi đã về bản nháp và không còn trên trang công khai."))
        return redirect("contests:round_edit", slug, number)
    context = {"contest": round.contest, "round": round, "form": form}
    return render(request, "contests/organising/take_back.html", context)


@login_required
@_both
def contest_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form: Any = None if contest.state == "draft" else ReasonForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        by, at = signed_in_user(request), timezone.now()
        if form is None:
            delete_draft_contest(contest, by=by, at=at)
            messages.success(request, _("Đã xóa bản nháp."))
            return redirect("contests:organise")
        withdraw_contest(contest, by=by, at=at, reason=form.cleaned_data["reason"])
        messages.success(request, _("Cuộc thi đã về bản nháp và không còn trên trang công khai."))
        return redirect("contests:organise_contest", slug)
    context = {"contest": contest, "round": None, "form": form}
    return render(request, "contests/organising/take_back.html", context)
