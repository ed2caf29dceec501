"""Lines of the log by which one paper can be followed: numbers of papers, tabs and devices.

They hold no name and no answer. `contests/monitoring/paper_log.py` reads them."""

import logging
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache

import structlog

from contests.delivery.receipts import microseconds
from contests.delivery.saves import Receipt, Save, Verdict
from contests.models import Attempt
from quizsite.accounts.templatetags.devices import device_name
from quizsite.operations.logs import Numbers

LOGGER = "contests.papers"
MOST_IN_A_LINE = 1500  # journald cuts lines of 48 KB
Batch = tuple[Sequence[Save], Sequence[Receipt]]
log = structlog.get_logger(LOGGER)
_plain = logging.getLogger(LOGGER)

known_device = lru_cache(maxsize=1024)(device_name)


class SaveLines:
    """Gathers what batches stored and refused, and says it in a line a second.

    A line for each batch of thirty saves cost each of them 6 µs. Any thread may call this. A
    process that is killed leaves its last second unsaid; the answers themselves are stored."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._batches: list[Batch] = []
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._batches)

    def add(self, saves: Sequence[Save], receipts: Sequence[Receipt]) -> None:
        """Keep a batch for the next line; `write` follows at once when that would be too long."""
        with self._lock:
            self._batches.append((saves, receipts))
            self._size += sum(len(save.changes) for save in saves)
            is_full = self._size >= MOST_IN_A_LINE
        if is_full:
            self.write()

    def write(self) -> None:
        with self._lock:
            batches, self._batches, self._size = self._batches, [], 0
        if batches and _plain.isEnabledFor(logging.INFO):
            stored, refused = _in_words(batches)
            if stored or refused:
                log.info("saves", papers=Numbers(stored), refused=Numbers(refused))


def note_saves(saves: Sequence[Save], receipts: Sequence[Receipt]) -> None:
    lines = SaveLines()
    lines.add(saves, receipts)
    lines.write()


def _in_words(batches: Iterable[Batch]) -> tuple[str, str]:
    """Say what was stored as "@1764500000000000 7/3/1000001 …": a moment, then paper, position and
    sequence of what was accepted then; and likewise what was refused, with the verdict."""
    stored: list[str] = []
    refused: list[str] = []
    for saves, receipts in batches:
        moment = f"@{microseconds(receipts[0].server_at)}"
        stored.append(moment)
        refused.append(moment)
        for (token, changes, _is_last), receipt in zip(saves, receipts, strict=True):
            attempt = token.attempt_id
            if receipt.verdict is Verdict.SAVED:
                for position, _choice, seq, _text in changes:
                    stored.append(f"{attempt}/{position}/{seq}")
            elif changes:
                refused.append(f"{attempt}/{receipt.verdict}/{changes[-1].seq}")
        for said in (stored, refused):
            if said[-1] == moment:
                said.pop()
    return " ".join(stored), " ".join(refused)


def note_taken(attempt: Attempt, *, user_agent: str) -> None:
    log.info(
        "paper_taken", attempt=attempt.pk, tab=attempt.writer, device=known_device(user_agent[:500])
    )


def note_started(started: Iterable[tuple[Attempt, str]]) -> None:
    """`started` holds each new paper with the device that asked for it."""
    said = "; ".join(f"{attempt.pk}: {device}" for attempt, device in started)
    if said:
        log.info("papers_started", papers=said)


def note_handed_in(saved: Iterable[int]) -> None:
    said = " ".join(map(str, saved))
    if said:
        log.info("papers_handed_in", papers=said)
