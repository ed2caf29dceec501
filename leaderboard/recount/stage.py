"""What a recount knows of a contest before it reads people: rounds, who is out, units, seeds."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from contests.models import Contest, Division, Entry, Round
from leaderboard.models import ContestLots
from leaderboard.recount.findings import finding, place_of
from quizsite.accounts.models import Unit
from quizsite.models import AuditLine

_NO_UNIT = "khong-thuoc-don-vi-nao"


@dataclass(frozen=True, slots=True)
class UnitRow:
    pk: int
    parent: int | None
    kind: int
    code: str
    name: str
    begins: date | None
    ends: date | None
    successor: int | None

    def is_in_force(self, on: date) -> bool:
        return (self.begins is None or self.begins <= on) and (self.ends is None or on < self.ends)

    @property
    def is_real(self) -> bool:
        return self.code != _NO_UNIT


@dataclass(frozen=True)
class Stage:
    """`final` are the rounds whose result is fixed; `is_over` when no ranked round is left."""

    contest: Contest
    rounds: list[Round]
    final: list[Round]
    divisions: list[Division]
    units: dict[int, UnitRow]
    below: dict[int | None, list[int]]
    out: dict[int, frozenset[int]]  # by round: entries that did not count when it was decided
    seed: str  # of the lots over the whole contest
    heirs: dict[int, int] = field(default_factory=dict)  # of units merged by the day of the result
    day: date | None = None

    @property
    def is_over(self) -> bool:
        return bool(self.final) and len(self.final) == len(self.rounds)

    @property
    def waiting(self) -> list[Round]:
        return [one for one in self.rounds if not one.result_digest]

    def path(self, unit: int | None) -> Iterator[int]:
        """From a unit, or the one that goes on for it, up to the topmost one above it."""
        unit = self.heirs.get(unit, unit) if unit is not None else None
        while unit is not None:
            yield unit
            unit = self.units[unit].parent

    def counts(self, unit: UnitRow, on: date) -> bool:
        """Whether a unit was there on either day, and no other goes on for it."""
        days = (on, self.day or on)
        return unit.pk not in self.heirs and any(unit.is_in_force(day) for day in days)

    def day_of(self, round: Round | None) -> date:
        """The day whose headcounts count: when the round, or the last one, opened."""
        last = round or max(self.rounds, key=lambda one: one.opens_at)
        return timezone.localtime(last.opens_at).date()


def when_final(stage: Stage, round: Round | None) -> Stage:
    """Put each unit merged by the day of a final result in the place of the one after it."""
    fixed = [one.finalised_at for one in ([round] if round else stage.rounds)]
    known = [moment for moment in fixed if moment is not None]
    moment = max(known) if known and len(known) == len(fixed) else timezone.now()
    day = timezone.localtime(moment).date()
    gone = {pk for pk, unit in stage.units.items() if unit.ends is not None and unit.ends <= day}
    heirs = {pk: after for pk in gone if (after := _after(stage, pk, gone)) is not None}
    units = dict(stage.units)
    for pk, unit in stage.units.items():
        heir = heirs.get(unit.parent) if unit.parent is not None else None
        if heir is not None and pk not in replace(stage, units=units).path(heir):
            units[pk] = replace(unit, parent=heir)
    below: dict[int | None, list[int]] = defaultdict(list)
    for unit in units.values():
        below[unit.parent].append(unit.pk)
    return replace(stage, units=units, below=dict(below), heirs=heirs, day=day)


def _after(stage: Stage, pk: int, gone: set[int]) -> int | None:
    passed: list[int] = []
    step: int | None = pk
    while step in gone and step not in passed:
        passed.append(step)
        step = stage.units[step].successor
    return None if step in passed else step


def stage_of(contest: Contest) -> Stage:
    ranked = Round.objects.filter(contest=contest, is_practice=False).exclude(state="draft")
    rounds = list(ranked.select_related("contest").order_by("number"))
    units = {row[0]: UnitRow(*row) for row in _unit_rows()}
    below: dict[int | None, list[int]] = defaultdict(list)
    for unit in units.values():
        below[unit.parent].append(unit.pk)
    final = [one for one in rounds if one.result_digest]
    return Stage(
        contest=contest,
        rounds=rounds,
        final=final,
        divisions=list(Division.objects.filter(contest=contest)),
        units=units,
        below=dict(below),
        out={one.pk: out_at(contest, one.corrected_at or one.finalised_at) for one in final},
        seed=_seed_of(contest, rounds),
    )


def _unit_rows() -> Iterator[tuple[Any, ...]]:
    columns = ["pk", "parent_id", "kind_id", "code", "name"]
    columns += ["in_force_from", "in_force_until", "successor_id"]
    yield from Unit.objects.order_by("pk").values_list(*columns).iterator(chunk_size=2000)


def out_at(contest: Contest, at: datetime | None) -> frozenset[int]:
    """Follow the trail of voiding and restoring up to a moment, as when a result was decided."""
    voided = Entry.objects.filter(contest=contest, voided_at__lte=at)
    out = set(voided.values_list("pk", flat=True))
    lines = AuditLine.objects.filter(
        contest=contest.pk, kind__in=("entry_voided", "entry_restored"), at__lte=at
    )
    for entry, kind in lines.order_by("at", "pk").values_list("about_id", "kind"):
        if kind == "entry_voided":
            out.add(entry)
        else:
            out.discard(entry)
    return frozenset(out)


def _seed_of(contest: Contest, rounds: list[Round]) -> str:
    drawn = ContestLots.objects.filter(contest=contest).values_list("seed", flat=True).first()
    if drawn or not rounds:
        return drawn or ""
    earliest = min(rounds, key=lambda one: (one.published_at or one.created_at, one.pk))
    return earliest.lots_seed


def wrong_lots(stage: Stage) -> Iterator[str]:
    """Seeds against what was sealed when a round was published, and the contest's against both."""
    for round in stage.final:
        sealed = round.lots_commitment
        found = hashlib.sha256(round.lots_seed.encode()).hexdigest()
        if sealed and sealed != found:
            yield finding(place_of(round), "niêm phong mã bốc thăm", stored=sealed, found=found)
    lots = ContestLots.objects.filter(contest=stage.contest).first()
    if lots is None or not stage.is_over or len(stage.rounds) == 1:
        return
    digest = hashlib.sha256()
    for round in stage.rounds:
        at = round.finalised_at
        said = at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""
        digest.update(f"{round.number} {round.lots_seed} {said}\n".encode())
    if digest.hexdigest() != lots.seed:
        where = place_of(None)
        yield finding(where, "mã bốc thăm", stored=lots.seed, found=digest.hexdigest())
