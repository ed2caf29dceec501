"""A change of `SECRET_KEY` signs nobody out: sessions and factors made under an older key hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from quizsite.accounts.backends import Backend
from quizsite.accounts.models import User
from quizsite.accounts.sessions import SessionStore
from quizsite.accounts.signing_in.factor_secrets import FIELDS, TOKENS_BEGIN, fernet_of, rotate

AT_ONCE = 500


def trust_older_key(request: HttpRequest) -> None:
    """Let a session signed in under an older key be, unchanged. Django would give it a new name;
    of two requests at one moment the second then finds no session, and its answer deletes the
    cookie."""
    if not settings.SECRET_KEY_FALLBACKS or hasattr(request, "_cached_user"):
        return
    if request.session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return
    said, pk = request.session.get(HASH_SESSION_KEY), request.session.get(SESSION_KEY)
    user = Backend().get_user(int(pk)) if pk else None
    if user is None or not said or _is(said, user.get_session_auth_hash()):
        return
    if any(_is(said, one) for one in user.get_session_auth_fallback_hash()):
        request._cached_user = user  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's


def _is(one: str, other: str) -> bool:
    return constant_time_compare(one, other)


def sessions_of_older_keys() -> Iterator[Session]:
    """Sessions that only an older key reads, or whose person only an older key knows."""
    found = Session.objects.filter(expire_date__gt=timezone.now()).order_by("pk")
    for session in found.iterator(chunk_size=AT_ONCE):
        if not _is_of_today(session):
            yield session


def _is_of_today(session: Session) -> bool:
    try:
        data = signing.loads(
            session.session_data,
            salt=SessionStore().key_salt,
            serializer=SessionStore().serializer,
            fallback_keys=[],
        )
    except signing.BadSignature:
        return not SessionStore().decode(session.session_data)  # no key reads it, or it is empty
    user = _user_of(data)
    # Whom neither key signs in is signed out anyhow.
    return user is None or not _is_older(data, user)


def _is_older(data: dict[str, Any], user: User) -> bool:
    return data.get(HASH_SESSION_KEY) in list(user.get_session_auth_fallback_hash())


def _user_of(data: dict[str, Any]) -> User | None:
    pk = data.get(SESSION_KEY)
    return User.objects.filter(pk=pk).first() if pk else None


def renew_sessions() -> int:
    """Sign them under the key of today, their names unchanged; return how many that were."""
    return sum(_renewed(session) for session in list(sessions_of_older_keys()))


def _renewed(session: Session) -> bool:
    """What a request has stored meanwhile wins; the next run finds that session again."""
    store = SessionStore()
    data = store.decode(session.session_data)
    user = _user_of(data)
    if user is not None and _is_older(data, user):
        data[HASH_SESSION_KEY] = user.get_session_auth_hash()
    same = Session.objects.filter(pk=session.pk, session_data=session.session_data)
    return bool(same.update(session_data=store.encode(data)))


def factors_of_older_keys() -> tuple[int, int]:
    """How many factors need an older key, and how many none of the keys reads."""
    older = lost = 0
    today, every = fernet_of([settings.SECRET_KEY]), fernet_of()
    for factor in Authenticator.objects.exclude(type="webauthn").iterator():
        stored = [text for field in FIELDS if (text := factor.data.get(field))]
        tokens = [text.encode() for text in stored if text.startswith(TOKENS_BEGIN)]
        if not all(_reads(today, token) for token in tokens):
            if all(_reads(every, token) for token in tokens):
                older += 1
            else:
                lost += 1
    return older, lost


def _reads(fernet: Any, token: bytes) -> bool:
    try:
        fernet.decrypt(token)
    except InvalidToken:
        return False
    return True


def renew_factors() -> int:
    """Encrypt them under the key of today; return how many that were."""
    changed = 0
    for pk in list(Authenticator.objects.exclude(type="webauthn").values_list("pk", flat=True)):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if factor is not None and (renewed := rotate(factor.data)):
                factor.data |= renewed
                factor.save(update_fields=["data"])
                changed += 1
    return changed
