"""Work of finals that no request waits for.

The path of each of these functions is stored with its jobs, so they are not moved or renamed."""

from __future__ import annotations

import time

from django_tasks import task

from contests.models import Round
from leaderboard.boards.writer import keys_of, mark_dirty
from leaderboard.finals.final_ranking import entries_ranked, settle_round
from quizsite.jobs.worker import give_back_if_stopping

RANK_FOR_S = 1.0
PAUSE_S = 0.2


@task(priority=10)  # boards hide their rows meanwhile; a file of results can wait
def rank_round(round_id: int) -> None:
    """Complete the last ranking; a request and serving processes may be at it too."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    while (before := entries_ranked(round)) is not None:
        give_back_if_stopping()
        if settle_round(round, within_s=RANK_FOR_S):
            mark_dirty(keys_of(round))
        elif entries_ranked(round) == before:
            time.sleep(PAUSE_S)  # another is in the middle of a batch
