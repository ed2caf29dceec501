"""Participation beside another time: a page for everybody, one for organisers, and their files."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contests.access import organised_contest
from contests.models import Contest
from contests.queries import published_contest, ranked_rounds
from leaderboard.comparisons.changes import ORDERS, Comparison, compare
from leaderboard.comparisons.sides import Choice, Side, choose
from leaderboard.comparisons.workbook import comparison_workbook
from leaderboard.participation.figures import Participation
from leaderboard.participation.selection import Selection, UnitFilter, select
from leaderboard.participation.told import figures_of, shown_of
from leaderboard.rules import FigureWithheld
from quizsite.accounts.models import HeadcountCategory, User
from quizsite.accounts.rules import signed_in_user
from quizsite.tables.responses import workbook_response
from quizsite.web.page_cache import reads, same_for_visitors

PER_PAGE = 50
_CHOICES = {"tinh-tren": HeadcountCategory.values, "xep": list(ORDERS)}


@dataclass(frozen=True)
class Compared:
    """The answer to one request; without figures there is nothing to compare, or not yet."""

    contest: Contest
    choice: Choice
    is_withheld: bool
    figures: Participation | None = None
    other: Participation | None = None
    selection: Selection | None = None
    comparison: Comparison | None = None


@require_safe
@same_for_visitors
@reads("ky", "voi", "khoi", "trang", among=_CHOICES)
def comparison(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    return _page(request, _compared(request, _published(slug), code), code=code)


@require_safe
@same_for_visitors
@reads("ky", "voi", "khoi", "don-vi", among=_CHOICES)
def comparison_file(request: HttpRequest, slug: str) -> HttpResponse:
    code = request.GET.get("don-vi", "")
    return _file(_compared(request, _published(slug), code))


@login_required
@require_safe
def own_comparison(request: HttpRequest, slug: str) -> HttpResponse:
    """Organisers also choose among their contests that nobody else sees, and wait for nothing."""
    contest, user = organised_contest(request, slug), signed_in_user(request)
    return _page(request, _compared(request, contest, "", organiser=user), is_organiser=True)


@login_required
@require_safe
def own_comparison_file(request: HttpRequest, slug: str) -> HttpResponse:
    contest, user = organised_contest(request, slug), signed_in_user(request)
    return _file(_compared(request, contest, "", organiser=user))


def _published(slug: str) -> Contest:
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    return contest


def _compared(
    request: HttpRequest, contest: Contest, code: str, *, organiser: User | None = None
) -> Compared:
    asked = request.GET
    rounds = ranked_rounds(contest.pk)
    number = asked.get("ky", "")
    round = next((one for one in rounds if str(one.number) == number), None)
    if number and round is None:
        raise Http404
    now = Side(contest, rounds, round)
    choice = choose(now, asked=asked.get("voi", ""), user=organiser)
    is_withheld = not _may_tell(now, organiser=organiser)
    if choice.then is None or is_withheld or not _may_tell(choice.then, organiser=organiser):
        return Compared(contest, choice, is_withheld or choice.then is not None)
    figures = figures_of(contest, round, category=asked.get("tinh-tren"))
    then = figures_of(choice.then.contest, choice.then.round, category=figures.category)
    question = UnitFilter(code=code, kind=asked.get("khoi", ""))
    selection = select(figures, question)
    if selection is None:
        raise Http404
    found = compare(figures, then, shown=selection, order=asked.get("xep", ""))
    return Compared(contest, choice, is_withheld, figures, then, selection, found)


def _may_tell(side: Side, *, organiser: User | None) -> bool:
    """An organiser reads at any time what their own contest counts."""
    if organiser is not None and side.contest.organisers.filter(pk=organiser.pk).exists():
        return True
    return shown_of(side.counted_rounds)["shows_people"]


def _page(
    request: HttpRequest, found: Compared, *, code: str = "", is_organiser: bool = False
) -> HttpResponse:
    asked = request.GET
    lines = found.comparison.lines if found.comparison else []
    number = asked.get("trang", "")
    page = Paginator(lines, PER_PAGE).get_page(number if number.isascii() else 1)
    kept = {
        name: asked[name] for name in ("ky", "voi", "tinh-tren", "khoi", "xep") if name in asked
    }
    context = {
        "contest": found.contest,
        "found": found,
        "code": code,
        "page": page,
        "order": asked.get("xep", ""),
        "orders": [(name, label) for name, (label, _key) in ORDERS.items()],
        "kind": asked.get("khoi", ""),
        "kept": urlencode(kept),
        "kept_round": urlencode({"ky": asked["ky"]}) if asked.get("ky") else "",
        "file_query": urlencode({**kept, **({"don-vi": code} if code else {})}),
        "is_organiser": is_organiser,
        "small_below": settings.SMALL_UNIT_BELOW,
    }
    own = "leaderboard/own_comparison.html"
    return render(request, own if is_organiser else "leaderboard/comparison.html", context)


def _file(found: Compared) -> HttpResponse:
    then = found.choice.then
    if found.is_withheld:
        raise FigureWithheld
    if found.comparison is None or then is None:
        raise Http404
    lines, at = found.comparison.lines, timezone.now()
    content = comparison_workbook(lines, now=found.choice.now, then=then, at=at)
    return workbook_response(content, name=f"so-sanh-{found.contest.slug}.xlsx")
