"""Only pages of our own origin may save answers and open sockets."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from quizsite.operations.metrics import SOCKETS_REFUSED

Application = Callable[[Any, Any, Any], Awaitable[None]]


def is_own_origin(headers: Mapping[bytes, bytes]) -> bool:
    """Compare the whole origin with SITE_ORIGINS; if that is empty, only its host with Host.

    Firefox before 70 sends no Origin with a post to its own site, but our pages always let it send
    the page's address. It refuses a request with neither: a foreign page could act for the
    person."""
    origin = (headers.get(b"origin") or _origin_of(headers.get(b"referer", b""))).decode("latin-1")
    if settings.CSRF_TRUSTED_ORIGINS:
        return origin in settings.CSRF_TRUSTED_ORIGINS
    host = headers.get(b"host", b"").decode("latin-1")
    return bool(host) and urlsplit(origin).netloc == host


def _origin_of(address: bytes) -> bytes:
    """The first part of an address, up to its host; "" if there is none."""
    scheme, mark, rest = address.partition(b"://")
    return scheme + mark + rest.partition(b"/")[0] if mark else b""


def own_origin_only(application: Application) -> Application:
    """Close a socket of another site's page before the application sees it."""

    async def checked(scope: Any, receive: Any, send: Any) -> None:
        if is_own_origin(dict(scope["headers"])):
            await application(scope, receive, send)
        else:
            SOCKETS_REFUSED.inc()
            await send({"type": "websocket.close", "code": 4403})

    return checked


def site_origin() -> str:
    """Where links in mails lead: the first of SITE_ORIGINS, on a lone machine its own address."""
    return str((settings.CSRF_TRUSTED_ORIGINS or [settings.SERVE_AT])[0])
