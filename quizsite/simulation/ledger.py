"""A ledger keeps what the server acknowledged, and compares it with the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from contests.models import Answer, Attempt, AttemptState
from contests.monitoring.invariants import independent_scores
from questionbank.question_types.written import text_of, tidied


class Acknowledged(NamedTuple):
    choice: int
    seq: int
    text: str = ""


@dataclass(slots=True)
class Ledger:
    """`answers` holds the acknowledged ones: attempt code → position → (choice, seq, text)."""

    answers: dict[str, dict[int, Acknowledged]] = field(default_factory=dict)
    shown_scores: dict[str, int] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    saves: int = 0
    save_ms: list[float] = field(default_factory=list)
    start_ms: list[float] = field(default_factory=list)
    frames: int = 0

    def acknowledge(self, code: str, position: int, *, choice: int, seq: int) -> None:
        """`choice` carries its text where the answer is in words."""
        self.saves += 1
        said = Acknowledged(int(choice), seq, tidied(text_of(choice)))
        self.answers.setdefault(code, {})[position] = said

    def forget(self) -> None:
        """Clear the ledger after a comparison, so that an endless simulation stays small."""
        self.answers.clear()
        self.shown_scores.clear()
        self.save_ms.clear()
        self.start_ms.clear()


@dataclass(frozen=True, slots=True)
class Comparison:
    attempts: int
    closed: int
    lost: int
    wrong: int


def compare(ledger: Ledger, *, batch: int = 500) -> Comparison:
    """Count acknowledged answers that are gone or changed, and scores that do not fit them."""
    codes = list(ledger.answers)
    unseen = dict(ledger.answers)
    closed = lost = wrong = 0
    for start in range(0, len(codes), batch):
        found = list(Attempt.objects.filter(code__in=codes[start : start + batch]))
        stored, counted = _stored(found), independent_scores(found)
        for attempt in found:
            acknowledged = unseen.pop(str(attempt.code))
            lost += _lost(acknowledged, stored.get(attempt.pk, {}))
            if attempt.state != AttemptState.OPEN:
                closed += 1
                shown = ledger.shown_scores.get(str(attempt.code), attempt.correct_count)
                wrong += {attempt.correct_count, shown} != {counted[attempt.pk]}
    lost += sum(map(len, unseen.values()))  # whole attempts gone
    return Comparison(len(codes), closed, lost, wrong)


def _stored(attempts: Sequence[Attempt]) -> dict[int, dict[int, Acknowledged]]:
    stored: dict[int, dict[int, Acknowledged]] = {}
    rows = Answer.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    for pk, position, choice, seq, text in rows.values_list(
        "attempt_id", "position", "choice", "seq", "text"
    ):
        stored.setdefault(pk, {})[position] = Acknowledged(choice, seq, text or "")
    return stored


def _lost(acknowledged: dict[int, Acknowledged], stored: dict[int, Acknowledged]) -> int:
    lost = 0
    for position, said in acknowledged.items():
        kept = stored.get(position, Acknowledged(0, 0))
        lost += kept.seq < said.seq or (kept.seq == said.seq and kept != said)
    return lost
