"""Pages of rehearsals."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest, own_contest
from contests.models import Contest
from contests.rules import check_may_create_contest
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import wait_for
from quizsite.refusals import allowed
from quizsite.simulation.rehearsals.jobs import remove_rehearsal, run_rehearsal
from quizsite.simulation.rehearsals.rehearsal import (
    KEPT_FOR,
    PEOPLE,
    NoRehearsal,
    check_can_be_rehearsed,
    check_has_room,
    rehearsals_of,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell how far the rehearsal is; a POST asks for a new one."""
    contest, user = own_contest(request, slug), signed_in_user(request)
    check_may_create_contest(user)
    if request.method == "POST":
        check_can_be_rehearsed(contest)
        check_has_room(contest)
        enqueue_once(run_rehearsal, contest.pk, user.pk)
        return redirect("rehearsals:rehearsal", slug)
    wait = wait_for(run_rehearsal, contest.pk, user.pk)
    context = {
        "contest": contest,
        "wait": wait,
        "refused": (wait.found or {}).get("refused"),
        "people": PEOPLE,
        "rehearsals": Contest.objects.filter(organisers=user, is_rehearsal=True),
        "of_others": rehearsals_of(contest).exclude(organisers=user).prefetch_related("organisers"),
        "has_room": allowed(check_has_room, contest),
        "days": KEPT_FOR.days,
        "now": timezone.now(),
    }
    return render(request, "simulation/rehearsal.html", context)


@login_required
@require_POST
def rehearsal_remove(request: HttpRequest, slug: str) -> HttpResponse:
    contest, user = organised_contest(request, slug), signed_in_user(request)
    if not contest.is_rehearsal:
        raise NoRehearsal
    enqueue_once(remove_rehearsal, contest.pk, user.pk)
    messages.success(request, _("Đang bỏ bản diễn tập; vài giây nữa không còn gì của nó."))
    return redirect("contests:organise")
