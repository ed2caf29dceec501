"""Says how far a move has come: rows, percent, rows a second, what is left."""

from __future__ import annotations

import time
from collections.abc import Callable

from quizsite.language import moments

EVERY_S = 2.0


class Progress:
    def __init__(self, say: Callable[[str], None], *, deed: str, total: int) -> None:
        self._say, self._deed, self._total = say, deed, total
        self._began = self._told = time.monotonic()
        self._done = self._skipped = 0

    def skip(self, rows: int) -> None:
        """These were done by an earlier run, and say nothing of the speed."""
        self._skipped += rows

    def add(self, rows: int, *, table: str) -> None:
        self._done += rows
        now = time.monotonic()
        if now - self._told >= EVERY_S:
            self._told = now
            self._say(f"  {self._line(now)} · {table}")

    def end(self) -> None:
        self._say(f"  {self._line(time.monotonic())}")

    def _line(self, now: float) -> str:
        done, spent = self._done + self._skipped, max(now - self._began, 0.001)
        pace = self._done / spent
        percent = 100 * done // self._total if self._total else 100
        said = f"{self._deed}: {moments.number(done)} / {moments.number(self._total)} dòng"
        said += f" ({percent}%)"
        said += f", {moments.number(round(pace))} dòng/giây"
        left = (self._total - done) / pace if pace else 0
        return said + (f", còn khoảng {round(left)} giây" if left >= 1 else f", {spent:.1f} giây")
