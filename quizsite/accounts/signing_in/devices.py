"""A cookie remembers the devices from which a person has signed in.

A stranger who guesses at a password must not lock its owner out. So a device that has signed in
once has a count of its own (OWASP's device cookies). The cookie grants nothing else.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from quizsite.accounts.models import User
from quizsite.keyed_hashes import keyed_hashes

COOKIE = f"{settings.COOKIE_PREFIX}thiet-bi"
_SALT = "quizsite.accounts.devices"
_AGE_S = 60 * 60 * 24 * 365
_PEOPLE_KEPT = 8  # colleagues share an office computer; a longer cookie helps none of them


def device_of(request: HttpRequest, user: User) -> str | None:
    """Return the device's name if `user` has signed in from it before."""
    known = _read(request)
    marks = _marks(known["device"], user)
    return str(known["device"]) if set(marks) & set(known["people"]) else None


def device_in(request: HttpRequest) -> str:
    """Return the name in the device's cookie; "" if nobody has signed in from it."""
    return str(known["device"]) if (known := _known(request)) else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    known = _read(request)
    marks = _marks(known["device"], user)
    others = (other for other in known["people"] if other not in marks)
    people = [marks[0], *others][:_PEOPLE_KEPT]
    response.set_cookie(
        COOKIE,
        signing.dumps({"device": known["device"], "people": people}, salt=_SALT),
        max_age=_AGE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(device: str, user: User) -> list[str]:
    """Name a person on this device alone: who reads the cookie learns no number of anybody."""
    hashes = keyed_hashes(_SALT, f"{device}:{user.pk}", algorithm="sha1")  # as cookies have it
    return [one.hex()[:16] for one in hashes]


def _read(request: HttpRequest) -> dict[str, Any]:
    return _known(request) or {"device": secrets.token_urlsafe(12), "people": []}


def _known(request: HttpRequest) -> dict[str, Any] | None:
    try:
        known: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_AGE_S
        )
    except signing.BadSignature:
        return None
    return known
