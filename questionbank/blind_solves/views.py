"""The pages on which a reviewer answers blind, and the list of what waits for review."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questionbank import rules
from questionbank.access import bank_page
from questionbank.blind_solves.asking import FIELD, question_as_html
from questionbank.blind_solves.forms import SettleForm, SolveForm, signed
from questionbank.blind_solves.knowledge import known_to
from questionbank.blind_solves.queue import next_to_solve, queue_of
from questionbank.blind_solves.solves import (
    AlreadySolved,
    NoAnswer,
    NotInReview,
    asks_blind_solve,
    read_answer,
    settle,
    solve,
    solve_of,
)
from questionbank.models import Question, Revision, RevisionState
from questionbank.posted import values_in
from questionbank.review_models import BlindSolve
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user


@require_safe
@bank_page
def queue(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    waiting = queue_of(user)
    context = {
        "waiting": waiting,
        "first": next((one for one in waiting if one.is_closed), None),
        "is_asked": asks_blind_solve(),
        "roles": rules.roles_of(user),
    }
    return render(request, "questionbank/review_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def solve_page(request: HttpRequest, question_id: int) -> HttpResponse:
    user = signed_in_user(request)
    rules.check_may_review(user)
    revision = _waiting(question_id)
    form = SolveForm(request.POST or None, initial={"shown": signed(timezone.now())})
    if solve_of(user, revision) is not None:
        return redirect("questionbank:question", question_id)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, revision, form, by=user, at=timezone.now())
        except NoAnswer as refusal:
            form.add_error(None, str(refusal.message))
        except AlreadySolved as refusal:
            messages.warning(request, str(refusal.message))
            return redirect("questionbank:question", question_id)
        else:
            return redirect("questionbank:question", question_id)
    return _asked(request, revision, form, user=user)


def _asked(
    request: HttpRequest, revision: Revision, form: SolveForm, *, user: User
) -> HttpResponse:
    context = {
        "revision": revision,
        "asked": question_as_html(revision, said=values_in(request.POST, FIELD)),
        "form": form,
        "known": known_to(user, [revision]).get(revision.pk, ""),
        "next": next_to_solve(user, after=revision.question.code),
    }
    status = 400 if form.errors else 200
    return render(request, "questionbank/solve.html", context, status=status)


def _waiting(question_id: int) -> Revision:
    """The revision that waits; its key is not read along."""
    question = get_object_or_404(Question, pk=question_id)
    found = question.revisions.select_related("question__axis", "passage")
    revision = found.filter(state=RevisionState.IN_REVIEW).first()
    if revision is None:
        raise NotInReview
    return revision


def _keep(
    request: HttpRequest, revision: Revision, form: SolveForm, *, by: User, at: datetime
) -> None:
    step = request.POST.get("step", "")
    answer = {"mo": None, "khong-co": 0}.get(step, -1)
    if answer == -1:
        answer = read_answer(revision, values_in(request.POST, FIELD))
    remark = form.cleaned_data["remark"]
    made = solve(revision, answer=answer, remark=remark, shown_at=form.shown_at(), by=by, at=at)
    if made.counts:
        messages.success(request, _("Đã ghi câu trả lời của bạn. Đáp án ở dưới."))
    else:
        messages.info(request, _("Đã mở đáp án. Lần này không tính là giải độc lập."))


@require_POST
@bank_page
def settle_solve(request: HttpRequest, solve_id: int, revision_id: int) -> HttpResponse:
    found = get_object_or_404(BlindSolve, pk=solve_id)
    revision = get_object_or_404(
        Revision.objects.select_related("question"),
        pk=revision_id,
        question__revisions=found.revision_id,
    )
    form = SettleForm(request.POST)
    if form.is_valid():
        words, by = form.cleaned_data["words"], signed_in_user(request)
        settle(found, revision=revision, words=words, by=by, at=timezone.now())
        messages.success(request, _("Đã khép lời giải khác đáp án."))
    else:
        for errors in form.errors.values():
            messages.warning(request, " ".join(str(one) for one in errors))
    return redirect("questionbank:question", revision.question_id)
