"""The figures of a propaganda report: events by form, contests, and both by unit.

An event counts by its day, a contest with the rounds that opened in the period. People of a merged
unit count in its heir, events of a unit in all units above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone

from contests.models import Contest, ContestState, Round, Survey
from leaderboard.models import Standing
from leaderboard.participation.tree import Days, UnitNode, UnitTree, bottom_up, read_tree
from leaderboard.propaganda.periods import Period, period_before
from leaderboard.propaganda_models import EventKind, PropagandaEvent
from leaderboard.rules import withheld_figures
from quizsite.accounts.models import Unit
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.language.ordering import order_key
from quizsite.language.rates import percent


@dataclass(frozen=True, slots=True)
class Sums:
    planned: int = 0
    done: int = 0
    people: int = 0
    cost_vnd: int = 0
    entrants: int = 0
    attempts: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.planned + other.planned,
            self.done + other.done,
            self.people + other.people,
            self.cost_vnd + other.cost_vnd,
            self.entrants + other.entrants,
            self.attempts + other.attempts,
        )

    @property
    def share_done(self) -> Decimal | None:
        return percent(self.done, self.planned)


@dataclass(frozen=True, slots=True)
class KindLine:
    kind: EventKind
    now: Sums
    before: Sums
    units: int


@dataclass(frozen=True, slots=True)
class ContestLine:
    """`is_withheld`: people in an open round predict how many take part."""

    contest: Contest
    rounds: int
    entrants: int
    attempts: int
    units: int
    is_begun: bool
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """`is_own`: what stands at the unit itself, beside the lines of those below it."""

    unit: UnitNode
    sums: Sums
    is_own: bool = False


@dataclass(frozen=True)
class PeriodReport:
    """`focus` is the unit reported on with all below it, or None for the whole site."""

    period: Period
    before: Period
    focus: Unit | None
    at: datetime
    kinds: Sequence[KindLine]
    contests: Sequence[ContestLine]
    contests_before: Sequence[ContestLine]
    units: Sequence[UnitLine]
    events: Sequence[PropagandaEvent]
    surveys: Sequence[Survey]

    @property
    def total(self) -> Sums:
        return sum((one.now for one in self.kinds), Sums())

    @property
    def total_before(self) -> Sums:
        return sum((one.before for one in self.kinds), Sums())

    @property
    def entrants(self) -> int:
        return sum(one.entrants for one in self.contests)


def period_report(period: Period, *, focus: Unit | None, at: datetime) -> PeriodReport:
    today = timezone.localdate(at)
    tree = read_tree(Days(today, today))
    inside = _inside(tree, focus)
    before = period_before(period)
    events = _events(period, inside)
    contests, by_unit = _contests(period, inside, at=at)
    own: dict[int, Sums] = defaultdict(Sums)
    for one in events:
        own[tree.heir(one.unit_id)] += sums_of(one)
    for pk, sums in by_unit.items():
        own[tree.heir(pk)] += sums
    return PeriodReport(
        period=period,
        before=before,
        focus=focus,
        at=at,
        kinds=_kinds(events, _events(before, inside)),
        contests=contests,
        contests_before=_contests(before, inside, at=at)[0],
        units=_units(tree, own, focus),
        events=events,
        surveys=_surveys(period) if focus is None else (),
    )


def sums_of(event: PropagandaEvent) -> Sums:
    return Sums(event.planned, event.done, event.people, event.cost_vnd)


def _inside(tree: UnitTree, focus: Unit | None) -> frozenset[int] | None:
    """The unit, all below it and those that were merged into one of them; None for everything."""
    if focus is None:
        return None
    found, waiting = set[int](), [focus.pk]
    while waiting:
        pk = waiting.pop()
        found.add(pk)
        waiting += tree.children.get(pk, ())
    return frozenset(found | {pk for pk, heir in tree.heirs.items() if heir in found})


def _events(period: Period, inside: Collection[int] | None) -> list[PropagandaEvent]:
    found = PropagandaEvent.objects.filter(held_on__range=(period.begins, period.ends))
    if inside is not None:
        found = found.filter(unit__among=inside)
    return list(found.select_related("unit").order_by("held_on", "pk"))


def _kinds(events: Sequence[PropagandaEvent], earlier: Sequence[PropagandaEvent]) -> list[KindLine]:
    """A line for each form of which something was planned or done, now or before."""
    now, before = defaultdict[str, Sums](Sums), defaultdict[str, Sums](Sums)
    units = defaultdict[str, set[int]](set)
    for one in events:
        now[one.kind] += sums_of(one)
        if one.done:
            units[one.kind].add(one.unit_id)
    for one in earlier:
        before[one.kind] += sums_of(one)
    return [
        KindLine(kind, now[kind], before[kind], len(units[kind]))
        for kind in EventKind
        if kind in now or kind in before
    ]


def _rounds(period: Period) -> dict[Contest, list[Round]]:
    begins, ends = _moments(period.begins, period.ends)
    ranked = Round.objects.ranked().filter(
        opens_at__gte=begins,
        opens_at__lt=ends,
        contest__state=ContestState.PUBLISHED,
        contest__is_rehearsal=False,
    )
    found = defaultdict[Contest, list[Round]](list)
    for one in ranked.select_related("contest").order_by("opens_at", "pk"):
        found[one.contest].append(one)
    return found


def _moments(begins: date, ends: date) -> tuple[datetime, datetime]:
    midnight = time()
    return (
        timezone.make_aware(datetime.combine(begins, midnight)),
        timezone.make_aware(datetime.combine(ends + timedelta(days=1), midnight)),
    )


def _contests(
    period: Period, inside: Collection[int] | None, *, at: datetime
) -> tuple[list[ContestLine], Mapping[int, Sums]]:
    """Each contest with its people of these units, and those people by unit."""
    lines, by_unit = [], defaultdict[int, Sums](Sums)
    for contest, rounds in _rounds(period).items():
        is_withheld = bool({"people", "attempts"} & set(withheld_figures(rounds, at=at)))
        people = {} if is_withheld else _people(rounds, inside)
        for unit, sums in people.items():
            by_unit[unit] += sums
        total = sum(people.values(), Sums())
        lines.append(
            ContestLine(
                contest,
                rounds=len(rounds),
                entrants=total.entrants,
                attempts=total.attempts,
                units=len(people),
                is_begun=rounds[0].opens_at <= at,
                is_withheld=is_withheld,
            )
        )
    return lines, by_unit


def _people(rounds: Sequence[Round], inside: Collection[int] | None) -> dict[int, Sums]:
    """A person counts once in a contest, however many of its rounds they took."""
    taken = Standing.objects.filter(contest=rounds[0].contest_id, round__in=rounds).order_by()
    if inside is not None:
        taken = taken.filter(unit__among=inside)
    counted = taken.values_list("unit").annotate(
        entrants=Count("entry", distinct=True), attempts=Sum("attempt_count")
    )
    return {unit: Sums(entrants=people, attempts=attempts) for unit, people, attempts in counted}


def _units(tree: UnitTree, own: Mapping[int, Sums], focus: Unit | None) -> list[UnitLine]:
    """The units below the focus, or below a single top, and what is the focus's own.

    Each counts everybody below it, so all lines together are the whole."""
    sums: dict[int, Sums] = {}
    for pk in bottom_up(tree.children):
        below = (sums[child] for child in tree.children.get(pk, ()))
        sums[pk] = sum(below, own.get(pk, Sums()))
    top = focus.pk if focus else None
    shown = [pk for pk in tree.children.get(top, ()) if _is_told(tree, pk, sums)]
    if focus is None and len(shown) == 1:
        top = shown[0]
        shown = [pk for pk in tree.children.get(top, ()) if _is_told(tree, pk, sums)]
    lines = [UnitLine(tree.units[pk], sums[pk]) for pk in shown]
    lines.sort(key=lambda one: (order_key(one.unit.name), one.unit.pk))
    if top is not None and own.get(top, Sums()) != Sums():
        lines.insert(0, UnitLine(tree.units[top], own[top], is_own=True))
    return lines


def _is_told(tree: UnitTree, pk: int, sums: Mapping[int, Sums]) -> bool:
    """A unit that is no more, and "no unit", stand in the list as long as they add to it."""
    unit = tree.units[pk]
    return (unit.is_in_force and unit.code != NO_UNIT) or sums[pk] != Sums()


def _surveys(period: Period) -> list[Survey]:
    """Surveys that began in the period and whose results everybody may read."""
    begins, ends = _moments(period.begins, period.ends)
    told = Survey.objects.filter(published_at__isnull=False, opens_at__gte=begins)
    return list(told.filter(opens_at__lt=ends).order_by("opens_at", "pk"))
