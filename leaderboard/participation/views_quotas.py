"""Organisers see which units are still behind the quotas of a contest."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contests.access import organised_contest
from leaderboard.participation.quota_figures import UnitQuotas, kept_figures
from quizsite.language.ordering import order_key
from quizsite.language.vietnamese import search_words

PER_PAGE = 50


@login_required
@require_safe
def quotas_missing(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    figures = kept_figures(contest, at=timezone.now())
    words, shows_all = request.GET.get("q", "")[:80], request.GET.get("tat-ca") == "1"
    found = [one for one in figures.units.values() if _is_named(one, words)]
    behind = [one for one in found if one.meets_quotas is not True]
    listed = sorted(found if shows_all or words else behind, key=_most_missing_first)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "contest": contest,
        "page": page,
        "query": words,
        "shows_all": shows_all,
        "kept": "tat-ca=1" if shows_all else "",
        "units": len(figures.units),
        "met": sum(one.meets_quotas is True for one in figures.units.values()),
        "on": figures.on,
    }
    return render(request, "leaderboard/quotas_missing.html", context)


def _is_named(one: UnitQuotas, words: str) -> bool:
    name = one.unit.search_key
    return all(f" {word}" in f" {name}" for word in search_words(words))


def _most_missing_first(one: UnitQuotas) -> tuple[int, bytes, int]:
    return (-one.missing, order_key(one.unit.name), one.unit.pk)
