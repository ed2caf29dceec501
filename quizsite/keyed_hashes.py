"""Keyed hashes of what may not be read back; what older keys have made is still found.

`SECRET_KEY` makes them. During a change of it, whatever is looked up is looked up under every key
that still counts (docs/doi-khoa.md)."""

from django.conf import settings
from django.utils.crypto import salted_hmac


def keyed_hash(salt: str, text: str) -> bytes:
    return _under(settings.SECRET_KEY, salt, text)


def keyed_hashes(salt: str, text: str, *, algorithm: str = "sha256") -> list[bytes]:
    """The hash under each key, that of today first."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_under(key, salt, text, algorithm) for key in keys]


def _under(key: str, salt: str, text: str, algorithm: str = "sha256") -> bytes:
    return salted_hmac(salt, text, secret=key, algorithm=algorithm).digest()
