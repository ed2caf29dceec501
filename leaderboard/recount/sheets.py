"""Announced sheets of collective prizes, found again line by line with exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from contests.models import CollectiveRule, Prize
from contests.regulation.prizes import prize_name
from leaderboard.models import CollectiveResult, UnitPoints
from leaderboard.recount.findings import finding, place_of
from leaderboard.recount.people import Sums
from leaderboard.recount.stage import Stage, when_final
from leaderboard.recount.unit_sums import (
    Brought,
    brought,
    category_of,
    headcounts,
    prize_points_below,
    topmost_of,
    units_missing_quotas,
    winners_below,
)
from leaderboard.recount.winners import awards_of, newest_line


@dataclass
class _Unit:
    pk: int
    sums: Brought
    headcount: int | None
    winners: int
    points: Fraction
    note: str
    misses_quota: bool
    prize_points: int
    place: int | None = None
    prize: str = ""

    @property
    def rate(self) -> Fraction | None:
        return Fraction(100 * self.sums.people, self.headcount) if self.headcount else None

    @property
    def mean(self) -> Fraction:
        return 100 * self.sums.score / self.sums.papers if self.sums.papers else Fraction(0)

    def total(self, rule: CollectiveRule) -> Fraction:
        weighed = (
            (rule.rate_weight, min(self.rate or Fraction(0), Fraction(100))),
            (rule.mean_weight, self.mean),
            (rule.points_weight, self.points),
            (rule.prize_weight, Fraction(self.prize_points)),
        )
        together = sum((weight * value for weight, value in weighed), Fraction(0))
        return together / (sum(weight for weight, _value in weighed) or 1)

    def values(self, rule: CollectiveRule) -> list[Fraction]:
        by_name = {
            "rate": min(self.rate or Fraction(0), Fraction(100)),
            "weighted": self.total(rule),
            "people": Fraction(self.sums.people),
            "attempts": Fraction(self.sums.attempts),
            "prize_points": Fraction(self.prize_points),
            "mean": self.mean,
            "winners": Fraction(self.winners),
            "points": self.points,
        }
        chain = [rule.measure, *(one for one in rule.tie_chain if one != rule.measure)]
        return [by_name[one] for one in chain]

    def failed(self, rule: CollectiveRule) -> list[str]:
        needed = rule.min_percent
        headcount = self.headcount
        fitting = [tier for tier in rule.tiers if headcount is not None and headcount < tier[0]]
        if fitting:
            needed = min(fitting)[1]
        asks_rate = rule.measure in {"rate", "weighted"} or rule.tiers or rule.min_percent
        least = max(rule.min_people, 0 if rule.measure == "points" else 1)
        gates = {
            "headcount": bool(asks_rate) and self.rate is None,
            "rate": needed is not None and self.rate is not None and self.rate < needed,
            "people": self.sums.people < least,
            "winner": rule.needs_winner and not self.winners,
            "quotas": self.misses_quota,
        }
        return [name for name, is_failed in gates.items() if is_failed]


def wrong_sheets(stage: Stage, sums: Sums) -> Iterator[str]:
    missing: set[int] | None = None
    for round in awards_of(stage):
        rules = CollectiveRule.objects.filter(
            contest=stage.contest, round=round, result__isnull=False
        )
        for rule in rules.select_related("result"):
            if missing is None and rule.needs_quotas:
                missing = units_missing_quotas(stage)
            units = _units(stage, rule, sums, missing=missing or set())
            yield from _compare(stage, rule, rule.result, _ranked(rule, units))
            yield from _against_trail(stage, rule, rule.result)


def _units(stage: Stage, rule: CollectiveRule, sums: Sums, *, missing: set[int]) -> list[_Unit]:
    category, round = category_of(stage, rule), rule.round
    stage = when_final(stage, round)
    on = rule.headcount_on or stage.day_of(round)
    came = brought(stage, sums, round=round, category=category)
    known = headcounts(stage, on=on, category=category)
    won, worth = winners_below(stage, rule), prize_points_below(stage, rule)
    rows = list(UnitPoints.objects.filter(rule=rule))
    given, added = {one.unit_id: one for one in rows}, defaultdict[int, Decimal](Decimal)
    for one in rows:
        added[stage.heirs.get(one.unit_id, one.unit_id)] += one.points
    found = []
    for pk in topmost_of(stage, _kinds_of(rule)):
        row, of = stage.units[pk], came.get(pk, Brought())
        if not (of.anybody or (stage.counts(row, on) and row.is_real)):
            continue
        points = given.get(pk)
        found.append(
            _Unit(
                pk,
                of,
                known.get(pk),
                won[pk],
                Fraction(added[pk]),
                points.note if points else "",
                rule.needs_quotas and pk in missing,
                worth[pk],
            )
        )
    return found


def _kinds_of(rule: CollectiveRule) -> set[int]:
    return {rule.unit_kind_id, *rule.more_kinds.values_list("pk", flat=True)}


def _ranked(rule: CollectiveRule, units: Sequence[_Unit]) -> list[_Unit]:
    """Order and place them, and hand out the prizes; equal units share both."""

    def best_first(one: _Unit) -> tuple[list[Fraction], int]:
        return [-value for value in one.values(rule)], one.pk

    inside = sorted((one for one in units if not one.failed(rule)), key=best_first)
    outside = sorted((one for one in units if one.failed(rule)), key=best_first)
    groups = [list(rows) for _v, rows in groupby(inside, key=lambda one: one.values(rule))]
    place = 1
    for group in groups:
        for one in group:
            one.place = place
        place += len(group)
    waiting = iter(groups)
    for prize in Prize.objects.filter(collective=rule).order_by("position", "pk"):
        seats = prize.count
        while seats > 0 and (equals := next(waiting, None)):
            for one in equals:
                one.prize = prize_name(prize)
            seats -= len(equals)
    return inside + outside


def _compare(
    stage: Stage, rule: CollectiveRule, result: CollectiveResult, units: Sequence[_Unit]
) -> Iterator[str]:
    where = f"{place_of(rule.round)}, bảng xét “{rule.title}”"
    kept, found = [line["unit"] for line in result.lines], [one.pk for one in units]
    if kept != found:
        codes = [[stage.units[pk].code for pk in pks if pk in stage.units] for pks in (kept, found)]
        yield finding(where, "thứ tự các đơn vị", stored=codes[0], found=codes[1])
    lines = {line["unit"]: line for line in result.lines}
    for one in units:
        line, expected = lines.get(one.pk), _line(one, rule)
        if line is None:
            continue
        at = f"{where}, đơn vị {stage.units[one.pk].code}"
        for what, figure in expected.items():
            if line.get(what) != figure:
                yield finding(at, what, stored=line.get(what), found=figure)


def _line(one: _Unit, rule: CollectiveRule) -> Mapping[str, Any]:
    chain, asked = {rule.measure, *rule.tie_chain}, dict[str, Any]()
    if "attempts" in chain:
        asked["attempts"] = one.sums.attempts
    if "prize_points" in chain or ("weighted" in chain and rule.prize_weight):
        asked["prize_points"] = one.prize_points
    return {
        "place": one.place,
        "prize": one.prize,
        "people": one.sums.people,
        "headcount": one.headcount,
        "rate": "" if one.rate is None else two_decimals(one.rate),
        "mean": two_decimals(one.mean),
        "winners": one.winners,
        "points": two_decimals(one.points),
        "note": one.note,
        "total": two_decimals(one.total(rule)),
        "failed": one.failed(rule),
        **asked,
    }


def two_decimals(value: Fraction) -> str:
    """Halves go up, but to no whole number that was not reached; nothing here is negative."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    if hundredths % 100 == 0 and Fraction(hundredths, 100) > value:
        hundredths -= 1  # a whole number that was not reached
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _against_trail(stage: Stage, rule: CollectiveRule, result: CollectiveResult) -> Iterator[str]:
    """Several sheets of one award have lines of their own in the trail, told apart by title."""
    told = newest_line(
        stage, rule.round, kind="collective_announced", of={"collective": rule.title}
    )
    won = [f"{line['prize']}: {line['name']}" for line in result.lines if line["prize"]]
    said = told.after.get("units_won", []) if told else []
    if won != said:
        where = f"{place_of(rule.round)}, bảng xét “{rule.title}”"
        yield finding(where, "giải đã công bố so với nhật ký", stored=won, found=said)
