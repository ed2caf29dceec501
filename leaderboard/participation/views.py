"""Participation by unit: a page to look into, and the same figures as a workbook."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contests.models import Contest, Round
from contests.queries import published_contest, ranked_rounds
from leaderboard.participation.bands import (
    BandLine,
    ChangeOverAll,
    Quality,
    are_over,
    change_over_all,
    quality_of,
    round_before,
)
from leaderboard.participation.figures import Participation, UnitFigures
from leaderboard.participation.selection import (
    MOST_SHOWN,
    ORDERS,
    PER_PAGE,
    Selection,
    UnitFilter,
    lines,
    select,
)
from leaderboard.participation.told import figures_of, shown_of
from leaderboard.participation.workbook import participation_workbook
from leaderboard.rules import FigureWithheld
from quizsite.accounts.models import HeadcountCategory
from quizsite.accounts.units.search import NOTHING, find_units
from quizsite.tables.responses import workbook_response
from quizsite.web.page_cache import reads, same_for_visitors

ALL_PAGES = "tat-ca"
FOLDED_AFTER = 5  # lines: a phone shows them within three screens, with all that stands around
FINAL_KEPT_S = 3600  # a correction has another digest
_CHOICES = {"tinh-tren": HeadcountCategory.values, "xep": list(ORDERS)}


@require_safe
@same_for_visitors
@reads("ky", "khoi", "tim", "trang", among=_CHOICES)
def participation(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    contest, rounds, round = _asked(request, slug)
    question = _question(request, code)

    # What costs is shared with all who look within a moment, and made only to be written.
    @cache
    def figures() -> Participation:
        return figures_of(contest, round, category=request.GET.get("tinh-tren"))

    @cache
    def selection() -> Selection:
        return _selected(figures(), question)

    @cache
    def page() -> Page[UnitFigures]:
        return _page(selection().units, request.GET.get("trang", ""))

    if code:
        selection()  # there may be no such unit
    context = {
        "contest": contest,
        "rounds": rounds,
        "round": round,
        "participation": SimpleLazyObject(figures),
        "question": question,
        "selection": SimpleLazyObject(selection),
        "page": SimpleLazyObject(page),
        "lines": SimpleLazyObject(
            lambda: lines(figures(), selection().units, shown=list(page().object_list))
        ),
        "copied": SimpleLazyObject(lambda: lines(figures(), selection().units)),
        "left_out": lambda: max(0, len(selection().units) - MOST_SHOWN),
        "all_pages": ALL_PAGES,
        "folded_after": FOLDED_AFTER,
        "small_below": settings.SMALL_UNIT_BELOW,
        "is_all": request.GET.get("trang") == ALL_PAGES,
        "orders": [(name, label) for name, (label, _key) in ORDERS.items()],
        **shown_of([round] if round else rounds),
        "categories": lambda: figures().category_labels,
        "bands": SimpleLazyObject(lambda: _final_lines(figures())),
        "change": SimpleLazyObject(lambda: _final_change(figures(), rounds)),
        "kept": _kept(request, "ky", "tinh-tren"),
        "kept_list": _kept(request, "ky", "tinh-tren", "khoi", "tim", "xep"),
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
    shown = shown_of([round] if round else rounds)
    if not shown["shows_people"]:
        raise FigureWithheld
    # Nothing in it is of the person who asks, so one who is signed in may get what another made.
    kept, key = caches["pages"], f"participation-file:{request.get_full_path()}"
    content = kept.get(key)
    if content is None:
        at = timezone.now()
        figures = figures_of(contest, round, category=request.GET.get("tinh-tren"))
        selection = _selected(figures, _question(request, request.GET.get("don-vi", "")))
        content = participation_workbook(
            figures,
            selection.units,
            with_scores=shown["shows_scores"],
            with_attempts=shown["shows_attempts"],
            at=at,
            quality=_quality(figures, [round] if round else rounds),
            before=_before(figures, rounds),
        )
        kept.set(key, content, settings.KEEP_PAGES_S)
    name = f"tham-gia-{contest.slug}" + (f"-ky-{round.number}" if round else "")
    return workbook_response(content, name=f"{name}.xlsx")


def _quality(figures: Participation, rounds: list[Round]) -> Quality | None:
    """Single results are counted by their bands once nobody adds any."""
    at = timezone.now()
    is_told = are_over(rounds, at=at) and shown_of(rounds)["shows_scores"]
    return quality_of(figures) if is_told else None


def _final_lines(figures: Participation) -> Sequence[BandLine]:
    """The page tells bands of final results, which are counted once for all who look."""
    round = figures.round
    if round is None or not round.result_digest:
        return []
    kept = caches["pages"]
    said = sha256(figures.contest.quality_bands.encode()).hexdigest()
    key = f"bands:{round.pk}:{round.result_digest}:{figures.category}:{said}"
    lines: Sequence[BandLine] | None = kept.get(key)
    if lines is not None:
        return lines
    quality = _quality(figures, [round])
    if quality is None:  # a board of its rows may still wait to be revealed
        return []
    kept.set(key, quality.lines, FINAL_KEPT_S)
    return quality.lines


def _final_change(figures: Participation, rounds: list[Round]) -> ChangeOverAll | None:
    round = figures.round
    if round is None or not round.result_digest or not shown_of([round])["shows_scores"]:
        return None
    before = _before(figures, rounds)
    return change_over_all(before, figures) if before else None


def _before(figures: Participation, rounds: list[Round]) -> Participation | None:
    """The round before, as far as its figures may be told."""
    last = round_before(rounds, figures.round)
    if last is None or not all(shown_of([last])[name] for name in ("shows_people", "shows_scores")):
        return None
    return figures_of(figures.contest, last, category=figures.category)


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


def _page(units: list[UnitFigures], asked: str) -> Page[UnitFigures]:
    """A number that is no page shows the first or the last; all of them are to be printed."""
    per_page = MOST_SHOWN if asked == ALL_PAGES else PER_PAGE
    return Paginator(units, per_page).get_page(asked if asked.isascii() else 1)


def _kept(request: HttpRequest, *names: str) -> str:
    """The part of the query that a link carries on."""
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})


def _question(request: HttpRequest, code: str) -> UnitFilter:
    asked = request.GET
    words = asked.get("tim", "")[:80].strip()
    finding = find_units(words, on=timezone.localdate(), limit=PER_PAGE) if words else NOTHING
    return UnitFilter(
        code=code,
        kind=asked.get("khoi", ""),
        words=words,
        order=asked.get("xep", "ty-le"),
        found=frozenset(one.unit.pk for one in finding.units),
        notes=tuple(finding.notes),
    )


def _selected(figures: Participation, question: UnitFilter) -> Selection:
    selection = select(figures, question)
    if selection is None:
        raise Http404
    return selection
