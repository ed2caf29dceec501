"""An author reads what the sieve decided about the own work, and why."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contests.models import Work
from contests.written.sieve.outcome import outcome_of
from quizsite.accounts.rules import signed_in_user


@login_required
@require_safe
def sieve_outcome(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    own = Work.objects.of(signed_in_user(request)).filter(round__contest__slug=slug)
    work = get_object_or_404(own.select_related("round__contest"), pk=pk)
    outcome = outcome_of(work, at=timezone.now())
    context = {"contest": work.round.contest, "work": work, "outcome": outcome}
    return render(request, "contests/sieve_outcome.html", context)
