"""Organisers fix the result of a round."""

from math import floor

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import check_method
from contests.appeals.rules import appeals_until
from contests.attempts.overdue import by_both_clocks
from contests.awards import Award
from contests.models import Appeal, Attempt, Round, RoundPhase, RoundState
from contests.rules import check_may_organise
from contests.schedule import result_state
from leaderboard.finals.checking import begin_check
from leaderboard.finals.contest_lots import contest_lots_of
from leaderboard.finals.corrected_ranking import is_being_ranked
from leaderboard.finals.final_ranking import share_ranked
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import (
    ask_verification,
    results_job,
    verify_rows,
    write_results_file,
)
from leaderboard.finals.results_file import is_large, results_workbook, take_results
from leaderboard.finals.true_values import what_will_be_frozen
from leaderboard.finals.unfinished import ask_again, unfinished_work
from leaderboard.prizes.rules import count_unchecked
from leaderboard.prizes.winners import prizes_of_people
from leaderboard.rules import check_not_being_finalised, may_be_finalised_from
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.jobs.files import file_of
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import Wait, wait_for
from quizsite.tables.responses import workbook_stream
from quizsite.tables.xlsx_writer import CONTENT_TYPE

# Some ten thousand people are ranked by then; a job ranks the rest.
RANKED_WITHIN_S = 2.0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = _own_round(request, slug, number)
    at = timezone.now()
    is_unseen = request.method == "POST" and "dong-y" not in request.POST
    if request.method == "POST" and not is_unseen:
        at = by_both_clocks(at)
        round = finalise_round(round, by=signed_in_user(request), at=at, within_s=RANKED_WITHIN_S)
        if not round.is_being_finalised:
            messages.success(request, _("Đã chốt kết quả. Bảng xếp hạng không thay đổi nữa."))
        return redirect("leaderboard:finalise", slug, number)
    unfinished = unfinished_work(round)
    if round.is_being_finalised:
        percent = floor(100 * share_ranked(round)) if is_being_ranked(round) else 0
        context = {"round": round, "percent": percent, "unfinished": unfinished}
        return render(request, "leaderboard/finalising.html", context)
    from_at = may_be_finalised_from(round)
    is_pending = round.ends_at <= at < from_at or (unfinished and unfinished.wait.is_under_way)
    context = {
        "round": round,
        "contest_lots": contest_lots_of(round.contest),
        "is_finalised": round.state == RoundState.FINALISED,
        "results": what_will_be_frozen(round),
        "open_papers": Attempt.objects.filter(round=round).running().count(),
        "from_at": from_at,
        "result": result_state(round, at=at),
        "unfinished": unfinished,
        "is_pending": is_pending,
        "open_appeals": Appeal.objects.open().touching(round).count(),
        "appeals_until": appeals_until(round) if round.contest.appeal_days else None,
        "at": at,
        "has_prizes": bool(prizes_of_people(Award(round.contest, round))),
        "unchecked": count_unchecked(round) if round.phase(at) is RoundPhase.CLOSED else 0,
        "may_now": at >= from_at and not round.is_practice,
        "is_unseen": is_unseen,
    }
    return render(request, "leaderboard/finalise.html", context)


@login_required
@require_POST
def check(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = _own_round(request, slug, number)
    by, at = signed_in_user(request), by_both_clocks(timezone.now())
    begin_check(round, by=by, at=at, within_s=RANKED_WITHIN_S)
    messages.success(request, _("Đã bắt đầu kiểm tra. Mọi trang ghi là kết quả đang kiểm tra."))
    return redirect("leaderboard:finalise", slug, number)


@login_required
@require_POST
def work_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    if ask_again(_own_round(request, slug, number)):
        messages.success(request, _("Máy chủ đang làm lại."))
    return redirect("leaderboard:finalise", slug, number)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def results_file(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Send a small file at once; a job writes a large one, and a page shows its progress."""
    round = _own_round(request, slug, number)
    check_not_being_finalised(round)
    if is_large(round):
        return redirect("leaderboard:prepare_results", slug, number)
    at = timezone.now()
    take_results(round, file=_file_name(round), by=signed_in_user(request), at=at)
    return workbook_stream(results_workbook(round, at=at), name=_file_name(round))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare_results(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = _own_round(request, slug, number)
    check_not_being_finalised(round)
    if request.method == "POST":
        enqueue_once(write_results_file, round.pk)
        return redirect("leaderboard:prepare_results", slug, number)
    wait = Wait(results_job(round))
    context = {"round": round, "wait": wait, "is_ready": wait.job and file_of(wait.job)}
    return render(request, "leaderboard/prepare_results.html", context)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def prepared_results(request: HttpRequest, slug: str, number: int) -> FileResponse:
    round = _own_round(request, slug, number)
    check_not_being_finalised(round)
    job = results_job(round)
    file = file_of(job) if job else None
    if file is None:
        raise Http404
    name, by = _file_name(round), signed_in_user(request)
    take_results(round, file=name, by=by, at=timezone.now())
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=CONTENT_TYPE
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what the newest job found; a POST asks for another one."""
    round = _own_round(request, slug, number)
    if request.method == "POST":
        ask_verification(round, by=signed_in_user(request), at=timezone.now())
        return redirect("leaderboard:verification", slug, number)
    context = {"round": round, "wait": wait_for(verify_rows, round.pk)}
    return render(request, "leaderboard/verification.html", context)


def _file_name(round: Round) -> str:
    return f"ket-qua-{round.contest.slug}-ky-{round.number}.xlsx"


def _own_round(request: HttpRequest, slug: str, number: int) -> Round:
    rounds = Round.objects.public().select_related("contest")
    round = get_object_or_404(rounds, contest__slug=slug, number=number)
    check_may_organise(signed_in_user(request), round.contest)
    check_method(request, round.contest)
    return round
