"""A copy of the paper that its own page keeps, unreadable there: which questions, in which order.

A database restored from before the start does not know the paper. From the copy it can be stored
again as it was dealt. Encrypted, for options in the order of the bank could tell the right one."""

import base64
import zlib
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from contests.models import Attempt

_SALT = "contests.delivery.paper_copy"


class PaperCopy(msgspec.Struct, array_like=True, frozen=True):
    """What `Attempt` holds when it starts, and its number."""

    attempt: int
    code: UUID
    entry: int
    round: int
    number: int
    seed: int
    paper: list[tuple[int, list[int]]]
    avoided: Any
    stopped: Any
    started_at: datetime
    deadline_at: datetime
    question_count: int


_decoder = msgspec.json.Decoder(PaperCopy)


def copy_of(attempt: Attempt) -> str:
    copy = PaperCopy(
        attempt.pk,
        attempt.code,
        attempt.entry_id,
        attempt.round_id,
        attempt.number,
        attempt.seed,
        attempt.paper,
        attempt.avoided,
        attempt.stopped,
        attempt.started_at,
        attempt.deadline_at,
        attempt.question_count,
    )
    packed = zlib.compress(msgspec.json.encode(copy), 1)
    return _keys(settings.SECRET_KEY, ()).encrypt(packed).decode()


def read_copy(text: str) -> PaperCopy | None:
    """Return None for what this site never gave."""
    keys = _keys(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))
    try:
        return _decoder.decode(zlib.decompress(keys.decrypt(text.encode())))
    except (InvalidToken, zlib.error, msgspec.DecodeError, UnicodeError):
        return None


@lru_cache(maxsize=8)
def _keys(secret: str, before: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_key(one) for one in (secret, *before)])


def _key(secret: str) -> Fernet:
    digest = salted_hmac(_SALT, "", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
