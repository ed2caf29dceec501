"""Issues and reads the signed tokens that pages start, save and open their socket with."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from django.core.signing import (
    BadSignature,
    SignatureExpired,
    Signer,
    TimestampSigner,
    b62_decode,
)

from contests.models import Attempt, Entry, Round

# People wait less long for the bell. A person who comes later gets a new one with the page.
START_TOKEN_S = 2 * 60 * 60

_start_signer = TimestampSigner(salt="contests.starts")
_signer = Signer(salt="contests.tickets")
_socket_signer = Signer(salt="contests.windows")


class SaveToken(NamedTuple):
    attempt_id: int
    writer: int
    question_count: int
    # Of the database that gave the attempt its number. Anything below `epoch.FIRST` goes unasked:
    # the page names its paper otherwise, or an earlier version, which put a moment here, made it.
    epoch: int


ANY_EPOCH = 0


def save_token_of(attempt: Attempt, *, epoch: int = ANY_EPOCH) -> SaveToken:
    return SaveToken(attempt.pk, attempt.writer, attempt.question_count, epoch)


def issue_save_token(attempt: Attempt, *, epoch: int = ANY_EPOCH) -> str:
    return _signer.sign(".".join(map(str, save_token_of(attempt, epoch=epoch))))


def read_save_token(token: str) -> SaveToken | None:
    """Return None for a forged or foreign token."""
    try:
        return _read(token)
    except (BadSignature, TypeError, ValueError):
        return None


@lru_cache(maxsize=65_536)
def _read(token: str) -> SaveToken:
    """Read it once: a paper sends the same token some forty times. The cache keeps nothing that
    raises, so only tokens that we signed take up memory: 30 MB at most."""
    return SaveToken(*(int(part) for part in _signer.unsign(token).split(".")))


def issue_start_token(entry: Entry, round: Round) -> str:
    """Sign whose paper of which round may be started, for the page with the start button."""
    return _start_signer.sign(f"{entry.pk}.{round.pk}")


def read_start_token(token: str) -> tuple[int, int, bool] | None:
    """Return entry, round, and whether it is still good; None for a forged token."""
    try:
        entry_id, round_id = map(int, _start_signer.unsign(token).split("."))
    except (BadSignature, ValueError):
        return None
    try:
        _start_signer.unsign(token, max_age=START_TOKEN_S)
    except SignatureExpired:
        return entry_id, round_id, False
    return entry_id, round_id, True


def issued_at(token: str) -> datetime:
    """Return when a start token was made, to the second; only for one that was read before."""
    return datetime.fromtimestamp(b62_decode(token.rsplit(":", 2)[1]), UTC)


def issue_socket_token(attempt: Attempt) -> str:
    """Sign it for the owner's page: the socket tells which tab may save, and nothing else."""
    return _socket_signer.sign(str(attempt.pk))


def read_socket_token(token: str) -> int | None:
    """Return the attempt's id; None for a forged token."""
    try:
        return int(_socket_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
