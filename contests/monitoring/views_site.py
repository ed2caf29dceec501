"""Pages that tell operators, and organisers at the bell, whether the site is well."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.monitoring.site import next_bells
from contests.monitoring.unknown_rounds import papers_of_unknown_rounds, unknown_rounds_checks
from contests.rules import check_may_see_operations, check_may_see_processes
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.text_budget import texts_check
from quizsite.epochs.health import restore_check
from quizsite.operations.health import overall
from quizsite.operations.health_checks import health_checks_of, worst_first
from quizsite.operations.process_reports import database_clock
from quizsite.operations.site_status import site_now
from quizsite.refusals import allowed


@never_cache
@login_required
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    check_may_see_operations(user)
    return render(request, "contests/organising/operations.html", _context(user))


@never_cache
@login_required
@require_safe
def operations_figures(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    check_may_see_operations(user)
    return render(request, "contests/organising/_operations.html", _context(user))


def _context(user: User) -> dict[str, Any]:
    site = site_now(at=database_clock())
    own = [restore_check(), texts_check(), *unknown_rounds_checks()]
    checks = worst_first([*health_checks_of(site), *own])
    may_see_processes = allowed(check_may_see_processes, user)
    return {
        "checks": checks,
        "overall": overall(checks),
        "site": site,
        "may_see_processes": may_see_processes,
        "lost_papers": papers_of_unknown_rounds() if may_see_processes else [],
        "bells": next_bells(at=timezone.now()),
        "now": timezone.now(),
    }
