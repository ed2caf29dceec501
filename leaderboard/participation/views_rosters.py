"""The desk of a roster: who took part and who is missing, as a page, on paper, a file, a text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.joining.preselected import join_path
from contests.models import RosterPerson
from contests.queries import ranked_rounds
from contests.roster.access import RosterDesk, roster_desk
from contests.roster.matching import doubts_in
from contests.roster.term import cut_off, deleted_on
from contests.roster.trail import about_roster
from contests.roster_invitations.states import show_invited
from leaderboard.participation.counted_pages import CountedPages
from leaderboard.participation.posters import unit_poster
from leaderboard.participation.quota_figures import kept_figures
from leaderboard.participation.roster_counts import PersonStatus
from leaderboard.participation.roster_texts import message_text, roster_workbook
from leaderboard.participation.roster_units import roster_units
from leaderboard.participation.rosters import (
    RosterFigures,
    RosterFilter,
    count_filtered,
    filtered,
    roster_figures,
)
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.documents.poster import PosterSize, poster_pdf
from quizsite.language.vietnamese import search_key
from quizsite.tables.responses import workbook_stream
from quizsite.web.qr import qr_svg

PER_PAGE = 100
UNITS_PER_PAGE = 50
MOST_PRINTED = 2000
# A table of more units is opened by a link: writing it takes longer than all else on the page.
FEW_UNITS = 12
# Looking for people with one name in a longer list would hold the page up; its own page does.
DOUBTS_COUNTED_TO = 2000


def _figures(request: HttpRequest, desk: RosterDesk) -> RosterFigures:
    return roster_figures(
        desk.contest,
        desk.unit,
        places=desk.places,
        number=request.GET.get("ky", ""),
        at=desk.at,
        is_organiser=desk.is_organiser,
    )


def _wanted(request: HttpRequest) -> RosterFilter:
    asked = request.GET
    return RosterFilter(
        status=asked.get("tinh-trang", ""),
        category=asked.get("nhom", ""),
        unit=asked.get("don-vi", ""),
        query=search_key(asked.get("ten", "")[:120]),
        by_unit=asked.get("xep") == "don-vi",
        compulsory_only=asked.get("bat-buoc") == "1",
    )


def _places(
    figures: RosterFigures, wanted: RosterFilter, desk: RosterDesk
) -> Mapping[str, Collection[int]]:
    """The units of the one that the filter names; of the desk's own, that one alone."""
    unit = next((one for one, _counts in figures.by_unit if one.code == wanted.unit), None)
    if unit is None:
        return {}
    if unit.pk == figures.unit.pk:
        return {unit.code: [unit.pk]}
    return {unit.code: desk.places.within(unit.pk)}


def _note_people(desk: RosterDesk, people: int) -> None:
    note_reading(
        about_roster(desk.contest, desk.unit),
        page=_("Danh sách phải dự thi"),
        people=people,
        by=desk.actor,
        at=desk.at,
    )


@login_required
@require_safe
def roster(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    figures, wanted = _figures(request, desk), _wanted(request)
    places = _places(figures, wanted, desk)
    lines = filtered(figures, wanted, places=places)
    context = _context(request, desk, figures)
    if request.GET.get("in") == "1":
        printed = figures.progress.mark(lines[: MOST_PRINTED + 1])
        _note_people(desk, len(printed))
        context |= {"lines": printed[:MOST_PRINTED], "is_cut": len(printed) > MOST_PRINTED}
        return render(request, "leaderboard/roster_print.html", context)
    count = count_filtered(figures, wanted, places=places)
    page = CountedPages(lines, PER_PAGE, count=count).get_page(request.GET.get("trang"))
    page.object_list = figures.progress.mark(page.object_list)
    show_invited(desk.contest.pk, list(page))
    _note_people(desk, page.paginator.count)
    if figures.whole.total <= DOUBTS_COUNTED_TO:
        context["doubts"] = len(doubts_in(desk.contest, desk.units))
    quotas = kept_figures(desk.contest, at=desk.at).units.get(desk.unit.pk)
    address = request.build_absolute_uri(join_path(desk.contest, unit=desk.unit))
    context |= {
        "page": page,
        "wanted": wanted,
        "shows_units": 1 < len(figures.by_unit) <= FEW_UNITS or request.GET.get("bang") == "1",
        "typed": request.GET.get("ten", "")[:120],
        "statuses": PersonStatus.choices,
        "quotas": None if figures.is_withheld else quotas,
        "closes": cut_off(desk.contest),
        "deleted_on": deleted_on(desk.contest),
        "address": address,
        "qr": qr_svg(address),
    }
    return render(request, "leaderboard/roster.html", context)


def _context(request: HttpRequest, desk: RosterDesk, figures: RosterFigures) -> dict[str, Any]:
    rest = request.GET.copy()
    rest.pop("trang", None)
    rest.pop("in", None)
    rest.pop("bang", None)
    return {
        "desk": desk,
        "unit": desk.unit,
        "contest": desk.contest,
        "figures": figures,
        "now": desk.at,
        "rest": rest.urlencode(),
    }


@login_required
@require_safe
def roster_file(request: HttpRequest, code: str, slug: str) -> HttpResponseBase:
    desk = roster_desk(request, code, slug)
    figures, wanted = _figures(request, desk), _wanted(request)
    lines = filtered(figures, wanted, places=_places(figures, wanted, desk))
    with transaction.atomic():
        record(
            about_roster(desk.contest, desk.unit),
            kind=AuditKind.ROSTER_TAKEN,
            by=desk.actor,
            at=desk.at,
            after={"people": lines.count()},
        )
    pieces = roster_workbook(figures, figures.progress.stream(lines), at=desk.at)
    return workbook_stream(pieces, name=f"danh-sach-{desk.unit.code}.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_message(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A text to paste into a group; names of the missing only after a tick, which is logged."""
    desk = roster_desk(request, code, slug)
    figures = _figures(request, desk)
    address = request.build_absolute_uri(join_path(desk.contest, unit=desk.unit))
    missing: list[RosterPerson] = []
    is_asked = request.method == "POST" and not figures.is_withheld
    is_confirmed = is_asked and request.POST.get("dong-y") == "1"
    if is_confirmed:
        wanted = RosterFilter(by_unit=True)
        lines = filtered(figures, wanted, places={})
        told = figures.progress.mark(lines)
        missing = [line for line in told if line.status != PersonStatus.TAKEN]
        with transaction.atomic():
            record(
                about_roster(desk.contest, desk.unit),
                kind=AuditKind.ROSTER_NAMES_SHOWN,
                by=desk.actor,
                at=desk.at,
                after={"people": len(missing)},
            )
    text = message_text(figures, link=address, at=desk.at, missing=missing)
    context = _context(request, desk, figures)
    context |= {"text": text, "has_names": bool(missing), "asks": is_asked and not is_confirmed}
    context["lines_of_text"] = min(24, text.count("\n") + 3)
    return render(request, "leaderboard/roster_message.html", context)


@login_required
@require_safe
def unit_poster_file(request: HttpRequest, code: str, slug: str, size: str) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    if size not in list(PosterSize):
        raise Http404
    address = request.build_absolute_uri(join_path(desk.contest, unit=desk.unit))
    rounds = ranked_rounds(desk.contest.pk)
    poster = unit_poster(desk.contest, desk.unit, rounds=rounds, address=address)
    named = {"Content-Disposition": f'attachment; filename="ap-phich-{desk.unit.code}-{size}.pdf"'}
    content = poster_pdf(poster, PosterSize(size))
    return HttpResponse(content, content_type="application/pdf", headers=named)


@login_required
@require_safe
def rosters(request: HttpRequest, slug: str) -> HttpResponse:
    """Every unit that has a roster, for the organisers."""
    contest = organised_contest(request, slug)
    at = timezone.now()
    units = roster_units(contest, number=request.GET.get("ky", ""), at=at)
    page = Paginator(units.rows, UNITS_PER_PAGE).get_page(request.GET.get("trang"))
    context = {"contest": contest, "units": units, "page": page, "closes": cut_off(contest)}
    return render(request, "leaderboard/rosters.html", {**context, "now": at})
