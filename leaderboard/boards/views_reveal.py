"""The host reveals a frozen board in front of a hall; the organisers' desk has the link."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.access import organised_round
from contests.models import Contest
from contests.queries import published_contest
from contests.rules import check_may_change
from leaderboard.boards.reveal import (
    NothingToReveal,
    ceremony_of,
    check_may_reveal,
    host_of,
    link_token,
    open_board,
    reveal_next,
)
from leaderboard.rules import freezes_at, is_frozen
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import Refusal


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reveal_desk(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    user, at = signed_in_user(request), timezone.now()
    if request.method == "POST":
        open_board(round, by=user, at=at)
        messages.success(request, _("Đã mở lại bảng xếp hạng cho mọi người."))
        return redirect("leaderboard:reveal_desk", slug, number)
    why_not = None
    try:
        check_may_reveal(round, at=at)
    except Refusal as refusal:
        why_not = refusal.message
    address = reverse("leaderboard:reveal", args=[slug, link_token(round, by=user)])
    context = {
        "contest": round.contest,
        "round": round,
        "freezes_at": freezes_at(round),
        "is_frozen": is_frozen(round, at=at),
        "why_not": why_not,
        "ceremonies": [ceremony_of(round, one) for one in round.contest.divisions.all()],
        "link": request.build_absolute_uri(address),
    }
    return render(request, "leaderboard/reveal_desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Whoever has the link reveals; the trail names the organiser who made it."""
    contest: Contest | None = published_contest(slug)
    host = host_of(token, contest) if contest else None
    if contest is None or host is None:
        raise Http404
    round, by = host
    divisions = list(contest.divisions.all())
    code = request.GET.get("bang", divisions[0].code if divisions else "")
    division = get_object_or_404(contest.divisions, code=code)
    if request.method == "POST":
        check_may_change(by, contest)
        with suppress(NothingToReveal):  # another press was quicker; the page shows what it did
            reveal_next(round, division, shown=_shown(request), by=by, at=timezone.now())
        return redirect(f"{reverse('leaderboard:reveal', args=[slug, token])}?bang={code}")
    context = {
        "contest": contest,
        "round": round,
        "divisions": divisions,
        "ceremony": ceremony_of(round, division),
        "is_frozen": is_frozen(round, at=timezone.now()),
    }
    return render(request, "leaderboard/reveal.html", context)


def _shown(request: HttpRequest) -> int:
    said = request.POST.get("shown", "")
    return int(said) if said.isdecimal() and len(said) < 4 else 0
