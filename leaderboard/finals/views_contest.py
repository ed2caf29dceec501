"""Organisers take the results of a whole contest as a file, which a job writes."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from leaderboard.finals.contest_file import counted_rounds, take_contest_results
from leaderboard.finals.contest_jobs import write_contest_file
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.jobs.files import file_of
from quizsite.jobs.queue import enqueue_once, newest_job
from quizsite.jobs.waiting import wait_for
from quizsite.tables.xlsx_writer import CONTENT_TYPE


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_results(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    rounds = counted_rounds(contest)
    if request.method == "POST":
        enqueue_once(write_contest_file, contest.pk)
        return redirect("leaderboard:contest_results", slug)
    wait = wait_for(write_contest_file, contest.pk)
    context = {
        "contest": contest,
        "rounds": rounds,
        "wait": wait,
        "is_ready": wait.job and file_of(wait.job),
    }
    return render(request, "leaderboard/contest_results.html", context)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def contest_results_file(request: HttpRequest, slug: str) -> FileResponse:
    contest = organised_contest(request, slug)
    job = newest_job(write_contest_file, contest.pk)
    file = file_of(job) if job else None
    if file is None:
        raise Http404
    name, by = f"ket-qua-{contest.slug}.xlsx", signed_in_user(request)
    take_contest_results(contest, file=name, by=by, at=timezone.now())
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=CONTENT_TYPE
    )
