"""Finds what the person who asks may organise."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from contests.models import Contest, Round
from contests.rules import check_may_organise
from quizsite.accounts.rules import signed_in_user


def organised_contest(request: HttpRequest, slug: str) -> Contest:
    """Find this organiser's contest; another person's is not found."""
    user = signed_in_user(request)
    contest = get_object_or_404(Contest.objects.filter(organisers=user), slug=slug)
    check_may_organise(user, contest)
    return contest


def organised_round(request: HttpRequest, slug: str, number: int) -> Round:
    contest = organised_contest(request, slug)
    return get_object_or_404(
        Round.objects.filter(contest=contest).select_related("contest"), number=number
    )
