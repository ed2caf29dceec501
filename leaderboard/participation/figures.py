"""Participation: distinct valid people of a unit against its headcount. The one definition.

A person counts in the unit of the entry and in every unit above it. A stated headcount includes
the units below. Where a unit states none, the headcounts of its children are added up.

A unit that was merged counts in the unit that took its place, from the day of the merger on
(`leaderboard/participation/tree.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.conf import settings

from contests.models import Contest, Division, Round
from leaderboard.aggregates.tallies import TallyRow, tally_rows
from leaderboard.participation.point_scores import Scoring, point_scores, scoring_of
from leaderboard.participation.tree import (
    UnitNode,
    UnitTree,
    bottom_up,
    counted_headcounts,
    days_of,
    read_tree,
)
from quizsite.accounts.models import HeadcountCategory
from quizsite.accounts.units.search import Stated
from quizsite.language.rates import percent, rounded


@dataclass(frozen=True)
class UnitSums:
    """Sums that add up along the tree; `score` adds up correct ÷ questions, or points ÷ most."""

    people: int = 0
    attempts: int = 0
    papers: int = 0
    perfect: int = 0
    score: Fraction = Fraction(0)

    def __add__(self, other: UnitSums) -> UnitSums:
        return UnitSums(
            self.people + other.people,
            self.attempts + other.attempts,
            self.papers + other.papers,
            self.perfect + other.perfect,
            self.score + other.score,
        )

    @property
    def mean_score(self) -> Decimal | None:
        """On a scale of 100, over recognised papers."""
        return rounded(self.score * 100 / self.papers) if self.papers else None

    @property
    def perfect_share(self) -> Decimal | None:
        return percent(self.perfect, self.papers)


@dataclass(frozen=True)
class Base:
    """The headcount that a rate is divided by, and how far it can be trusted.

    `is_summed`: added up from the units below. `is_partial`: some of those state nothing."""

    people: int
    as_of: date
    is_sample: bool
    is_summed: bool = False
    is_partial: bool = False


@dataclass(frozen=True)
class UnitFigures:
    """A unit, with everybody in the units below it."""

    unit: UnitNode
    counted: UnitSums = field(default_factory=UnitSums)
    residents: UnitSums = field(default_factory=UnitSums)
    base: Base | None = None
    has_units_below: bool = False

    @property
    def rate(self) -> Decimal | None:
        """None where no headcount is known, which is not a rate of 0."""
        return percent(self.counted.people, self.base.people) if self.base else None

    @property
    def is_above_headcount(self) -> bool:
        """The unit has more participants than its stated headcount; the rate is shown uncapped."""
        return self.base is not None and self.counted.people > self.base.people

    @property
    def is_small(self) -> bool:
        """One person of so few moves the rate by much."""
        return self.base is not None and 0 < self.base.people < settings.SMALL_UNIT_BELOW

    @property
    def is_full(self) -> bool:
        return bool(self.base and self.base.people) and not self.missing_to(100)

    def missing_to(self, rate: int) -> int | None:
        """How many more people the unit needs to reach the rate."""
        if self.base is None:
            return None
        return max(0, -(-self.base.people * rate // 100) - self.counted.people)


@dataclass(frozen=True)
class Participation:
    """Figures of every unit, in a round or over the whole contest."""

    contest: Contest
    round: Round | None
    category: str
    categories: list[str]  # whom the contest's divisions count against a headcount
    figures: Mapping[int, UnitFigures]
    tree: UnitTree

    @property
    def on(self) -> date:
        """The day of the headcounts."""
        return self.tree.days.headcounts

    @property
    def children(self) -> Mapping[int | None, list[int]]:
        return self.tree.children

    def below(self, unit_id: int | None) -> list[UnitFigures]:
        """The units directly below one, or the topmost."""
        return [self.figures[pk] for pk in self.children.get(unit_id, ())]

    def within(self, unit_id: int | None) -> list[UnitFigures]:
        """Every unit below this one, without the unit itself."""
        found: list[UnitFigures] = []
        waiting = list(self.children.get(unit_id, ()))
        while waiting:
            pk = waiting.pop()
            found.append(self.figures[pk])
            waiting += self.children.get(pk, ())
        return found

    def path_to(self, unit_id: int) -> list[UnitFigures]:
        """From the topmost unit down to this one."""
        path: list[UnitFigures] = []
        at: int | None = unit_id
        while at is not None:
            path.append(self.figures[at])
            at = self.figures[at].unit.parent_id
        return path[::-1]

    @property
    def category_labels(self) -> list[tuple[str, str]]:
        return [(one, str(HeadcountCategory(one).label)) for one in self.categories]

    @property
    def category_label(self) -> str:
        return str(HeadcountCategory(self.category).label) if self.category else ""

    def counting_in(self, unit_id: int) -> list[int]:
        """The unit, all units below it, and those whose people are counted in any of them."""
        inside = {unit_id, *(one.unit.pk for one in self.within(unit_id))}
        inside -= self.tree.heirs.keys()
        return [*inside, *(pk for pk, heir in self.tree.heirs.items() if heir in inside)]

    def by_code(self, code: str) -> UnitFigures | None:
        return next((one for one in self.figures.values() if one.unit.code == code), None)


def participation_in(
    contest: Contest,
    *,
    round: Round | None,
    at: datetime,
    category: str | None = None,
    on: date | None = None,
) -> Participation:
    """Read all figures in four queries, six over the whole contest, whatever their number.

    Rounds whose questions have points take one more, and so does a headcount that changed with a
    merger. `category` chooses the people and the headcount to compare; by default the contest's
    first. `on` is the day whose headcounts count; by default the day that the round opened."""
    divisions = list(contest.divisions.all())
    categories = sorted({one.headcount_category for one in divisions} - {""})
    category = category if category in categories else default_category(divisions)
    days = days_of(contest, round, at=at)
    tree = read_tree(days._replace(headcounts=on) if on else days)
    counted, residents = _tallies(contest, round, divisions, category)
    stated = counted_headcounts(tree, category) if category else {}
    bases = add_up_headcounts(tree.children, stated)
    people = roll_up(tree.children, _at_heirs(counted, tree))
    others = roll_up(tree.children, _at_heirs(residents, tree))
    figures = {
        pk: UnitFigures(
            unit,
            counted=people.get(pk, UnitSums()),
            residents=others.get(pk, UnitSums()),
            base=bases.get(pk),
            has_units_below=bool(tree.children.get(pk)),
        )
        for pk, unit in tree.units.items()
    }
    return Participation(contest, round, category, categories, figures, tree)


def _at_heirs(own: Mapping[int, UnitSums], tree: UnitTree) -> dict[int, UnitSums]:
    sums: dict[int, UnitSums] = defaultdict(UnitSums)
    for pk, one in own.items():
        sums[tree.heir(pk)] += one
    return sums


def default_category(divisions: Collection[Division]) -> str:
    """The category that the contest counts first; "" if it has none with a headcount."""
    return next((one.headcount_category for one in divisions if one.headcount_category), "")


def _tallies(
    contest: Contest, round: Round | None, divisions: Iterable[Division], category: str
) -> tuple[dict[int, UnitSums], dict[int, UnitSums]]:
    """Map unit ids to people counted against the headcount, and unit ids to residents."""
    is_counted = {
        one.pk: one.headcount_category == category
        for one in divisions
        if one.headcount_category in {category, ""}
    }
    if not category:
        is_counted = dict.fromkeys(is_counted, False)
    counted: dict[int, UnitSums] = defaultdict(UnitSums)
    residents: dict[int, UnitSums] = defaultdict(UnitSums)
    boards = {"round": round.pk} if round else {}
    scoring = scoring_of(contest, round)
    for one in tally_rows(contest.pk, **boards):
        if one.division not in is_counted:
            continue
        into = counted if is_counted[one.division] else residents
        into[one.unit] += _sums_of(one, is_whole_contest=round is None, scoring=scoring)
    for (_round, division, unit), score in point_scores(contest, scoring.by_points).items():
        if division in is_counted:
            into = counted if is_counted[division] else residents
            into[unit] += UnitSums(score=score)
    return counted, residents


def sums_by_division(contest: Contest, round: Round | None) -> dict[int, UnitSums]:
    """Count everybody by division, whatever headcount they belong to."""
    found: dict[int, UnitSums] = defaultdict(UnitSums)
    boards = {"round": round.pk} if round else {}
    scoring = scoring_of(contest, round)
    for one in tally_rows(contest.pk, **boards):
        found[one.division] += _sums_of(one, is_whole_contest=round is None, scoring=scoring)
    for (_round, division, _unit), score in point_scores(contest, scoring.by_points).items():
        found[division] += UnitSums(score=score)
    return found


def _sums_of(one: TallyRow, *, is_whole_contest: bool, scoring: Scoring) -> UnitSums:
    """Over the whole contest, totals count the people and rounds count the papers.

    Scores of a round with points are added up beside; works without marks have no score."""
    people = UnitSums(people=one.people, attempts=one.attempts)
    if one.round in scoring.unmarked:
        return UnitSums() if is_whole_contest else people
    if is_whole_contest and one.round is None:
        return people
    questions, has_points = one.question_count, one.round in scoring.by_points
    papers = UnitSums(
        papers=one.people,
        perfect=one.perfect,
        score=Fraction(one.correct, questions) if questions and not has_points else Fraction(0),
    )
    return papers if is_whole_contest else people + papers


def roll_up(
    children: Mapping[int | None, list[int]], own: Mapping[int, UnitSums]
) -> dict[int, UnitSums]:
    """Add to each unit's own people everybody in the units below it."""
    sums: dict[int, UnitSums] = {}
    for pk in bottom_up(children):
        sums[pk] = sum((sums[child] for child in children.get(pk, ())), own.get(pk, UnitSums()))
    return sums


def add_up_headcounts(
    children: Mapping[int | None, list[int]], stated: Mapping[int, Stated]
) -> dict[int, Base]:
    """Take the stated headcount, else the sum of the children's; leave out units without any."""
    bases: dict[int, Base] = {}
    for pk in bottom_up(children):
        if pk in stated:
            bases[pk] = Base(*stated[pk])
            continue
        below = children.get(pk, ())
        known = [bases[child] for child in below if child in bases]
        if known:
            bases[pk] = Base(
                people=sum(base.people for base in known),
                as_of=min(base.as_of for base in known),
                is_sample=any(base.is_sample for base in known),
                is_summed=True,
                is_partial=len(known) < len(below) or any(base.is_partial for base in known),
            )
    return bases
