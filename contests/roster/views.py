"""Pages on which a contact person keeps a roster by hand, decides doubts and signs headcounts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest
from contests.forms import told_in
from contests.models import RosterPerson
from contests.roster.access import RosterDesk, roster_desk
from contests.roster.forms import DoubtForm, RosterLineForm, RosterTermForm, SignForm
from contests.roster.matching import MatchGone, decide_doubt, doubts_in, unmatch
from contests.roster.people import add_line, edit_line, remove_line
from contests.roster.previews import default_category
from contests.roster.sign_off import Statement, counts_of, sign_headcount
from contests.roster.term import cut_off, deleted_on, set_cut_off
from contests.roster.trail import about_roster
from quizsite.accounts.models import HeadcountCategory
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user

SHOWN = 100


def desk_page(
    request: HttpRequest, page: str, desk: RosterDesk, context: dict[str, Any]
) -> HttpResponse:
    """What every page of a roster says: whose it is, until when it changes and when it goes."""
    said = {
        "desk": desk,
        "unit": desk.unit,
        "contest": desk.contest,
        "closes": cut_off(desk.contest),
        "deleted_on": deleted_on(desk.contest),
        "now": desk.at,
    }
    return render(request, f"contests/roster/{page}.html", {**said, **context})


def _note_people(desk: RosterDesk, people: int) -> None:
    note_reading(
        about_roster(desk.contest, desk.unit),
        page=_("Danh sách phải dự thi"),
        people=people,
        by=desk.actor,
        at=desk.at,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_add(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    line = RosterPerson(contest=desk.contest)
    initial = {"unit": desk.unit.pk, "category": default_category(desk.contest)}
    form = RosterLineForm(
        request.POST or None,
        instance=line,
        initial=initial,
        units=desk.units,
        on=timezone.localdate(desk.at),
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            add_line(form.save(commit=False), by=desk.actor, at=desk.at)
            messages.success(request, _("Đã thêm vào danh sách."))
            return redirect("leaderboard:roster", code, slug)
    return desk_page(request, "line", desk, {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_line(request: HttpRequest, code: str, slug: str, pk: int) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    line = desk.line(pk)
    form = RosterLineForm(
        request.POST or None,
        instance=line,
        units=desk.units,
        on=timezone.localdate(desk.at),
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_line(form.save(commit=False), by=desk.actor, at=desk.at)
            messages.success(request, _("Đã lưu."))
            return redirect("leaderboard:roster", code, slug)
    _note_people(desk, 1)
    return desk_page(request, "line", desk, {"form": form, "line": desk.line(pk)})


@login_required
@require_POST
def roster_remove(request: HttpRequest, code: str, slug: str, pk: int) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    remove_line(desk.line(pk), by=desk.actor, at=desk.at)
    messages.success(request, _("Đã bỏ khỏi danh sách."))
    return redirect("leaderboard:roster", code, slug)


@login_required
@require_POST
def roster_unmatch(request: HttpRequest, code: str, slug: str, pk: int) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    unmatch(desk.line(pk), by=desk.actor, at=desk.at)
    messages.success(request, _("Đã bỏ ghép. Hai người được xét lại ở “Người trùng tên”."))
    return redirect("contests:roster_line", code, slug, pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_doubts(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """People of the roster and entrants of these units that bear one name, for a decision."""
    desk = roster_desk(request, code, slug)
    doubts = doubts_in(desk.contest, desk.units)
    if request.method == "POST":
        form = DoubtForm(request.POST)
        if not form.is_valid():
            raise Http404
        said = form.cleaned_data
        wanted = (said["line"], said["entry"])
        doubt = next((one for one in doubts if (one.line.pk, one.entry.pk) == wanted), None)
        if doubt is None:
            raise MatchGone
        is_same = said["decision"] == "mot-nguoi"
        decide_doubt(doubt, is_same=is_same, by=desk.actor, at=desk.at)
        messages.success(request, _("Đã ghi."))
        return redirect("contests:roster_doubts", code, slug)
    _note_people(desk, len(doubts))
    context = {"doubts": doubts[:SHOWN], "more": max(0, len(doubts) - SHOWN)}
    return desk_page(request, "doubts", desk, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_sign(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    counts = counts_of(desk.contest, desk.unit, units=desk.units)
    asked = request.GET.get("nhom", "")
    first = next((one for one in counts if one.category == asked), counts[0] if counts else None)
    initial: dict[str, Any] = {"as_of": timezone.localdate(desk.at)}
    if first is not None:
        initial |= {"category": first.category, "people": first.rostered or None}
    form = SignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with told_in(form):
            statement = Statement(
                HeadcountCategory(said["category"]), said["people"], said["as_of"], said["source"]
            )
            sign_headcount(
                desk.contest, desk.unit, statement, units=desk.units, by=desk.actor, at=desk.at
            )
            messages.success(request, _("Đã ký xác nhận số người."))
            return redirect("contests:roster_sign", code, slug)
    return desk_page(request, "sign", desk, {"form": form, "counts": counts})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_term(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    closes = cut_off(contest)
    form = RosterTermForm(request.POST or None, initial={"closes_at": closes})
    if request.method == "POST" and form.is_valid():
        by, at = signed_in_user(request), timezone.now()
        set_cut_off(contest, closes_at=form.cleaned_data["closes_at"], by=by, at=at)
        messages.success(request, _("Đã đặt hạn chốt danh sách."))
        return redirect("leaderboard:rosters", slug)
    context = {"contest": contest, "form": form, "closes": closes}
    return render(request, "contests/roster/term.html", context)
