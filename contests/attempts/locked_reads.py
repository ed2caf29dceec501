"""Reads what closing a batch of papers needs, under the locks that closing needs."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.functions import Cast

from contests.models import Answer, Attempt, Round
from quizsite.db.fast_select import FastSelect


def _locked(attempts: QuerySet[Attempt], *, skip_locked: bool = False) -> QuerySet[Attempt]:
    return (
        attempts.select_for_update(no_key=True, skip_locked=skip_locked)
        .only("code", "entry", "round", "state", "deadline_at", "writer")
        # Django would ask Python's own decoder, which takes three to six times as long.
        .annotate(paper_text=Cast("paper", TextField()))
        .order_by("pk")
    )


@FastSelect
def _named(ids: Collection[int]) -> QuerySet[Attempt]:
    return _locked(Attempt.objects.filter(pk__among=ids))


@FastSelect
def _still_open(ids: Collection[int]) -> QuerySet[Attempt]:
    return _locked(Attempt.objects.running().filter(pk__among=ids), skip_locked=True)


@FastSelect
def _rounds(ids: Collection[int]) -> QuerySet[Round]:
    """Boards ask a round for these only; every batch would read the rest as well."""
    return Round.objects.filter(pk__among=ids).only(
        *("contest", "kind", "is_practice", "recognised", "tie_chain", "finalised_at"),
        *("true_predictions", "lots_seed"),
    )


def lock_attempts(ids: Collection[int]) -> list[Attempt]:
    """Lock them in the order of their ids, so that no two writers wait in a ring."""
    return _with_papers(_named.all(ids))


def lock_open_attempts(ids: Collection[int]) -> list[Attempt]:
    """Lock those still open; skip rows that another sweeper holds."""
    return _with_papers(_still_open.all(ids))


def _with_papers(attempts: list[Any]) -> list[Attempt]:
    for attempt in attempts:
        attempt.paper = msgspec.json.decode(attempt.paper_text)
    return attempts


def rounds_among(ids: Collection[int]) -> list[Round]:
    return _rounds.all(ids)


class _AsText(Aggregate):
    """Puts all answers of a paper into one text: reading a row for each took twice as long."""

    template = "json_object_agg(%(expressions)s)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="json_group_object(%(expressions)s)", **more
        )


@FastSelect
def _choices(attempt_ids: Collection[int]) -> QuerySet[Answer, tuple[int, str]]:
    answers = Answer.objects.filter(attempt__among=attempt_ids)
    as_text = _AsText("position", "choice")
    return answers.values("attempt").annotate(choices=as_text).values_list("attempt", "choices")


_choices_of = msgspec.json.Decoder(dict[int, int])


def stored_choices(attempts: Collection[Attempt]) -> dict[int, dict[int, int]]:
    """Read the acknowledged choices: attempt id → position → choice."""
    choices: dict[int, dict[int, int]] = {attempt.pk: {} for attempt in attempts}
    for attempt_id, text in _choices.all(choices):
        choices[attempt_id] = _choices_of.decode(text)
    return choices
