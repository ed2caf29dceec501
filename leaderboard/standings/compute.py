"""Computing standings from closed attempts, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, QuerySet

from contests.models import (
    Entry,
    Round,
    RoundState,
    TieCriterion,
)
from leaderboard.models import Standing
from leaderboard.standings.ranking import (
    Result,
    add_up,
    choose_recognised,
    sort_key,
)
from leaderboard.standings.sources import results_of
from quizsite.audit.kinds import AuditKind
from quizsite.db.fast_select import FastSelect
from quizsite.models import AuditLine

# (round id, or None for the whole contest; entry id)
StandingKey = tuple[int | None, int]


class StandingFacts(NamedTuple):
    """The facts of one standing, named as its columns."""

    contest_id: int
    division_id: int
    unit_id: int
    attempt_id: int | None
    rounds_taken: int
    attempt_count: int
    correct_count: int
    question_count: int
    points: int | None
    most_points: int | None
    is_perfect: bool
    prediction: int | None
    prediction_gap: int | None
    time_used_ms: int
    finished_at: datetime
    sort_key: str


@dataclass(frozen=True)
class ContestRanking:
    """How a contest ranks, and what its rounds add, read in one query."""

    chain: list[str]
    lots_seed: str
    true_predictions: dict[int, dict[str, int]]
    finalised: frozenset[int]


@FastSelect
def _ranked(contest_id: int) -> QuerySet[Round]:
    ranked = Round.objects.ranked().filter(contest=contest_id).select_related("contest")
    drawn = ranked.annotate(contest_lots=F("contest__lots__seed"))
    shown = drawn.only("state", "true_predictions", "lots_seed", "contest__tie_chain")
    return shown.order_by("published_at", "pk")


def contest_ranking(contest_id: int) -> ContestRanking:
    rounds = _ranked.all(contest_id)
    chain = rounds[0].contest.tie_chain if rounds else []
    return ContestRanking(
        chain=chain,
        lots_seed=_lots_seed(rounds[0]) if TieCriterion.LOTS in chain else "",
        true_predictions={round.pk: round.true_predictions for round in rounds},
        finalised=frozenset(round.pk for round in rounds if round.state == RoundState.FINALISED),
    )


def _lots_seed(first: Round) -> str:
    """Until the last round is finalised, the first one published gives provisional lots.

    Contests that ended before lots were drawn at the end keep those."""
    drawn: str | None = getattr(first, "contest_lots", None)
    return drawn or first.lots_seed


def expected_standings(
    round: Round, entries: Collection[Entry]
) -> dict[StandingKey, StandingFacts]:
    """Compute a round's standings from the closed attempts of valid entries."""
    out = _disqualified(round, entries)
    valid = {entry.pk: entry for entry in entries if entry.pk not in out}
    chosen = {
        entry_id: choose_recognised(attempts, round.recognised, chain=round.tie_chain)
        for entry_id, attempts in results_of(round, valid).items()
    }
    return {
        (round.pk, entry_id): _facts(result, entry=valid[entry_id], chain=round.tie_chain)
        for entry_id, result in chosen.items()
    }


def expected_totals(
    ranking: ContestRanking,
    entries: Collection[Entry],
    standings: Mapping[StandingKey, StandingFacts],
) -> dict[StandingKey, StandingFacts]:
    """Add up each valid entry's rounds as `standings` has them."""
    valid = {entry.pk: entry for entry in entries if entry.voided_at is None}
    by_entry: dict[int, list[Result]] = defaultdict(list)
    for (round_id, entry_id), facts in standings.items():
        if round_id is not None and entry_id in valid:
            true_values = ranking.true_predictions.get(round_id, {})
            by_entry[entry_id].append(
                _result_of_facts(facts, valid[entry_id], true_values=true_values)
            )
    return {
        (None, entry_id): _facts(
            add_up(parts, lots_seed=ranking.lots_seed),
            entry=valid[entry_id],
            chain=ranking.chain,
            rounds_taken=len(parts),
        )
        for entry_id, parts in by_entry.items()
    }


def _disqualified(round: Round, entries: Collection[Entry]) -> set[int]:
    """Find entries voided now or, for a finalised round, before its result was decided.

    Voiding and restoring afterwards change nothing in the round until it is corrected."""
    voided = {entry.pk: entry.voided_at for entry in entries if entry.voided_at}
    decided_at = round.decided_at
    if decided_at is None:
        return set(voided)
    out = out_at(round.contest_id, decided_at)
    return out | {pk for pk, at in voided.items() if at <= decided_at}


def out_at(contest_id: int, at: datetime) -> set[int]:
    """Find by the trail which entries of the contest stood voided at that moment."""
    kinds = (AuditKind.ENTRY_VOIDED, AuditKind.ENTRY_RESTORED)
    changes = AuditLine.objects.filter(contest=contest_id, kind__in=kinds, at__lte=at)
    last = dict(changes.order_by("at", "pk").values_list("about_id", "kind"))
    return {pk for pk, kind in last.items() if kind == AuditKind.ENTRY_VOIDED}


def result_of(standing: Standing, entry: Entry) -> Result:
    """Turn a standing of a round into what the tie chain compares."""
    true_values = standing.round.true_predictions if standing.round else {}
    return _result_of_facts(standing, entry, true_values=true_values)


def _result_of_facts(
    facts: StandingFacts | Standing, entry: Entry, *, true_values: Mapping[str, int]
) -> Result:
    return Result(
        entry_id=entry.pk,
        attempt_id=facts.attempt_id,
        correct=facts.correct_count,
        questions=facts.question_count,
        time_used_ms=facts.time_used_ms,
        finished_at=facts.finished_at,
        attempts=facts.attempt_count,
        registered_at=entry.registered_at,
        prediction=facts.prediction,
        gap=facts.prediction_gap,
        is_gap_known=str(facts.division_id) in true_values,
        points=facts.points,
        most_points=facts.most_points,
    )


def _facts(
    result: Result, *, entry: Entry, chain: list[str], rounds_taken: int = 1
) -> StandingFacts:
    return StandingFacts(
        contest_id=entry.contest_id,
        division_id=entry.division_id,
        unit_id=entry.unit_id,
        attempt_id=result.attempt_id,
        rounds_taken=rounds_taken,
        attempt_count=result.attempts,
        correct_count=result.correct,
        question_count=result.questions,
        points=result.points,
        most_points=result.most_points,
        is_perfect=result.is_perfect,
        prediction=result.prediction,
        prediction_gap=result.gap if result.is_gap_known else None,
        time_used_ms=result.time_used_ms,
        finished_at=result.finished_at,
        sort_key=sort_key(result, chain),
    )
