"""Draws a few questions of practice sets for strangers, with their keys, and keeps them a minute.

A stranger asks for one of a few draws, so that any number of them costs a handful of queries a
minute. A key that a ranked round may still ask for is never among them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from contests.models import Contest
from contests.papers.drawing import layout_of
from contests.papers.shown_text import said_of, with_pictures
from contests.practice.questions import practicable_of_sets
from questionbank.models import AnswerKey, Audience, Revision
from questionbank.question_types.registry import QUESTION_TYPES, TYPED_TYPES

QUESTIONS = 3
DRAWS = 20
_KEPT_S = 60


@dataclass(frozen=True, slots=True)
class TrialQuestion:
    said: dict[str, Any]
    kind: str
    revision: int
    options: list[str]
    right: list[int]
    explanation: str
    basis: str

    @property
    def order(self) -> range:
        layout = layout_of(self.options, kind=self.kind)
        return range(layout.first, layout.option_count)

    @property
    def is_multiple(self) -> bool:
        return QUESTION_TYPES[self.kind].is_multiple(self.right)


def trial_of(contest: Contest, draw: int, *, at: datetime) -> list[TrialQuestion]:
    """Return one of the draws; an empty list where practice sets have too few questions."""
    # Another name for another shape: processes of two versions share the cache for a while.
    key = f"trial-2:{contest.pk}:{draw % DRAWS}"
    kept: list[TrialQuestion] | None = cache.get(key)
    if kept is None:
        kept = _drawn(contest, draw % DRAWS, at=at)
        cache.set(key, kept, _KEPT_S)
    return kept


def mark_of(questions: Sequence[TrialQuestion]) -> str:
    """Name these questions: answers that come after the draw has changed are of others."""
    said = "-".join(str(one.revision) for one in questions)
    return sha256(said.encode()).hexdigest()[:8]


def marked(question: TrialQuestion, said: Sequence[str]) -> dict[str, Any]:
    """Judge an answer as a paper would, in the shape that templates of reviews read."""
    kind = QUESTION_TYPES[question.kind]
    try:
        answer = kind.read_answer(question.order, said, question.options)
    except ValueError:  # an address that somebody has written
        answer = 0
    shown = kind.review(question.options, question.order, question.right, answer)
    return {
        "shown": with_pictures(shown, question.order, question.said["pictures"]),
        "is_answered": answer > 0,
        "is_right": kind.is_right(question.order, question.right, answer),
    }


def _drawn(contest: Contest, draw: int, *, at: datetime) -> list[TrialQuestion]:
    pool = _pool(contest, at=at)
    if len(pool) < QUESTIONS:
        return []
    # The same three for everybody who asks for this draw, whatever process answers.
    wanted = random.Random(f"{contest.pk}:{draw}").sample(pool, QUESTIONS)  # noqa: S311 -- a choice that hides nothing
    revisions = Revision.objects.select_related("document", "passage").in_bulk(wanted)
    keys = AnswerKey.objects.in_bulk(wanted, field_name="revision_id")
    return [_question(revisions[pk], keys[pk]) for pk in wanted]


def _pool(contest: Contest, *, at: datetime) -> list[int]:
    ids = [one.revision for one in practicable_of_sets(contest, at=at)]
    if len(ids) < QUESTIONS:  # most contests have no practice sets, and ask no more than this
        return []
    audiences = {*contest.divisions.values_list("audience", flat=True), Audience.EVERYBODY}
    # Pages of strangers are kept by what they ask; what somebody types would make each anew.
    ticked = Revision.objects.exclude(kind__in=list(TYPED_TYPES))
    found = ticked.filter(pk__in=ids, audience__in=audiences).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _question(revision: Revision, key: AnswerKey) -> TrialQuestion:
    return TrialQuestion(
        said=said_of(revision),
        kind=revision.kind,
        revision=revision.pk,
        options=list(revision.options),
        right=list(key.right_options),
        explanation=key.explanation,
        basis=revision.basis,
    )
