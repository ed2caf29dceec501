"""Reads what closing a batch of papers needs, under the locks that closing needs."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

from contests.models import Attempt, Round
from quizsite.db.fast_select import Part, Reading, read_among

_ATTEMPT = Part(
    Attempt,
    "a",
    ("id", "code", "entry_id", "round_id", "state", "deadline_at", "writer"),
)
# Django would ask Python's own decoder, which takes three to six times as long.
_PAPER = ("a.paper",)
_named = Reading(
    _ATTEMPT,
    extra=_PAPER,
    rest="FROM contests_attempt a WHERE a.id {among} ORDER BY a.id {locked}",
)
_still_open = Reading(
    _ATTEMPT,
    extra=_PAPER,
    rest="FROM contests_attempt a WHERE a.state = 'open' AND a.id {among} "
    "ORDER BY a.id {locked_or_left}",
)
# Boards ask a round for these only; every batch would read the rest as well.
_rounds = Reading(
    Part(
        Round,
        "r",
        (
            *("id", "contest_id", "is_practice", "recognised", "tie_chain", "finalised_at"),
            *("true_predictions", "lots_seed"),
        ),
    ),
    rest="FROM contests_round r WHERE r.id {among}",
)
_choices_of = msgspec.json.Decoder(dict[int, int])


def lock_attempts(ids: Collection[int]) -> list[Attempt]:
    """Lock them in the order of their ids, so that no two writers wait in a ring."""
    return _with_papers(_named.among(ids))


def lock_open_attempts(ids: Collection[int]) -> list[Attempt]:
    """Lock those still open; skip rows that another sweeper holds."""
    return _with_papers(_still_open.among(ids))


def _with_papers(rows: Iterable[Sequence[Any]]) -> list[Attempt]:
    attempts = []
    for attempt, paper in rows:
        attempt.paper = msgspec.json.decode(paper)
        attempts.append(attempt)
    return attempts


def rounds_among(ids: Collection[int]) -> list[Round]:
    return [round for (round,) in _rounds.among(ids)]


# One text holds all answers of a paper: reading a row for each took twice as long.
_TOGETHER = {
    "postgresql": "json_object_agg(position, choice)::text",
    "sqlite": "json_group_object(position, choice)",
}


def stored_choices(attempts: Collection[Attempt]) -> dict[int, dict[int, int]]:
    """Read the acknowledged choices: attempt id → position → choice."""
    choices: dict[int, dict[int, int]] = {attempt.pk: {} for attempt in attempts}
    papers = read_among(
        f"SELECT attempt_id, {_TOGETHER[connection.vendor]} FROM contests_answer "  # noqa: S608 -- constant text
        "WHERE attempt_id {among} GROUP BY attempt_id",
        choices,
    )
    for attempt_id, answers in papers:
        choices[attempt_id] = _choices_of.decode(answers)
    return choices
