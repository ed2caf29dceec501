"""What an author is told of the sieve: the newest decision, its reason, and until when to mend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contests.models import SieveDecision, SieveOutcome, Work, WorkState
from contests.written.sieve.rules import mend_until


@dataclass(frozen=True, slots=True)
class Outcome:
    """Put into a page by `contests/_sieve_outcome.html`; no name of an organiser is here."""

    state: str
    reason: str
    words: str
    mend_until: datetime | None
    may_mend: bool


def outcome_of(work: Work, *, at: datetime) -> Outcome | None:
    """None as long as nobody has decided; a mended work waits for a new decision."""
    newest = SieveDecision.objects.filter(work=work).order_by("-pk").first()
    if newest is None or work.state in (WorkState.HANDED_IN, WorkState.WITHDRAWN):
        return None
    until = mend_until(work)
    is_told = newest.outcome != SieveOutcome.ACCEPTED
    return Outcome(
        state=newest.outcome,
        reason=newest.get_reason_display() if is_told else "",
        words=newest.words if is_told else "",
        mend_until=until,
        may_mend=until is not None and at < until,
    )
