"""Public pages, kept for a moment: what a visitor without a session sees is the same for all.

A page asked for a thousand times a second is made once in `KEEP_PAGES_S`."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

P = ParamSpec("P")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

LONGEST_BYTES = 500_000
LONGEST_ADDRESS = 300
_MARK = "is_same_for_all_visitors"


def same_for_visitors(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Who has no session gets the same answer, whoever it is."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        setattr(response, _MARK, True)
        return response

    return marked


class KeptPages:
    """Middleware; inside what adds headers to every answer, outside sessions."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return self.get_response(request)
        pages = caches["pages"]
        key = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        kept = pages.get(key)
        if kept is not None:
            content, headers = kept
            return _conditional(request, HttpResponse(content, headers=headers))
        known = request.META.pop("HTTP_IF_NONE_MATCH", None)  # only a whole page can be kept
        response: Any = self.get_response(request)
        if known is not None:
            request.META["HTTP_IF_NONE_MATCH"] = known
        if len(key) <= LONGEST_ADDRESS and _is_the_same_for_all(response):
            # nginx keeps it too (deploy/nginx.conf), and not for longer.
            response["X-Accel-Expires"] = f"@{int(time.time() + settings.KEEP_PAGES_S)}"
            kept = response.content, dict(response.items())
            pages.set(key, kept, settings.KEEP_PAGES_S)
        return _conditional(request, response)


def _is_the_same_for_all(response: Any) -> bool:
    return (
        response.status_code == 200
        and hasattr(response, _MARK)
        and not response.cookies
        and len(response.content) <= LONGEST_BYTES
    )


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        settings.KEEP_PAGES_S > 0
        and request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _conditional(request: HttpRequest, response: Any) -> HttpResponse:
    etag = response.get("ETag")
    if etag is None or response.status_code != 200:
        return cast("HttpResponse", response)
    return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))
