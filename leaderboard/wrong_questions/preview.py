"""What a proposed ruling would change: scores, and who would stand where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from contests.attempts.locked_reads import stored_choices
from contests.attempts.paper_scores import scores
from contests.attempts.rulings_in_force import ruling_of, rulings_in_force
from contests.attempts.scoring import SCORED, Score
from contests.models import Attempt, Entry, QuestionRuling, Round
from leaderboard.aggregates.places import standings_in
from leaderboard.models import BoardKey
from leaderboard.standings.ranking import choose_recognised, sort_key
from leaderboard.standings.sources import is_complete, results_of
from questionbank.models import QuestionKind
from questionbank.question_types.registry import QUESTION_TYPES

BATCH = 500
SHOWN = 10


class Rescored(NamedTuple):
    """A closed paper with the question, and its score under the ruling."""

    attempt: Attempt
    answer: int  # as a paper in bank order would store it
    now: Score

    @property
    def is_changed(self) -> bool:
        return not self.now.is_stored([getattr(self.attempt, name) for name in SCORED])

    @property
    def gain(self) -> int:
        """By how much the paper is worth more: in points where the round gives them."""
        if self.now.points is not None:
            return self.now.points - (self.attempt.points or 0)
        return self.now.correct - (self.attempt.correct_count or 0)


def make_preview(
    ruling: QuestionRuling, *, at: datetime, between: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Count what would change, and list the first places of each division before and after.

    It reads everything, a batch at a time, and calls `between` after each; a job runs it."""
    has_options = ruling.revision.kind == QuestionKind.CHOICE
    answers = [0] * len(ruling.revision.options) if has_options else []
    found = {"papers": 0, "unanswered": 0, "up": 0, "down": 0, "fewer_questions": 0}
    changed: dict[int, dict[int, Score]] = {}
    for one in _rescored(ruling, between):
        found["papers"] += 1
        found["unanswered"] += not one.answer
        found["up"] += one.gain > 0
        found["down"] += one.gain < 0
        found["fewer_questions"] += one.now.total < one.attempt.question_count
        for option in range(len(answers)):
            answers[option] += one.answer >> option & 1
        if one.is_changed:
            changed.setdefault(one.attempt.entry_id, {})[one.attempt.pk] = one.now
    divisions = _places(ruling.round, changed, between) if not ruling.round.is_practice else []
    return {"at": at.isoformat(), **found, "answers": answers, "divisions": divisions}


def _rescored(ruling: QuestionRuling, between: Callable[[], None]) -> Iterator[Rescored]:
    round_id, revision_id = ruling.round_id, ruling.revision_id
    bank_answer = QUESTION_TYPES[ruling.revision.kind].bank_answer
    rulings = rulings_in_force([round_id])
    rulings[round_id].pop(revision_id, None)
    if (proposed := ruling_of(ruling)) is not None:
        rulings[round_id][revision_id] = proposed
    closed = Attempt.objects.closed().filter(round=round_id).order_by("pk")
    after = 0
    while batch := list(closed.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        asked = {
            one.pk: (position, order)
            for one in batch
            for position, (pk, order) in enumerate(one.paper, start=1)
            if pk == revision_id
        }
        papers = [one for one in batch if one.pk in asked]
        choices = stored_choices(papers) if papers else {}
        scored = scores(papers, choices, rounds=[ruling.round], rulings=rulings)
        for one, now in zip(papers, scored, strict=True):
            position, order = asked[one.pk]
            choice = choices[one.pk].get(position, 0)
            yield Rescored(one, bank_answer(order, choice), now)
        between()


def _places(
    round: Round, changed: Mapping[int, Mapping[int, Score]], between: Callable[[], None]
) -> list[dict[str, Any]]:
    keys = _new_keys(round, changed, between)
    found = []
    for division in round.contest.divisions.all():
        key = BoardKey(round.contest_id, round.pk, division.pk)
        stored = list(standings_in(key).values_list("sort_key", "entry_id"))
        now = sorted((keys.get(entry_id, old), entry_id) for old, entry_id in stored)
        was_at, is_at = _numbered(stored), _numbered(now)
        first = dict.fromkeys([entry_id for _, entry_id in now[:SHOWN]])
        first |= dict.fromkeys(entry_id for _, entry_id in stored[:SHOWN])
        found.append(
            {
                "division": division.pk,
                "moved": sum(was_at[one] != is_at[one] for one in was_at),
                "rows": [[one, was_at[one], is_at[one]] for one in first],
            }
        )
        between()
    return found


def _new_keys(
    round: Round, changed: Mapping[int, Mapping[int, Score]], between: Callable[[], None]
) -> dict[int, str]:
    """Choose the recognised attempt anew; it may be another one."""
    keys: dict[int, str] = {}
    ids = sorted(changed)
    for start in range(0, len(ids), BATCH):
        entries = Entry.objects.valid().filter(pk__among=ids[start : start + BATCH])
        for entry_id, results in results_of(round, entries.in_bulk()).items():
            scored = [
                one._replace(
                    correct=now.correct,
                    questions=now.total,
                    points=now.points,
                    most_points=now.most_points,
                    is_complete=is_complete(
                        round, unanswered=now.unanswered, prediction=one.prediction
                    ),
                )
                if (now := changed[entry_id].get(one.attempt_id or 0))
                else one
                for one in results
            ]
            best = choose_recognised(scored, round.recognised, chain=round.tie_chain)
            keys[entry_id] = sort_key(best, round.tie_chain)
        between()
    return keys


def _numbered(ordered: list[tuple[str, int]]) -> dict[int, int]:
    """Map entries to places; equal keys share one."""
    places: dict[int, int] = {}
    place, above = 0, None
    for n, (key, entry_id) in enumerate(ordered, start=1):
        if key != above:
            place, above = n, key
        places[entry_id] = place
    return places
