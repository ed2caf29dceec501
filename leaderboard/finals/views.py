"""Organisers fix the result of a round."""

from math import floor

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.models import Attempt, Round, RoundState
from contests.rules import check_may_organise
from leaderboard.finals.final_ranking import share_settled
from leaderboard.finals.finalise import finalise_round, what_will_be_frozen
from leaderboard.finals.results_file import results_workbook
from leaderboard.participation.views import WORKBOOK
from leaderboard.rules import check_not_being_finalised, may_be_finalised_from
from quizsite.accounts.rules import signed_in_user

# Some ten thousand people are ranked by then; serving processes rank the rest.
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
        context = {"round": round, "percent": floor(100 * share_settled(round))}
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


@login_required
@require_safe
def results_file(request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    round = _own_round(request, slug, number)
    check_not_being_finalised(round)
    content = results_workbook(round, at=timezone.now())
    response = StreamingHttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="ket-qua-{slug}-ky-{number}.xlsx"'
    return response


def _own_round(request: HttpRequest, slug: str, number: int) -> Round:
    rounds = Round.objects.public().select_related("contest")
    round = get_object_or_404(rounds, contest__slug=slug, number=number)
    check_may_organise(signed_in_user(request), round.contest)
    return round
