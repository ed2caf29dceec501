"""Everybody watches the totals of a final, where its organisers opened them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contests.presentations.access import watched_final
from contests.presentations.live import live_of
from quizsite.web.page_cache import same_for_visitors


@require_safe
@same_for_visitors
def live_final(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return render(request, "contests/presentations/watched.html", _context(slug, number))


@require_safe
@same_for_visitors
def live_final_rows(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return render(request, "contests/presentations/_live.html", _context(slug, number))


def _context(slug: str, number: int) -> dict[str, Any]:
    final = watched_final(slug, number)
    return {
        "contest": final.round.contest,
        "round": final.round,
        "final": final,
        "live": live_of(final),
    }
