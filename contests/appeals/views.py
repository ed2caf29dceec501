"""Pages of a person's own appeals in one contest."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.appeals.appeals import (
    appeal_decision,
    appeal_question,
    appeal_result,
    withdraw_appeal,
)
from contests.appeals.forms import AppealForm, PaperAppealForm
from contests.appeals.rules import (
    appeals_until,
    check_may_appeal_decision,
    check_may_appeal_paper,
    decision_until,
)
from contests.forms import told_in
from contests.models import Attempt, Entry
from contests.queries import own_entry, published_contest
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed


@never_cache
@login_required
@require_safe
def own_appeals(request: HttpRequest, slug: str) -> HttpResponse:
    entry, at = _own(request, slug), timezone.now()
    found = entry.appeals.select_related("round", "revision__passage")
    papers = entry.attempts.closed().select_related("round").order_by("-started_at")[:20]
    for paper in papers:
        paper.round.contest = entry.contest
    context = {
        "contest": entry.contest,
        "appeals": found,
        "papers": [one for one in papers if allowed(check_may_appeal_paper, one.round, at=at)],
        "may_appeal_decision": allowed(check_may_appeal_decision, entry, at=at),
        "decision_until": decision_until(entry),
    }
    return render(request, "contests/appeals.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_paper(request: HttpRequest, code: UUID) -> HttpResponse:
    own = Attempt.objects.of(signed_in_user(request)).closed()
    attempt = get_object_or_404(own.select_related("round__contest", "entry"), code=code)
    at, round = timezone.now(), attempt.round
    check_may_appeal_paper(round, at=at)
    form = PaperAppealForm(
        request.POST or None, attempt=attempt, initial={"about": request.GET.get("cau", "")}
    )
    if request.method == "POST" and form.is_valid():
        position, text = int(form.cleaned_data["about"]), form.cleaned_data["text"]
        with told_in(form):
            if position:
                appeal_question(attempt, position=position, text=text, at=at)
            else:
                appeal_result(attempt, text=text, at=at)
            return _sent(request, round.contest.slug)
    context = {"contest": round.contest, "round": round, "form": form}
    context |= {"attempt": attempt, "until": appeals_until(round)}
    return render(request, "contests/appeal.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_voiding(request: HttpRequest, slug: str) -> HttpResponse:
    entry, at = _own(request, slug), timezone.now()
    check_may_appeal_decision(entry, at=at)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            appeal_decision(entry, text=form.cleaned_data["text"], at=at)
            return _sent(request, slug)
    context = {"contest": entry.contest, "entry": entry, "form": form}
    context["until"] = decision_until(entry)
    return render(request, "contests/appeal.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    entry = _own(request, slug)
    withdraw_appeal(get_object_or_404(entry.appeals, pk=pk), at=timezone.now())
    messages.success(request, _("Đã rút khiếu nại."))
    return redirect("contests:own_appeals", slug)


def _own(request: HttpRequest, slug: str) -> Entry:
    contest = published_contest(slug)
    entry = own_entry(signed_in_user(request), contest) if contest else None
    if entry is None:
        raise Http404
    return entry


def _sent(request: HttpRequest, slug: str) -> HttpResponse:
    messages.success(request, _("Đã gửi khiếu nại. Trả lời của ban tổ chức hiện ở trang này."))
    return redirect("contests:own_appeals", slug)
