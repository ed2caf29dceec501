"""Pages of taking a paper: conditions, start, the paper itself, submission, result."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contests.attempts import review
from contests.attempts.close import close_if_overdue, submit_attempt
from contests.attempts.start import start_attempt, take_up
from contests.attempts.usage import StartRequest, own_attempt, start_request_of
from contests.delivery import paper_page
from contests.delivery.messages import announce_taken_up
from contests.models import Attempt, AttemptState
from quizsite.accounts.rules import signed_in_user


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    if request.method == "POST":
        return _start(request, slug, number)
    at = timezone.now()
    round, own = _start_request(request, slug, number, at=at)
    if own is None:
        return redirect("contests:register", slug)
    entry, usage = own
    context = {"contest": round.contest, "round": round, "entry": entry}
    awaits = paper_page.start_conditions(entry, round=round, usage=usage, at=at)
    return render(request, "contests/enter.html", context | awaits)


def _start_request(request: HttpRequest, slug: str, number: int, *, at: datetime) -> StartRequest:
    found = start_request_of(signed_in_user(request), slug=slug, number=number, at=at)
    if found is None:
        raise Http404
    return found


def _start(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    at = timezone.now()
    round, own = _start_request(request, slug, number, at=at)
    if own is None:
        return redirect("contests:register", slug)
    entry, usage = own
    attempt = start_attempt(entry, round=round, at=at, usage=usage)
    return redirect("contests:paper", attempt.code)


@never_cache
@login_required
@require_GET
def paper(request: HttpRequest, code: UUID) -> HttpResponse:
    attempt = close_if_overdue(_paper_of(request, code), at=timezone.now())
    if attempt.state != AttemptState.OPEN:
        return redirect("contests:result", attempt.code)
    said = messages.get_messages(request)
    page = paper_page.render_paper(
        attempt,
        said=render_to_string("_parts/messages.html", {"messages": said}) if said else "",
        csrf_token=get_token(request),
    )
    return HttpResponse(page)


@never_cache
@login_required
@require_POST
def take(request: HttpRequest, code: UUID) -> JsonResponse:
    """Let a tab take the paper up; only now does it get a token to save with."""
    at = timezone.now()
    attempt = take_up(close_if_overdue(_paper_of(request, code), at=at))
    if attempt.state != AttemptState.OPEN:
        return JsonResponse({"code": "closed"}, status=410)
    if attempt.writer > 1:  # the first tab has no other to tell
        announce_taken_up(attempt)
    answers = attempt.answers.values_list("position", "choice", "seq")
    return JsonResponse(paper_page.tab_settings(attempt, answers=answers, at=timezone.now()))


@login_required
@require_POST
def submit(request: HttpRequest, code: UUID) -> HttpResponse:
    attempt = submit_attempt(_paper_of(request, code), at=timezone.now())
    return redirect("contests:result", attempt.code)


@never_cache
@login_required
@require_GET
def result(request: HttpRequest, code: UUID) -> HttpResponse:
    at = timezone.now()
    attempt = close_if_overdue(_own_attempt(request, code), at=at)
    if attempt.state == AttemptState.OPEN:
        return redirect("contests:paper", attempt.code)
    context = {"attempt": attempt, "round": attempt.round, "contest": attempt.round.contest}
    return render(request, "contests/result.html", context | review.shown(attempt, at=at))


def _paper_of(request: HttpRequest, code: UUID) -> Attempt:
    attempt = own_attempt(signed_in_user(request), code=code)
    if attempt is None:
        raise Http404
    return attempt


def _own_attempt(request: HttpRequest, code: UUID) -> Attempt:
    own = Attempt.objects.of(signed_in_user(request)).select_related("round__contest", "entry")
    return get_object_or_404(own, code=code)
