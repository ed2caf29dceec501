"""Notes saves that were turned away before any transaction, by paper: for whoever misses answers.

The database may be what is too busy, so they go to the log alone: one line every few seconds with
counts, of at most so many papers. `contests/monitoring/paper_log.py` reads it."""

import asyncio
import re
from collections import Counter

import structlog

from contests.delivery.notes import LOGGER
from quizsite.operations.logs import Numbers

EVERY_S = 5.0
MOST_PAPERS = 300
MOST_CLAIMED = 50
CLAIMS = "?"  # the paper that a ticket names whose signature is wrong: anybody may have written it
_CLAIMED = re.compile(r"([1-9][0-9]{0,18})\.")
log = structlog.get_logger(LOGGER)


def claimed_by(ticket: str) -> str:
    found = _CLAIMED.match(ticket)
    return f"{CLAIMS}{found[1]}" if found else ""


class TurnedAway:
    """Each endpoint has one; only its event loop calls it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._claimed = self._more = 0
        self._timer: asyncio.TimerHandle | None = None

    def note(self, code: str, paper: str) -> None:
        if not paper:
            return
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY_S, self.write)
        key, is_claimed = f"{paper}/{code}", paper.startswith(CLAIMS)
        most = MOST_CLAIMED if is_claimed else MOST_PAPERS
        known = self._claimed if is_claimed else len(self._counts) - self._claimed
        if key not in self._counts:
            # Forged tickets by the thousand may not push out what is known.
            if known >= most:
                self._more += 1
                return
            self._claimed += is_claimed
        self._counts[key] += 1

    def write(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        counts, more = self._counts, self._more
        self._counts, self._claimed, self._more, self._timer = Counter(), 0, 0, None
        if counts:
            said = " ".join(f"{key}/{count}" for key, count in counts.items())
            log.info("saves_turned_away", papers=Numbers(said), others=more)
