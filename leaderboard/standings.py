"""Standings: one entry's recognised result, in a round and over the whole contest.

Everything is computed from closed attempts, so writing twice changes nothing, and what was
written can be compared with a recomputation at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from contests.models import (
    Attempt,
    Contest,
    ContestEvent,
    Entry,
    Round,
    RoundState,
    TieCriterion,
)
from leaderboard.models import Standing
from leaderboard.ranking import Result, add_up, choose_recognised, prediction_gap, sort_key
from leaderboard.rules import RoundFinalised

BATCH = 1000
_FACTS = (
    "contest_id",
    "division_id",
    "unit_id",
    "attempt_id",
    "rounds_taken",
    "attempt_count",
    "correct_count",
    "question_count",
    "is_perfect",
    "prediction",
    "prediction_gap",
    "time_used_ms",
    "finished_at",
    "sort_key",
)


@dataclass(frozen=True)
class Difference:
    """A standing that is not what its attempts say."""

    entry_id: int
    is_total: bool
    facts: tuple[str, ...]  # the facts that differ; empty if a row is missing or should not be

    def __str__(self) -> str:
        where = "total" if self.is_total else "round"
        return f"entry {self.entry_id} ({where}): {', '.join(self.facts) or 'row'}"


def record_results(round: Round, entry_ids: Collection[int]) -> set[int]:
    """Write the standings of these entries; returns the divisions whose boards may have moved.

    Two writers of one entry take turns at its row, and each reads the attempts only after it
    has the lock: the later one sees all that the earlier one saw."""
    if round.is_practice:
        return set()
    divisions: set[int] = set()
    ordered = sorted(set(entry_ids))  # one order for every writer, so that none wait in a ring
    with transaction.atomic():
        for start in range(0, len(ordered), BATCH):
            entries = _lock(Entry.objects.filter(pk__in=ordered[start : start + BATCH]))
            _check_not_finalised(round)
            write_standings(round, entries)
            divisions.update(entry.division_id for entry in entries)
    return divisions


@transaction.atomic
def record_entry(entry: Entry) -> list[Round]:
    """After an entry was voided or restored; returns the contest's ranked rounds.

    Rounds already finalised keep their result, but the total changes with the person."""
    entries = _lock(Entry.objects.filter(pk=entry.pk))
    ranked = list(Round.objects.public().filter(contest=entry.contest_id, is_practice=False))
    for round in ranked:
        if round.state == RoundState.PUBLISHED:
            _write_round(round, entries)
    _write_totals(entry.contest_id, entries)
    return ranked


def rebuild_standings(round: Round) -> int:
    """Recompute every standing of a round, a batch at a time; returns the number of entries."""
    count = 0
    for entry_ids in _batches_of_ids(round.contest_id):
        record_results(round, entry_ids)
        count += len(entry_ids)
    return count


def compare_standings(round: Round) -> list[Difference]:
    """Standings that differ from a recomputation; the board is right if there are none.

    While people still finish, attempts and standings are read at different moments; what
    seems to differ is looked at again with the entries locked."""
    differences: list[Difference] = []
    for entry_ids in _batches_of_ids(round.contest_id):
        if suspects := {one.entry_id for one in _compare(round, entry_ids)}:
            with transaction.atomic():
                _lock(Entry.objects.filter(pk__in=suspects))
                differences += _compare(round, sorted(suspects))
    return differences


def _compare(round: Round, entry_ids: Collection[int]) -> list[Difference]:
    entries = list(Entry.objects.filter(pk__in=entry_ids).order_by("pk"))
    rounds = _differences(
        expected_standings(round, entries), _stored(round.pk, entry_ids), is_total=False
    )
    totals = _differences(
        _expected_totals(round.contest_id, entries), _stored(None, entry_ids), is_total=True
    )
    return rounds + totals


def lock_all_entries(contest_id: int) -> None:
    """Nobody records a result of this contest until the surrounding transaction ends."""
    for entry_ids in _batches_of_ids(contest_id):
        _lock(Entry.objects.filter(pk__in=entry_ids))


def write_all_standings(round: Round) -> None:
    """What `rebuild_standings` does, inside the transaction that finalises the round."""
    for entry_ids in _batches_of_ids(round.contest_id):
        write_standings(round, list(Entry.objects.filter(pk__in=entry_ids).order_by("pk")))


def write_standings(round: Round, entries: list[Entry]) -> None:
    """Both standings of each entry; the caller holds the entries' locks."""
    _write_round(round, entries)
    _write_totals(round.contest_id, entries)


def _write_round(round: Round, entries: list[Entry]) -> None:
    stored = _stored(round.pk, [entry.pk for entry in entries])
    _write(expected_standings(round, entries), stored)


def _write_totals(contest_id: int, entries: list[Entry]) -> None:
    stored = _stored(None, [entry.pk for entry in entries])
    _write(_expected_totals(contest_id, entries), stored)


def _lock(entries: QuerySet[Entry]) -> list[Entry]:
    # Starting a paper refers to the entry and is not held up by NO KEY. SQLite has one writer
    # at a time (IMMEDIATE) and ignores the clause.
    return list(entries.select_for_update(no_key=True).order_by("pk"))


def _check_not_finalised(round: Round) -> None:
    if Round.objects.filter(pk=round.pk, state=RoundState.FINALISED).exists():
        raise RoundFinalised


def _batches_of_ids(contest_id: int) -> Iterator[list[int]]:
    entries = Entry.objects.filter(contest=contest_id).order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(entries.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1]


def expected_standings(round: Round, entries: Collection[Entry]) -> dict[int, Standing]:
    """By entry id, what the closed attempts of valid entries say."""
    out = _disqualified(round, entries)
    valid = {entry.pk: entry for entry in entries if entry.pk not in out}
    chosen = {
        entry_id: choose_recognised(attempts, round.recognised, chain=round.tie_chain)
        for entry_id, attempts in _results(round, valid).items()
    }
    return {
        entry_id: _standing(result, entry=valid[entry_id], round=round, chain=round.tie_chain)
        for entry_id, result in chosen.items()
    }


def _disqualified(round: Round, entries: Collection[Entry]) -> set[int]:
    """Who is out of a round: now, or when it was finalised; what came later changes nothing."""
    voided = {entry.pk: entry.voided_at for entry in entries if entry.voided_at}
    if round.finalised_at is None:
        return set(voided)
    kinds = (ContestEvent.Kind.ENTRY_VOIDED, ContestEvent.Kind.ENTRY_RESTORED)
    changes = ContestEvent.objects.filter(
        contest=round.contest_id, kind__in=kinds, at__lte=round.finalised_at
    ).order_by("at", "pk")
    last = {detail["entry"]: kind for detail, kind in changes.values_list("detail", "kind")}
    out = {pk for pk, kind in last.items() if kind == ContestEvent.Kind.ENTRY_VOIDED}
    return out | {pk for pk, at in voided.items() if at <= round.finalised_at}


def _results(round: Round, entries: Mapping[int, Entry]) -> dict[int, list[Result]]:
    closed = (
        Attempt.objects.closed()
        .filter(round=round, entry__in=list(entries))
        .defer("paper")
        .order_by("entry", "number")
    )
    by_entry: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in closed:
        by_entry[attempt.entry_id].append(attempt)
    return {
        entry_id: [_result(one, entries[entry_id], round, len(attempts)) for one in attempts]
        for entry_id, attempts in by_entry.items()
    }


def _result(attempt: Attempt, entry: Entry, round: Round, attempt_count: int) -> Result:
    true_value = round.true_predictions.get(str(entry.division_id))
    assert attempt.finished_at is not None  # noqa: S101 -- the database keeps this (a constraint)
    return Result(
        entry_id=entry.pk,
        attempt_id=attempt.pk,
        number=attempt.number,
        correct=attempt.correct_count or 0,
        questions=attempt.question_count,
        time_used_ms=max(0, attempt.time_used_ms or 0),  # a clock set back is nobody's merit
        finished_at=attempt.finished_at,
        attempts=attempt_count,
        registered_at=entry.registered_at,
        prediction=attempt.prediction,
        gap=prediction_gap(attempt.prediction, true_value),
        is_gap_known=true_value is not None,
        lots_seed=round.lots_seed,
    )


def _expected_totals(contest_id: int, entries: Collection[Entry]) -> dict[int, Standing]:
    """By entry id, the sum of the entry's rounds as they stand."""
    valid = {entry.pk: entry for entry in entries if entry.voided_at is None}
    by_entry: dict[int, list[Result]] = defaultdict(list)
    for standing in Standing.objects.filter(
        contest=contest_id, round__isnull=False, entry__in=list(valid)
    ).select_related("round"):
        by_entry[standing.entry_id].append(result_of(standing, valid[standing.entry_id]))
    if not by_entry:
        return {}
    chain = Contest.objects.values_list("tie_chain", flat=True).get(pk=contest_id)
    seed = _lots_seed(contest_id) if TieCriterion.LOTS in chain else ""
    totals = {entry_id: add_up(parts, lots_seed=seed) for entry_id, parts in by_entry.items()}
    return {
        entry_id: _standing(
            result,
            entry=valid[entry_id],
            round=None,
            chain=chain,
            rounds_taken=len(by_entry[entry_id]),
        )
        for entry_id, result in totals.items()
    }


def _lots_seed(contest_id: int) -> str:
    """The first round published gives the whole contest its lots: it never changes again."""
    ranked = Round.objects.public().filter(contest=contest_id, is_practice=False)
    first = ranked.order_by("published_at", "pk").values_list("lots_seed", flat=True).first()
    return first or ""


def result_of(standing: Standing, entry: Entry) -> Result:
    """A standing of a round as the tie chain sees it."""
    true_values = standing.round.true_predictions if standing.round else {}
    return Result(
        entry_id=standing.entry_id,
        attempt_id=standing.attempt_id,
        correct=standing.correct_count,
        questions=standing.question_count,
        time_used_ms=standing.time_used_ms,
        finished_at=standing.finished_at,
        attempts=standing.attempt_count,
        registered_at=entry.registered_at,
        prediction=standing.prediction,
        gap=standing.prediction_gap,
        is_gap_known=str(standing.division_id) in true_values,
    )


def _standing(
    result: Result, *, entry: Entry, round: Round | None, chain: list[str], rounds_taken: int = 1
) -> Standing:
    return Standing(
        contest_id=entry.contest_id,
        round=round,
        entry=entry,
        division_id=entry.division_id,
        unit_id=entry.unit_id,
        attempt_id=result.attempt_id,
        rounds_taken=rounds_taken,
        attempt_count=result.attempts,
        correct_count=result.correct,
        question_count=result.questions,
        is_perfect=result.is_perfect,
        prediction=result.prediction,
        prediction_gap=result.gap if result.is_gap_known else None,
        time_used_ms=result.time_used_ms,
        finished_at=result.finished_at,
        sort_key=sort_key(result, chain),
    )


def _stored(round_id: int | None, entry_ids: Collection[int]) -> dict[int, Standing]:
    rows = Standing.objects.filter(round=round_id, entry__in=list(entry_ids))
    return {row.entry_id: row for row in rows}


def _facts_that_differ(one: Standing, other: Standing) -> tuple[str, ...]:
    return tuple(fact for fact in _FACTS if getattr(one, fact) != getattr(other, fact))


def _differences(
    expected: Mapping[int, Standing], stored: Mapping[int, Standing], *, is_total: bool
) -> list[Difference]:
    found = []
    for entry_id in sorted(expected.keys() | stored.keys()):
        if entry_id not in expected or entry_id not in stored:
            found.append(Difference(entry_id, is_total, ()))
        elif facts := _facts_that_differ(expected[entry_id], stored[entry_id]):
            found.append(Difference(entry_id, is_total, facts))
    return found


def _write(expected: Mapping[int, Standing], stored: Mapping[int, Standing]) -> None:
    gone = [stored[entry_id].pk for entry_id in stored.keys() - expected.keys()]
    if gone:
        Standing.objects.filter(pk__in=gone).delete()
    changed = []
    for entry_id, row in sorted(expected.items()):
        before = stored.get(entry_id)
        row.pk = before.pk if before else None
        if before is None or _facts_that_differ(row, before):
            changed.append(row)
    if changed:
        # By primary key: a partial unique index cannot be the target of ON CONFLICT here, and
        # under the entries' locks no other writer can have made the row meanwhile.
        Standing.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[fact.removesuffix("_id") for fact in _FACTS],
        )
