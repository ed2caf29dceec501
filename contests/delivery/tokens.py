"""The signed slip a paper page saves with: whose paper, which window, how many positions."""

from functools import lru_cache
from typing import NamedTuple

from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner

from contests.models import Attempt, Entry, Round

# Longer than people wait at the door. Who comes later gets a new one with the page.
START_SLIP_S = 2 * 60 * 60

_start_signer = TimestampSigner(salt="contests.starts")
_signer = Signer(salt="contests.tickets")
_socket_signer = Signer(salt="contests.windows")


class Ticket(NamedTuple):
    attempt_id: int
    writer: int
    question_count: int
    deadline_ms: int


def issue_ticket(attempt: Attempt) -> str:
    deadline_ms = round(attempt.deadline_at.timestamp() * 1000)
    return _signer.sign(f"{attempt.pk}.{attempt.writer}.{attempt.question_count}.{deadline_ms}")


def read_ticket(slip: str) -> Ticket | None:
    """None for a forged or foreign slip. The deadline in it informs; the database judges."""
    try:
        return _read(slip)
    except (BadSignature, TypeError, ValueError):
        return None


@lru_cache(maxsize=65_536)
def _read(slip: str) -> Ticket:
    """A paper sends the same slip some forty times. What raises is not kept, so only slips that
    we signed take up memory: 30 MB at most."""
    return Ticket(*(int(part) for part in _signer.unsign(slip).split(".")))


def issue_start_slip(entry: Entry, round: Round) -> str:
    """For the page with the start button: whose paper of which round may be started with it."""
    return _start_signer.sign(f"{entry.pk}.{round.pk}")


def read_start_slip(slip: str) -> tuple[int, int, bool] | None:
    """Entry, round, and whether it is still good; None for a forged slip."""
    try:
        entry_id, round_id = map(int, _start_signer.unsign(slip).split("."))
    except (BadSignature, ValueError):
        return None
    try:
        _start_signer.unsign(slip, max_age=START_SLIP_S)
    except SignatureExpired:
        return entry_id, round_id, False
    return entry_id, round_id, True


def issue_socket_slip(attempt: Attempt) -> str:
    """For the page of the paper's owner: its socket tells which window may save, nothing else."""
    return _socket_signer.sign(str(attempt.pk))


def read_socket_slip(slip: str) -> int | None:
    """The attempt's id; None for a forged slip."""
    try:
        return int(_socket_signer.unsign(slip))
    except (BadSignature, ValueError):
        return None
