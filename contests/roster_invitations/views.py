"""A contact person or organiser invites people of a roster, and stops what has not gone out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest
from contests.reminders.trying import send_test
from contests.roster.access import RosterDesk, roster_desk
from contests.roster_invitations.addresses import KIND
from contests.roster_invitations.invite import count_to_invite, invite_rostered, sample_facts
from contests.roster_invitations.mailings import (
    mailing_to_stop,
    mailings_of_desk,
    stop_inviting,
)
from contests.roster_invitations.rules import MOST_TIMES, check_may_invite
from contests.rules import ContestRefusal
from contests.subjects import organiser
from quizsite.accounts.rules import signed_in_user
from quizsite.notifications.letters import words_of
from quizsite.notifications.mailings import Cancelled
from quizsite.notifications.models import Mailing
from quizsite.notifications.quiet_hours import site_wakes_at

_DEEDS = {"moi": False, "moi-lai": True}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_invite(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Show how many would be invited and what they read; buttons try it, or let it be sent."""
    desk = roster_desk(request, code, slug)
    if request.method == "POST":
        _do(request, desk)
        return redirect("contests:roster_invite", code, slug)
    mailings = mailings_of_desk(desk.contest, units=desk.units, by=desk.actor)
    context: dict[str, Any] = {
        "desk": desk,
        "unit": desk.unit,
        "contest": desk.contest,
        "counts": count_to_invite(desk.contest, units=desk.units, at=desk.at),
        "most_times": MOST_TIMES,
        "wakes_at": site_wakes_at(desk.at),
        "mailings": mailings,
    }
    try:
        closes_at = check_may_invite(desk.contest, at=desk.at)
    except ContestRefusal as refusal:
        context["refusal"] = refusal.message
    else:
        context["words"] = words_of(
            KIND, sample_facts(desk.contest, desk.unit, closes_at=closes_at)
        )
    return render(request, "contests/roster/invite.html", context)


def _do(request: HttpRequest, desk: RosterDesk) -> None:
    deed = request.POST.get("viec", "")
    if deed in _DEEDS:
        is_again = _DEEDS[deed]
        invite_rostered(
            desk.contest,
            unit=desk.unit,
            units=desk.units,
            is_again=is_again,
            by=desk.actor,
            at=desk.at,
        )
        said = _("Đã đặt thư mời; thư đi dần, tình trạng hiện cạnh tên trong danh sách.")
        messages.success(request, said)
        return
    if deed == "dung":
        number = request.POST.get("dot", "")
        mailing = mailing_to_stop(desk.contest, number, units=desk.units, by=desk.actor)
        _tell_stopped(
            request, stop_inviting(mailing, contest=desk.contest, by=desk.actor, at=desk.at)
        )
        return
    closes_at = check_may_invite(desk.contest, at=desk.at)
    facts = sample_facts(desk.contest, desk.unit, closes_at=closes_at)
    me = signed_in_user(request)
    send_test(KIND, contest=desk.contest, to=me, at=desk.at, facts=facts)
    messages.success(request, _("Thư thử sẽ tới địa chỉ của bạn trong ít phút."))


def _tell_stopped(request: HttpRequest, cancelled: Cancelled) -> None:
    said = _("Đã dừng: %(stopped)d thư không đi nữa; %(sent)d thư đã đi trước đó.")
    said %= {"stopped": cancelled.stopped, "sent": cancelled.sent}
    if cancelled.in_flight:
        late = _("%(n)d thư đang chuyển cho máy chủ thư đúng lúc này nên vẫn đi.")
        said = f"{said} {late % {'n': cancelled.in_flight}}"
    messages.success(request, said)


@login_required
@require_POST
def roster_inviting_stop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Organisers stop any mailing of their contest, from the log of what was sent."""
    contest, by = organised_contest(request, slug), organiser(signed_in_user(request))
    mailing = get_object_or_404(Mailing, pk=pk, contest=contest.pk, kind=KIND)
    _tell_stopped(request, stop_inviting(mailing, contest=contest, by=by, at=timezone.now()))
    return redirect("contests:notices", slug)
