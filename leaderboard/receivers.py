"""Receives what contests signal, inside the transaction that closed the attempts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from contests.models import Entry, Round
from contests.signals import (
    attempts_closed,
    attempts_regraded,
    entries_moved,
    entries_renamed,
    entry_changed,
    works_changed,
)
from leaderboard.boards.jobs import name_units_soon, refresh_soon
from leaderboard.boards.writer import mark_dirty_on_commit
from leaderboard.finals.check_ranking import count_again
from leaderboard.finals.jobs import rank_check
from leaderboard.standings.store import record_entry, record_moved, record_results
from quizsite.accounts.signals import units_changed
from quizsite.jobs.queue import enqueue_once


@receiver(attempts_closed)
def record_closed_attempts(*, round: Round, entry_ids: Collection[int], **_: Any) -> None:
    mark_dirty_on_commit(round, record_results(round, entry_ids))


@receiver(works_changed)
@receiver(attempts_regraded)
def record_regraded_attempts(*, round: Round, entry_ids: Collection[int], **_: Any) -> None:
    """Scores of a final result change only in a correction, which then ranks everybody anew."""
    if round.finalised_at or not entry_ids:
        return
    mark_dirty_on_commit(round, record_results(round, entry_ids))
    _count_again(round.contest_id)


@receiver(entry_changed)
def record_changed_entry(*, entry: Entry, **_: Any) -> None:
    for round in record_entry(entry):
        mark_dirty_on_commit(round, [entry.division_id])
    _count_again(entry.contest_id)


@receiver(entries_moved)
def record_moved_entries(
    *, contest_id: int, entry_ids: Collection[int], division_ids: Collection[int], **_: Any
) -> None:
    for round in record_moved(contest_id, entry_ids):
        mark_dirty_on_commit(round, division_ids)
    _count_again(contest_id)


def _count_again(contest_id: int) -> None:
    """True predictions of rounds being checked follow; a job ranks everybody by them."""
    for round_id in count_again(contest_id):
        transaction.on_commit(partial(enqueue_once, rank_check, round_id))


@receiver(entries_renamed)
def show_renamed_entries(*, entries: Collection[Entry], **_: Any) -> None:
    """Boards of finalised rounds, too: what the public reads of a person follows the person."""
    divisions: dict[int, set[int]] = {}
    for entry in entries:
        divisions.setdefault(entry.contest_id, set()).add(entry.division_id)
    for round in Round.objects.ranked().filter(contest__in=divisions):
        mark_dirty_on_commit(round, divisions[round.contest_id])
    for contest in divisions:
        # A process killed now, or a command that ends, would leave the name for ever.
        refresh_soon(contest, at=timezone.now())


@receiver(units_changed)
def name_units_anew(*, at: datetime, **_: Any) -> None:
    """No standing changes, so nothing else would tell the boards."""
    name_units_soon(at=at)
