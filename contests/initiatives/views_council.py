"""Pages of a council's member: what waits for the own vote, and one application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.forms import told_in
from contests.initiatives.applications import warnings_of
from contests.initiatives.councils import cast_ballot
from contests.initiatives.recognised import known_elsewhere, recognised_like
from contests.initiatives.rules import NotCouncilMember, check_may_vote
from contests.models import Application, CouncilMember, InitiativeState
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_second_factor, signed_in_user
from quizsite.language.fields import VisibleTextField
from quizsite.refusals import Refusal


class BallotForm(forms.Form):
    is_in_favour = forms.TypedChoiceField(
        label=gettext_lazy("Ý kiến"),
        choices=[("1", gettext_lazy("Đồng ý công nhận")), ("0", gettext_lazy("Không đồng ý"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn đồng ý hay không.")},
    )
    remark = VisibleTextField(
        label=gettext_lazy("Nhận xét"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("is_in_favour") is False and not said.get("remark"):
            self.add_error("remark", _("Hãy ghi vì sao không đồng ý."))
        return said


def _lying_before(user: User) -> Any:
    seats = CouncilMember.objects.filter(user=user).values("council")
    rows = Application.objects.filter(council__in=seats, taken_back_at=None)
    return rows.select_related("initiative", "council").order_by("-filed_at", "-pk")


@never_cache
@login_required
@require_safe
def council(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    if not CouncilMember.objects.filter(user=user).exists():
        raise NotCouncilMember
    check_second_factor(user)
    rows = _lying_before(user).filter(initiative__hidden_at=None)
    own = set(rows.filter(ballots__user=user).values_list("pk", flat=True))
    waits = rows.filter(initiative__state=InitiativeState.BEFORE_COUNCIL)
    context = {
        "waiting": [one for one in waits if one.pk not in own],
        "voted": rows.filter(pk__in=own)[:100],
    }
    return render(request, "contests/initiatives/council.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def council_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Other members' ballots are not on the page, nor how many there are."""
    user, at = signed_in_user(request), timezone.now()
    check_second_factor(user)
    found = get_object_or_404(_lying_before(user).prefetch_related("applicants"), pk=pk)
    form = BallotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            said = form.cleaned_data
            cast_ballot(found, **said, by=user, at=at)
            messages.success(request, _("Đã ghi phiếu của bạn."))
            return redirect("contests:council_application", pk)
    idea = found.initiative
    text = f"{idea.problem}\n{idea.solution}"
    context = {
        "application": found,
        "form": form,
        "ballot": found.ballots.filter(user=user).first(),
        "refusal": _why_not(user, found),
        "pilots": idea.pilots.select_related("unit").prefetch_related("figures"),
        "warnings": warnings_of(found, today=timezone.localdate(at)),
        "recognised": recognised_like(idea.title, text, but=[idea.pk]),
        "elsewhere": known_elsewhere(idea.title, text),
    }
    return render(request, "contests/initiatives/council_application.html", context)


def _why_not(user: User, application: Application) -> str:
    try:
        check_may_vote(user, application)
    except Refusal as refusal:
        return str(refusal.message)
    return ""
