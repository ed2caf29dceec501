"""Rosters against what people did: who took part, who began, who is missing; never a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, TextChoices, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Attempt, Contest, RosterPerson, Round
from contests.queries import ranked_rounds
from contests.roster.places import Places
from leaderboard.models import Standing
from leaderboard.participation.unit_desk import has_everybody
from leaderboard.rules import withheld_figures
from quizsite.accounts.models import HeadcountCategory, Unit
from quizsite.language.ordering import VietnameseOrder
from quizsite.language.rates import percent

_Row = tuple[int, str, bool, str, int]  # unit, category, compulsory, status, people
StatusLines = QuerySet[Any]  # of RosterPerson, with `status`


class PersonStatus(TextChoices):
    """How far somebody on a roster has come."""

    MISSING = "chua-dang-ky", _("chưa đăng ký")
    ENTERED = "da-dang-ky", _("đã đăng ký, chưa thi")
    STARTED = "dang-thi", _("đã bắt đầu, chưa nộp")
    TAKEN = "da-thi", _("đã thi")


@dataclass
class StatusCounts:
    """How many people of a roster have come how far; they add up along the tree."""

    by_status: Counter[str] = field(default_factory=Counter)
    compulsory_missing: int = 0

    def add(self, status: str, people: int, *, is_compulsory: bool) -> None:
        self.by_status[status] += people
        if is_compulsory and status != PersonStatus.TAKEN:
            self.compulsory_missing += people

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
    is_withheld: bool  # nobody competing in an open round may count its people
    lines: StatusLines
    whole: StatusCounts
    by_unit: Sequence[tuple[Unit, StatusCounts]]  # the unit itself and those directly below
    by_category: Sequence[tuple[str, StatusCounts]]
    counted: Sequence[_Row]

    @property
    def categories(self) -> list[tuple[str, str]]:
        """As they are found in the roster, for a list to choose from."""
        labels = {str(one.label): one.value for one in HeadcountCategory}
        return [(labels[label], label) for label, _counts in self.by_category]


def roster_figures(
    contest: Contest,
    unit: Unit,
    *,
    units: Collection[int],
    number: str,
    at: datetime,
    is_organiser: bool,
) -> RosterFigures:
    """Count all lines of a desk in one query, and add them up by unit and by category."""
    rounds = ranked_rounds(contest.pk)
    round = next((one for one in rounds if str(one.number) == number), None)
    chosen = [round] if round else rounds
    is_withheld = (
        not is_organiser
        and "people" in withheld_figures(chosen, at=at)
        and has_everybody(units, contest)
    )
    own = RosterPerson.objects.filter(contest=contest, unit__among=units)
    lines = lines_with_status(own, contest, round, chosen, is_withheld=is_withheld)
    rows = list(
        lines.order_by()
        .values_list("unit_id", "category", "is_compulsory", "status")
        .annotate(Count("pk"))
    )
    whole, categories = StatusCounts(), {one.value: StatusCounts() for one in HeadcountCategory}
    for _unit_id, category, is_compulsory, status, people in rows:
        whole.add(status, people, is_compulsory=is_compulsory)
        categories[category].add(status, people, is_compulsory=is_compulsory)
    return RosterFigures(
        contest,
        unit,
        rounds,
        round,
        is_withheld,
        lines,
        whole,
        _by_unit(unit, rows, on=timezone.localdate(at)),
        [(str(HeadcountCategory(one).label), n) for one, n in categories.items() if n.total],
        rows,
    )


def lines_with_status(
    lines: QuerySet[RosterPerson],
    contest: Contest,
    round: Round | None,
    chosen: Sequence[Round],
    *,
    is_withheld: bool = False,
) -> StatusLines:
    """Say of each line how far its person has come in the round, or in all that are chosen.

    A person voided after a round was finalised stays in that round's figures."""
    entered = Q(entry__isnull=False, entry__voided_at=None)
    cases = [When(entered, then=Value(PersonStatus.ENTERED.value))]
    if not is_withheld:
        standings = Standing.objects.filter(contest=contest, round=round)
        running = Attempt.objects.running().filter(round__in=chosen)
        # Lists that the database reads once, where a question at each line would be 60,000.
        taken = Q(entry__in=standings.values("entry"))
        started = entered & Q(entry__in=running.values("entry"))
        cases = [
            When(taken, then=Value(PersonStatus.TAKEN.value)),
            When(started, then=Value(PersonStatus.STARTED.value)),
            *cases,
        ]
    status = Case(
        *cases, default=Value(PersonStatus.MISSING.value), output_field=CharField(max_length=20)
    )
    return lines.annotate(status=status).select_related("unit")


def _by_unit(unit: Unit, rows: Iterable[_Row], *, on: date) -> list[tuple[Unit, StatusCounts]]:
    places = Places.on(on)
    sums: dict[int, StatusCounts] = {}
    for unit_id, _category, is_compulsory, status, people in rows:
        shown = _directly_below(unit.pk, unit_id, places)
        sums.setdefault(shown, StatusCounts()).add(status, people, is_compulsory=is_compulsory)
    found = Unit.objects.filter(pk__among=list(sums)).order_by(VietnameseOrder("name"), "pk")
    return sorted(((one, sums[one.pk]) for one in found), key=lambda pair: pair[0] != unit)


def _directly_below(top: int, unit_id: int, places: Places) -> int:
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
    return sum(
        people
        for unit, category, is_compulsory, status, people in figures.counted
        if (wanted.status not in PersonStatus.values or status == wanted.status)
        and (wanted.category not in HeadcountCategory.values or category == wanted.category)
        and (units is None or unit in units)
        and (is_compulsory or not wanted.compulsory_only)
    )


def filtered(
    lines: StatusLines, wanted: RosterFilter, *, places: Mapping[str, Collection[int]]
) -> StatusLines:
    """Keep the lines that somebody asked for, in the order of Vietnamese lists.

    `places` maps the code of a unit to that unit and all units below it."""
    if wanted.status in PersonStatus.values:
        lines = lines.filter(status=wanted.status)
    if wanted.category in HeadcountCategory.values:
        lines = lines.filter(category=wanted.category)
    if wanted.unit in places:
        lines = lines.filter(unit__among=places[wanted.unit])
    if wanted.compulsory_only:
        lines = lines.filter(is_compulsory=True)
    if wanted.query:
        lines = lines.filter(name_key__contains=wanted.query)
    by_unit = (VietnameseOrder("unit__name"),) if wanted.by_unit else ()
    return lines.order_by(*by_unit, "name_order", "pk")
