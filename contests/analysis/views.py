"""Pages of a round's analysis: its questions, what people know least, and both as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_quiz
from contests.analysis.jobs import analyse
from contests.analysis.limits import HIDDEN, SMALL
from contests.analysis.pictures import hours_chart, thirds_chart
from contests.analysis.rules import check_may_analyse
from contests.analysis.shown import Described, Line, analysis_of, hardest_first, lines_of
from contests.analysis.sources import has_changed_since
from contests.analysis.weakest import by_division, groups_of
from contests.analysis.workbook import analysis_workbook
from contests.models import Division, RoundAnalysis
from contests.rulings.key_views import see_key, take_keys
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import wait_for
from quizsite.tables.responses import workbook_stream

HARDEST = "kho"
PER_PAGE = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def analysis(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A job reads every paper; this asks for it and shows what is stored."""
    round = organised_quiz(request, slug, number)
    at = timezone.now()
    check_may_analyse(round, at=at)
    if request.method == "POST":
        enqueue_once(analyse, round.pk)
        return redirect("contests:analysis", slug, number)
    stored, wait = analysis_of(round), wait_for(analyse, round.pk)
    context: dict[str, Any] = {
        "contest": round.contest,
        "round": round,
        "stored": stored,
        "wait": wait,
        "small": SMALL,
        "hidden": HIDDEN,
    }
    if stored is not None:
        # A page that waits asks for itself again and again: no key then.
        opened = "" if wait.is_under_way else request.GET.get("cau", "")
        context |= _questions(request, stored, opened, by=signed_in_user(request), at=at)
    return render(request, "contests/organising/analysis.html", context)


def _questions(
    request: HttpRequest, stored: RoundAnalysis, opened: str, *, by: User, at: datetime
) -> dict[str, Any]:
    lines = lines_of(stored, at=at)
    is_hardest = request.GET.get("sap") == HARDEST
    page = Paginator(hardest_first(lines) if is_hardest else lines, PER_PAGE).get_page(
        request.GET.get("trang")
    )
    shown = next((one for one in page if str(one.revision.pk) == opened), None)
    return {
        "page": page,
        "is_hardest": is_hardest,
        "kept": f"sap={HARDEST}" if is_hardest else "",
        "doubtful": sum(one.is_in_doubt for one in lines),
        "withheld": sum(one.withheld is not None for one in lines),
        "has_changed": has_changed_since(stored),
        "opened": shown,
        **(_opened(shown, stored, by=by, at=at) if shown else {}),
    }


def _opened(line: Line, stored: RoundAnalysis, *, by: User, at: datetime) -> dict[str, Any]:
    """Whoever is shown what was chosen is shown the key, which leaves a line."""
    if line.withheld is not None:
        return {}
    see_key(stored.round, line.revision, by=by, at=at)
    names = dict(Division.objects.filter(contest=stored.round.contest).values_list("pk", "name"))
    return {
        "thirds": thirds_chart(line),
        "hours": hours_chart(line, stored.summary["hours"]),
        "divisions": [
            (names.get(int(pk), "–"), Described(figures))
            for pk, figures in line.figures["divisions"].items()
            if figures
        ],
    }


@never_cache
@login_required
@require_safe
def analysis_axes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_quiz(request, slug, number)
    check_may_analyse(round, at=timezone.now())
    stored = analysis_of(round)
    context = {
        "contest": round.contest,
        "round": round,
        "stored": stored,
        "divisions": by_division(groups_of(stored)) if stored else [],
        "has_changed": stored is not None and has_changed_since(stored),
    }
    return render(request, "contests/organising/analysis_axes.html", context)


@login_required
@require_safe
def analysis_file(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Has keys, so it leaves a line with the questions whose keys it has."""
    round = organised_quiz(request, slug, number)
    at = timezone.now()
    check_may_analyse(round, at=at)
    if (stored := analysis_of(round)) is None:
        raise Http404
    lines = lines_of(stored, at=at)
    name = f"phan-tich-{slug}-ky-{number}.xlsx"
    told = [one.revision.pk for one in lines if one.withheld is None]
    take_keys(round, told, file=name, by=signed_in_user(request), at=at)
    return workbook_stream(analysis_workbook(stored, lines, groups_of(stored)), name=name)
