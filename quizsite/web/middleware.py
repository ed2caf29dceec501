"""Middleware bounds addresses, answers health requests, logs requests and shows refusals."""

import time
from collections.abc import Callable
from functools import cache

import structlog
from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.contrib import messages
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from quizsite.audit.origin import coming_from, shorten
from quizsite.operations import metrics, process_reports, running_work
from quizsite.refusals import Refusal
from quizsite.serving import ALIVE_AT, READY_AT
from quizsite.web.client_address import address_of
from quizsite.web.untraced import is_untraced

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("quizsite.request")
TEXT = "text/plain; charset=utf-8"
ALIVE, READY = HEALTH_PATHS = (ALIVE_AT, READY_AT)
# Our longest address has some 150 letters. A query may carry what a sign-in provider sends back.
LONGEST_PATH, LONGEST_QUERY = 2048, 8192
TOO_LONG = gettext_noop(
    "Địa chỉ này quá dài. Hãy mở lại trang từ đầu: địa chỉ đúng ngắn hơn nhiều."
)
# Whoever has set up a proxy asks these first.
BELOW_A_PREFIX = gettext_noop(
    "Trang chỉ chạy ở gốc của một tên miền, không ở dưới một đường dẫn. Hãy sửa máy chủ đứng trước "
    "(nginx) để nó chuyển nguyên địa chỉ, từ dấu / đầu tiên, của một tên miền riêng.\n"
)
GIVES_UP_AFTER_S = 4.0  # twice what deploy/nginx.conf waits for one process
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
        if request.path.endswith(HEALTH_PATHS) and request.path not in HEALTH_PATHS:
            return HttpResponse(_(BELOW_A_PREFIX), content_type=TEXT, status=404)
        return get_response(request)

    return answer


def given_up(get_response: GetResponse) -> GetResponse:
    """Make no page that nginx asks another process for: this one waited here for too long.

    If nginx does wait, as its clock differs from ours, the answer sends it to where it has time."""

    def answer(request: HttpRequest) -> HttpResponse:
        waited_s = _waited_s(request.META.get("HTTP_X_ASKED_AT", ""), now=time.time())
        if not GIVES_UP_AFTER_S < waited_s < GIVES_UP_AFTER_S + 60:
            return get_response(request)
        response = HttpResponse(status=503)
        response["X-Accel-Redirect"] = "@page_again"
        setattr(response, "_has_been_logged", True)  # noqa: B010 -- nobody reads this answer
        return response

    return answer


def _waited_s(asked_at: str, *, now: float) -> float:
    try:
        return now - float(asked_at)
    except ValueError:
        return 0.0


def is_too_long(path: str) -> bool:
    return len(path.encode("utf-8", "surrogatepass")) > LONGEST_PATH


def health(get_response: GetResponse) -> GetResponse:
    """Answer `/suc-khoe` if the process runs, `/san-sang` if it can do its work: its database
    answers, has the tables of this version, and has lately taken a row."""

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
            if not process_reports.can_write():
                return HttpResponse("write\n", content_type="text/plain", status=503)
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
        with coming_from(lambda: address_of(request)):
            return get_response(request)

    return answer


def no_store(get_response: GetResponse) -> GetResponse:
    """Let no browser and no proxy keep what was made for a session: after signing out, Back would
    show it. What says that it is public is the same for everybody; what says that it is immutable
    is a picture without a page around it (questionbank/pictures/sending.py)."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in {**request.COOKIES, **response.cookies}
        said = response.get("Cache-Control", "")
        has_decided = any(word in said for word in ("no-store", "public", "immutable"))
        if has_session and not has_decided:
            response["Cache-Control"] = "no-store, private"
        return response

    return answer


def request_log(get_response: GetResponse) -> GetResponse:
    """Log method, path, status, time, the person's id and the network; leave out the query (it
    may hold codes) and bodies."""

    def answer(request: HttpRequest) -> HttpResponse:
        if is_untraced(request):
            return get_response(request)
        started = time.perf_counter()
        with running_work.running(running_work.PAGES):
            response = get_response(request)
        took_s = time.perf_counter() - started
        match = request.resolver_match
        metrics.count_page(
            match.view_name if match else "no_page", status=response.status_code, took_s=took_s
        )
        log.info(
            "request",
            method=request.method,
            path=_without_secrets(request),
            status=response.status_code,
            took_ms=round(took_s * 1000, 1),
            person=_person_of(request),
            network=shorten(address_of(request) or ""),
        )
        return response

    return answer


# Whoever holds such an address may do what it says, so a reader of the log must not.
SECRET_PARTS = ("token", "secret")


def _without_secrets(request: HttpRequest) -> str:
    parts = request.resolver_match.kwargs if request.resolver_match else {}
    path = request.path
    for name in SECRET_PARTS:
        if parts.get(name):
            path = path.replace(str(parts[name]), "***")
    return path


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
