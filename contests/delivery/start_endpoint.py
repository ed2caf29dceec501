"""Answers starts: at the bell everybody comes within a minute, and the reply is the paper.

A plain form of the page with the button posts a token that says who starts which round. Papers
of posts that arrive together are drawn together. A person who may not start, or has a paper
open, is sent to the page that says so. docs/decisions/0017-the-bell.md has the figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import NamedTuple
from urllib.parse import parse_qs

import structlog
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import get_token
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from contests.attempts.start_batch import Start, Started, start_batch
from contests.delivery import paper_page
from contests.delivery.device_classes import LONGEST, device_class
from contests.delivery.notes import known_device, note_started
from contests.delivery.paper_addresses import addresses_of
from contests.delivery.tokens import issued_at, read_start_token
from contests.models import Round
from quizsite.epochs.epoch import current_epoch
from quizsite.operations import metrics
from quizsite.web.compression import is_packed_for, packed
from quizsite.web.json_endpoint import (
    Receive,
    RefusedRequest,
    Scope,
    Send,
    check_sender,
    read_body,
    send_json,
)
from quizsite.web.request_batches import Full, RequestBatches

MAX_BATCH = 64
MAX_WAITING = 16_384
_SECRET = re.compile(r"[a-zA-Z0-9]{32}")
log = structlog.get_logger("contests.start_door")


class StartPost(NamedTuple):
    start: Start
    is_fresh: bool  # is the token still good?
    csrf_secret: str  # from the person's cookie; it protects the page's form
    takes_packed: bool = False  # the page that answers it
    device: str = ""


class StartReply(NamedTuple):
    """A page, or the address to look at instead."""

    see: str
    page: str = ""
    packed: bytes = b""  # the same, for a browser that takes it


class StartEndpoint:
    """Each process and event loop has one."""

    def __init__(self) -> None:
        self._starts: RequestBatches[StartPost, StartReply] = RequestBatches(
            answer_batch,
            name="starts",
            size=MAX_BATCH,
            waiting=MAX_WAITING,
            watch=lambda *_: None,
        )
        metrics.STARTS_WAITING.set_function(lambda: len(self._starts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = dict(scope["headers"])
            check_sender(scope["method"], headers)
            post = read_post(await read_body(headers, receive), headers)
            reply = await self._starts.ask(post) if post else StartReply(reverse("contests:home"))
        except RefusedRequest as refused:
            payload = {"code": refused.code, "message": refused.message}
            await send_json(send, refused.status, payload)
        except Full:
            await _send_busy(send)
        else:
            await _send(send, reply)

    async def stop(self) -> None:
        await self._starts.stop()


def read_post(body: bytes, headers: dict[bytes, bytes]) -> StartPost | None:
    """Read what the form posts; None for a forged token."""
    try:
        said = parse_qs(body.decode(), max_num_fields=5)
    except ValueError:  # not UTF-8, or too many fields
        return None
    token = said.get("slip", [""])[0]
    read = read_start_token(token)
    if read is None:
        return None
    entry_id, round_id, is_fresh = read
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    secret = cookies.get(settings.CSRF_COOKIE_NAME, "")
    secret = secret if _SECRET.fullmatch(secret) else ""
    browser = headers.get(b"user-agent", b"").decode("latin-1")[:LONGEST]
    device = device_class(browser, headers.get(b"sec-ch-ua-mobile", b""), is_touched="cham" in said)
    start = Start(entry_id, round_id, issued_at(token), device)
    accepted = headers.get(b"accept-encoding", b"").decode("latin-1")
    return StartPost(start, is_fresh, secret, is_packed_for(accepted), known_device(browser))


def answer_batch(posts: Sequence[StartPost]) -> list[StartReply]:
    """Reply to each; one that fails (a bug, a damaged round) costs no other its start."""
    try:
        return _answer_batch(posts)
    except (DatabaseTrouble, LookupError, TypeError, ValueError):
        # On a new connection the same batch may be fine.
        if len(posts) == 1 or not connection.is_usable():
            raise
        log.exception("starts_failed", size=len(posts))
    return [_answer_alone(post) for post in posts]


def _answer_alone(post: StartPost) -> StartReply:
    try:
        return _answer_batch([post])[0]
    except (DatabaseTrouble, LookupError, TypeError, ValueError):
        log.exception("start_failed", entry=post.start.entry_id)
        return StartReply(reverse("contests:home"))


def _answer_batch(posts: Sequence[StartPost]) -> list[StartReply]:
    at = datetime.now(UTC)
    fresh = [post.start for post in posts if post.is_fresh]
    started = dict(zip(fresh, start_batch(fresh, at=at), strict=True))
    device_of = {post.start: post.device for post in posts}
    note_started(
        (one.attempt, device_of[start])
        for start, one in started.items()
        if one is not None and one.attempt is not None and one.is_new
    )
    epoch = current_epoch() if fresh else 0
    return [
        _answer(started[post.start], post, epoch=epoch) if post.is_fresh else _again(post)
        for post in posts
    ]


def _again(post: StartPost) -> StartReply:
    """Send the person to the page with the button, which gives a new token."""
    rounds = Round.objects.public().select_related("contest")
    round = rounds.filter(pk=post.start.round_id).first()
    return StartReply(_enter(round) if round else reverse("contests:home"))


def _enter(round: Round) -> str:
    return reverse("contests:enter", args=[round.contest.slug, round.number])


def _answer(started: Started | None, post: StartPost, *, epoch: int) -> StartReply:
    if started is None:
        return StartReply(reverse("contests:home"))
    attempt = started.attempt
    if attempt is None:
        return StartReply(_enter(started.round))
    paper = addresses_of(attempt).paper
    if not started.is_new:
        return StartReply(paper)
    tab = paper_page.tab_settings(attempt, answers=(), at=datetime.now(UTC), epoch=epoch)
    token = _csrf_token(post.csrf_secret)
    page = paper_page.render_paper(attempt, said="", csrf_token=token, given=started.given, tab=tab)
    # Here and not when it is sent: this thread may take its time, the loop may not.
    return StartReply(paper, page, packed(page.encode()) if post.takes_packed else b"")


def _csrf_token(secret: str) -> str:
    """Make the token Django would write into the form. Without a cookie the page still saves and
    submits; opened once more it gets one."""
    if not secret:
        return ""
    request = HttpRequest()
    request.META["CSRF_COOKIE"] = secret
    return get_token(request)


@cache
def page_headers() -> tuple[tuple[bytes, bytes], ...]:
    """List the headers of the paper's page; the same middleware gives the protecting ones, once."""
    scheme = "https" if settings.SECURE_HSTS_SECONDS else "http"
    request = WSGIRequest(
        {"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(), "wsgi.url_scheme": scheme}
    )
    response = HttpResponse()
    add_never_cache_headers(response)
    for middleware in (XFrameOptionsMiddleware, CSPMiddleware, SecurityMiddleware):
        middleware(lambda _request: response).process_response(request, response)
    response["Content-Language"] = settings.LANGUAGE_CODE
    left_out = {"expires"}  # a moment; Cache-Control says it all
    return tuple(
        (name.lower().encode(), value.encode())
        for name, value in response.items()
        if name.lower() not in left_out
    )


async def _send_busy(send: Send) -> None:
    body = _busy_page()
    headers = [*page_headers(), (b"retry-after", b"5"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@cache
def _busy_page() -> bytes:
    return render_to_string("503.html").encode()


async def _send(send: Send, reply: StartReply) -> None:
    where = b"content-location" if reply.page else b"location"
    body = reply.packed or reply.page.encode()
    headers = [
        *page_headers(),
        *([(b"content-encoding", b"gzip")] if reply.packed else []),
        (where, reply.see.encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    status = 200 if reply.page else 303
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
