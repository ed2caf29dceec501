"""Pages that anybody answers without being known: their requests leave no trace.

What could tell the person (cookies, address, browser) is taken out of the request before anything
else reads it. Nothing logs or counts the request, no cookie is set, and no copy is kept."""

import time
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from quizsite.web.client_address import sender_of
from quizsite.web.origins import is_own_origin
from quizsite.web.post_bound import PostBound

# Of one address and process: people in one hall answer at once, a machine gone wild does more.
POSTS_A_MINUTE = 600
_TELLS_THE_PERSON = (
    *("HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"),
    *("HTTP_FORWARDED", "HTTP_AUTHORIZATION", "HTTP_FROM", "REMOTE_HOST", "REMOTE_PORT"),
)
_IS_OVER = "is_over_bound"
_bound = PostBound(POSTS_A_MINUTE)
log = structlog.get_logger("quizsite.untraced")


def is_untraced(request: HttpRequest) -> bool:
    return request.path.startswith((settings.UNTRACED_PATH, settings.APP_PATH))


def posts_too_often(request: HttpRequest) -> bool:
    """Whether this address has posted more than the bound within the minute."""
    return bool(getattr(request, _IS_OVER, False))


def is_own_page(request: HttpRequest) -> bool:
    """Whether a page of ours posts this; a CSRF cookie would tell browsers apart.

    Browsers send Origin with every post; the oldest ones send only Referer."""
    origin = request.headers.get("Origin")
    if origin is None:
        parts = urlsplit(request.headers.get("Referer", ""))
        origin = f"{parts.scheme}://{parts.netloc}"
    headers = {b"origin": origin.encode(), b"host": request.get_host().encode()}
    return is_own_origin(headers)


class Untraced:
    """Middleware, before everything that reads a session or writes a log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_untraced(request):
            return self.get_response(request)
        if request.method == "POST":
            is_allowed = _bound.allows(sender_of(request), now=time.time())
            setattr(request, _IS_OVER, not is_allowed)
        for name in _TELLS_THE_PERSON:
            request.META.pop(name, None)
        request.META["REMOTE_ADDR"] = ""
        response = self.get_response(request)
        response.cookies.clear()
        if "public" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"  # the next person at this screen presses Back
        setattr(response, "_has_been_logged", True)  # noqa: B010 -- Django logs refusals with a time
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Log a fault by its place alone: a database's message quotes the row that it refused."""
        if not is_untraced(request) or isinstance(error, Http404 | PermissionDenied):
            return None
        if isinstance(error, SuspiciousOperation | MultiPartParserError | UnreadablePostError):
            return render(request, "400.html", status=400)
        log.error("untraced_page_failed", kind=type(error).__name__, where=_place_of(error))
        return render(request, "500.html", status=500)


def _place_of(error: Exception) -> list[str]:
    frames = extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-4:]]
