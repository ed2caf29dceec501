"""Reads the answers of many closed papers with the seconds in which they were stored."""

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec
from django.db.models import Aggregate, TextField

from contests.models import Answer
from questionbank.question_types.written import answer_of

_answers_of = msgspec.json.Decoder(dict[int, int])


class Answered(NamedTuple):
    """Choices of one paper by position, and when each was stored, in seconds since 1970."""

    choices: dict[int, int]
    moments: dict[int, int]


NOTHING = Answered({}, {})


class _ByPosition(Aggregate):
    """Puts a number of each answer of a paper into one text: a row for each takes far longer."""

    template = "json_object_agg(%(expressions)s)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "json_group_object(%(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **more)


class _Seconds(Aggregate):
    """The moments of storing, in whole seconds since 1970."""

    template = "json_object_agg(position, floor(extract(epoch FROM %(expressions)s))::bigint)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = (
            "json_group_object(position, CAST(strftime('%%%%s', %(expressions)s) AS INTEGER))"
        )
        return self.as_sql(compiler, connection, template=template, **more)


def stored_answers(attempt_ids: Collection[int]) -> dict[int, Answered]:
    """A paper without any answer is left out."""
    answers = Answer.objects.filter(attempt__among=attempt_ids).order_by()
    rows = (
        answers.values("attempt")
        .annotate(choices=_ByPosition("position", "choice"), moments=_Seconds("saved_at"))
        .values_list("attempt", "choices", "moments")
    )
    found = {
        pk: Answered(_answers_of.decode(choices), _answers_of.decode(moments))
        for pk, choices, moments in rows
    }
    written = answers.filter(text__isnull=False)
    for pk, position, choice, text in written.values_list("attempt", "position", "choice", "text"):
        found[pk].choices[position] = answer_of(choice, text)
    return found
