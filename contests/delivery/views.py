"""Pages of taking a paper: conditions, start, the paper itself, submission, result."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contests.attempts import review
from contests.attempts.close import submit_attempt
from contests.attempts.overdue import close_on_visit
from contests.attempts.rules import is_over
from contests.attempts.start import start_attempt
from contests.attempts.timeline import timeline_of
from contests.attempts.usage import StartRequest, given_to, own_attempt, start_request_of
from contests.delivery import paper_page
from contests.delivery.device_classes import device_of
from contests.delivery.notes import note_taken
from contests.delivery.plain_saves import take_up_and_tell
from contests.models import VOIDED_FROM, Attempt, AttemptState
from contests.papers.drawing import paper_source_of
from contests.registration.fields import choose_field
from contests.registration.marks import mark_visit
from contests.schedule import result_due, result_state
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.devices import device_in
from quizsite.audit.origin import source_now
from quizsite.epochs.epoch import current_epoch
from quizsite.web.page_cache import reads

WRONG_ONES = "cau-sai"


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
    if round.is_written:
        return redirect("contests:own_works", slug, number)
    if round.is_staged:
        return redirect("contests:contest", slug)
    entry, usage = own
    context = {"contest": round.contest, "round": round, "entry": entry}
    awaits = paper_page.start_conditions(entry, round=round, usage=usage, at=at)
    if awaits["slip"]:
        mark_visit(entry, device=device_in(request), network=source_now(), at=at)
    return render(request, "contests/enter.html", context | awaits)


@never_cache
@login_required
@require_POST
def choose_own_field(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round, own = _start_request(request, slug, number, at=timezone.now())
    if own is None:
        return redirect("contests:register", slug)
    entry, _usage = own
    offered = paper_source_of(round.pk, entry.division_id).fields
    choose_field(entry, request.POST.get("field", ""), among=offered)
    return redirect("contests:enter", slug, number)


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
    device = device_of(request.headers, is_touched="cham" in request.POST)
    attempt = start_attempt(entry, round=round, at=at, usage=usage, device=device)
    if request.POST.get("cach") != "don-gian":
        return redirect("contests:paper", attempt.code)
    if attempt.writer >= VOIDED_FROM:  # this page says why
        return redirect("contests:enter", slug, number)
    writer = take_up_and_tell(attempt).writer
    note_taken(attempt, user_agent=request.headers.get("User-Agent", ""))
    plain = reverse("contests:plain_paper", args=[attempt.code])
    return redirect(f"{plain}?{urlencode({'trang': 1, 'cua-so': writer})}")


@never_cache
@login_required
@require_GET
def paper(request: HttpRequest, code: UUID) -> HttpResponse:
    attempt = close_on_visit(_paper_of(request, code), at=timezone.now())
    if attempt.state != AttemptState.OPEN:
        return redirect("contests:result", attempt.code)
    if attempt.writer >= VOIDED_FROM:  # the page with the button says why
        return redirect("contests:enter", attempt.round.contest.slug, attempt.round.number)
    said = messages.get_messages(request)
    page = paper_page.render_paper(
        attempt,
        said=render_to_string("_parts/messages.html", {"messages": said}) if said else "",
        csrf_token=get_token(request),
        given=given_to(attempt),
    )
    return HttpResponse(page)


@never_cache
@login_required
@require_POST
def take(request: HttpRequest, code: UUID) -> JsonResponse:
    """Let a tab take the paper up; only now does it get a token to save with."""
    at = timezone.now()
    attempt = take_up_and_tell(close_on_visit(_paper_of(request, code), at=at))
    if attempt.writer >= VOIDED_FROM:
        return JsonResponse({"code": "voided"}, status=403)
    if attempt.state != AttemptState.OPEN:
        return JsonResponse({"code": "closed"}, status=410)
    note_taken(attempt, user_agent=request.headers.get("User-Agent", ""))
    answers = attempt.answers.values_list("position", "choice", "seq", "text")
    tab = paper_page.tab_settings(
        attempt, answers=answers, at=timezone.now(), epoch=current_epoch()
    )
    return JsonResponse(tab)


@login_required
@require_POST
def submit(request: HttpRequest, code: UUID) -> HttpResponse:
    attempt = submit_attempt(_paper_of(request, code), at=timezone.now())
    return redirect("contests:result", attempt.code)


@reads(among={"xem": [WRONG_ONES]})
@never_cache
@login_required
@require_GET
def result(request: HttpRequest, code: UUID) -> HttpResponse:
    at = timezone.now()
    attempt = close_on_visit(_own_attempt(request, code), at=at)
    if attempt.state == AttemptState.OPEN:
        return redirect("contests:paper", attempt.code)
    attempt.entry.user, round = signed_in_user(request), attempt.round
    # The page behind the link says until when.
    is_appealable = round.contest.appeal_days and not round.is_practice
    shown = review.shown(attempt, at=at)
    wrong_ones = review.wrong_ones(shown.get("reviewed", ()))
    context = {
        "attempt": attempt,
        "round": round,
        "contest": round.contest,
        "result_said": result_state(round, at=at),
        "result_due": result_due(round),
        "may_appeal": is_appealable and is_over(round, at=at),
        "timeline": timeline_of(attempt),
        "wrong_ones": wrong_ones,
        "shows_wrong_ones": request.GET.get("xem") == WRONG_ONES and bool(wrong_ones),
    }
    return render(request, "contests/result.html", context | shown)


def _paper_of(request: HttpRequest, code: UUID) -> Attempt:
    attempt = own_attempt(signed_in_user(request), code=code)
    if attempt is None:
        raise Http404
    return attempt


def _own_attempt(request: HttpRequest, code: UUID) -> Attempt:
    own = Attempt.objects.of(signed_in_user(request)).select_related(
        "round__contest", "entry__division", "entry__unit"
    )
    return get_object_or_404(own, code=code)
