"""Pages on which an organiser watches a running round."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contests.access import organised_quiz
from contests.models import Round
from contests.monitoring.round_charts import round_charts
from contests.monitoring.round_figures import kept_figures
from contests.monitoring.round_pictures import kept_counts


@login_required
@require_safe
def round_watch(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_quiz(request, slug, number)
    return render(request, "contests/organising/round_watch.html", _watch_context(round))


@login_required
@require_safe
def round_figures(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_quiz(request, slug, number)
    return render(request, "contests/organising/_figures.html", _watch_context(round))


def _watch_context(round: Round) -> dict[str, Any]:
    at = timezone.now()
    counts = kept_counts(round, at=at)
    return {
        "charts": round_charts(counts, divisions=round.contest.divisions.all()),
        "contest": round.contest,
        "round": round,
        "phase": round.phase(at),
        "figures": kept_figures(round, at=at),
    }
