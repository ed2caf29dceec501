"""The figures of a report, read once; people come before attempts.

Page, workbook and document all write what stands here, so they tell the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from contests.analysis.shown import analysis_of
from contests.analysis.weakest import Group, groups_of
from contests.awards import Award
from contests.models import Division, Round
from contests.queries import ranked_rounds
from contests.schedule import StatedResult, joint_state
from contests.surveys.small_cells import FEWEST, hidden_groups
from leaderboard.participation.bands import BandLine, are_over, lines_of_everybody, round_before
from leaderboard.participation.figures import (
    Participation,
    UnitFigures,
    UnitSums,
    participation_in,
    sums_by_division,
)
from leaderboard.participation.selection import KindTotal, listed_kinds, listed_units
from leaderboard.reports.people import (
    Ages,
    DeviceLine,
    Hours,
    ages_of,
    categories_of,
    devices_of,
    hours_of,
)
from quizsite.accounts.models import HeadcountCategory
from quizsite.language.ordering import order_key
from quizsite.language.rates import percent


@dataclass(frozen=True, slots=True)
class Scored:
    """Sums of a group with its scores, or without: those of fewer than five are told nowhere."""

    sums: UnitSums
    is_hidden: bool = False

    @property
    def mean(self) -> Decimal | None:
        return None if self.is_hidden else self.sums.mean_score

    @property
    def perfect(self) -> int | None:
        return None if self.is_hidden else self.sums.perfect

    @property
    def perfect_share(self) -> Decimal | None:
        return None if self.is_hidden else self.sums.perfect_share


@dataclass(frozen=True, slots=True)
class DivisionLine:
    division: Division
    scored: Scored


@dataclass(frozen=True, slots=True)
class RoundLine:
    round: Round
    scored: Scored


@dataclass(frozen=True, slots=True)
class KindLine:
    total: KindTotal
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    figures: UnitFigures
    mean: Decimal | None


@dataclass(frozen=True)
class Part:
    """The units against their headcounts of one category of people."""

    category: str
    label: str
    kinds: Sequence[KindLine]
    units: Sequence[UnitLine]

    @property
    def people(self) -> int:
        return sum(one.total.people for one in self.kinds)

    @property
    def listed(self) -> int:
        """A unit below another one is part of it, and counted with it."""
        return len(self.units)

    @property
    def active(self) -> int:
        return sum(bool(_everybody(one.figures).people) for one in self.units)

    @property
    def full(self) -> list[UnitFigures]:
        """Units of which everybody took part, by name."""
        return [one.figures for one in self.units if one.figures.is_full]

    @property
    def lowest(self) -> list[UnitFigures]:
        """All units that have not reached 100 %, the lowest first."""
        rated = [one.figures for one in self.units if one.figures.rate is not None]
        return sorted((one for one in rated if not one.is_full), key=_by_rate)


@dataclass(frozen=True)
class Report:
    """`before` are all people of the round before; bands and axes wait until nobody answers."""

    award: Award
    at: datetime
    state: StatedResult | None
    is_over: bool
    total: Scored
    headcount: int | None
    rate: Decimal | None
    divisions: Sequence[DivisionLine]
    rounds: Sequence[RoundLine]
    before: RoundLine | None
    parts: Sequence[Part]
    bands: Sequence[BandLine]
    axes: Sequence[Group]
    hours: Hours
    categories: Sequence[tuple[HeadcountCategory, int]]
    ages: Ages
    devices: Sequence[DeviceLine]

    @property
    def people(self) -> int:
        return self.total.sums.people

    @property
    def listed(self) -> int:
        return self.parts[0].listed if self.parts else 0

    @property
    def active(self) -> int:
        return self.parts[0].active if self.parts else 0


def report_of(award: Award, *, at: datetime) -> Report:
    """Read everything anew."""
    rounds = ranked_rounds(award.contest.pk)
    chosen = [award.round] if award.round else rounds
    by_division = sums_by_division(award.contest, award.round)
    total = _scored(sum(by_division.values(), UnitSums()))
    first = participation_in(award.contest, round=award.round, at=at)
    headcount, rate = _over_all(first)
    is_over = are_over(chosen, at=at)
    before = round_before(rounds, award.round)
    return Report(
        award=award,
        at=at,
        state=joint_state(chosen, at=at),
        is_over=is_over,
        total=total,
        headcount=headcount,
        rate=rate,
        divisions=_divisions(award, by_division),
        rounds=_rounds(rounds, award) if award.round is None else (),
        before=_line(before, award) if before else None,
        parts=_parts(first, award, at=at),
        bands=_bands(award) if is_over and not total.is_hidden else (),
        axes=_axes(award) if is_over else (),
        hours=hours_of(award),
        categories=categories_of(award),
        ages=ages_of(award),
        devices=devices_of(award),
    )


def _scored(sums: UnitSums) -> Scored:
    return Scored(sums, is_hidden=sums.people < FEWEST)


def _line(round: Round, award: Award) -> RoundLine:
    return RoundLine(round, _scored(_all_of(round, award)))


def _all_of(round: Round, award: Award) -> UnitSums:
    return sum(sums_by_division(award.contest, round).values(), UnitSums())


def _rounds(rounds: Sequence[Round], award: Award) -> list[RoundLine]:
    found = {one: _all_of(one, award) for one in rounds}
    hidden = hidden_groups({one: sums.papers for one, sums in found.items()})
    return [RoundLine(one, Scored(sums, one in hidden)) for one, sums in found.items()]


def _divisions(award: Award, sums: Mapping[int, UnitSums]) -> list[DivisionLine]:
    divisions = list(award.contest.divisions.order_by("position", "pk"))
    found = {one: sums.get(one.pk, UnitSums()) for one in divisions}
    hidden = hidden_groups({one: each.people for one, each in found.items()})
    return [DivisionLine(one, Scored(each, one in hidden)) for one, each in found.items()]


def _over_all(participation: Participation) -> tuple[int | None, Decimal | None]:
    """Of the topmost units that state a headcount, on both sides of the rate."""
    based = [one for one in participation.below(None) if one.base]
    headcount = sum(one.base.people for one in based if one.base)
    return headcount or None, percent(sum(one.counted.people for one in based), headcount)


def _parts(first: Participation, award: Award, *, at: datetime) -> list[Part]:
    """One for each category that divisions count, the contest's own first."""
    others = [one for one in first.categories if one != first.category]
    found = [first] + [
        participation_in(award.contest, round=award.round, at=at, category=one) for one in others
    ]
    return [_part(one) for one in found]


def _part(participation: Participation) -> Part:
    kinds, units = listed_kinds(participation), listed_units(participation)
    hidden = hidden_groups({one.kind: one.sums.people for one in kinds})
    alone = set[int]()
    for kind in kinds:
        inside = [one for one in units if one.unit.kind == kind.kind]
        alone |= {one.unit.pk for one in inside} if kind.kind in hidden else _alone(inside)
    return Part(
        participation.category,
        participation.category_label,
        [KindLine(one, None if one.kind in hidden else one.sums.mean_score) for one in kinds],
        [
            UnitLine(one, None if one.unit.pk in alone else _everybody(one).mean_score)
            for one in units
        ],
    )


def _alone(units: Sequence[UnitFigures]) -> frozenset[int]:
    """Which units of a khối keep their mean to themselves where the khối's own is shown."""
    return hidden_groups({one.unit.pk: _everybody(one).people for one in units})


def _everybody(one: UnitFigures) -> UnitSums:
    return one.counted + one.residents


def _bands(award: Award) -> list[BandLine]:
    return lines_of_everybody(award.contest, award.round)


def _axes(award: Award) -> list[Group]:
    """What the analysis of each round says of whole divisions; none before it was made."""
    if award.round is None:
        return []
    stored = analysis_of(award.round)
    return [one for one in groups_of(stored) if one.is_whole] if stored else []


def _by_rate(one: UnitFigures) -> tuple[Decimal, bytes, int]:
    return (one.rate or Decimal(0), order_key(one.unit.name), one.unit.pk)
