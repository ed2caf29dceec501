"""Organisers ask about a work and keep it from the gallery; its author answers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.forms import told_in
from contests.initiatives.recognised import recognised_like
from contests.models import OnwardAsk, Work
from contests.onward.asks import Answer, answer_ask, ask_author, check_may_ask, texts_of
from contests.onward.forms import KeepBackForm
from contests.onward.keeping_back import keep_back, let_out
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from contests.written.access import organised_work, owned_work
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user

_both = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@_both
def work_onward(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The button says what is done: ask the author, keep the work back, or let it out again."""
    organised_contest(request, slug)
    work, by, at = organised_work(request, slug, pk), signed_in_user(request), timezone.now()
    form = KeepBackForm(request.POST if "keep_back" in request.POST else None)
    if request.method == "POST" and ("keep_back" not in request.POST or form.is_valid()):
        with told_in(form):
            if "ask" in request.POST:
                ask_author(work, by=by, at=at)
                messages.success(request, _("Đã hỏi tác giả. Bài thành ý tưởng khi họ đồng ý."))
            elif "let_out" in request.POST:
                let_out(work, by=by, at=at)
                messages.success(request, _("Bài lại được trưng bày, nếu tác giả còn đồng ý."))
            elif "keep_back" in request.POST:
                keep_back(work, reason=form.cleaned_data["reason"], by=by, at=at)
                messages.success(request, _("Bài không trưng bày nữa."))
            return redirect("contests:work_onward", slug, pk)
    about = about_round(work.round)
    note_reading(about, page=_("Sau cuộc thi"), people=1, by=organiser(by), at=at)
    context = {
        "contest": work.round.contest,
        "round": work.round,
        "work": work,
        "form": form,
        "ask": OnwardAsk.objects.filter(work=work).select_related("initiative").first(),
        "why_not": _why_not(work),
        "recognised": recognised_like(work.title, "\n".join(texts_of(work))),
    }
    return render(request, "contests/onward/work.html", context)


def _why_not(work: Work) -> str:
    try:
        check_may_ask(work)
    except ContestRefusal as refusal:
        return str(refusal.message)
    return ""


@never_cache
@login_required
@_both
def onward_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    work = owned_work(request, slug, pk)
    ask = get_object_or_404(OnwardAsk.objects.select_related("initiative"), work=work)
    ask.work = work
    if request.method == "POST":
        answer = Answer("agree" in request.POST, is_name_shown="is_name_shown" in request.POST)
        answer_ask(ask, answer, by=signed_in_user(request), at=timezone.now())
        said = (
            _("Bài của bạn đã thành ý tưởng.") if answer.is_agreed else _("Đã ghi: không chuyển.")
        )
        messages.success(request, said)
        return redirect("contests:onward_answer", slug, pk)
    context = {"contest": work.round.contest, "round": work.round, "work": work, "ask": ask}
    return render(request, "contests/onward/answer.html", context)
