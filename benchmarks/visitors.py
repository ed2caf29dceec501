"""Writes sessions of signed-in people, and requests as their browsers send them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from benchmarks.filling import copy_rows
from quizsite.accounts.models import User
from quizsite.accounts.sessions import SessionStore

TOKEN = "b" * 32
_PHONE = (
    "User-Agent: Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36\r\nSec-CH-UA-Mobile: ?1\r\n"
)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def sign_in(user_ids: Iterable[int]) -> dict[int, str]:
    """Write a session for each user, and map the user's id to the headers of their browser."""
    ids = list(user_ids)
    # The filled-in people share one unusable password, so they share its hash.
    proof = User.objects.get(pk=ids[0]).get_session_auth_hash()
    keys = {pk: f"bench{pk:027d}" for pk in ids}
    copy_rows(Session, ["session_key", "session_data", "expire_date"], _sessions(keys, proof=proof))
    names = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
    return {
        pk: f"Cookie: {names[0]}={key}; {names[1]}={TOKEN}\r\n"
        "Accept-Language: vi-VN,vi;q=0.9\r\nAccept: text/html\r\n"
        for pk, key in keys.items()
    }


def _sessions(keys: dict[int, str], *, proof: str) -> Iterator[tuple[Any, ...]]:
    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    backend = settings.AUTHENTICATION_BACKENDS[0]
    for pk, key in keys.items():
        content = {SESSION_KEY: str(pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: proof}
        yield key, store.encode(content), until


def get(path: str, *, port: int, person: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{person}\r\n".encode()


def post(path: str, *, port: int, body: str, person: str = "", kind: str = FORM) -> bytes:
    """Write a request from a page of ours; without a person it is a phone with our CSRF cookie."""
    person = person or f"Cookie: {settings.CSRF_COOKIE_NAME}={TOKEN}\r\n{_PHONE}"
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"{person}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
