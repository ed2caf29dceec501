"""How units compare for a collective prize. Pure: exact fractions, no Django, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

FULL = Fraction(100)

Weights = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What a unit, with all units below it, brings; `score` adds up correct ÷ questions."""

    unit: int
    people: int = 0
    attempts: int = 0
    headcount: int | None = None
    papers: int = 0
    score: Fraction = Fraction(0)
    winners: int = 0
    points: Fraction = Fraction(0)
    prize_points: int = 0
    meets_quotas: bool = True

    @property
    def rate(self) -> Fraction | None:
        """Percent of the headcount, as it is; None where no headcount is known."""
        return FULL * self.people / self.headcount if self.headcount else None

    @property
    def counted_rate(self) -> Fraction:
        """More people than the headcount win nothing: outsiders may have chosen the unit."""
        return min(self.rate or Fraction(0), FULL)

    @property
    def mean(self) -> Fraction:
        """On a scale of 100, over recognised papers."""
        return FULL * self.score / self.papers if self.papers else Fraction(0)


@dataclass(frozen=True, slots=True)
class Tier:
    """Units of fewer than `below` people need `percent`."""

    below: int
    percent: int


@dataclass(frozen=True, slots=True)
class UnitTerms:
    """The rule of one collective ranking. Weights are of rate, mean score, points given by hand,
    and points of prizes won."""

    measures: Sequence[str]  # the first decides, the others between equals
    weights: Weights = (1, 1, 0, 0)
    tiers: Sequence[Tier] = ()
    min_percent: int | None = None  # of units that no tier is for
    min_people: int = 0
    needs_winner: bool = False
    needs_quotas: bool = False


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit on the sheet: its values by measure, which gates it failed, its place."""

    facts: UnitFacts
    values: Sequence[Fraction]
    failed: Sequence[str]
    place: int | None = None


# Named as `contests.models.CollectiveMeasure` names them; tests hold the two to each other.
MEASURES: Mapping[str, Callable[[UnitFacts, UnitTerms], Fraction]] = {
    "people": lambda facts, _terms: Fraction(facts.people),
    "attempts": lambda facts, _terms: Fraction(facts.attempts),
    "rate": lambda facts, _terms: facts.counted_rate,
    "mean": lambda facts, _terms: facts.mean,
    "weighted": lambda facts, terms: weighted(facts, terms.weights),
    "winners": lambda facts, _terms: Fraction(facts.winners),
    "prize_points": lambda facts, _terms: Fraction(facts.prize_points),
    "points": lambda facts, _terms: facts.points,
}


def weighted(facts: UnitFacts, weights: Weights) -> Fraction:
    figures = (facts.counted_rate, facts.mean, facts.points, Fraction(facts.prize_points))
    total = sum((n * figure for n, figure in zip(weights, figures, strict=True)), Fraction(0))
    return total / (sum(weights) or 1)


def needed_percent(facts: UnitFacts, terms: UnitTerms) -> int | None:
    """The smallest tier that the unit is below decides; above all tiers the common minimum."""
    if facts.headcount is not None:
        for tier in sorted(terms.tiers, key=lambda one: one.below):
            if facts.headcount < tier.below:
                return tier.percent
    return terms.min_percent


def failed_gates(facts: UnitFacts, terms: UnitTerms) -> list[str]:
    """Name what keeps the unit from being ranked."""
    failed = []
    asks_rate = {"rate", "weighted"} & set(terms.measures[:1]) or terms.tiers or terms.min_percent
    if asks_rate and facts.rate is None:
        failed.append("headcount")
    needed = needed_percent(facts, terms)
    if needed is not None and facts.rate is not None and facts.rate < needed:
        failed.append("rate")
    # Points given by hand may be all that a unit brings.
    least = 0 if "points" in terms.measures[:1] else 1
    if facts.people < max(terms.min_people, least):
        failed.append("people")
    if terms.needs_winner and not facts.winners:
        failed.append("winner")
    if terms.needs_quotas and not facts.meets_quotas:
        failed.append("quotas")
    return failed


def rank_units(units: Iterable[UnitFacts], terms: UnitTerms) -> list[UnitLine]:
    """Best first; equal units share a place, and those that failed a gate follow without one."""
    lines = [_line(facts, terms) for facts in units]
    ranked = sorted((one for one in lines if not one.failed), key=_order)
    placed: list[UnitLine] = []
    for n, line in enumerate(ranked, start=1):
        above = placed[-1] if placed else None
        is_equal = above is not None and above.values == line.values
        placed.append(replace(line, place=above.place if above and is_equal else n))
    return placed + sorted((one for one in lines if one.failed), key=_order)


def _line(facts: UnitFacts, terms: UnitTerms) -> UnitLine:
    values = [MEASURES[name](facts, terms) for name in terms.measures]
    return UnitLine(facts, values, failed_gates(facts, terms))


def _order(line: UnitLine) -> tuple[list[Fraction], int]:
    return [-value for value in line.values], line.facts.unit


def with_minimum(terms: UnitTerms, percent: int) -> UnitTerms:
    """What if every unit needed this rate: tiers give way to one minimum."""
    return replace(terms, tiers=(), min_percent=percent)
