"""Secrets of second factors lie encrypted in the database: who reads it alone can use none.

The key follows from `SECRET_KEY`; after a change of it, `SECRET_KEY_FALLBACKS` still reads them."""

import base64
import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

log = structlog.get_logger("quizsite.accounts")
_SALT = "quizsite.accounts.signing_in.factor_secrets"
TOKENS_BEGIN = "gAAAA"  # version and time of every Fernet token; no plain secret begins so
FIELDS = ("secret", "seed")


def encrypt(text: str) -> str:
    return fernet_of().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """Read it; what was stored plain before is read as it is.

    What no key reads becomes a secret that nobody knows, so that no code fits it."""
    if not stored.startswith(TOKENS_BEGIN):
        return stored
    try:
        return fernet_of().decrypt(stored.encode()).decode()
    except InvalidToken:
        log.warning("factor_secret_unreadable")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def encrypt_plain_secrets() -> int:
    """Encrypt what earlier versions stored plain; return how many factors that were."""
    changed = 0
    for pk in list(Authenticator.objects.exclude(type="webauthn").values_list("pk", flat=True)):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if factor is not None and (plain := _plain_in(factor.data)):
                factor.data |= {field: encrypt(text) for field, text in plain.items()}
                factor.save(update_fields=["data"])
                changed += 1
    return changed


def _plain_in(data: dict[str, Any]) -> dict[str, str]:
    found = {field: data.get(field) for field in FIELDS}
    return {field: text for field, text in found.items() if text and text[:5] != TOKENS_BEGIN}


def rotate(data: dict[str, Any]) -> dict[str, str]:
    """Return those fields, newly encrypted, that the key of today alone does not read."""
    today, found = fernet_of([settings.SECRET_KEY]), {}
    for field in FIELDS:
        stored = data.get(field) or ""
        if not stored.startswith(TOKENS_BEGIN):
            continue
        try:
            today.decrypt(stored.encode())
        except InvalidToken:
            with suppress(InvalidToken):  # what no key reads stays as it is
                found[field] = fernet_of().rotate(stored.encode()).decode()
    return found


def fernet_of(keys: Sequence[str] | None = None) -> MultiFernet:
    keys = keys or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_key(key) for key in keys])


def _key(secret: str) -> Fernet:
    digest = salted_hmac(_SALT, "", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
