"""The ledger of one run keeps acknowledged answers, wrong acknowledgements, and recovery times.

The value of an answer follows from its position and sequence number. So the audit can check any
stored row, not only the acknowledged ones."""

import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from quizsite.simulation.faults.quantiles import Took

OPTIONS = 4
TEXT_EVERY = 3  # so many answers, one of them in words
# A version before texts were known serves too: papers that need them are not dealt then.
_HAS_TEXTS = not os.environ.get("FAULTS_VERSION_BEFORE")
GRACE_S = 2.0  # the invariants give this grace; the run does not read the server's setting
OK, SUPERSEDED, GONE = 200, 409, 410


def choice_of(attempt: int, position: int, seq: int) -> int:
    """Return one option of four, at position 0 a number that a person could have predicted, and 1
    beside a text."""
    mixed = _mixed(attempt, position, seq)
    if not position:
        return 1 + mixed % 999_983
    return 1 if text_of(attempt, position, seq) else 1 << (mixed % OPTIONS)


def text_of(attempt: int, position: int, seq: int) -> str:
    """Return what a share of the answers says in words, "" for the others."""
    mixed = _mixed(attempt, position, seq)
    has_text = _HAS_TEXTS and position and mixed % TEXT_EVERY == 0
    return f"{mixed % 997} ngày, lần thứ {seq}" if has_text else ""


def _mixed(attempt: int, position: int, seq: int) -> int:
    return (seq * 2654435761 + attempt * 40503 + position * 69069) >> 5


@dataclass(slots=True)
class Claim:
    """Says until when the server may acknowledge one tab's saves, and how it may refuse them."""

    attempt: int
    deadline: float
    until: float = 0.0
    why: str = "late"
    expected: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.until = self.deadline + GRACE_S

    def end(self, at: float, why: str) -> None:
        """From now on the server must not acknowledge what this tab sends."""
        if at < self.until:
            self.until, self.why = at, why


@dataclass(slots=True)
class Recovery:
    """Measures from the end of a fault how long saves and boards took to go on."""

    ended_at: float
    first_s: float | None = None
    everybody_s: float = 0.0
    board_s: float | None = None
    returned: set[int] = field(default_factory=set)


@dataclass(slots=True)
class RunLedger:
    seqs: dict[int, dict[int, int]] = field(default_factory=dict)  # attempt → position → newest
    saves: int = 0
    answers: int = 0
    failures: int = 0
    took: list[Took] = field(default_factory=list)  # from the first try to the acknowledgement
    wrongs: Counter[str] = field(default_factory=Counter)
    recoveries: list[Recovery] = field(default_factory=list)
    losses: set[tuple[int, int, int]] = field(default_factory=set)  # attempt, position, sequence
    inventions: set[tuple[int, int, int]] = field(default_factory=set)
    is_audited: bool = True  # not between a restore and the devices that bring everything back

    def acknowledge(
        self, claim: Claim, sent: Iterable[tuple[int, int]], body: bytes, *, sent_at: float
    ) -> None:
        """Note a 200; `sent` holds the positions and sequence numbers of its request."""
        self.saves += 1
        seqs = self.seqs.setdefault(claim.attempt, {})
        for position, seq in sent:
            self.answers += 1
            if seq > seqs.get(position, 0):
                seqs[position] = seq
        if sent_at > claim.until:
            self.wrongs[f"acknowledged {claim.why}"] += 1
        if _server_time(body) > claim.deadline + GRACE_S:
            self.wrongs["acknowledged late by the server's own clock"] += 1
        if self.recoveries:
            self._note_return(claim.attempt, sent_at)

    def _note_return(self, attempt: int, sent_at: float) -> None:
        recovery = self.recoveries[-1]
        if sent_at < recovery.ended_at or attempt in recovery.returned:
            return  # an answer from before the fault is no sign of recovery
        took = time.time() - recovery.ended_at
        recovery.returned.add(attempt)
        recovery.everybody_s = took
        if recovery.first_s is None:
            recovery.first_s = took

    def refuse(self, claim: Claim, status: int, *, sent_at: float) -> None:
        """Note that the server told a tab to stop; before its time this is wrong."""
        is_over = status == GONE and time.time() >= claim.deadline
        if not is_over and status not in claim.expected:
            self.wrongs[f"refused with {status}"] += 1
        if self.recoveries:
            self._note_return(claim.attempt, sent_at)

    def note_brought_back(self, claim: Claim, status: int, state: str, *, sent_at: float) -> None:
        if self.recoveries:
            self._note_return(claim.attempt, sent_at)
        if status != OK or state not in {"open", "closed"}:
            self.wrongs[f"brought back, and told {status} {state}"] += 1

    def fault_ended(self) -> Recovery:
        self.recoveries.append(Recovery(time.time()))
        return self.recoveries[-1]

    def compare(
        self,
        owed: Mapping[int, Mapping[int, int]],
        stored: Iterable[tuple[int, int, int, int, str | None]],
    ) -> None:
        """Compare `stored` (attempt, position, choice, seq, text) with `owed`, acknowledged
        before it; a choice beside the text of another change is invented too."""
        found: dict[tuple[int, int], int] = {}
        for attempt, position, choice, seq, text in stored:
            found[attempt, position] = seq
            place = attempt, position, seq
            if (choice, text or "") != (choice_of(*place), text_of(*place)):
                self.inventions.add((attempt, position, seq))
        for attempt, seqs in owed.items():
            for position, seq in seqs.items():
                if found.get((attempt, position), 0) < seq:
                    self.losses.add((attempt, position, seq))

    def owed(self, attempts: Iterable[int]) -> dict[int, dict[int, int]]:
        """Return what is acknowledged by now, while the ledger itself goes on growing."""
        return {attempt: dict(self.seqs.get(attempt, {})) for attempt in attempts}


def _server_time(body: bytes) -> float:
    return datetime.fromisoformat(json.loads(body)["server_at"]).timestamp()
