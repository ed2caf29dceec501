"""Points of closed papers found again, by code that shares nothing with scoring.

It asks `answer_invariants.py` where scoring asks the kinds of questions, and reads sections where
scoring reads what the draw noted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from contests.models import (
    Answer,
    Attempt,
    QuestionRuling,
    Round,
    RulingKind,
    RulingState,
    Section,
)
from contests.monitoring.answer_invariants import part_earned
from questionbank.models import AnswerKey

BATCH = 500


class _Asked(NamedTuple):
    """One question as it was answered; `part` is the best that any key that counts gives."""

    part: Fraction
    is_answered: bool
    kind: RulingKind
    worth: int


def wrong_points(round: Round) -> Iterator[str]:
    """Say which papers have other points, or other worths of questions, than the rules say."""
    closed = round.attempts.closed().select_related("entry").order_by("pk")
    if not round.has_points:
        for pk in closed.exclude(points=None).values_list("pk", flat=True):
            yield f"attempt {pk} has points in a round without"
        return
    sections = list(Section.objects.filter(round=round))
    last = 0
    while batch := list(closed.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        asked = _asked(batch, round)
        for attempt in batch:
            if said := _wrong_worths(attempt, sections):
                yield f"attempt {attempt.pk}: {said}"
            found, stored = _points(asked[attempt.pk], round), (attempt.points, attempt.most_points)
            if stored != found:
                yield f"attempt {attempt.pk}: stored points {stored}, counted {found}"


def _wrong_worths(attempt: Attempt, sections: Sequence[Section]) -> str:
    """Each section deals as many questions as it says, each of them from its own pool."""
    entry, expected = attempt.entry, Counter[int]()
    possible: dict[int, set[int]] = defaultdict(set)
    for one in sections:
        if one.division_id == entry.division_id and one.field in {"", entry.field}:
            worth = 100 if one.points is None else one.points
            expected[worth] += one.count
            for revision in one.pool:
                possible[revision].add(worth)
    worths = attempt.worths or []
    if Counter(worths) != expected:
        return f"questions are worth {dict(Counter(worths))}, sections say {dict(expected)}"
    dealt = zip([pk for pk, _order in attempt.paper], worths, strict=False)
    wrong = [pk for pk, worth in dealt if worth not in possible[pk]]
    return f"revisions {wrong} are worth what no section of theirs says" if wrong else ""


def _points(asked: Sequence[_Asked], round: Round) -> tuple[int, int]:
    counted = [one for one in asked if one.kind is not RulingKind.ANNUL]
    total = sum((_earned(one, round) for one in counted), Fraction(0)) + Fraction(1, 2)
    whole = floor(total)
    lowest = whole if round.may_fall_below_zero else max(whole, 0)
    return lowest, sum(one.worth for one in counted)


def _earned(one: _Asked, round: Round) -> Fraction:
    if one.kind is RulingKind.GIVE or one.part == 1:
        return Fraction(one.worth)
    if round.is_partial_credit and one.part > 0:
        return one.part * one.worth
    return Fraction(-round.wrong_points if one.is_answered else 0)


def _asked(attempts: Sequence[Attempt], round: Round) -> dict[int, list[_Asked]]:
    stored = Answer.objects.filter(attempt__in=[one.pk for one in attempts])
    answers = {(one.attempt_id, one.position): one for one in stored}
    wanted = {pk for attempt in attempts for pk, _order in attempt.paper}
    keys = AnswerKey.objects.select_related("revision").in_bulk(wanted, field_name="revision_id")
    ruled = QuestionRuling.objects.filter(state=RulingState.IN_FORCE, round=round)
    rulings = {one.revision_id: one for one in ruled}
    return {
        attempt.pk: [
            _answered(
                keys[pk],
                order,
                answers.get((attempt.pk, position)) or Answer(choice=0),
                ruling=rulings.get(pk),
                worth=(attempt.worths or [100] * len(attempt.paper))[position - 1],
            )
            for position, (pk, order) in enumerate(attempt.paper, start=1)
        ]
        for attempt in attempts
    }


def _answered(
    key: AnswerKey,
    order: Sequence[int],
    answer: Answer,
    *,
    ruling: QuestionRuling | None,
    worth: int,
) -> _Asked:
    kind = RulingKind(ruling.kind) if ruling else RulingKind.KEEP
    further = ruling.accepted if ruling and kind is RulingKind.ACCEPT else []
    parts = [
        part_earned(key.revision, right, order, answer) for right in (key.right_options, *further)
    ]
    return _Asked(max(parts), is_answered=answer.choice > 0, kind=kind, worth=worth)
