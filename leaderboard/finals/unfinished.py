"""A round's work of jobs that other work waits for, with what became of the job.

A timetable asks anew for what jobs gave up; organisers who wait need not wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django_tasks.base import Task

from contests.models import Round
from contests.rulings.jobs import regrade, rounds_to_regrade
from leaderboard.finals.check_ranking import checks_behind
from leaderboard.finals.corrected_ranking import rounds_to_correct
from leaderboard.finals.jobs import correct_round, rank_check
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import Wait, wait_for


class Work(NamedTuple):
    task: Task[..., Any]
    waiting: Callable[[], Iterable[int]]  # rounds whose work is not done


# A correction scores papers again itself, so it comes first.
WORK = {
    "dinh-chinh": Work(correct_round, rounds_to_correct),
    "cham-lai": Work(regrade, rounds_to_regrade),
    "kiem-tra": Work(rank_check, checks_behind),
}


class Unfinished(NamedTuple):
    name: str  # a key of WORK
    wait: Wait


def unfinished_work(round: Round) -> Unfinished | None:
    for name, work in WORK.items():
        if round.pk in work.waiting():
            return Unfinished(name, wait_for(work.task, round.pk))
    return None


def ask_again(round: Round) -> bool:
    """Ask for the round's unfinished work unless a job is at it; say whether there is any."""
    found = unfinished_work(round)
    if found is None:
        return False
    enqueue_once(WORK[found.name].task, round.pk)
    return True
