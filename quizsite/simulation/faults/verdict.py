"""Judges a run: all acknowledged answers must be there, and all invariants must hold."""

import io
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.management import CommandError, call_command

from quizsite.simulation.faults.audit import audit
from quizsite.simulation.faults.run import Run
from quizsite.simulation.faults.run_ledger import Recovery
from quizsite.simulation.faults.template import open_round

_LINE = re.compile(r"^bất biến (\d): (.*)$", re.MULTILINE)
STANDINGS_AGREE_WITHIN_S = 15.0
SHOWN = 5


@dataclass(slots=True)
class Verdict:
    """Holds the figures of one run; `is_good` if no invariant broke."""

    fault: str
    database: str
    times: int
    saves: int
    answers: int
    failures: int
    lost: int = 0
    foreign: int = 0
    wrong_scores: int = 0
    signed_out: int = 0
    closed_after_s: float = 0.0
    memory_growth_kb: int = 0
    recover_s: list[float] = field(default_factory=list)
    everybody_s: list[float] = field(default_factory=list)
    board_s: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (
            self.lost or self.foreign or self.wrong_scores or self.signed_out or self.broken
        )

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)


def judge(run: Run, *, fault: str, database: str) -> Verdict:
    """Compare the ledger with the database, then ask the command that ships to users."""
    ledger = run.ledger
    verdict = Verdict(
        fault=fault,
        database=database,
        times=max(1, len(ledger.recoveries)),
        saves=ledger.saves,
        answers=ledger.answers,
        failures=ledger.failures,
        signed_out=run.outcome.signed_out,
        closed_after_s=run.outcome.closed_after_s,
        memory_growth_kb=run.outcome.memory_growth_kb,
        notes=run.outcome.notes,
        broken=[f"{what}: {count}" for what, count in ledger.wrongs.items()],
    )
    _note_recoveries(verdict, ledger.recoveries)
    audit(ledger, [paper.attempt for paper in run.papers])
    verdict.lost, verdict.foreign = len(ledger.losses), len(ledger.inventions)
    _verify(verdict)
    if not ledger.saves:
        verdict.broken.append("nothing was acknowledged at all")
    return verdict


def _note_recoveries(verdict: Verdict, recoveries: Sequence[Recovery]) -> None:
    verdict.recover_s = [one.first_s for one in recoveries if one.first_s is not None]
    verdict.everybody_s = [one.everybody_s for one in recoveries if one.first_s is not None]
    verdict.board_s = [one.board_s for one in recoveries if one.board_s is not None]
    silent = len(recoveries) - len(verdict.recover_s)
    if silent:
        verdict.broken.append(f"no answer after the fault: {silent}")


def _verify(verdict: Verdict) -> None:
    """Ask `verify_round`, again each second while only the standings have to catch up."""
    until = time.monotonic() + STANDINGS_AGREE_WITHIN_S
    while True:
        found = _ask_verify_round()
        if not found or {number for number, _text in found} != {7} or time.monotonic() > until:
            break
        time.sleep(1)
    verdict.wrong_scores = sum(number == 4 for number, _text in found)
    verdict.broken += [f"invariant {number}: {text}" for number, text in found[:SHOWN]]
    if len(found) > SHOWN:
        verdict.broken.append(f"… {len(found) - SHOWN} more")


def _ask_verify_round() -> list[tuple[int, str]]:
    said = io.StringIO()
    try:
        call_command("verify_round", str(open_round().pk), stdout=said)
    except CommandError as refused:
        found = [(int(number), text) for number, text in _LINE.findall(said.getvalue())]
        return found or [(0, str(refused))]
    return []
