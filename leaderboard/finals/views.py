"""Organisers fix the result of a round."""

from math import floor

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.models import Attempt, Round, RoundState
from contests.rules import check_may_organise
from leaderboard.finals.final_ranking import share_ranked
from leaderboard.finals.finalise import finalise_round, what_will_be_frozen
from leaderboard.finals.jobs import results_job, write_results_file
from leaderboard.finals.results_file import is_large, results_workbook, take_results
from leaderboard.rules import check_not_being_finalised, may_be_finalised_from
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.files import file_of
from quizsite.jobs.progress import progress_of
from quizsite.jobs.queue import enqueue_once, is_over
from quizsite.tables.xlsx_writer import CONTENT_TYPE

# Some ten thousand people are ranked by then; a job ranks the rest.
RANKED_WITHIN_S = 2.0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = _own_round(request, slug, number)
    at = timezone.now()
    if request.method == "POST":
        round = finalise_round(round, by=signed_in_user(request), at=at, within_s=RANKED_WITHIN_S)
        if not round.is_being_finalised:
            messages.success(request, _("Đã chốt kết quả. Bảng xếp hạng không thay đổi nữa."))
        return redirect("leaderboard:finalise", slug, number)
    if round.is_being_finalised:
        context = {"round": round, "percent": floor(100 * share_ranked(round))}
        return render(request, "leaderboard/finalising.html", context)
    context = {
        "round": round,
        "is_finalised": round.state == RoundState.FINALISED,
        "results": what_will_be_frozen(round),
        "open_papers": Attempt.objects.filter(round=round).running().count(),
        "from_at": may_be_finalised_from(round),
        "may_now": at >= may_be_finalised_from(round) and not round.is_practice,
    }
    return render(request, "leaderboard/finalise.html", context)


@never_cache
@login_required
@require_safe
def results_file(
    request: HttpRequest, slug: str, number: int
) -> StreamingHttpResponse | HttpResponse:
    """Send a small file at once; a job writes a large one, and a page shows its progress."""
    round = _own_round(request, slug, number)
    check_not_being_finalised(round)
    if is_large(round):
        return redirect("leaderboard:prepare_results", slug, number)
    at = timezone.now()
    take_results(round, file=_file_name(round), by=signed_in_user(request), at=at)
    content = results_workbook(round, at=at)
    response = StreamingHttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(round)}"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare_results(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = _own_round(request, slug, number)
    check_not_being_finalised(round)
    if request.method == "POST":
        enqueue_once(write_results_file, round.pk)
        return redirect("leaderboard:prepare_results", slug, number)
    job = results_job(round)
    context = {
        "round": round,
        "job": job,
        "is_under_way": job and not is_over(job),
        "progress": job and progress_of(str(job.pk)),
        "is_ready": job and file_of(job),
    }
    return render(request, "leaderboard/prepare_results.html", context)


@never_cache
@login_required
@require_safe
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


def _file_name(round: Round) -> str:
    return f"ket-qua-{round.contest.slug}-ky-{round.number}.xlsx"


def _own_round(request: HttpRequest, slug: str, number: int) -> Round:
    rounds = Round.objects.public().select_related("contest")
    round = get_object_or_404(rounds, contest__slug=slug, number=number)
    check_may_organise(signed_in_user(request), round.contest)
    return round
