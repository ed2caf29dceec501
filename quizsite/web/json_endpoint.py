"""The ASGI endpoints beside Django read small requests within bounds. They refuse in JSON, with a
code for the page and a sentence for the person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from quizsite.web.origins import is_own_origin

MAX_BODY = 16 * 1024

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class RefusedRequest(Exception):
    """The endpoint answers it in JSON, with `code` for the page and `message` for the person.

    `about` is for the log: what the request names, as far as it was read."""

    def __init__(self, status: int, code: str, message: str, *, about: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.about = status, code, message, about


def check_sender(method: str, headers: dict[bytes, bytes]) -> None:
    """Refuse another site's page; browsers send the origin of the page with each request."""
    if method != "POST":
        raise RefusedRequest(405, "method", _("Chỉ nhận yêu cầu lưu bài."))
    if not is_own_origin(headers):
        raise RefusedRequest(403, "foreign_origin", _("Yêu cầu không đến từ trang làm bài."))


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise _too_large()
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedRequest(400, "disconnected", "")
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            raise _too_large()
        if not message.get("more_body"):
            return body


def _too_large() -> RefusedRequest:
    return RefusedRequest(413, "too_large", _("Yêu cầu quá lớn."))


_HEADERS = (
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


async def send_json(send: Send, status: int, payload: dict[str, Any]) -> None:
    body = msgspec.json.encode(payload)
    headers = [*_HEADERS, (b"content-length", b"%d" % len(body))]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
