"""The sheet of a collective rule: every unit of its khối with figures, gates, place and prize."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.models import CollectiveRule, Prize
from contests.regulation.prizes import prize_name, uses_prize_points
from leaderboard.models import CollectiveResult, UnitPoints, Winner
from leaderboard.participation.figures import (
    Participation,
    UnitFigures,
    participation_in,
)
from leaderboard.participation.quota_figures import quota_figures
from leaderboard.participation.selection import units_of_kinds
from leaderboard.prizes.choosing import EVERYBODY, Ranked, Seats, Terms, choose_winners
from leaderboard.prizes.unit_ranking import (
    Tier,
    UnitFacts,
    UnitLine,
    UnitTerms,
    rank_units,
    weighted,
    with_minimum,
)
from quizsite.language.rates import rounded

GATES = {
    "headcount": _("chưa có số biên chế"),
    "rate": _("chưa đạt tỷ lệ tham gia tối thiểu"),
    "people": _("chưa đủ số người dự thi"),
    "winner": _("chưa có người đạt giải"),
    "quotas": _("chưa đạt chỉ tiêu bắt buộc"),
}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A unit on the sheet, in words and figures of two decimals; ranking used exact ones."""

    unit: int
    code: str
    name: str
    place: int | None
    prize: str
    people: int
    headcount: int | None
    rate: str
    mean: str
    winners: int
    points: str
    note: str
    total: str
    failed: list[str]
    # Only on sheets whose rule asks for them, so that earlier versions read all others.
    attempts: int | None = None
    prize_points: int | None = None

    @property
    def is_above_headcount(self) -> bool:
        return self.headcount is not None and self.people > self.headcount

    @property
    def failed_words(self) -> list[str]:
        return [str(GATES[one]) for one in self.failed]


@dataclass(frozen=True)
class Sheet:
    rule: CollectiveRule
    lines: list[SheetLine]

    @property
    def ranked(self) -> list[SheetLine]:
        return [one for one in self.lines if one.place is not None]


def terms_of_rule(rule: CollectiveRule) -> UnitTerms:
    return UnitTerms(
        measures=rule.measures,
        weights=(rule.rate_weight, rule.mean_weight, rule.points_weight, rule.prize_weight),
        tiers=[Tier(below, percent) for below, percent in rule.tiers],
        min_percent=rule.min_percent,
        min_people=rule.min_people,
        needs_winner=rule.needs_winner,
        needs_quotas=rule.needs_quotas,
    )


def sheet_of(rule: CollectiveRule, *, at: datetime, minimum: int | None = None) -> Sheet:
    """Compute the sheet now; `minimum` asks what if every unit needed that rate."""
    terms = terms_of_rule(rule)
    if minimum is not None:
        terms = with_minimum(terms, minimum)
    given = {one.unit_id: one for one in rule.points.all()}
    units = _units(rule, given, at=at)
    lines = rank_units([facts for _figures, facts in units.values()], terms)
    prizes = _prizes_by_unit(rule.prizes.all(), lines)
    return Sheet(
        rule,
        [
            _sheet_line(
                line,
                units[line.facts.unit][0],
                terms,
                prize=prizes.get(line.facts.unit, ""),
                note=given[line.facts.unit].note if line.facts.unit in given else "",
            )
            for line in lines
        ],
    )


def _units(
    rule: CollectiveRule, given: Mapping[int, UnitPoints], *, at: datetime
) -> dict[int, tuple[UnitFigures, UnitFacts]]:
    participation = participation_in(
        rule.contest,
        round=rule.round,
        category=rule.category or None,
        on=rule.headcount_on,
        at=at,
    )
    won = _winners_by_unit(rule, participation)
    prize_points = _prize_points_by_unit(rule, participation)
    points: dict[int, Decimal] = defaultdict(Decimal)
    for unit, one in given.items():
        points[participation.tree.heir(unit)] += one.points
    quotas = quota_figures(rule.contest, at=at) if rule.needs_quotas else None
    return {
        one.unit.pk: (
            one,
            replace(
                _facts(one, participation, won=won, points=points, prize_points=prize_points),
                # Where nobody stated a headcount, nobody can say that a quota is met.
                meets_quotas=quotas is None or bool(quotas.meets_quotas(one.unit.pk)),
            ),
        )
        for one in units_of_kinds(participation, {kind.code for kind in rule.kinds()})
    }


def _facts(
    one: UnitFigures,
    participation: Participation,
    *,
    won: Mapping[int, int],
    points: Any,
    prize_points: Mapping[int, int],
) -> UnitFacts:
    """Where the contest counts nobody against a headcount, everybody counts."""
    sums = one.counted if participation.category else one.residents
    return UnitFacts(
        unit=one.unit.pk,
        people=sums.people,
        attempts=sums.attempts,
        headcount=one.base.people if one.base else None,
        papers=sums.papers,
        score=sums.score,
        winners=won.get(one.unit.pk, 0),
        points=Fraction(points.get(one.unit.pk, 0)),
        prize_points=prize_points.get(one.unit.pk, 0),
    )


def _winners_by_unit(rule: CollectiveRule, participation: Participation) -> Mapping[int, int]:
    """Count the people of announced lists, in their unit of then and in all above it."""
    rows = _announced(rule).values_list("entry_id", "entry__standings__unit_id")
    units = [unit for _entry, unit in set(dict(rows.order_by("announced_at")).items())]
    return _up_the_tree(participation, ((unit, 1) for unit in units))


def _prize_points_by_unit(rule: CollectiveRule, participation: Participation) -> Mapping[int, int]:
    """Add up the points of every prize won, in the unit of its own result and in all above it."""
    if not uses_prize_points(rule):
        return {}
    worth = dict(rule.prize_points)
    rows = _announced(rule).values_list("entry__standings__unit_id", "prize__position")
    return _up_the_tree(
        participation, ((unit, worth.get(position, 0)) for unit, position in rows.order_by())
    )


def _announced(rule: CollectiveRule) -> QuerySet[Winner]:
    """Winners of the rule's round, or of the whole contest, each with the result that won."""
    won = Winner.objects.filter(contest=rule.contest)
    if rule.round_id is not None:
        won = won.filter(round=rule.round_id)
    return won.filter(
        Q(entry__standings__round=F("round"))
        | Q(round__isnull=True, entry__standings__round__isnull=True)
    )


def _up_the_tree(
    participation: Participation, brought: Iterable[tuple[int, int]]
) -> Mapping[int, int]:
    counted: Counter[int] = Counter()
    for unit, figure in brought:
        if unit in participation.figures:
            for one in participation.path_to(participation.tree.heir(unit)):
                counted[one.unit.pk] += figure
    return counted


def _prizes_by_unit(prizes: Iterable[Prize], lines: Sequence[UnitLine]) -> dict[int, str]:
    """Equal units get the same prize, as equal people do."""
    listed = {one.pk: one for one in prizes}
    ranked = [Ranked(one.facts.unit, f"{one.place:09d}") for one in lines if one.place]
    seats = [Seats(one.pk, one.count) for one in listed.values()]
    wins = choose_winners({EVERYBODY: ranked}, seats, terms=Terms())
    return {one.entry: prize_name(listed[one.prize]) for one in wins}


def _sheet_line(
    line: UnitLine, figures: UnitFigures, terms: UnitTerms, *, prize: str, note: str
) -> SheetLine:
    facts, measures = line.facts, terms.measures
    counts_prizes = "prize_points" in measures or ("weighted" in measures and terms.weights[3])
    return SheetLine(
        unit=facts.unit,
        code=figures.unit.code,
        name=figures.unit.name,
        place=line.place,
        prize=prize,
        people=facts.people,
        headcount=facts.headcount,
        rate=_number(facts.rate),
        mean=_number(facts.mean),
        winners=facts.winners,
        points=_number(facts.points),
        note=note,
        total=_number(weighted(facts, terms.weights)),
        failed=list(line.failed),
        attempts=facts.attempts if "attempts" in measures else None,
        prize_points=facts.prize_points if counts_prizes else None,
    )


def _number(value: Fraction | None) -> str:
    return "" if value is None else str(rounded(value))


def as_json(line: SheetLine) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in SheetLine.__slots__}
    return {
        name: value
        for name, value in told.items()
        if value is not None or name not in {"attempts", "prize_points"}
    }


def kept_sheet(result: CollectiveResult) -> Sheet:
    return Sheet(result.rule, [SheetLine(**line) for line in result.lines])
