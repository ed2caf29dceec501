"""What closing papers reads, a batch at a time, under the locks that closing needs."""

import json
from collections.abc import Collection

from django.db import connection

from contests.models import Attempt, Round
from quizsite.rows import Part, Reading, read_among

_ATTEMPT = Part(
    Attempt,
    "a",
    ("id", "code", "entry_id", "round_id", "state", "paper", "deadline_at", "writer"),
)
_named = Reading(_ATTEMPT, rest="FROM contests_attempt a WHERE a.id {among} ORDER BY a.id {locked}")
_still_open = Reading(
    _ATTEMPT,
    rest="FROM contests_attempt a WHERE a.state = 'open' AND a.id {among} "
    "ORDER BY a.id {locked_or_left}",
)
_rounds = Reading(
    Part(Round, "r", tuple(field.attname for field in Round._meta.concrete_fields)),  # noqa: SLF001 -- Django's documented door
    rest="FROM contests_round r WHERE r.id {among}",
)


def lock_attempts(ids: Collection[int]) -> list[Attempt]:
    """In the order of their ids, so that no two writers wait in a ring."""
    return [attempt for (attempt,) in _named.among(ids)]


def lock_open_attempts(ids: Collection[int]) -> list[Attempt]:
    """Those still open; rows another sweeper holds are left to it."""
    return [attempt for (attempt,) in _still_open.among(ids)]


def rounds_among(ids: Collection[int]) -> list[Round]:
    return [round_ for (round_,) in _rounds.among(ids)]


# A paper's answers as one text: a row for each took twice as long to read.
_TOGETHER = {
    "postgresql": "json_object_agg(position, choice)::text",
    "sqlite": "json_group_object(position, choice)",
}


def stored_choices(attempts: Collection[Attempt]) -> dict[int, dict[int, int]]:
    """Attempt id → position → choice, as acknowledged."""
    choices: dict[int, dict[int, int]] = {attempt.pk: {} for attempt in attempts}
    papers = read_among(
        f"SELECT attempt_id, {_TOGETHER[connection.vendor]} FROM contests_answer "  # noqa: S608 -- constant text
        "WHERE attempt_id {among} GROUP BY attempt_id",
        choices,
    )
    for attempt_id, answers in papers:
        choices[attempt_id] = {int(position): one for position, one in json.loads(answers).items()}
    return choices
