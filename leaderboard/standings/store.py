"""Standings: one entry's recognised result, in a round and over the whole contest.

Everything is computed from closed attempts. Writing twice therefore changes nothing, and stored
standings can be compared with a recomputation at any time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from contests.models import Entry, Round, RoundState
from leaderboard.models import Standing
from leaderboard.rules import RoundFinalised
from leaderboard.standings.compute import (
    ContestRanking,
    StandingFacts,
    StandingKey,
    contest_ranking,
    expected_standings,
    expected_totals,
)
from quizsite.db.bulk_write import write_rows
from quizsite.db.fast_select import FastSelect

BATCH = 1000


@dataclass(frozen=True)
class Difference:
    """A stored standing that differs from what its attempts say."""

    entry_id: int
    is_total: bool
    facts: tuple[str, ...]  # the facts that differ; empty if a row is missing or should not be

    def __str__(self) -> str:
        where = "total" if self.is_total else "round"
        return f"entry {self.entry_id} ({where}): {', '.join(self.facts) or 'row'}"


def record_results(round: Round, entry_ids: Collection[int]) -> set[int]:
    """Write the standings of these entries; return the divisions whose boards may have moved.

    Two writers of one entry take turns at its row. Each reads the attempts only after it has the
    lock, so the later one sees all that the earlier one saw."""
    if round.is_practice:
        return set()
    divisions: set[int] = set()
    ordered = sorted(set(entry_ids))  # one order for every writer, so that none wait in a ring
    # No savepoint: whoever closes papers gives all of it up together.
    with transaction.atomic(savepoint=False):
        for start in range(0, len(ordered), BATCH):
            entries = _locked.all(ordered[start : start + BATCH])
            ranking = contest_ranking(round.contest_id)
            if round.pk in ranking.finalised:
                raise RoundFinalised
            _write_standings([round], entries, ranking=ranking)
            divisions.update(entry.division_id for entry in entries)
    return divisions


@transaction.atomic
def record_entry(entry: Entry) -> list[Round]:
    """Write the standings of an entry that was voided or restored; return the ranked rounds.

    Finalised rounds keep their result, but the person's total changes."""
    entries = _locked.all([entry.pk])
    ranked = list(Round.objects.ranked().filter(contest=entry.contest_id))
    unsettled = [round for round in ranked if round.state == RoundState.PUBLISHED]
    _write_standings(unsettled, entries, ranking=contest_ranking(entry.contest_id))
    return ranked


@transaction.atomic
def record_moved(contest_id: int, entry_ids: Collection[int]) -> list[Round]:
    """Write the standings of entries whose unit or division was corrected; return the rounds.

    A final result keeps the unit that its digest seals, but the person's total changes."""
    ranked = list(Round.objects.ranked().filter(contest=contest_id))
    unsettled = [round for round in ranked if round.state == RoundState.PUBLISHED]
    ordered = sorted(entry_ids)
    for start in range(0, len(ordered), BATCH):
        entries = _locked.all(ordered[start : start + BATCH])
        _write_standings(unsettled, entries, ranking=contest_ranking(contest_id))
    return ranked


def rebuild_standings(round: Round) -> int:
    """Recompute every standing of a round, a batch at a time; return the number of entries."""
    count = 0
    for entry_ids in _batches_of_ids(round.contest_id):
        record_results(round, entry_ids)
        count += len(entry_ids)
    return count


def compare_standings(round: Round) -> list[Difference]:
    """List standings that differ from a recomputation; none if the board is right.

    While people still finish, attempts and standings are read at different moments. Entries that
    seem to differ are therefore compared again under their locks."""
    differences: list[Difference] = []
    for entry_ids in _batches_of_ids(round.contest_id):
        if suspects := {one.entry_id for one in _compare(round, entry_ids)}:
            with transaction.atomic():
                _locked.all(suspects)
                differences += _compare(round, sorted(suspects))
    return differences


def _compare(round: Round, entry_ids: Collection[int]) -> list[Difference]:
    entries = list(Entry.objects.filter(pk__among=entry_ids).order_by("pk"))
    stored = {place: facts for place, (_pk, facts) in _stored(entry_ids).items()}
    totals = expected_totals(contest_ranking(round.contest_id), entries, stored)
    expected = expected_standings(round, entries)
    if round.result_digest:  # it seals the units of then; people may have been moved since
        expected = {
            place: facts._replace(unit_id=stored[place].unit_id) if place in stored else facts
            for place, facts in expected.items()
        }
    return [
        *_differences(expected, stored, round_id=round.pk),
        *_differences(totals, stored, round_id=None),
    ]


def _differences(
    expected: Mapping[StandingKey, StandingFacts],
    stored: Mapping[StandingKey, StandingFacts],
    *,
    round_id: int | None,
) -> list[Difference]:
    found = []
    for place in sorted(place for place in {*expected, *stored} if place[0] == round_id):
        before, after = stored.get(place), expected.get(place)
        if before == after:
            continue
        facts = (
            before
            and after
            and tuple(
                fact
                for fact in StandingFacts._fields
                if getattr(before, fact) != getattr(after, fact)
            )
        )
        found.append(Difference(place[1], round_id is None, facts or ()))
    return found


def rewrite_standings(round: Round, *, after: int, count: int) -> list[int]:
    """Write the next entries of a finalised round, in the order of their ids; return which."""
    entry_ids = _next_ids(round.contest_id, after=after, count=count)
    _write_standings([round], _locked.all(entry_ids), ranking=contest_ranking(round.contest_id))
    return entry_ids


@transaction.atomic
def rank_anew(round: Round, *, after: int, count: int) -> list[int]:
    """Write the next entries of a round that is not final yet, as `record_results` does."""
    entry_ids = _next_ids(round.contest_id, after=after, count=count)
    if entry_ids:
        record_results(round, entry_ids)
    return entry_ids


def _write_standings(
    rounds: Sequence[Round], entries: list[Entry], *, ranking: ContestRanking
) -> None:
    """Write each entry's standings in these rounds of one contest, and its total.

    The caller holds the entries' locks."""
    if not entries:
        return
    stored = _stored([entry.pk for entry in entries])
    again = {None, *(round.pk for round in rounds)}
    expected: dict[StandingKey, StandingFacts] = {}
    for round in rounds:
        # Read under the locks: a check may have counted anew since the caller read the round.
        round.true_predictions = ranking.true_predictions[round.pk]
        expected |= expected_standings(round, entries)
    others = {place: facts for place, (_, facts) in stored.items() if place[0] not in again}
    expected |= expected_totals(ranking, entries, others | expected)
    _write(expected, {place: row for place, row in stored.items() if place[0] in again})


@FastSelect
def _locked(entry_ids: Collection[int]) -> QuerySet[Entry]:
    """Starting a paper refers to the entry and is not held up by NO KEY."""
    some = Entry.objects.filter(pk__among=entry_ids).order_by("pk")
    shown = some.only("contest", "division", "unit", "registered_at", "voided_at")
    return shown.select_for_update(no_key=True)


def _batches_of_ids(contest_id: int) -> Iterator[list[int]]:
    last = 0
    while batch := _next_ids(contest_id, after=last, count=BATCH):
        yield batch
        last = batch[-1]


def _next_ids(contest_id: int, *, after: int, count: int) -> list[int]:
    entries = Entry.objects.filter(contest=contest_id, pk__gt=after)
    return list(entries.order_by("pk").values_list("pk", flat=True)[:count])


# An entry is of one contest. Asked for the contest too, PostgreSQL went through all its standings
# for each batch while the statistics were of an emptier table: 0.5 s among 100,000.
@FastSelect
def _of_entries(entry_ids: Collection[int]) -> QuerySet[Standing, tuple[Any, ...]]:
    standings = Standing.objects.filter(entry__among=entry_ids)
    return standings.values_list("pk", "round_id", "entry_id", *StandingFacts._fields)


def _stored(entry_ids: Collection[int]) -> dict[StandingKey, tuple[int, StandingFacts]]:
    """Read primary key and facts of every standing of these entries."""
    return {
        (row[1], row[2]): (row[0], StandingFacts._make(row[3:]))
        for row in _of_entries.all(entry_ids)
    }


_COLUMNS = {
    "contest_id": "bigint",
    "division_id": "bigint",
    "unit_id": "bigint",
    "attempt_id": "bigint",
    "rounds_taken": "int",
    "attempt_count": "int",
    "correct_count": "int",
    "question_count": "int",
    "points": "int",
    "most_points": "int",
    "is_perfect": "boolean",
    "prediction": "int",
    "prediction_gap": "bigint",
    "time_used_ms": "bigint",
    "finished_at": "timestamptz",
    "sort_key": "varchar",
}
_NAMES = ", ".join(_COLUMNS)
_INSERT = (
    f"INSERT INTO leaderboard_standing (round_id, entry_id, {_NAMES}) "  # noqa: S608 -- constant text
    f"SELECT round_id, entry_id, {_NAMES} FROM {{given}}"
)
_UPDATE = (
    "UPDATE leaderboard_standing SET "  # noqa: S608 -- constant text
    + ", ".join(f"{name} = given.{name}" for name in _COLUMNS)
    + " FROM {given} WHERE leaderboard_standing.id = given.id"
)


def _write(
    expected: Mapping[StandingKey, StandingFacts],
    stored: Mapping[StandingKey, tuple[int, StandingFacts]],
) -> None:
    """The caller holds the entries' locks, so no other writer can have changed a row."""
    gone = [stored[place][0] for place in stored.keys() - expected.keys()]
    if gone:
        Standing.objects.filter(pk__in=gone).delete()
    new, moved = [], []
    for place in sorted(expected, key=_in_order):
        facts, (pk, before) = expected[place], stored.get(place, (None, None))
        if pk is None:
            new.append((*place, *facts))
        elif facts != before:
            moved.append((pk, *facts))
    places = {"round_id": "bigint", "entry_id": "bigint"}
    write_rows(_INSERT, columns=places | _COLUMNS, rows=new)
    write_rows(_UPDATE, columns={"id": "bigint"} | _COLUMNS, rows=moved)


def _in_order(place: StandingKey) -> tuple[int, int]:
    round_id, entry_id = place
    return entry_id, round_id or 0
