"""Public pages, kept for a moment: what a visitor without a session sees is the same for all.

Each process keeps its own. A page asked for a thousand times a second is made once in
`KEEP_PAGES_S`; while one thread makes it anew, the others hand out the one before."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

P = ParamSpec("P")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

MOST_KEPT = 300
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


@dataclass(slots=True)
class _Kept:
    content: bytes
    headers: dict[str, str]
    fresh_until: float

    def answer(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


class KeptPages:
    """Middleware; inside what adds headers to every answer, outside sessions."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return self.get_response(request)
        key = (request.scheme or "", request.get_host(), request.get_full_path())
        kept = self._fresh(key)
        if kept is not None:
            return _conditional(request, kept.answer())
        known = request.META.pop("HTTP_IF_NONE_MATCH", None)  # only a whole page can be kept
        response = self.get_response(request)
        if known is not None:
            request.META["HTTP_IF_NONE_MATCH"] = known
        self._keep(key, response)
        return _conditional(request, response)

    def _fresh(self, key: tuple[str, ...]) -> _Kept | None:
        now = time.monotonic()
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if now < kept.fresh_until:
                return kept
            # This thread makes it anew; the others have the old one for as long again.
            kept.fresh_until = now + settings.KEEP_PAGES_S
            return None

    def _keep(self, key: tuple[str, ...], response: Any) -> None:
        if response.status_code != 200 or not hasattr(response, _MARK) or response.cookies:
            return
        if len(response.content) > LONGEST_BYTES or len(key[-1]) > LONGEST_ADDRESS:
            return
        until = time.monotonic() + settings.KEEP_PAGES_S
        with self._lock:
            self._kept[key] = _Kept(response.content, dict(response.items()), until)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


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
