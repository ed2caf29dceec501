"""Rosters against what people did: who took part, who began, who is missing; never a score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from contests.models import Contest, RosterPerson, Round
from contests.queries import ranked_rounds
from contests.roster.places import Places
from leaderboard.participation.roster_counts import (
    CountedLines,
    Lines,
    PersonStatus,
    Progress,
    people_on_several,
)
from leaderboard.participation.unit_desk import has_everybody
from leaderboard.rules import withheld_figures
from quizsite.accounts.models import HeadcountCategory, Unit
from quizsite.language.ordering import VietnameseOrder
from quizsite.language.rates import percent

MANY_LINES = 5000


@dataclass
class StatusCounts:
    """How many people of a roster have come how far; they add up along the tree."""

    by_status: Counter[str] = field(default_factory=Counter)
    compulsory_missing: int = 0

    def add(self, status: str, people: int, *, is_compulsory: bool) -> None:
        self.by_status[status] += people
        if is_compulsory and status != PersonStatus.TAKEN:
            self.compulsory_missing += people

    def merge(self, lines: Sequence[Any]) -> None:
        """Count these lines, all of one person, as one: by who has come furthest."""
        for line in lines:
            self.add(line.status, -1, is_compulsory=line.is_compulsory)
        order = list(PersonStatus)
        furthest = max(lines, key=lambda line: order.index(PersonStatus(line.status)))
        is_compulsory = any(line.is_compulsory for line in lines)
        self.add(furthest.status, 1, is_compulsory=is_compulsory)

    @property
    def total(self) -> int:
        return self.by_status.total()

    @property
    def taken(self) -> int:
        return self.by_status[PersonStatus.TAKEN]

    @property
    def started(self) -> int:
        return self.by_status[PersonStatus.STARTED]

    @property
    def entered(self) -> int:
        return self.by_status[PersonStatus.ENTERED]

    @property
    def unregistered(self) -> int:
        return self.by_status[PersonStatus.MISSING]

    @property
    def not_taken(self) -> int:
        return self.total - self.taken

    @property
    def rate(self) -> Decimal | None:
        return percent(self.taken, self.total)


@dataclass(frozen=True)
class RosterFilter:
    """Which lines a person wants to see; "" is all."""

    status: str = ""
    category: str = ""
    unit: str = ""  # its code
    query: str = ""
    by_unit: bool = False
    compulsory_only: bool = False


@dataclass(frozen=True)
class RosterFigures:
    """One desk's roster in a round, or over the whole contest."""

    contest: Contest
    unit: Unit
    rounds: Sequence[Round]
    round: Round | None
    progress: Progress
    lines: Lines
    whole: StatusCounts
    by_unit: Sequence[tuple[Unit, StatusCounts]]  # the unit itself and those directly below
    by_category: Sequence[tuple[str, StatusCounts]]
    counted: Sequence[CountedLines]
    units: Collection[int]
    repeated: int  # lines of people who are counted by another line already

    @property
    def is_withheld(self) -> bool:
        """Nobody competing in an open round may count its people."""
        return self.progress.is_withheld

    @property
    def categories(self) -> list[tuple[str, str]]:
        """As they are found in the roster, for a list to choose from."""
        labels = {str(one.label): one.value for one in HeadcountCategory}
        return [(labels[label], label) for label, _counts in self.by_category]


def roster_figures(
    contest: Contest,
    unit: Unit,
    *,
    places: Places,
    number: str,
    at: datetime,
    is_organiser: bool,
) -> RosterFigures:
    """Count all lines of a desk, and add their people up by unit and by category."""
    rounds = ranked_rounds(contest.pk)
    round = next((one for one in rounds if str(one.number) == number), None)
    chosen, units = [round] if round else rounds, places.within(unit.pk)
    is_withheld = (
        not is_organiser
        and "people" in withheld_figures(chosen, at=at)
        and has_everybody(units, contest)
    )
    progress = Progress(contest, round, chosen, is_withheld)
    lines = RosterPerson.objects.filter(contest=contest, unit__among=units)
    rows, groups = progress.count(lines), people_on_several(lines, progress)
    whole, categories, sums = _add_up(unit, rows, groups, places)
    found = Unit.objects.filter(pk__among=list(sums)).order_by(VietnameseOrder("name"), "pk")
    return RosterFigures(
        contest,
        unit,
        rounds,
        round,
        progress,
        lines,
        whole,
        sorted(((one, sums[one.pk]) for one in found), key=lambda pair: pair[0] != unit),
        [(str(one.label), categories[one]) for one in HeadcountCategory if one in categories],
        rows,
        units,
        sum(len(group) - 1 for group in groups),
    )


def _add_up(
    unit: Unit, rows: Iterable[CountedLines], groups: Sequence[list[Any]], places: Places
) -> tuple[StatusCounts, dict[str, StatusCounts], dict[int, StatusCounts]]:
    """Add up the whole, by category, and by the units directly below; each person once in each."""
    whole, categories = StatusCounts(), defaultdict[str, StatusCounts](StatusCounts)
    units = defaultdict[int, StatusCounts](StatusCounts)
    for row in rows:
        shown = directly_below(unit.pk, row.unit_id, places)
        for sums in (whole, categories[row.category], units[shown]):
            sums.add(row.status, row.lines, is_compulsory=row.is_compulsory)
    for group in groups:
        whole.merge(group)
        for category in {line.category for line in group}:
            categories[category].merge([one for one in group if one.category == category])
        at = {line.pk: directly_below(unit.pk, line.unit_id, places) for line in group}
        for shown in set(at.values()):
            units[shown].merge([one for one in group if at[one.pk] == shown])
    return whole, categories, units


def directly_below(top: int, unit_id: int, places: Places) -> int:
    """The unit below `top` in which a line of some unit further down is counted."""
    step = places.heir(unit_id)
    seen = {step}
    while step != top:
        parent = places.parents.get(step)
        above = None if parent is None else places.heir(parent)
        if above is None or above in seen or above == top:
            return step
        step = above
        seen.add(step)
    return top


def count_filtered(
    figures: RosterFigures, wanted: RosterFilter, *, places: Mapping[str, Collection[int]]
) -> int | None:
    """Count without asking the database again; None where a name is looked for."""
    if wanted.query:
        return None
    units = set(places[wanted.unit]) if wanted.unit in places else None
    any_status = wanted.status not in PersonStatus.values
    any_category = wanted.category not in HeadcountCategory.values
    return sum(
        lines
        for unit, category, is_compulsory, status, lines in figures.counted
        if (any_status or status == wanted.status)
        and (any_category or category == wanted.category)
        and (units is None or unit in units)
        and (is_compulsory or not wanted.compulsory_only)
    )


def filtered(
    figures: RosterFigures, wanted: RosterFilter, *, places: Mapping[str, Collection[int]]
) -> Lines:
    """Keep the lines that somebody asked for, in the order of Vietnamese lists.

    `places` maps the code of a unit to that unit and all units below it."""
    lines = figures.lines
    if wanted.unit in places:
        lines = lines.filter(unit__among=places[wanted.unit])
    elif figures.whole.total > MANY_LINES:
        # A database that looks for the units first sorts all their lines to show a hundred.
        lines = RosterPerson.objects.filter(contest=figures.contest).alias(its=F("unit_id") + 0)
        lines = lines.filter(its__among=figures.units)
    if wanted.status in PersonStatus.values:
        lines = figures.progress.only(lines, wanted.status)
    if wanted.category in HeadcountCategory.values:
        lines = lines.filter(category=wanted.category)
    if wanted.compulsory_only:
        lines = lines.filter(is_compulsory=True)
    if wanted.query:
        lines = lines.filter(name_key__contains=wanted.query)
    by_unit = (VietnameseOrder("unit__name"),) if wanted.by_unit else ()
    return lines.select_related("unit").order_by(*by_unit, "name_order", "pk")
