"""What people wrote in answer to one question of a closed round, and how often.

Only for kinds whose answers no author has listed: of options the preview counts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from contests.attempts.scoring import Item, is_right
from contests.models import Round
from questionbank.models import AnswerKey, Revision
from questionbank.question_types.registry import TYPED_TYPES
from questionbank.question_types.written import answer_of

MOST_SHOWN = 200

# A paper lists its questions in the order of the positions, each with its revision first.
_REVISION_AT = {
    "postgresql": "(attempt.paper -> (answer.position - 1) ->> 0)::bigint",
    "sqlite": "json_extract(attempt.paper, '$[' || (answer.position - 1) || '][0]')",
}
_STATEMENT = """
SELECT answer.choice, answer.text, count(*)
FROM contests_answer answer JOIN contests_attempt attempt ON attempt.id = answer.attempt_id
WHERE attempt.round_id = %s AND attempt.state <> 'open' AND answer.position > 0
    AND answer.choice > 0 AND {revision} = %s
GROUP BY answer.choice, answer.text
"""


@dataclass(slots=True)
class GivenAnswer:
    """Answers that count as one; `value` is what a ruling accepts, `words` how people read it."""

    value: Any
    words: str
    papers: int


def wrong_answers(round: Round, revision: Revision) -> list[GivenAnswer]:
    """List the different answers that the key does not accept, those given most often first.

    What a ruling accepts meanwhile stays in the list: the next one replaces it whole."""
    of_kind = TYPED_TYPES.get(revision.kind)
    if of_kind is None:
        return []
    key = AnswerKey.objects.get(revision=revision).right_options
    found: dict[str, GivenAnswer] = {}
    for answer, papers in sorted(_given(round, revision), key=lambda one: -one[1]):
        if is_right(Item((), key, revision.kind), answer):
            continue
        (words,) = of_kind.answer_texts(revision.options, (), answer) or ("",)
        like = of_kind.likeness(key, answer)
        if like in found:
            found[like].papers += papers
        elif like and words:
            found[like] = GivenAnswer(of_kind.accepted(answer), words, papers)
    return sorted(found.values(), key=lambda one: (-one.papers, one.words))[:MOST_SHOWN]


def _given(round: Round, revision: Revision) -> Iterator[tuple[int, int]]:
    statement = _STATEMENT.format(revision=_REVISION_AT[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, [round.pk, revision.pk])
        rows = cursor.fetchall()
    for choice, text, papers in rows:
        yield answer_of(choice, text), papers
