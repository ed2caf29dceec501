"""What each unit brings, with all units below it, and the headcount of the named day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contests.models import CollectiveRule, EntryDetail, Quota, Round
from contests.quotas.arithmetic import CONTAINS
from leaderboard.models import Standing, Winner
from leaderboard.recount.people import Sums
from leaderboard.recount.stage import Stage, when_final
from quizsite.accounts.models import Headcount


@dataclass
class Brought:
    """Sums of a unit with everybody below it; `anybody` counts those outside of the category."""

    people: int = 0
    attempts: int = 0
    papers: int = 0
    score: Fraction = Fraction(0)
    anybody: int = 0


def category_of(stage: Stage, rule: CollectiveRule) -> str:
    """The category that a rule compares; by default the first that a division counts."""
    counted = [one.headcount_category for one in stage.divisions if one.headcount_category]
    if rule.category in counted:
        return rule.category
    return counted[0] if counted else ""


def brought(stage: Stage, sums: Sums, *, round: Round | None, category: str) -> dict[int, Brought]:
    """Over the whole contest totals count people, and rounds count papers."""
    inside = {one.pk for one in stage.divisions if one.headcount_category == category}
    aside = {one.pk for one in stage.divisions if not one.headcount_category}
    found: dict[int, Brought] = defaultdict(Brought)
    for cell, (people, attempts, correct, _perfect) in sums.cells.items():
        is_papers = cell.round == round.pk if round else cell.round is not None
        is_people = cell.round == (round.pk if round else None)
        if cell.division not in inside | aside:
            continue
        for unit in stage.path(cell.unit):
            into = found[unit]
            into.anybody += people if is_people else 0
            if cell.division in inside and is_people:
                into.people += people
                into.attempts += attempts
            if cell.division in inside and is_papers:
                into.papers += people
                by_questions = Fraction(correct, cell.questions) if cell.questions else 0
                into.score += sums.reached.get(cell, by_questions)
    return dict(found)


def headcounts(stage: Stage, *, on: date, category: str) -> dict[int, int]:
    """The newest one stated up to that day; where a unit states none, its children's together.

    A unit that took in others may have stated a new one by the day of the result."""
    stated: dict[int, int] = {}
    if category:
        rows = Headcount.objects.filter(category=category, as_of__lte=on).order_by("as_of")
        stated = dict(rows.values_list("unit_id", "people"))
        if stage.day is not None and stage.day > on:
            grown = Headcount.objects.filter(category=category, as_of__lte=stage.day)
            grown = grown.filter(unit__among=set(stage.heirs.values())).order_by("as_of")
            stated |= dict(grown.values_list("unit_id", "people"))
        stated = {pk: n for pk, n in stated.items() if stage.counts(stage.units[pk], on)}
    known: dict[int, int] = {}
    for unit in _from_below(stage):
        below = [known[child] for child in stage.below.get(unit, ()) if child in known]
        if unit in stated:
            known[unit] = stated[unit]
        elif below:
            known[unit] = sum(below)
    return known


def _from_below(stage: Stage) -> list[int]:
    order: list[int] = []
    waiting = list(stage.below.get(None, ()))
    while waiting:
        order.append(waiting.pop())
        waiting += stage.below.get(order[-1], ())
    return order[::-1]


def topmost_of(stage: Stage, kinds: set[int]) -> list[int]:
    """Units of these khối that have none of them above."""
    return [
        pk
        for pk, unit in stage.units.items()
        if unit.kind in kinds
        and all(stage.units[one].kind not in kinds for one in stage.path(unit.parent))
    ]


def winners_below(stage: Stage, rule: CollectiveRule) -> Counter[int]:
    """People of announced lists, in the unit of their result and all above it."""
    unit_of = {entry: unit for entry, unit, _position in _prizes_won(stage, rule)}
    return Counter(above for unit in unit_of.values() for above in stage.path(unit))


def prize_points_below(stage: Stage, rule: CollectiveRule) -> Counter[int]:
    """What the prizes of announced lists are worth, in the unit of each result and all above."""
    found: Counter[int] = Counter()
    for _entry, unit, position in _prizes_won(stage, rule):
        for above in stage.path(unit):
            found[above] += sum(points for of, points in rule.prize_points if of == position)
    return found


def _prizes_won(stage: Stage, rule: CollectiveRule) -> Iterator[tuple[int, int, int]]:
    """Entry, unit of the result and position of each prize, as they were announced in time."""
    won = Winner.objects.filter(contest=stage.contest)
    if rule.round_id is not None:
        won = won.filter(round=rule.round_id)
    listed = list(
        won.order_by("announced_at", "pk").values_list("entry_id", "round_id", "prize__position")
    )
    results = Standing.objects.filter(entry__among={entry for entry, *_rest in listed})
    units = {
        (entry, round): unit
        for entry, round, unit in results.values_list("entry_id", "round_id", "unit_id")
    }
    for entry, round, position in listed:
        if (entry, round) in units:
            yield entry, units[entry, round], position


def units_missing_quotas(stage: Stage) -> set[int]:
    """Units that do not meet a compulsory quota, or whose headcount nobody stated."""
    stage = when_final(stage, None)
    on, missing = stage.day_of(None), set()
    for quota in Quota.objects.filter(contest=stage.contest, is_compulsory=True):
        bases = headcounts(stage, on=on, category=quota.category)
        came = _came(stage, quota.category)
        for pk, unit in stage.units.items():
            if unit.kind == quota.unit_kind_id and stage.counts(unit, on):
                needed = _needed(quota, bases.get(pk))
                if needed is None or came[pk] < needed:
                    missing.add(pk)
    return missing


def _came(stage: Stage, category: str) -> Counter[int]:
    """Who took part and said this category, or one that it contains."""
    filling = {category, *CONTAINS.get(category, ())}
    said = EntryDetail.objects.filter(
        category__in=filling, entry__standings__contest=stage.contest, entry__standings__round=None
    )
    own = Counter(said.order_by().values_list("entry__standings__unit", flat=True).iterator())
    return _rolled_up(stage, own)


def _rolled_up(stage: Stage, own: Mapping[int, int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for unit, people in own.items():
        for above in stage.path(unit):
            found[above] += people
    return found


def _needed(quota: Quota, headcount: int | None) -> int | None:
    if headcount is None:
        return quota.at_least if quota.percent is None else None
    share = Fraction(headcount * (quota.percent or 0), 100)
    return min(headcount, max(-(-share.numerator // share.denominator), quota.at_least or 0))
