"""Sessions that open organisers' and the bank's pages end after some hours, or an idle one.

When the person signed in stands in the session; when they last asked for a page, in a signed
cookie beside it: writing the session at every page would cost the desks a write each. Without the
cookie the last time that the person signed in or confirmed themselves counts."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from quizsite.accounts.signing_in.typed_forms import ask_to_send_again, keep_form, typed_form
from quizsite.keyed_hashes import keyed_hashes

# All pages of organisers and of the bank lie below it (quizsite/urls.py).
DESKS = "/to-chuc/"
COOKIE = f"{settings.COOKIE_PREFIX}ban-to-chuc"
_SALT = "quizsite.accounts.desk_sessions"
_NOTED_EVERY_S = 60


def desk_sessions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def answer(request: HttpRequest) -> HttpResponseBase:
        at_desk = request.path.startswith(DESKS)
        # Asking a session that is not there would make every public page one of a session.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session or not (at_desk or COOKIE in request.COOKIES):
            return get_response(request)
        now, seen = time.time(), _seen_at(request)
        if SESSION_KEY in request.session and _is_over(request, now, seen):
            return _sign_in_again(request)
        if at_desk and (question := ask_to_send_again(request)):
            return question
        response = get_response(request)
        if seen is not None or (at_desk and response.status_code == 200):
            _note(request, response, now, seen)
        return response

    return answer


def _is_over(request: HttpRequest, now: float, seen: float | None) -> bool:
    records = request.session.get("account_authentication_methods") or [{"at": now}]
    shown = [record["at"] for record in records]
    return bool(
        now - shown[0] > settings.DESK_SESSION_LASTS.total_seconds()
        or now - max(seen or 0, shown[-1]) > settings.DESK_SESSION_IDLE.total_seconds()
    )


def _sign_in_again(request: HttpRequest) -> HttpResponseBase:
    form = typed_form(request) if request.path.startswith(DESKS) else None
    # Not `logout`, which says that the person left: then windows with papers end, too.
    request.session.flush()
    request.user = AnonymousUser()
    said = _("Phiên làm việc của ban tổ chức đã hết hạn để giữ an toàn. Hãy đăng nhập lại.")
    if form:
        keep_form(request, form)
        said += " " + _("Những gì bạn vừa gửi được giữ lại và sẽ hỏi bạn sau khi đăng nhập.")
    messages.info(request, said)
    is_page = request.method == "GET"
    response = redirect_to_login(request.get_full_path() if is_page else request.path)
    response.delete_cookie(COOKIE)
    return response


def _seen_at(request: HttpRequest) -> float | None:
    """Return when this very session last asked for a page."""
    said = request.get_signed_cookie(COOKIE, default="", salt=_SALT) or ""
    at, _colon, session = said.partition(":")
    return float(at) if session in _names_of(request) else None


def _names_of(request: HttpRequest) -> list[str]:
    hashes = keyed_hashes(_SALT, request.session.session_key or "", algorithm="sha1")
    return [one.hex()[:20] for one in hashes]


def _note(request: HttpRequest, response: HttpResponseBase, now: float, seen: float | None) -> None:
    """Note that a person asked for a page; what a page asks by itself is no sign of one."""
    by_itself = request.headers.get("Sec-Fetch-Dest") == "empty"
    if SESSION_KEY in request.session and not by_itself and now - (seen or 0) > _NOTED_EVERY_S:
        response.set_signed_cookie(
            COOKIE,
            f"{now:.0f}:{_names_of(request)[0]}",
            salt=_SALT,
            secure=bool(settings.SESSION_COOKIE_SECURE),
            httponly=True,
            samesite="Lax",
        )
