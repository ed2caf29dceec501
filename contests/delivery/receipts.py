"""Signs acknowledgements, so that a restored server believes what it once acknowledged.

A receipt is keyed BLAKE2b of 16 bytes (RFC 7693) over attempt, position, choice, sequence, the
moment of acceptance, the epoch, and the text of an answer in words. Every save makes one, so the
key is taken in once; HMAC-SHA256 cost three times as much."""

import binascii
import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "contests.delivery.receipts"
_BYTES = 16
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
HAND_IN = -1  # the position of a receipt that says: handed in


class Acknowledged(NamedTuple):
    """One acknowledged change as a device brings it back; at `HAND_IN` a hand-in."""

    position: int
    choice: int
    seq: int
    accepted_us: int
    epoch: int
    text: str = ""

    @property
    def accepted_at(self) -> datetime:
        return from_microseconds(self.accepted_us)


def microseconds(at: datetime) -> int:
    return (at - _BEGINNING) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    return _BEGINNING + timedelta(microseconds=count)


class Stamp(NamedTuple):
    """When a batch was accepted, and by which life of the database: the same for all of it."""

    accepted_us: int
    epoch: int
    text: str


def stamp_of(accepted_us: int, epoch: int) -> Stamp:
    return Stamp(accepted_us, epoch, f".{accepted_us}.{epoch}")


def sign(attempt: int, changes: Iterable[tuple[int, int, int, str]], *, stamp: Stamp) -> list[str]:
    """Return the receipts of changes (position, choice, sequence, text) that one commit stored.

    A text is signed as the device sent it. Without one the signed words are those of before texts
    were known; a text stands behind six numbers, so it can pass for none of them."""
    keyed, end = _keyed(settings.SECRET_KEY), stamp.text
    return [
        _signed(keyed, f"{attempt}.{position}.{choice}.{seq}{end}{text and f'.{text}'}")
        for position, choice, seq, text in changes
    ]


def is_signed(attempt: int, one: Acknowledged, receipt: str) -> bool:
    """Say whether this site signed it, with its key of now or one of those before."""
    stamp = stamp_of(one.accepted_us, one.epoch)
    text = f"{attempt}.{one.position}.{one.choice}.{one.seq}{stamp.text}"
    if one.text:
        text = f"{text}.{one.text}"
    given = receipt.encode(errors="replace")
    return any(
        hmac.compare_digest(expected.encode(), given)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        for expected in (_signed(_keyed(secret), text), _signed_before(secret, text))
    )


def _signed(keyed: Any, text: str) -> str:
    signature = keyed.copy()
    signature.update(text.encode(errors="replace"))
    return binascii.b2a_base64(signature.digest(), newline=False).decode()


@lru_cache(maxsize=8)
def _keyed(secret: str) -> Any:
    return hashlib.blake2b(key=_key(secret), digest_size=_BYTES)


def _signed_before(secret: str, text: str) -> str:
    """Papers open during an upgrade hold receipts that the version before signed by HMAC."""
    signature = hmac.digest(_key(secret), text.encode(errors="replace"), "sha256")[:_BYTES]
    return binascii.b2a_base64(signature, newline=False).decode()


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return salted_hmac(_SALT, "", secret=secret, algorithm="sha256").digest()
