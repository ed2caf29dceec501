"""Pages that give one person more than the rules of a round, and take back what nobody has used."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.allowances.forms_person import (
    GiveAttemptsForm,
    GiveTimeForm,
    GiveWindowForm,
    GivingForm,
)
from contests.allowances.give import withdraw_allowance
from contests.forms import ReasonForm, told_in
from contests.models import Allowance, Entry
from contests.subjects import about_entry, organiser
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user

_GIVEN: dict[str, tuple[Any, type[GivingForm]]] = {
    "gio": (gettext_lazy("Cho thêm giờ"), GiveTimeForm),
    "luot": (gettext_lazy("Cho thêm lượt thi"), GiveAttemptsForm),
    "thi-bu": (gettext_lazy("Cho thi bù"), GiveWindowForm),
}
_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def give(request: HttpRequest, slug: str, pk: int, kind: str) -> HttpResponse:
    contest, at = organised_contest(request, slug), timezone.now()
    if kind not in _GIVEN:
        raise Http404
    title, form_class = _GIVEN[kind]
    entry = _entry(contest.pk, pk)
    form = form_class(request.POST or None, entry=entry, at=at)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            form.give(entry, by=signed_in_user(request), at=at)
            messages.success(request, _("Đã lưu. Người này thấy trên trang thi của mình."))
            return redirect("contests:entry", slug, pk)
    _note(request, entry)
    context = {"contest": contest, "entry": entry, "form": form, "title": title, "kind": kind}
    return render(request, "contests/organising/allowance_give.html", context)


@login_required
@_both
def withdraw(request: HttpRequest, slug: str, pk: int, allowance_id: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    entry = _entry(contest.pk, pk)
    own = Allowance.objects.filter(entry=entry).select_related("round", "entry__user")
    allowance = get_object_or_404(own, pk=allowance_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            withdraw_allowance(
                allowance,
                by=signed_in_user(request),
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("Đã thu hồi."))
            return redirect("contests:entry", slug, pk)
    _note(request, entry)
    context = {"contest": contest, "entry": entry, "allowance": allowance, "form": form}
    return render(request, "contests/organising/allowance_withdraw.html", context)


def _entry(contest_id: int, pk: int) -> Entry:
    people = Entry.objects.filter(contest=contest_id).select_related("user", "unit", "division")
    return get_object_or_404(people, pk=pk)


def _note(request: HttpRequest, entry: Entry) -> None:
    note_reading(
        about_entry(entry),
        page=_("Hỗ trợ riêng của một người dự thi"),
        people=1,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
