"""Health answers, odd addresses, one log line per request, and refusals turned into pages."""

import time
from collections.abc import Callable
from functools import cache

import structlog
from django.contrib import messages
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from quizsite.operations import metrics
from quizsite.refusals import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("quizsite.request")
TEXT = "text/plain; charset=utf-8"
ALIVE, READY = HEALTH_PATHS = ("/suc-khoe", "/san-sang")


def health(get_response: GetResponse) -> GetResponse:
    """`/suc-khoe` says the process answers, `/san-sang` that its database does too, with the tables
    of this version."""

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
    """Asked until it is true, and then never again: a raised answer is not kept."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotMigrated


def no_nul(get_response: GetResponse) -> GetResponse:
    """No page's address holds a NUL, nobody types one, and PostgreSQL fails on it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(_("Địa chỉ này không đúng."), content_type=TEXT, status=400)
        return get_response(request)

    return answer


def request_log(get_response: GetResponse) -> GetResponse:
    """Method, path without its query (which may hold codes), status, time; no names, no bodies."""

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
        )
        return response

    return answer


class _Refusals:
    """The one place where a refusal becomes a page; anything else is a bug and is let through."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if error.redirect_to:
            messages.warning(request, str(error.message))
            return redirect(error.redirect_to)
        context = {"refusal": error}
        return render(request, "refusal.html", context, status=error.status)


refusals = _Refusals
