"""Signs what a device holds: the cookie of its seat, and the address of its socket.

A seat's row keeps only a digest of the secret that its cookie holds, so a copy of the database
opens no seat. Nothing here needs a secure context: a hall has a laptop, a router and phones."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.http import HttpRequest, HttpResponse

COOKIE_S = 3 * 24 * 60 * 60  # the rehearsal, the day itself, and the day after
SOCKET_S = 24 * 60 * 60
PATH = "/san-khau/"

_cookie_signer = Signer(salt="contests.stage.seats")
_socket_signer = TimestampSigner(salt="contests.stage.sockets")


class HeldSeat(NamedTuple):
    """What a cookie claims; only the row of the seat tells whether it still holds."""

    show: int
    seat: int
    digest: str


class Watched(NamedTuple):
    """What a socket is told of: a role's frame, or that of one seat (0 is whoever has the role)."""

    show: int
    role: str
    seat: int = 0
    digest: str = ""


def cookie_name(show_id: int) -> str:
    return f"stage_{show_id}"


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def set_cookie(
    response: HttpResponse, *, show_id: int, seat_id: int, secret: str, is_secure: bool
) -> None:
    response.set_cookie(
        cookie_name(show_id),
        sign_seat(show_id=show_id, seat_id=seat_id, secret=secret),
        max_age=COOKIE_S,
        path=PATH,
        secure=is_secure or settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def sign_seat(*, show_id: int, seat_id: int, secret: str) -> str:
    return _cookie_signer.sign(f"{show_id}.{seat_id}.{secret}")


def held_seat(cookies: Mapping[str, str], show_id: int) -> HeldSeat | None:
    """Read the cookie of this show; None for none, and for one that we did not sign."""
    try:
        show, seat, secret = _cookie_signer.unsign(cookies.get(cookie_name(show_id), "")).split(".")
        held = HeldSeat(int(show), int(seat), digest_of(secret))
    except (BadSignature, ValueError):
        return None
    return held if held.show == show_id else None


def held_by(request: HttpRequest, show_id: int) -> HeldSeat | None:
    return held_seat(request.COOKIES, show_id)


def issue_socket_token(watched: Watched) -> str:
    return _socket_signer.sign(".".join(map(str, watched)))


def read_socket_token(token: str) -> Watched | None:
    try:
        show, role, seat, digest = _socket_signer.unsign(token, max_age=SOCKET_S).split(".")
        return Watched(int(show), role, int(seat), digest)
    except (BadSignature, ValueError):
        return None
