"""Pages of those who may take a round: organisers have the list written, and correct it by hand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.access import organised_round
from contests.forms import ReasonForm
from contests.models import Admission, Entry, Qualification, Round, RoundState
from contests.subjects import about_entry, about_round, organiser
from leaderboard.qualifying.admissions import admit, check_may_admit
from leaderboard.qualifying.jobs import write_qualified
from leaderboard.qualifying.lists import check_may_write_list, corrected_since, sources_of
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import wait_for
from quizsite.refusals import Refusal, allowed

SHOWN = 50
FOUND = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def qualified(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = _own_round(request, slug, number)
    user, at = signed_in_user(request), timezone.now()
    refusal = None
    try:
        check_may_write_list(round, at=at)
    except Refusal as refused:
        refusal = refused
    if request.method == "POST":
        if refusal is not None:
            raise refusal
        enqueue_once(write_qualified, round.pk, user.pk)
        return redirect("leaderboard:qualified", slug, number)
    page, words = _listed(round, request.GET.get("trang")), request.GET.get("q", "").strip()
    found = _unlisted(round, words) if words else []
    note_reading(
        about_round(round),
        page=_("Danh sách người được vào kỳ thi"),
        people=len(page.object_list) + len(found),
        by=organiser(user),
        at=at,
    )
    context = {
        "contest": round.contest,
        "round": round,
        "sources": sources_of(round),
        "corrected": corrected_since(round),
        "refusal": refusal,
        "may_admit": allowed(check_may_admit, round, at=at),
        "wait": wait_for(write_qualified, round.pk, user.pk),
        "page": page,
        "query": words,
        "found": found,
        "decisions": _decisions(round),
    }
    return render(request, "leaderboard/qualified.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def admission(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """The button decides what is done: two organisers may have the page open at once."""
    round, at = _own_round(request, slug, number), timezone.now()
    people = Entry.objects.select_related("user", "unit", "division")
    entry = get_object_or_404(people.filter(contest=round.contest_id), pk=pk)
    form, by = ReasonForm(request.POST or None), signed_in_user(request)
    if request.method == "POST" and form.is_valid():
        is_admitted, reason = "admit" in request.POST, form.cleaned_data["reason"]
        try:
            admit(entry, round=round, is_admitted=is_admitted, by=by, at=at, reason=reason)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            done = _("Đã thêm vào danh sách.") if is_admitted else _("Đã bỏ khỏi danh sách.")
            messages.success(request, done)
            return redirect("leaderboard:qualified", slug, number)
    note_reading(
        about_entry(entry), page=_("Trang của một người dự thi"), people=1, by=organiser(by), at=at
    )
    context = {
        "contest": round.contest,
        "round": round,
        "entry": entry,
        "form": form,
        "listed": _rows(round).filter(entry=entry).first(),
        "decision": _decisions(round).filter(entry=entry).first(),
        "may_admit": allowed(check_may_admit, round, at=at),
    }
    return render(request, "leaderboard/admission.html", context)


def _own_round(request: HttpRequest, slug: str, number: int) -> Round:
    round = organised_round(request, slug, number)
    if not round.qualify_scope or round.state == RoundState.DRAFT:
        raise Http404
    return round


def _rows(round: Round) -> Any:
    people = ("entry__user", "entry__division", "entry__unit", "source")
    return Qualification.objects.filter(round=round).select_related(*people)


def _listed(round: Round, page: str | None) -> Any:
    return Paginator(_rows(round).order_by("source", "place", "pk"), SHOWN).get_page(page)


def _unlisted(round: Round, words: str) -> list[Entry]:
    """Find people of the contest by name or contact, who are not on the list."""
    people = Entry.objects.valid().filter(contest=round.contest_id).matching(words)
    unlisted = people.exclude(qualifications__round=round)
    return list(unlisted.select_related("user", "unit", "division").order_by("pk")[:FOUND])


def _decisions(round: Round) -> Any:
    of_people = Admission.objects.filter(round=round)
    return of_people.select_related("entry__user", "decided_by").order_by("-decided_at", "-pk")
