"""Organisers' pages of the sieve: the works of a round, and one to decide on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest, organised_round
from contests.forms import told_in
from contests.models import (
    LikenessLook,
    LikenessPair,
    LikenessState,
    Round,
    SieveReason,
    SieveTerms,
    Work,
)
from contests.subjects import about_contest, organiser
from contests.written.sieve.decisions import (
    Why,
    accept,
    accept_clean,
    clean_works,
    refuse,
    return_work,
    set_sieve_terms,
)
from contests.written.sieve.forms import DecisionForm
from contests.written.sieve.hints import hints_of
from contests.written.sieve.jobs import sieve_round
from contests.written.sieve.reading import TABS, authors_of, counts_of, listed, read_work
from contests.written.sieve.rules import check_is_written, check_may_sieve
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import wait_for
from quizsite.refusals import allowed

_DEEDS: dict[str, Callable[..., object]] = {
    "accept": accept,
    "return": return_work,
    "refuse": refuse,
}


def written_round(request: HttpRequest, slug: str, number: int) -> Round:
    round = organised_round(request, slug, number)
    check_is_written(round)
    return round


@login_required
@require_safe
def sieve(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round, at = written_round(request, slug, number), timezone.now()
    tab = request.GET.get("xem", "")
    tab = tab if tab in TABS else ""
    doubtful = request.GET.get("loc") == "can-xem"
    page = Paginator(listed(round, tab, only_doubtful=doubtful), 50).get_page(
        request.GET.get("trang")
    )
    kept = [f"xem={tab}"] * bool(tab) + ["loc=can-xem"] * doubtful
    _note(request, round, people=len(page), at=at)
    counts = counts_of(round)
    pairs = LikenessPair.objects.filter(round=round)
    context = {
        "contest": round.contest,
        "round": round,
        "page": page,
        "tab": tab,
        "tabs": [
            (key, state.label if key else _("chờ xét"), counts.get(state, 0))
            for key, state in TABS.items()
        ],
        "is_doubtful": doubtful,
        "kept": "&".join(kept),
        "may_sieve": allowed(check_may_sieve, round, at=at),
        "look": LikenessLook.objects.filter(round=round).first(),
        "pairs_waiting": pairs.filter(state=LikenessState.WAITING).count(),
        "clean_count": clean_works(round).count(),
        "terms": SieveTerms.objects.filter(round=round).first(),
        "wait": wait_for(sieve_round, round.pk),
    }
    return render(request, "contests/organising/sieve.html", context)


def _note(request: HttpRequest, round: Round, *, people: int, at: datetime) -> None:
    note_reading(
        about_contest(round.contest),
        page=_("Sơ loại bài dự thi"),
        people=people,
        by=organiser(signed_in_user(request)),
        at=at,
    )


@login_required
@require_POST
def sieve_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = written_round(request, slug, number)
    check_may_sieve(round, at=timezone.now())
    enqueue_once(sieve_round, round.pk)
    messages.success(request, _("Máy chủ đang kiểm tra và so các bài."))
    return redirect("contests:sieve", slug, number)


@login_required
@require_POST
def sieve_accept_clean(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = written_round(request, slug, number)
    count = accept_clean(round, by=signed_in_user(request), at=timezone.now())
    said = ngettext("Đã nhận %(n)d bài.", "Đã nhận %(n)d bài.", count) % {"n": count}
    messages.success(request, said)
    return redirect("contests:sieve", slug, number)


@login_required
@require_POST
def sieve_terms(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = written_round(request, slug, number)
    shows = request.POST.get("shows_tools") == "1"
    set_sieve_terms(round, shows_tools=shows, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã lưu."))
    return redirect("contests:sieve", slug, number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sieve_work(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The button decides what is done; what was typed stays if it cannot be."""
    contest, by, at = organised_contest(request, slug), signed_in_user(request), timezone.now()
    works = Work.objects.standing().filter(round__contest=contest)
    work = get_object_or_404(works.select_related("round__contest", "entry__user"), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _decide(request, work, form.cleaned_data, by=by, at=at)
            messages.success(request, _("Đã ghi quyết định."))
            return redirect("contests:sieve", slug, work.round.number)
    _note(request, work.round, people=1, at=at)
    work.refresh_from_db(fields=["state"])
    context = {
        "contest": contest,
        "round": work.round,
        "work": work,
        "form": form,
        "read": read_work(work, at=at),
        "authors": authors_of(work),
        "hints": hints_of(work),
        "may_sieve": allowed(check_may_sieve, work.round, at=at),
    }
    return render(request, "contests/organising/sieve_work.html", context)


def _decide(
    request: HttpRequest, work: Work, said: dict[str, Any], *, by: User, at: datetime
) -> None:
    deed = next((deed for button, deed in _DEEDS.items() if button in request.POST), accept)
    reason = SieveReason(said["reason"]) if said["reason"] else None
    deed(work, by=by, at=at, why=Why(reason, said["words"], said["seen"]))
