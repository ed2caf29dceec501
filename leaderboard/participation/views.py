"""Participation by unit: a page to look into, and the same figures as a workbook."""

from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contests.models import Contest, Round
from contests.queries import published_contest, ranked_rounds
from leaderboard.participation.figures import Participation, participation_in
from leaderboard.participation.selection import (
    MOST_SHOWN,
    ORDERS,
    Selection,
    UnitFilter,
    lines,
    select,
)
from leaderboard.participation.workbook import participation_workbook
from leaderboard.rules import may_show_rows
from quizsite.accounts.models import HeadcountCategory
from quizsite.tables.xlsx_writer import CONTENT_TYPE
from quizsite.web.page_cache import reads, same_for_visitors

_CHOICES = {"tinh-tren": HeadcountCategory.values, "xep": list(ORDERS)}


@require_safe
@same_for_visitors
@reads("ky", "khoi", "tim", among=_CHOICES)
def participation(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    contest, rounds, round = _asked(request, slug)
    question = _question(request, code)

    # What costs is shared with all who look within a moment, and made only to be written.
    @cache
    def figures() -> Participation:
        return _figures(contest, round, category=request.GET.get("tinh-tren"))

    @cache
    def selection() -> Selection:
        return _selected(figures(), question)

    if code:
        selection()  # there may be no such unit
    context = {
        "contest": contest,
        "rounds": rounds,
        "round": round,
        "participation": SimpleLazyObject(figures),
        "question": question,
        "selection": SimpleLazyObject(selection),
        "lines": SimpleLazyObject(lambda: lines(figures(), selection().units)),
        "left_out": lambda: max(0, len(selection().units) - MOST_SHOWN),
        "orders": [(name, label) for name, (label, _key) in ORDERS.items()],
        "shows_scores": may_show_rows([round] if round else rounds, at=timezone.now()),
        "categories": lambda: figures().category_labels,
        "kept": _kept(request, "ky", "tinh-tren"),
        "kept_category": _kept(request, "tinh-tren"),
        "kept_round": _kept(request, "ky"),
        "export_query": urlencode({**request.GET.dict(), "don-vi": code}),
        "kept_s": settings.KEEP_PAGES_S,
    }
    return render(request, "leaderboard/participation.html", context)


@require_safe
@same_for_visitors
@reads("ky", "khoi", "tim", "don-vi", among=_CHOICES)
def export(request: HttpRequest, slug: str) -> HttpResponse:
    contest, rounds, round = _asked(request, slug)
    # Nothing in it is of the person who asks, so one who is signed in may get what another made.
    kept, key = caches["pages"], f"participation-file:{request.get_full_path()}"
    content = kept.get(key)
    if content is None:
        at = timezone.now()
        figures = _figures(contest, round, category=request.GET.get("tinh-tren"))
        selection = _selected(figures, _question(request, request.GET.get("don-vi", "")))
        with_scores = may_show_rows([round] if round else rounds, at=at)
        content = participation_workbook(figures, selection.units, with_scores=with_scores, at=at)
        kept.set(key, content, settings.KEEP_PAGES_S)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = f"tham-gia-{contest.slug}" + (f"-ky-{round.number}" if round else "")
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _figures(contest: Contest, round: Round | None, *, category: str | None) -> Participation:
    """Counting costs most, and words to look for do not change it: once in a moment for all."""
    kept, key = caches["pages"], f"participation:{contest.pk}:{round and round.pk}:{category}"
    figures: Participation | None = kept.get(key)
    if figures is None:
        figures = participation_in(contest, round=round, category=category)
        kept.set(key, figures, settings.KEEP_PAGES_S)
    return figures


def _asked(request: HttpRequest, slug: str) -> tuple[Contest, list[Round], Round | None]:
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    rounds = ranked_rounds(contest.pk)
    number = request.GET.get("ky", "")
    round = next((one for one in rounds if str(one.number) == number), None)
    if number and round is None:
        raise Http404
    return contest, rounds, round


def _kept(request: HttpRequest, *names: str) -> str:
    """The part of the query that a link carries on."""
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})


def _question(request: HttpRequest, code: str) -> UnitFilter:
    asked = request.GET
    return UnitFilter(
        code=code,
        kind=asked.get("khoi", ""),
        words=asked.get("tim", "")[:80],
        order=asked.get("xep", "ty-le"),
    )


def _selected(figures: Participation, question: UnitFilter) -> Selection:
    selection = select(figures, question)
    if selection is None:
        raise Http404
    return selection
