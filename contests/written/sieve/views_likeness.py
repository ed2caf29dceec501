"""Organisers' pages of likeness: the pairs of a round, two texts side by side, sample essays."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest
from contests.forms import told_in
from contests.models import Contest, LikenessLook, LikenessPair, LikenessState, SampleEssay, Work
from contests.subjects import about_contest, organiser
from contests.written.sieve.forms import LikenessForm, SampleForm
from contests.written.sieve.reading import authors_of
from contests.written.sieve.samples import add_sample, remove_sample, text_of_file
from contests.written.sieve.views import written_round
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import Refusal

_TABS = {
    "": LikenessState.WAITING,
    "khong": LikenessState.CLEARED,
    "co": LikenessState.COPIED,
}


@login_required
@require_safe
def sieve_pairs(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = written_round(request, slug, number)
    tab = request.GET.get("xem", "")
    tab = tab if tab in _TABS else ""
    pairs = LikenessPair.objects.filter(round=round, state=_TABS[tab])
    pairs = pairs.select_related("work", "other_work__round__contest", "sample")
    context = {
        "contest": round.contest,
        "round": round,
        "page": Paginator(pairs, 50).get_page(request.GET.get("trang")),
        "tab": tab,
        "tabs": [(key, state.label) for key, state in _TABS.items()],
        "kept": f"xem={tab}" if tab else "",
        "look": LikenessLook.objects.filter(round=round).first(),
    }
    return render(request, "contests/organising/sieve_pairs.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sieve_pair(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    from contests.written.sieve.comparison import (  # noqa: PLC0415 -- loads numpy
        decide_likeness,
        pair_in_pieces,
    )

    contest, by, at = organised_contest(request, slug), signed_in_user(request), timezone.now()
    pairs = LikenessPair.objects.filter(round__contest=contest).select_related(
        "round", "work__entry__user", "other_work__round__contest", "sample", "decided_by"
    )
    pair = get_object_or_404(pairs, pk=pk)
    form = LikenessForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        state = LikenessState.COPIED if "copied" in request.POST else LikenessState.CLEARED
        with told_in(form):
            decide_likeness(pair, state, by=by, at=at, reason=form.cleaned_data["reason"])
            messages.success(request, _("Đã ghi kết luận."))
            return redirect("contests:sieve_pairs", slug, pair.round.number)
    own = pair.other_work if pair.other_work and _is_own(contest, pair.other_work) else None
    _note(request, contest, people=2 if own else 1, at=at)
    context = {
        "contest": contest,
        "round": pair.round,
        "pair": pair,
        "form": form,
        "sides": pair_in_pieces(pair),
        "authors": authors_of(pair.work),
        # Who wrote in another contest is told to that contest's organisers alone.
        "other_authors": authors_of(own) if own else [],
        "own_other": own,
    }
    return render(request, "contests/organising/sieve_pair.html", context)


def _is_own(contest: Contest, work: Work) -> bool:
    return work.round.contest_id == contest.pk


def _note(request: HttpRequest, contest: Contest, *, people: int, at: datetime) -> None:
    note_reading(
        about_contest(contest),
        page=_("Hai bài dự thi giống nhau"),
        people=people,
        by=organiser(signed_in_user(request)),
        at=at,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sample_essays(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = SampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            text = said["text"]
            if said["file"]:
                text = text_of_file(said["file"].chunks(), name=said["file"].name)
            by, at = signed_in_user(request), timezone.now()
            add_sample(contest, title=said["title"], text=text, by=by, at=at)
        except Refusal as refusal:
            form.add_error("file" if said["file"] else "text", str(refusal))
        else:
            messages.success(request, _("Đã thêm bài mẫu. Lần so tới sẽ so cả bài này."))
            return redirect("contests:sample_essays", slug)
    essays = SampleEssay.objects.filter(contest=contest).defer("text")
    context = {"contest": contest, "form": form, "essays": essays}
    return render(request, "contests/organising/sample_essays.html", context)


@login_required
@require_POST
def sample_essay_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    sample = get_object_or_404(
        SampleEssay.objects.select_related("contest"), contest=contest, pk=pk
    )
    remove_sample(sample, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã bỏ bài mẫu."))
    return redirect("contests:sample_essays", slug)
