"""What the page of one case shows: two papers beside each other, or each paper's moments.

No key is read. What was ticked waits as long as the key does: beside a score it would tell it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from contests.attempts.withheld_keys import Withheld, withheld_in_papers
from contests.integrity.likeness import NEAR_S
from contests.models import Answer, Attempt, IntegrityCase, SignKind
from contests.papers.shown_text import said_of
from questionbank.models import Revision
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.question_types.written import answer_of


@dataclass(frozen=True, slots=True)
class Side:
    """What one of two people answered."""

    position: int
    saved_at: datetime
    chosen: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One question that both were asked, and both answered."""

    said: dict[str, Any]
    sides: tuple[Side, Side]
    is_same: bool
    withheld: Withheld | None

    @property
    def apart_s(self) -> int:
        one, other = self.sides
        return round(abs((one.saved_at - other.saved_at).total_seconds()))

    @property
    def is_near(self) -> bool:
        return self.apart_s <= NEAR_S


@dataclass(frozen=True, slots=True)
class Moment:
    """One answered question of a paper, in the order of answering."""

    said: dict[str, Any]
    position: int
    saved_at: datetime
    since_s: int
    letters: int


def papers_of(case: IntegrityCase, *, of: Collection[int] | None = None) -> dict[int, Attempt]:
    """The papers that were compared; one of an entry that was deleted is missing."""
    wanted = case.evidence.get("attempts", []) if of is None else of
    shown = Attempt.objects.filter(round=case.round_id).select_related(
        "round__contest", "entry__user", "entry__unit", "entry__division"
    )
    return shown.in_bulk(list(wanted))


def pairs_of(case: IntegrityCase) -> list[dict[str, Any]]:
    """The pairs of a case of alike papers, the strongest first."""
    return case.evidence.get("pairs", []) if case.kind == SignKind.ALIKE else []


def rows_of(one: Attempt, other: Attempt, *, at: datetime) -> list[Row]:
    """What both answered, in the order of the first paper."""
    left, right = _answered(one), _answered(other)
    common = [pk for pk in left if pk in right]
    revisions = Revision.objects.select_related("passage").in_bulk(common)
    withheld = withheld_in_papers(common, round=one.round, at=at)
    found = []
    for pk in common:
        sides = [_side(revisions[pk], *answers[pk]) for answers in (left, right)]
        is_same = sides[0].chosen == sides[1].chosen
        if pk in withheld:
            sides = [Side(side.position, side.saved_at, []) for side in sides]
        pair = (sides[0], sides[1])
        found.append(Row(said_of(revisions[pk]), pair, is_same, withheld.get(pk)))
    return found


def _answered(attempt: Attempt) -> dict[int, tuple[list[int], Answer]]:
    answers = {one.position: one for one in attempt.answers.all()}
    return {
        pk: (order, answers[position])
        for position, (pk, order) in enumerate(attempt.paper, start=1)
        if position in answers and answers[position].choice
    }


def _side(revision: Revision, order: list[int], answer: Answer) -> Side:
    given = answer_of(answer.choice, answer.text)
    said = QUESTION_TYPES[revision.kind].answer_texts(revision.options, order, given)
    return Side(answer.position, answer.saved_at, sorted(said))


def moments_of(attempt: Attempt) -> list[Moment]:
    """Each answer with the seconds since the one before, or since the start."""
    answered = _answered(attempt)
    revisions = Revision.objects.select_related("passage").in_bulk(list(answered))
    ordered = sorted(answered, key=lambda pk: answered[pk][1].saved_at)
    at = [attempt.started_at, *(answered[pk][1].saved_at for pk in ordered)]
    return [
        Moment(
            said_of(revisions[pk]),
            answered[pk][1].position,
            after,
            round((after - before).total_seconds()),
            len(revisions[pk].stem) + sum(map(len, revisions[pk].options)),
        )
        for pk, (before, after) in zip(ordered, pairwise(at), strict=True)
    ]
