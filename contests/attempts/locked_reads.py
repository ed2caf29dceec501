"""Reads what closing a batch of papers needs, under the locks that closing needs."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Aggregate, Exists, Max, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from contests.models import Answer, Attempt, QuestionRuling, Round
from questionbank.question_types.written import answer_of
from quizsite.db.fast_select import FastSelect


def _locked(attempts: QuerySet[Attempt], *, skip_locked: bool = False) -> QuerySet[Attempt]:
    return (
        attempts.select_for_update(no_key=True, skip_locked=skip_locked)
        .only("code", "entry", "round", "state", "deadline_at", "finished_at", "writer", "worths")
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
    ruled = QuestionRuling.objects.in_force().filter(round=OuterRef("pk"))
    shown = Round.objects.filter(pk__among=ids).only(
        *("contest", "kind", "is_practice", "recognised", "tie_chain", "finalised_at"),
        *("corrected_at", "true_predictions", "lots_seed", "prediction_target"),
        *("wrong_points", "is_partial_credit", "may_fall_below_zero"),
    )
    return shown.annotate(has_rulings=Exists(ruled))


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
    """Each says as `has_rulings` whether one on a question is in force."""
    return _rounds.all(ids)


class _AsText(Aggregate):
    """Puts all answers of a paper into one text: reading a row for each took twice as long."""

    template = "json_object_agg(%(expressions)s)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="json_group_object(%(expressions)s)", **more
        )


class _TextsAsText(_AsText):
    """The texts of answers in words; NULL for the many papers that have none."""

    template = "json_object_agg(%(expressions)s) FILTER (WHERE text IS NOT NULL)::text"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "json_group_object(%(expressions)s) FILTER (WHERE text IS NOT NULL)"
        return self.as_sql(compiler, connection, template=template, **more)


@FastSelect
def _choices(attempt_ids: Collection[int]) -> QuerySet[Answer, tuple[int, str, str | None]]:
    answers = Answer.objects.filter(attempt__among=attempt_ids).values("attempt")
    found = answers.annotate(
        choices=_AsText("position", "choice"), texts=_TextsAsText("position", "text")
    )
    return found.values_list("attempt", "choices", "texts")


@FastSelect
def _newest(attempt_ids: Collection[int]) -> QuerySet[Answer, tuple[int, datetime]]:
    answers = Answer.objects.filter(attempt__among=attempt_ids)
    return answers.values("attempt").annotate(at=Max("saved_at")).values_list("attempt", "at")


def newest_saves(attempt_ids: Collection[int]) -> dict[int, datetime]:
    """Read when each paper's newest answer was stored; a paper without one is left out."""
    return dict(_newest.all(attempt_ids))


_choices_of = msgspec.json.Decoder(dict[int, int])
_texts_of = msgspec.json.Decoder(dict[int, str])


def stored_choices(attempts: Collection[Attempt]) -> dict[int, dict[int, int]]:
    """Read the acknowledged choices, of answers in words with their texts: attempt id → position →
    choice."""
    choices: dict[int, dict[int, int]] = {attempt.pk: {} for attempt in attempts}
    for attempt_id, said, written in _choices.all(choices):
        found = choices[attempt_id] = _choices_of.decode(said)
        for position, text in _texts_of.decode(written).items() if written else ():
            found[position] = answer_of(found[position], text)
    return choices
