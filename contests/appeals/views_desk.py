"""Organisers' pages of appeals: the queue, and one appeal to answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.appeals.appeals import AppealMoved, confirm_answer, propose_answer, return_answer
from contests.appeals.forms import AnswerForm
from contests.attempts.review import question_shown
from contests.forms import told_in
from contests.models import Appeal, AppealKind, AppealOutcome, AppealState, Contest
from contests.rules import other_organisers
from contests.subjects import about_contest, about_entry, organiser
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.two_people import confirming


@login_required
@require_safe
def appeals(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    is_past = request.GET.get("da-xet") == "1"
    found = Appeal.objects.filter(contest=contest).select_related("entry__user", "round")
    waiting = Appeal.objects.open()
    # Those who wait the longest come first.
    listed = (
        found.exclude(pk__in=waiting).order_by("-decided_at", "-pk")
        if is_past
        else found.filter(pk__in=waiting).order_by("made_at", "pk")
    )
    page = Paginator(listed, 25).get_page(request.GET.get("trang"))
    note_reading(
        about_contest(contest),
        page=_("Danh sách khiếu nại"),
        people=len(page),
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {"contest": contest, "page": page, "is_past": is_past}
    context["kept"] = "da-xet=1" if is_past else ""
    return render(request, "contests/organising/appeals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The button decides what is done: two organisers may have the page open at once."""
    contest, by, at = organised_contest(request, slug), signed_in_user(request), timezone.now()
    people = Appeal.objects.select_related(
        "contest",
        "entry__user",
        "entry__unit",
        "entry__division",
        "round",
        "attempt",
        "revision__passage",
    )
    found = get_object_or_404(people.filter(contest=contest), pk=pk)
    is_answer = request.method == "POST" and "answer" in request.POST
    form = AnswerForm(request.POST if is_answer else None, kind=AppealKind(found.kind))
    if request.method == "POST" and not is_answer:
        return _decide(request, found, by=by)
    if is_answer and form.is_valid():
        said = form.cleaned_data
        with told_in(form):
            outcome = AppealOutcome(said["outcome"])
            propose_answer(found, outcome=outcome, answer=said["answer"], by=by, at=at)
            messages.success(request, _("Đã ghi trả lời, chờ người thứ hai xác nhận."))
            return redirect("contests:appeal", slug, pk)
    note_reading(
        about_entry(found.entry),
        page=_("Khiếu nại của một người dự thi"),
        people=1,
        by=organiser(by),
        at=at,
    )
    context = {"contest": contest, "appeal": found, "form": form, **_who_may(found, contest, by)}
    context["item"] = _asked(found)
    return render(request, "contests/organising/appeal.html", context)


def _asked(appeal: Appeal) -> dict[str, Any] | None:
    """The question as the paper asked it, without what was answered: ticks may tell a key."""
    if appeal.revision is None or appeal.attempt is None or not appeal.position:
        return None
    _pk, order = appeal.attempt.paper[appeal.position - 1]
    return question_shown(appeal.revision, order, 0) | {"has_no_answer": True}


def _decide(request: HttpRequest, appeal: Appeal, *, by: User) -> HttpResponse:
    at = timezone.now()
    if request.POST.get("seen", "") != appeal.answer_mark:
        raise AppealMoved
    if "confirm" in request.POST:
        lone_reason = request.POST.get("lone_reason", "")
        confirm_answer(appeal, by=by, at=at, lone_reason=lone_reason)
        messages.success(request, _("Đã xác nhận. Người gửi thấy câu trả lời."))
    else:
        return_answer(appeal, by=by, at=at)
        messages.success(request, _("Đã trả lại để xét lần nữa."))
    return redirect("contests:appeal", appeal.contest.slug, appeal.pk)


def _who_may(appeal: Appeal, contest: Contest, user: User) -> dict[str, Any]:
    others = other_organisers(contest, user)
    return {
        "is_waiting": appeal.state == AppealState.ANSWERED,
        "confirming": confirming(person=user.pk, proposed_by=appeal.answered_by_id, others=others),
    }
