"""Public pages, kept for a moment: what a visitor without a session sees is the same for all.

A page asked for a thousand times a second is made once in `KEEP_PAGES_S`."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import urlencode

from quizsite.web.compression import SMALLEST_BYTES, is_packed_for

P = ParamSpec("P")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

LONGEST_BYTES = 500_000
LONGEST_ADDRESS = 300
_MARK = "is_same_for_all_visitors"
_READS = "reads_of_the_query"
P_View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def reads(
    *names: str, among: Mapping[str, Collection[str]] | None = None
) -> Callable[[P_View[P]], P_View[P]]:
    """Say which parameters a public page reads; it never sees another, nor one in other order.

    So one page has one address, and a stranger's made-up parameter makes no page anew. `among`
    names parameters with all values they may have."""
    allowed = {**dict.fromkeys(names), **(among or {})}

    def mark(view: P_View[P]) -> P_View[P]:
        setattr(view, _READS, allowed)
        return view

    return mark


def same_for_visitors(view: P_View[P]) -> P_View[P]:
    """Who has no session gets the same answer, whoever it is; `reads` says which parameters."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        setattr(response, _MARK, True)
        return response

    if not hasattr(marked, _READS):
        setattr(marked, _READS, {})
    return marked


def _drop_unread_parameters(request: HttpRequest) -> None:
    """Leave in the address what the view reads, in the order in which it says so."""
    written = request.META.get("QUERY_STRING", "")
    if not written:
        return
    try:
        allowed = getattr(resolve(request.path_info).func, _READS, None)
    except Resolver404:
        return
    if allowed is not None:
        given = QueryDict(written)
        kept = [
            (name, given[name])
            for name, values in allowed.items()
            if name in given and (values is None or given[name] in values)
        ]
        request.META["QUERY_STRING"] = urlencode(kept)


class KeptPages:
    """Middleware; inside what adds headers to every answer, outside sessions."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _drop_unread_parameters(request)
        if not _may_be_kept(request):
            return self.get_response(request)
        pages = caches["pages"]
        address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        key = f"packed:{address}"  # the version before keeps pages of another shape
        kept = pages.get(key)
        if kept is not None:
            return _sent(request, *kept)
        known = request.META.pop("HTTP_IF_NONE_MATCH", None)  # only a whole page can be kept
        response: Any = self.get_response(request)
        if known is not None:
            request.META["HTTP_IF_NONE_MATCH"] = known
        if len(address) <= LONGEST_ADDRESS and _is_the_same_for_all(response):
            # nginx keeps it too (deploy/nginx.conf), and not for longer.
            response["X-Accel-Expires"] = f"@{int(time.time() + settings.KEEP_PAGES_S)}"
            packed = _packed(response)
            if packed:
                patch_vary_headers(response, ["Accept-Encoding"])
            kept = response.content, dict(response.items()), packed
            pages.set(key, kept, settings.KEEP_PAGES_S)
            return _sent(request, *kept)
        return _conditional(request, response)


def _packed(response: Any) -> bytes:
    """Pack a page once for all visitors, unless a proxy packs what it keeps (deploy/nginx.conf).

    A page that is the same for everybody holds no secret whose length could tell something."""
    is_page = response.get("Content-Type", "").startswith("text/html") and "ETag" not in response
    is_worth_it = is_page and len(response.content) >= SMALLEST_BYTES
    return gzip.compress(response.content, 6) if is_worth_it and not settings.BEHIND_PROXY else b""


def _sent(
    request: HttpRequest, content: bytes, headers: Mapping[str, str], packed: bytes
) -> HttpResponse:
    if packed and is_packed_for(request.headers.get("Accept-Encoding", "")):
        lighter = {**headers, "Content-Encoding": "gzip", "Content-Length": str(len(packed))}
        return HttpResponse(packed, headers=lighter)
    return _conditional(request, HttpResponse(content, headers=headers))


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
