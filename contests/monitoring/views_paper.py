"""The pages of one person's paper, for organisers."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.access import organised_contest, own_contest
from contests.models import Attempt, Contest
from contests.monitoring.paper_evidence import evidence_of, note_followed, see_paper
from contests.monitoring.paper_story import story_of
from contests.subjects import organiser
from quizsite.accounts.rules import check_second_factor, signed_in_user
from quizsite.accounts.subjects import the_staff
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor


@login_required
@require_safe
@transaction.atomic
def entry_paper(request: HttpRequest, slug: str, pk: int, code: UUID) -> HttpResponse:
    contest = organised_contest(request, slug)
    papers = Attempt.objects.filter(entry__pk=pk, entry__contest=contest)
    shown = papers.select_related("round__contest", "entry__user", "entry__unit", "entry__division")
    attempt = get_object_or_404(shown, code=code)
    at = timezone.now()
    see_paper(attempt, by=signed_in_user(request), at=at)
    context = {"contest": contest, "attempt": attempt, "entry": attempt.entry}
    context |= evidence_of(attempt, at=at)
    return render(request, "contests/organising/entry_paper.html", context)


@never_cache
@login_required
@require_safe
@transaction.atomic
def paper_story(request: HttpRequest, slug: str, pk: int, code: UUID) -> HttpResponse:
    """Organisers of the contest follow a paper, and the staff, whom people call as well."""
    contest, by = _followed_contest(request, slug)
    papers = Attempt.objects.filter(entry__pk=pk, entry__contest=contest)
    shown = papers.select_related("round__contest", "entry__user", "entry__unit", "entry__division")
    attempt = get_object_or_404(shown, code=code)
    note_followed(attempt, by=by, at=timezone.now())
    context = {
        "contest": contest,
        "attempt": attempt,
        "entry": attempt.entry,
        "story": story_of(attempt),
        "may_organise": by.role == Role.ORGANISER,
    }
    return render(request, "contests/organising/paper_story.html", context)


def _followed_contest(request: HttpRequest, slug: str) -> tuple[Contest, Actor]:
    user = signed_in_user(request)
    if user.is_staff and not Contest.objects.filter(slug=slug, organisers=user).exists():
        check_second_factor(user)
        return get_object_or_404(Contest, slug=slug), the_staff(user)
    return own_contest(request, slug), organiser(user)
