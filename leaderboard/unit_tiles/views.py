"""The tiles as a page, and bare for other sites to embed; one unit's people by day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contests.models import Contest, Round
from contests.queries import published_contest, ranked_rounds
from leaderboard.participation.figures import Participation
from leaderboard.participation.told import figures_of, shown_of
from leaderboard.unit_tiles.days import chart_of_days
from leaderboard.unit_tiles.tiles import picture_of
from quizsite.accounts.models import HeadcountCategory
from quizsite.web.page_cache import reads, same_for_visitors

_CHOICES = {"tinh-tren": HeadcountCategory.values}


@require_safe
@same_for_visitors
@reads("ky", among=_CHOICES)
def unit_tiles(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """All units, or those below one, with how many people had taken part by each day."""
    context = _context(request, slug, code)
    figures, unit = context["figures"], context["unit"]
    context["chart"] = chart_of_days(figures, unit and unit.unit.pk) if figures else None
    context["embed"] = _address(request, "leaderboard:embedded_tiles", slug, code)
    return render(request, "leaderboard/unit_tiles.html", context)


@require_safe
@same_for_visitors
@reads("ky", among=_CHOICES)
def embedded_tiles(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """The only page that other sites may frame (`quizsite/web/framing.py`)."""
    context = _context(request, slug, code)
    context["whole"] = _address(request, "leaderboard:unit_tiles", slug, code)
    response = render(request, "leaderboard/embedded_tiles.html", context)
    setattr(response, "xframe_options_exempt", True)  # noqa: B010 -- Django reads it
    return response


def _address(request: HttpRequest, name: str, slug: str, code: str) -> str:
    kept, path = _kept(request), reverse(name, args=[slug, code] if code else [slug])
    return request.build_absolute_uri(path + (f"?{kept}" if kept else ""))


def _context(request: HttpRequest, slug: str, code: str) -> dict[str, Any]:
    contest, rounds, round = _asked(request, slug)
    figures = _told(request, contest, rounds, round)
    unit = figures.by_code(code) if figures and code else None
    if figures is not None and code and unit is None:
        raise Http404
    return {
        "contest": contest,
        "rounds": rounds,
        "round": round,
        "figures": figures,
        "unit": unit,
        "code": code,
        "picture": picture_of(figures, unit) if figures else None,
        "kept": _kept(request),
        "small_below": settings.SMALL_UNIT_BELOW,
    }


def _asked(request: HttpRequest, slug: str) -> tuple[Contest, list[Round], Round | None]:
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    rounds, number = ranked_rounds(contest.pk), request.GET.get("ky", "")
    round = next((one for one in rounds if str(one.number) == number), None)
    if number and round is None:
        raise Http404
    return contest, rounds, round


def _told(
    request: HttpRequest, contest: Contest, rounds: list[Round], round: Round | None
) -> Participation | None:
    if not shown_of([round] if round else rounds)["shows_people"]:
        return None
    return figures_of(contest, round, category=request.GET.get("tinh-tren"))


def _kept(request: HttpRequest) -> str:
    names = ("ky", "tinh-tren")
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})
