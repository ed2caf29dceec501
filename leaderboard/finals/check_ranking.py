"""Ranks a round that is being checked by its true predictions, and again when who counts changes.

A pass goes through the entries in batches, each under its own entries' locks. A pass that was given
up begins anew; finalising ranks everybody once more, whatever became of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import F

from contests.attempts.close import PAUSE_S
from contests.models import Round, RoundState
from leaderboard.finals.final_ranking import batch_size
from leaderboard.finals.true_values import true_predictions
from leaderboard.models import ResultCheck
from leaderboard.rules import RoundFinalised
from leaderboard.standings.store import rank_anew


def rank_checked(round: Round, *, between: Callable[[], None] = lambda: None) -> bool:
    """Rank until nothing has changed since the last count; say whether anybody was ranked.

    It calls `between` after each batch. A round finalised meanwhile is left to its last ranking."""
    has_ranked = False
    try:
        while (counted := _count_anew(round)) is not None:
            has_ranked = True
            _rank_all(round, between)
            ranked = ResultCheck.objects.filter(round=round, counted=counted)
            ranked.update(is_ranked=True)
    except RoundFinalised:
        return has_ranked
    return has_ranked


def count_again(contest_id: int) -> list[int]:
    """Note that who counts has changed; return the rounds being checked that it touches."""
    checks = ResultCheck.objects.filter(
        round__contest=contest_id, round__state=RoundState.PUBLISHED
    )
    checks.update(wanted=F("wanted") + 1)
    return list(checks.order_by("round").values_list("round", flat=True))


def checks_behind() -> list[int]:
    """Find rounds that a job has given up."""
    going_on = ResultCheck.objects.filter(round__state=RoundState.PUBLISHED)
    behind = going_on.exclude(is_ranked=True, counted=F("wanted"))
    return list(behind.values_list("round", flat=True))


@transaction.atomic
def _count_anew(round: Round) -> int | None:
    """Store the true predictions of now; None if everybody is ranked by them.

    Whoever changes who counts waits for this row, or is seen here."""
    check = ResultCheck.objects.select_for_update(no_key=True).filter(round=round).first()
    if check is None or (check.is_ranked and check.counted == check.wanted):
        return None
    stored = Round.objects.select_related("contest").get(pk=round.pk)
    if stored.state != RoundState.PUBLISHED:
        return None
    values = true_predictions(stored)
    if values != stored.true_predictions:
        check.is_ranked = False
        won = Round.objects.filter(pk=round.pk, state=RoundState.PUBLISHED)
        won.update(true_predictions=values)
    check.counted = check.wanted
    check.save(update_fields=["counted", "is_ranked"])
    return None if check.is_ranked else check.counted


def _rank_all(round: Round, between: Callable[[], None]) -> None:
    after, size = 0, batch_size()
    while entry_ids := rank_anew(round, after=after, count=size):
        after = entry_ids[-1]
        between()
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_S)
