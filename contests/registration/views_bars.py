"""Pages of the people and units that may not compete in a contest."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.forms import DeskReasonForm
from contests.models import BarredPerson, BarredUnit
from contests.registration.bars import (
    MeetsEntries,
    bar_person,
    bar_unit,
    barred_entries,
    lift_bar,
)
from contests.registration.former_entrants import NobodyRemembered, let_enter_anew
from contests.registration.forms_bars import BarForm, BarPersonForm, BarUnitForm, EnterAnewForm
from contests.subjects import about_contest, organiser
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user

PERSON, UNIT = "nguoi", "don-vi"
SHOWN = 50  # of people who have entered; once voided, they make room for the next


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bars(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    sent = request.POST if request.method == "POST" else None
    is_unit = sent is not None and sent.get("ghi") == UNIT
    today = timezone.localdate()
    person_form = BarPersonForm(None if is_unit else sent, on=today, prefix=PERSON)
    unit_form = BarUnitForm(sent if is_unit else None, on=today, prefix=UNIT)
    form, bar = (unit_form, bar_unit) if is_unit else (person_form, bar_person)
    if sent is not None and form.is_valid() and _barred(request, form, bar, contest=contest):
        messages.success(request, _("Đã ghi vào danh sách không được dự thi."))
        return redirect("contests:bars", slug)
    met = barred_entries(contest).select_related("user", "unit").order_by("pk")[: SHOWN + 1]
    people = contest.barred_people.select_related("user", "unit")
    note_reading(
        about_contest(contest),
        page=_("Danh sách không được dự thi"),
        people=people.count() + len(met),
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {
        "contest": contest,
        "person_form": person_form,
        "unit_form": unit_form,
        "page": Paginator(people, 25).get_page(request.GET.get("trang")),
        "units": contest.barred_units.select_related("unit"),
        "entries": met[:SHOWN],
        "more": len(met) > SHOWN,
    }
    return render(request, "contests/organising/bars.html", context)


def _barred(request: HttpRequest, form: BarForm, bar: Callable[..., Any], **of: Any) -> bool:
    """Tell whether it was done; if it meets people who have entered, the form asks first."""
    try:
        bar(
            form.barred_in(of["contest"]),  # type: ignore[attr-defined]  # of both forms
            by=signed_in_user(request),
            at=timezone.now(),
            accepts_entries=form.cleaned_data["accepts_entries"],
        )
    except MeetsEntries as refusal:
        form.ask(refusal)
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lift_person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    return _lift(request, get_object_or_404(contest.barred_people.select_related("user"), pk=pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lift_unit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    return _lift(request, get_object_or_404(contest.barred_units.select_related("unit"), pk=pk))


def _lift(request: HttpRequest, barred: BarredPerson | BarredUnit) -> HttpResponse:
    form = DeskReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        lift_bar(barred, by=signed_in_user(request), at=timezone.now(), reason=reason)
        messages.success(request, _("Đã bỏ khỏi danh sách không được dự thi."))
        return redirect("contests:bars", barred.contest.slug)
    context = {"contest": barred.contest, "barred": barred, "form": form}
    return render(request, "contests/organising/bar_lift.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_anew(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = EnterAnewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, signed_in_user(request), timezone.now()
        try:
            let_enter_anew(contest, reached=said["reached"], by=by, at=at, reason=said["reason"])
        except NobodyRemembered as refusal:  # what was typed stays
            form.add_error("reached", str(refusal))
        else:
            messages.success(request, _("Địa chỉ hay số đó đăng ký được cuộc thi này trở lại."))
            return redirect("contests:bars", slug)
    return render(
        request, "contests/organising/enter_anew.html", {"contest": contest, "form": form}
    )
