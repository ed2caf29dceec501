"""Pages of the people who win: organisers check and announce them, everybody reads them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_award
from contests.awards import Award
from contests.models import Entry
from contests.queries import published_contest
from contests.subjects import about_contest, organiser
from leaderboard.models import WinnerState
from leaderboard.prizes.checking import announce_winners, check_winner, take_winners
from leaderboard.prizes.collective import announced_rounds, announced_sheets
from leaderboard.prizes.forms import WinnerCheckForm
from leaderboard.prizes.lines import public_lines, winners_table
from leaderboard.prizes.rules import check_winners_known, is_final
from leaderboard.prizes.winners import (
    Winners,
    announced,
    check_of,
    differs,
    standings_of,
    winners_of,
)
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.language.moments import moment
from quizsite.refusals import Refusal
from quizsite.tables.responses import workbook_stream
from quizsite.tables.xlsx_writer import stream_workbook
from quizsite.web.page_cache import reads, same_for_visitors

PER_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def winners(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    award = organised_award(request, slug, number)
    if request.method == "POST":
        announce_winners(award, by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã công bố danh sách đạt giải trên trang cuộc thi."))
        return redirect(request.path)
    context: dict[str, Any] = {"contest": award.contest, "award": award}
    try:
        check_winners_known(award, at=timezone.now())
        context |= _winners_context(request, winners_of(award))
    except Refusal as refusal:  # why nobody is named yet stands in the page's place
        context["waits"] = refusal.message
    return render(request, "leaderboard/winners.html", context)


def _winners_context(request: HttpRequest, found: Winners) -> dict[str, Any]:
    page = Paginator(found.chosen, PER_PAGE).get_page(request.GET.get("trang"))
    standings = standings_of(found.award, [one.win.entry for one in page])
    replaced = standings_of(found.award, [one.entry_id for one in found.replaced])
    note_reading(
        about_contest(found.award.contest),
        page=_("Người đạt giải"),
        people=len(found.chosen) + len(found.replaced),
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    listed = announced(found.award)
    return {
        "winners": found,
        "page": page,
        "lines": [(one, standings[one.win.entry]) for one in page],
        "replaced": [
            (one, replaced[one.entry_id]) for one in found.replaced if one.entry_id in replaced
        ],
        "announced_at": listed[0].announced_at if listed else None,
        "differs": differs(found, listed),
        "may_announce": is_final(found.award) and not found.unchecked,
        "is_final": is_final(found.award),
        "has_noted": any(one.by_id == signed_in_user(request).pk for one in found.replaced),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def winner(request: HttpRequest, slug: str, pk: int, number: int | None = None) -> HttpResponse:
    award = organised_award(request, slug, number)
    entry = get_object_or_404(_entries(award), pk=pk)
    check = check_of(award, entry)
    now = WinnerState(check.state) if check else WinnerState.WAITING
    form = WinnerCheckForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        said = {"state": form.chosen, "reason": form.cleaned_data["reason"]}
        try:
            check_winner(award, entry, by=signed_in_user(request), at=timezone.now(), **said)
        except Refusal as refusal:  # what was typed stays
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi tình trạng xác nhận."))
            return redirect("leaderboard:winners", slug, *([number] if number else []))
    note_reading(
        about_contest(award.contest),
        page=_("Xác nhận người đạt giải"),
        people=1,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {"contest": award.contest, "award": award, "entry": entry, "check": check}
    context["standing"] = standings_of(award, [entry.pk]).get(entry.pk)
    return render(request, "leaderboard/winner.html", context | {"form": form})


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def winners_file(
    request: HttpRequest, slug: str, number: int | None = None
) -> StreamingHttpResponse:
    award, at = organised_award(request, slug, number), timezone.now()
    check_winners_known(award, at=at)
    name = f"dat-giai-{award.contest.slug}" + (f"-ky-{number}" if number else "") + ".xlsx"
    take_winners(award, file=name, by=signed_in_user(request), at=at)
    about = [award.contest.title, award.title, _("Số liệu lúc %(at)s") % {"at": moment(at)}]
    table = winners_table(winners_of(award), about=about)
    return workbook_stream(stream_workbook(table), name=name)


@require_safe
@same_for_visitors
@reads("ky", "trang")
def public_winners(request: HttpRequest, slug: str) -> HttpResponse:
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    rounds = announced_rounds(contest)
    asked = request.GET.get("ky", "")
    last = rounds[-1] if rounds else None
    round = next((one for one in rounds if one and str(one.number) == asked), None)
    if asked and round is None and asked != "0":
        raise Http404
    award = Award(contest, round if asked else last)
    page = Paginator(public_lines(award), PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "contest": contest,
        "rounds": rounds,
        "award": award,
        "page": page,
        "kept": f"ky={asked}" if asked else "",
        "sheets": announced_sheets(award),
    }
    return render(request, "leaderboard/public_winners.html", context)


def _entries(award: Award) -> Any:
    return Entry.objects.filter(contest=award.contest).select_related("user", "unit", "division")
