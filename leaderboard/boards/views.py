"""The board: a page, its snapshot for polling, and the viewer's own place."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contests.models import BEST_MARK, Entry
from contests.regulation.predictions import prediction_question
from leaderboard.boards.board import newest_board, snapshot_as_json
from leaderboard.boards.page import PROJECTED, board_page, own_line
from leaderboard.boards.selection import BoardChoice, find_board, own_valid_entry
from quizsite.web.page_cache import reads, same_for_visitors
from quizsite.web.qr import qr_svg

MOST_DIGITS = 10  # Python itself refuses to read thousands of them


@require_safe
@same_for_visitors
@reads("ky", "bang", "trang", among={"man-chieu": ["1"]})
def board(request: HttpRequest, slug: str) -> HttpResponse:
    entry = _own_valid_entry(request, slug)
    choice = _choice(request, slug, usual=entry.division.code if entry else "")
    at = timezone.now()
    page = board_page(choice, entry=entry, number=_page_asked(request), at=at)
    addresses = _addresses(choice)
    context = {"choice": choice, "page": page, **addresses}
    if request.GET.get("man-chieu"):
        may_enter = choice.may_be_entered(at=at)
        where = reverse("contests:contest" if may_enter else "leaderboard:board", args=[slug])
        join = request.build_absolute_uri(where) + ("" if may_enter else addresses["query"])
        rows = page.rows[:PROJECTED]
        ends_in = choice.entering_ends_in(at=at) // timedelta(milliseconds=1)
        context |= {"rows": rows, "may_enter": may_enter, "ends_in": ends_in}
        address = request.get_host() + reverse("contests:contest", args=[slug])
        context |= {"join": join, "address": address, "qr": qr_svg(join)}
        return render(request, "leaderboard/projector.html", context)
    context["kept_s"] = settings.KEEP_PAGES_S
    if choice.round and choice.true_prediction is not None and not page.is_frozen:
        context["predicted"] = prediction_question(choice.round)
        context["best_mark"] = BEST_MARK if choice.round.asks_words else None
    return render(request, "leaderboard/board.html", context)


@require_safe
@same_for_visitors
@reads("ky", "bang")
def board_json(request: HttpRequest, slug: str) -> HttpResponse:
    choice, at = _choice(request, slug), timezone.now()
    stored = newest_board(choice.key, limits=choice.limits(at=at), at=at)
    etag = f'"{stored.pk}-{stored.version}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = JsonResponse(snapshot_as_json(stored), json_dumps_params={"ensure_ascii": False})
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=1)
    return response


@require_safe
def own_place(request: HttpRequest, slug: str) -> HttpResponse:
    if not request.user.is_authenticated:
        message = _("Hãy đăng nhập để xem thứ hạng của bạn.")
        return JsonResponse({"code": "signed_out", "message": message}, status=401)
    choice = _choice(request, slug)
    entry = _own_valid_entry(request, slug)
    row = own_line(choice, entry, limits=choice.limits(at=timezone.now()))
    response = JsonResponse({"row": row}, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, private=True, no_store=True)
    return response


def _choice(request: HttpRequest, slug: str, *, usual: str = "") -> BoardChoice:
    number, code = request.GET.get("ky", ""), request.GET.get("bang", usual)
    choice = find_board(slug, number=number, code=code)
    if choice is None:
        raise Http404
    return choice


def _page_asked(request: HttpRequest) -> int:
    number = request.GET.get("trang", "")
    return int(number) if number.isdecimal() and len(number) < MOST_DIGITS else 1


def _own_valid_entry(request: HttpRequest, slug: str) -> Entry | None:
    return own_valid_entry(request.user, slug) if request.user.is_authenticated else None


def _addresses(choice: BoardChoice) -> dict[str, str]:
    slug = choice.contest.slug
    number = choice.round.number if choice.round else ""
    query = f"?ky={number}&bang={choice.division.code}"
    return {
        "query": query,
        "socket_path": f"/ws/bang-xep-hang/{slug}/{query}",
        "snapshot_path": reverse("leaderboard:board_json", args=[slug]) + query,
        "own_path": reverse("leaderboard:own_place", args=[slug]) + query,
    }
