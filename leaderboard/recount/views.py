"""Organisers ask for a recount of their contest and read what it found."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from leaderboard.recount.jobs import ask_recount, recount_contest
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.waiting import wait_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_recount(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the newest job found; a POST asks for another one."""
    contest = organised_contest(request, slug)
    if request.method == "POST":
        ask_recount(contest, by=signed_in_user(request), at=timezone.now())
        return redirect("leaderboard:contest_recount", slug)
    context = {"contest": contest, "wait": wait_for(recount_contest, contest.pk)}
    return render(request, "leaderboard/contest_recount.html", context)
