"""The page where organisers state and confirm the answer of a sub-question."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.access import organised_round
from contests.models import PredictionTarget, Round, RoundState, SubAnswer
from contests.rules import other_organisers
from leaderboard.sub_answers.decisions import (
    NothingProposed,
    check_may_state,
    confirm_answer,
    propose_answer,
)
from quizsite.accounts.rules import signed_in_user
from quizsite.language.fields import VisibleTextField
from quizsite.refusals import Refusal
from quizsite.two_people import confirming

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST = 999_999_999  # what the paper's field takes


class SubAnswerForm(forms.Form):
    value = forms.IntegerField(label=gettext_lazy("Đáp án"), min_value=0, max_value=MOST)
    reason = VisibleTextField(
        label=gettext_lazy("Căn cứ của đáp án"), widget=forms.Textarea({"rows": 3})
    )


class ConfirmForm(forms.Form):
    """The moment says which proposal was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    lone_reason = VisibleTextField(
        label=gettext_lazy("Lý do tự xác nhận"), required=False, widget=forms.Textarea({"rows": 2})
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sub_answer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    if round.prediction_target != PredictionTarget.ANSWER or round.state == RoundState.DRAFT:
        raise Http404
    answer = SubAnswer.objects.filter(round=round).select_related("round", "proposed_by").first()
    sent = request.POST if request.method == "POST" else None
    is_confirming = sent is not None and "seen" in sent
    form = SubAnswerForm(None if is_confirming else sent)
    confirm_form = ConfirmForm(sent if is_confirming else None, initial=_seen(answer))
    if form.is_valid() and _propose(round, form, request):
        messages.success(request, _("Đã ghi đáp án, chờ người thứ hai xác nhận."))
        return redirect("leaderboard:sub_answer", slug, number)
    if confirm_form.is_valid() and _confirm(answer, confirm_form, request):
        messages.success(request, _("Đã xác nhận đáp án của câu hỏi phụ."))
        return redirect("leaderboard:sub_answer", slug, number)
    context = {"contest": round.contest, "round": round, "answer": answer}
    context |= {"form": form, "confirm_form": confirm_form} | _may(round, answer, request)
    return render(request, "leaderboard/sub_answer.html", context)


def _may(round: Round, answer: SubAnswer | None, request: HttpRequest) -> dict[str, Any]:
    """Say what this organiser may do now, and why not."""
    user, refusal = signed_in_user(request), None
    try:
        check_may_state(round, at=timezone.now())
    except Refusal as refused:
        refusal = refused
    others = other_organisers(round.contest, user)
    return {
        "refusal": refusal,
        "confirming": answer
        and confirming(person=user.pk, proposed_by=answer.proposed_by_id, others=others),
    }


def _seen(answer: SubAnswer | None) -> dict[str, int]:
    return {"seen": _moment_of(answer)} if answer else {}


def _moment_of(answer: SubAnswer) -> int:
    return (answer.proposed_at - _EPOCH) // timedelta(microseconds=1)


def _propose(round: Round, form: SubAnswerForm, request: HttpRequest) -> bool:
    with _refused_in(form):
        said, at = form.cleaned_data, timezone.now()
        propose_answer(round, **said, by=signed_in_user(request), at=at)
    return not form.errors


def _confirm(answer: SubAnswer | None, form: ConfirmForm, request: HttpRequest) -> bool:
    with _refused_in(form):
        if answer is None or form.cleaned_data["seen"] != _moment_of(answer):
            raise NothingProposed
        confirm_answer(
            answer,
            by=signed_in_user(request),
            at=timezone.now(),
            lone_reason=form.cleaned_data["lone_reason"],
        )
    return not form.errors


@contextmanager
def _refused_in(form: forms.Form) -> Iterator[None]:
    """Show a refusal above the form, so that nothing typed is lost."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
