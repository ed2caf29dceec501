"""Receives what contests signal, inside the transaction that closed the attempts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from contests.models import Entry, Round
from contests.signals import attempts_closed, entry_changed
from leaderboard.boards.writer import mark_dirty_on_commit
from leaderboard.standings.store import record_entry, record_results


@receiver(attempts_closed)
def record_closed_attempts(*, round: Round, entry_ids: Collection[int], **_: Any) -> None:
    mark_dirty_on_commit(round, record_results(round, entry_ids))


@receiver(entry_changed)
def record_changed_entry(*, entry: Entry, **_: Any) -> None:
    for round in record_entry(entry):
        mark_dirty_on_commit(round, [entry.division_id])
