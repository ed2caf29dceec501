"""Fills a contest with the closed attempts and standings of many people."""

import json
import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.filling import copy_rows, next_id, tidy, unchecked
from contests.models import Answer, Attempt, Entry, Round
from contests.papers.drawing import draw_paper, paper_source_of
from leaderboard.aggregates.tallies import recount_board
from leaderboard.models import BoardKey, Standing
from leaderboard.standings.compute import ContestRanking, contest_ranking
from leaderboard.standings.ranking import Result, add_up, sort_key
from quizsite.accounts.models import User

DISTINCT_PAPERS = 500
_ATTEMPT = (
    *("id", "code", "entry_id", "round_id", "number", "state", "seed", "paper", "started_at"),
    *("deadline_at", "writer", "finished_at", "correct_count", "question_count", "prediction"),
)
_ANSWER = ("attempt_id", "position", "choice", "seq", "saved_at")
_STANDING = (
    *("contest_id", "round_id", "entry_id", "division_id", "unit_id", "attempt_id"),
    *("rounds_taken", "attempt_count", "correct_count", "question_count", "is_perfect"),
    *("prediction", "prediction_gap", "time_used_ms", "finished_at", "sort_key"),
)
_ROUND = _STANDING.index("round_id")


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry's only attempt, which is closed."""

    entry_id: int
    division_id: int
    unit_id: int
    registered_at: datetime
    attempt_id: int
    correct: int
    used_ms: int
    prediction: int


def fill_results(
    round: Round,
    entry_ids: range,
    *,
    rng: random.Random,
    with_answers: bool = False,
    with_total: bool = True,
) -> None:
    """Let each entry have taken the round once, within its first day, and rank them all.

    Over the whole contest they stand by one round alone, the one filled `with_total`."""
    sources = {
        division.pk: paper_source_of(round.pk, division.pk)
        for division in round.contest.divisions.all()
    }
    questions = {division: source.question_count for division, source in sources.items()}
    taken = list(_taken(entry_ids, questions, rng))
    papers = {
        division: [json.dumps(draw_paper(source, seed=seed)) for seed in range(DISTINCT_PAPERS)]
        for division, source in sources.items()
    }
    with unchecked():
        copy_rows(Attempt, _ATTEMPT, _attempts(round, taken, papers, questions))
        if with_answers:
            copy_rows(Answer, _ANSWER, _answers(round, taken, questions))
        ranking = contest_ranking(round.contest_id)  # before COPY, during which no query can run
        standings = _standings(round, ranking, taken, questions)
        if not with_total:
            standings = (one for one in standings if one[_ROUND] is not None)
        copy_rows(Standing, _STANDING, standings)
    for division in sources:
        for round_id in (round.pk, *([None] if with_total else ())):
            recount_board(BoardKey(round.contest_id, round_id, division))
    tidy([User, Entry, Attempt, Answer, Standing])


def _taken(entry_ids: range, questions: dict[int, int], rng: random.Random) -> Iterator[Taken]:
    first = next_id(Attempt)
    entries = Entry.objects.filter(pk__gte=entry_ids[0], pk__lte=entry_ids[-1]).order_by("pk")
    facts = entries.values_list("pk", "division_id", "unit_id", "registered_at")
    for n, (pk, division, unit, at) in enumerate(facts.iterator(chunk_size=20_000)):
        most = questions[division]
        yield Taken(
            *(pk, division, unit, at, first + n),
            correct=min(most, max(0, round(rng.gauss(most * 0.7, most * 0.18)))),
            used_ms=rng.randint(60_000, 1_200_000),
            prediction=rng.randint(0, 100_000),
        )


def _finished_at(round: Round, one: Taken) -> datetime:
    spread = timedelta(milliseconds=one.attempt_id * 7919 % 86_400_000, microseconds=one.entry_id)
    return round.opens_at + timedelta(minutes=20) + spread


def _attempts(
    round: Round,
    taken: Iterable[Taken],
    papers: dict[int, list[str]],
    questions: dict[int, int],
) -> Iterator[Sequence[Any]]:
    limit = timedelta(seconds=round.time_limit_s)
    for one in taken:
        seed = one.entry_id % DISTINCT_PAPERS
        finished_at = _finished_at(round, one)
        started_at = finished_at - timedelta(milliseconds=one.used_ms)
        yield (
            *(one.attempt_id, uuid.uuid4(), one.entry_id, round.pk, 1, "submitted", seed),
            *(papers[one.division_id][seed], started_at, started_at + limit, 1, finished_at),
            *(one.correct, questions[one.division_id], one.prediction),
        )


def _answers(
    round: Round, taken: Iterable[Taken], questions: dict[int, int]
) -> Iterator[Sequence[Any]]:
    """Yield as many answers as people leave; they do not fit the scores."""
    for one in taken:
        saved_at = _finished_at(round, one) - timedelta(seconds=1)
        for position in range(1, questions[one.division_id] + 1):
            yield (one.attempt_id, position, 1 << position % 4, position, saved_at)


def _standings(
    round: Round, ranking: ContestRanking, taken: Iterable[Taken], questions: dict[int, int]
) -> Iterator[Sequence[Any]]:
    """Yield a standing in the round and one in the whole contest, as `leaderboard` computes."""
    for one in taken:
        result = Result(
            entry_id=one.entry_id,
            attempt_id=one.attempt_id,
            correct=one.correct,
            questions=questions[one.division_id],
            time_used_ms=one.used_ms,
            finished_at=_finished_at(round, one),
            attempts=1,
            registered_at=one.registered_at,
            prediction=one.prediction,
            lots_seed=round.lots_seed,
        )
        yield _standing(one, result, round.contest_id, round.pk, round.tie_chain)
        total = add_up([result], lots_seed=ranking.lots_seed)
        yield _standing(one, total, round.contest_id, None, ranking.chain)


def _standing(
    one: Taken, result: Result, contest_id: int, round_id: int | None, chain: Sequence[str]
) -> Sequence[Any]:
    return (
        *(contest_id, round_id, one.entry_id, one.division_id, one.unit_id, result.attempt_id),
        *(1, result.attempts, result.correct, result.questions, result.is_perfect),
        *(result.prediction, None, result.time_used_ms, result.finished_at),
        sort_key(result, chain),
    )
