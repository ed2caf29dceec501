"""The board: a page, its snapshot for polling, and the viewer's own place."""

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contests.models import Entry
from leaderboard.boards.board import newest_board, snapshot_as_json
from leaderboard.boards.page import PROJECTED, board_page, own_line
from leaderboard.boards.selection import BoardChoice, find_board, own_valid_entry
from quizsite.web.page_cache import reads, same_for_visitors

MOST_DIGITS = 10  # Python itself refuses to read thousands of them


@require_safe
@same_for_visitors
@reads("ky", "bang", "trang", among={"man-chieu": ["1"]})
def board(request: HttpRequest, slug: str) -> HttpResponse:
    entry = _own_valid_entry(request, slug)
    choice = _choice(request, slug, usual=entry.division.code if entry else "")
    page = board_page(choice, entry=entry, number=_page_asked(request), at=timezone.now())
    context = {"choice": choice, "page": page, **_addresses(choice)}
    if request.GET.get("man-chieu"):
        join = request.build_absolute_uri(reverse("contests:contest", args=[slug]))
        context |= {"rows": page.rows[:PROJECTED], "join": join, "qr": _qr(join)}
        return render(request, "leaderboard/projector.html", context)
    context["kept_s"] = settings.KEEP_PAGES_S
    return render(request, "leaderboard/board.html", context)


@require_safe
@same_for_visitors
@reads("ky", "bang")
def board_json(request: HttpRequest, slug: str) -> HttpResponse:
    choice, at = _choice(request, slug), timezone.now()
    stored = newest_board(choice.key, is_hidden=not choice.are_rows_public(at=at), at=at)
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
    is_public = choice.are_rows_public(at=timezone.now())
    answer = {"row": own_line(choice, entry) if is_public else None}
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
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


def _qr(address: str) -> str:
    """An SVG element without style attributes, as our content security policy wants it."""
    code = segno.make(address, error="m", micro=False)
    return str(
        code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr-code", lineclass=None)
    )
