"""Pictures for previews, the page of a shared result, and sharing it or taking it back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.models import Attempt, Contest
from contests.queries import published_contest, ranked_rounds
from leaderboard.models import SharedResult
from leaderboard.participation.told import figures_of
from leaderboard.rules import withheld_figures
from leaderboard.sharing import pictures
from leaderboard.sharing.shares import (
    ShownResult,
    share_result,
    shown_result,
    take_back,
    why_not_shared,
)
from quizsite.accounts.rules import signed_in_user
from quizsite.previews.drawing import Preview
from quizsite.previews.kept import TooManyPictures, picture_of
from quizsite.web.page_cache import reads, same_for_visitors

PICTURE_KEPT_S = 60 * 60
# What was taken back stays for so long in the memory of a browser or a proxy.
SHARED_KEPT_S = 60


@reads()
@require_safe
def site_picture(request: HttpRequest) -> HttpResponse:
    return _picture(pictures.of_site())


@reads()
@require_safe
def contest_picture(request: HttpRequest, slug: str) -> HttpResponse:
    return _picture(pictures.of_contest(_published(slug)))


@reads()
@require_safe
def unit_picture(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    contest = _published(slug)
    unit = figures_of(contest, None, category=None).by_code(code)
    if unit is None:
        raise Http404
    withheld = withheld_figures(ranked_rounds(contest.pk), at=timezone.now())
    return _picture(pictures.of_unit(contest, unit, shows_people="people" not in withheld))


@reads()
@require_safe
def shared_picture(request: HttpRequest, code: UUID) -> HttpResponse:
    return _picture(pictures.of_result(_shown(code)), kept_s=SHARED_KEPT_S)


@require_safe
@same_for_visitors
def shared_result(request: HttpRequest, code: UUID) -> HttpResponse:
    shown = _shown(code)
    contest = shown.attempt.round.contest
    context = {"shown": shown, "contest": contest, "round": shown.attempt.round, "code": code}
    return render(request, "leaderboard/shared_result.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, code: UUID) -> HttpResponse:
    own = Attempt.objects.of(signed_in_user(request))
    attempt = get_object_or_404(own.select_related("round__contest", "entry__user"), code=code)
    if request.method != "POST":
        return _share_page(request, attempt)
    if request.POST.get("viec") == "rut-lai":
        take_back(attempt)
        messages.success(request, _("Đã rút lại. Địa chỉ đã chia sẻ không còn mở được."))
    else:
        share_result(attempt, at=timezone.now())
        messages.success(request, _("Đã tạo địa chỉ chia sẻ."))
    return redirect("leaderboard:share", attempt.code)


def _share_page(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    shared = SharedResult.objects.filter(attempt=attempt).first()
    context = {
        "attempt": attempt,
        "contest": attempt.round.contest,
        "refusal": why_not_shared(attempt),
        "address": reverse("leaderboard:shared_result", args=[shared.code]) if shared else "",
    }
    return render(request, "leaderboard/share.html", context)


def _published(slug: str) -> Contest:
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    return contest


def _shown(code: UUID) -> ShownResult:
    shown = shown_result(code, at=timezone.now())
    if shown is None:
        raise Http404
    return shown


def _picture(preview: Preview, *, kept_s: int = PICTURE_KEPT_S) -> HttpResponse:
    try:
        response = HttpResponse(picture_of(preview), content_type="image/png")
    except TooManyPictures:
        response = HttpResponse(_("Hãy thử lại sau một phút."), status=429)
        response["Retry-After"] = "60"
        return response
    patch_cache_control(response, public=True, max_age=kept_s)
    return response
