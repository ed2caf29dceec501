"""Tells the boards that works of a round were handed in, withdrawn, judged or marked."""

from __future__ import annotations

from collections.abc import Iterable

from contests.models import Round, Work
from contests.signals import works_changed


def tell_changed(round: Round, entry_ids: Iterable[int | None]) -> None:
    """Call it in the transaction of the change; works of nobody who entered rank nowhere."""
    if known := sorted({pk for pk in entry_ids if pk is not None}):
        works_changed.send(Work, round=round, entry_ids=known)
