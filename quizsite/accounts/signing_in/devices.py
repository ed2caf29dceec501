"""A cookie remembers the devices from which a person has signed in.

A stranger who guesses at a password must not lock its owner out. So a device that has signed in
once has a count of its own (OWASP's device cookies). The cookie grants nothing else.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from quizsite.accounts.models import User

COOKIE = f"{settings.COOKIE_PREFIX}thiet-bi"
_SALT = "quizsite.accounts.devices"
_AGE_S = 60 * 60 * 24 * 365
_PEOPLE_KEPT = 8  # colleagues share an office computer; a longer cookie helps none of them


def device_of(request: HttpRequest, user: User) -> str | None:
    """Return the device's name if `user` has signed in from it before."""
    known = _read(request)
    mark = _mark(known["device"], user)
    return str(known["device"]) if mark in known["people"] else None


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    known = _read(request)
    mark = _mark(known["device"], user)
    people = [mark, *(other for other in known["people"] if other != mark)][:_PEOPLE_KEPT]
    response.set_cookie(
        COOKIE,
        signing.dumps({"device": known["device"], "people": people}, salt=_SALT),
        max_age=_AGE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(device: str, user: User) -> str:
    """Names a person on this device alone: who reads the cookie learns no number of anybody."""
    return salted_hmac(_SALT, f"{device}:{user.pk}").hexdigest()[:16]


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        known: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_AGE_S
        )
    except signing.BadSignature:
        return {"device": secrets.token_urlsafe(12), "people": []}
    return known
