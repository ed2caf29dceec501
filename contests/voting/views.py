"""Everybody reads what stands for a vote; a person with a confirmed contact votes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contests.models import Ballot, BallotState
from contests.queries import published_contest
from contests.rules import ContestRefusal
from contests.voting.ballots import tallies, turnout
from contests.voting.rules import are_counts_shown, check_may_vote
from contests.voting.votes import cast_vote, in_fair_order, own_vote
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import Refusal


@never_cache
@require_safe
def ballot(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, at = _announced(slug, pk), timezone.now()
    user = request.user if isinstance(request.user, User) else None
    candidates = in_fair_order(list(found.candidates.all()), seen_by=user.pk if user else 0)
    context = {
        "contest": found.contest,
        "ballot": found,
        "phase": found.phase(at),
        "candidates": candidates,
        "own": own_vote(found, user) if user else None,
        "refusal": _refusal(found, user),
        "tallies": tallies(found) if are_counts_shown(found) else None,
        "annulments": found.annulments.all() if are_counts_shown(found) else (),
        "turnout": turnout(found),
    }
    return render(request, "contests/voting/ballot.html", context)


@login_required
@require_POST
def vote(request: HttpRequest, slug: str, pk: int, candidate: int) -> HttpResponse:
    found = _announced(slug, pk)
    chosen = get_object_or_404(found.candidates, pk=candidate)
    try:
        cast_vote(chosen, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi phiếu của bạn cho “%s”.") % chosen.title)
    return redirect("contests:ballot", slug, pk)


def _announced(slug: str, pk: int) -> Ballot:
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    announced = Ballot.objects.exclude(state=BallotState.DRAFT).select_related("contest", "round")
    return get_object_or_404(announced, contest=contest, pk=pk)


def _refusal(found: Ballot, user: User | None) -> Refusal | None:
    """Say beforehand what would keep the person from voting."""
    if user is None:
        return None
    try:
        check_may_vote(found, user, at=timezone.now())
    except ContestRefusal as refusal:
        return refusal
    return None
