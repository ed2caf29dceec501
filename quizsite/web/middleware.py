"""Middleware bounds addresses, answers health requests, logs requests and shows refusals."""

import time
from collections.abc import Callable
from functools import cache

import structlog
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from quizsite.audit.origin import coming_from, shorten
from quizsite.operations import metrics
from quizsite.refusals import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("quizsite.request")
TEXT = "text/plain; charset=utf-8"
ALIVE, READY = HEALTH_PATHS = ("/suc-khoe", "/san-sang")
# Our longest address has some 150 letters. A query may carry what a sign-in provider sends back.
LONGEST_PATH, LONGEST_QUERY = 2048, 8192
TOO_LONG = gettext_noop(
    "Địa chỉ này quá dài. Hãy mở lại trang từ đầu: địa chỉ đúng ngắn hơn nhiều."
)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


def bounds(get_response: GetResponse) -> GetResponse:
    """Refuse a long address and a method that no page has, before anything else reads them."""

    def answer(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if is_too_long(request.path) or len(query) > LONGEST_QUERY:
            refused = HttpResponse(_(TOO_LONG), content_type=TEXT, status=414)
            setattr(refused, "_has_been_logged", True)  # noqa: B010 -- else Django logs all of it
            return refused
        if request.method not in METHODS:
            words = _("Trang không nhận yêu cầu này.")
            refused = HttpResponse(words, content_type=TEXT, status=405)
            refused["Allow"] = ", ".join(sorted(METHODS))
            return refused
        return get_response(request)

    return answer


def is_too_long(path: str) -> bool:
    return len(path.encode("utf-8", "surrogatepass")) > LONGEST_PATH


def health(get_response: GetResponse) -> GetResponse:
    """Answer `/suc-khoe` if the process runs, `/san-sang` if its database also answers and has
    the tables of this version."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path == ALIVE:
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == READY:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
                _check_migrated()
            except Error:
                return HttpResponse("database\n", content_type="text/plain", status=503)
            except _NotMigrated:
                return HttpResponse("migrate\n", content_type="text/plain", status=503)
            return HttpResponse("ok\n", content_type="text/plain")
        return get_response(request)

    return answer


class _NotMigrated(Exception):
    pass


@cache
def _check_migrated() -> None:
    """Raise until the database is migrated; `cache` keeps only the first return, no exception."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotMigrated


def no_nul(get_response: GetResponse) -> GetResponse:
    """Refuse a NUL in the address: no page of ours has one, and PostgreSQL fails on it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(_("Địa chỉ này không đúng."), content_type=TEXT, status=400)
        return get_response(request)

    return answer


def audit_source(get_response: GetResponse) -> GetResponse:
    """Lines of the audit trail say from where this request came."""

    def answer(request: HttpRequest) -> HttpResponse:
        with coming_from(lambda: _address_of(request)):
            return get_response(request)

    return answer


def no_store(get_response: GetResponse) -> GetResponse:
    """Let no browser and no proxy keep what was made for a session: after signing out, Back would
    show it. What says that it is public is the same for everybody."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in {**request.COOKIES, **response.cookies}
        said = response.get("Cache-Control", "")
        if has_session and "no-store" not in said and "public" not in said:
            response["Cache-Control"] = "no-store, private"
        return response

    return answer


def _address_of(request: HttpRequest) -> str | None:
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:  # allauth cannot tell; the deed still has its line
        return None
    return address


def request_log(get_response: GetResponse) -> GetResponse:
    """Log method, path, status, time, the person's id and the network; leave out the query (it
    may hold codes) and bodies."""

    def answer(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        took_s = time.perf_counter() - started
        match = request.resolver_match
        metrics.count_page(
            match.view_name if match else "no_page", status=response.status_code, took_s=took_s
        )
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            took_ms=round(took_s * 1000, 1),
            person=_person_of(request),
            network=shorten(_address_of(request) or ""),
        )
        return response

    return answer


def _person_of(request: HttpRequest) -> int | None:
    """The person, if the page asked who it is: the log asks no query of its own."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None


class _Refusals:
    """Only this class turns refusals into pages; it lets other exceptions through as bugs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RateLimited):
            return render(request, "429.html", status=429)
        if not isinstance(error, Refusal):
            return None
        if error.redirect_to:
            messages.warning(request, str(error.message))
            where = reverse(error.redirect_to)
            if error.comes_back and request.method in {"GET", "HEAD"}:
                where = f"{where}?{urlencode({'next': request.get_full_path()})}"
            return redirect(where)
        context = {"refusal": error}
        return render(request, "refusal.html", context, status=error.status)


refusals = _Refusals
