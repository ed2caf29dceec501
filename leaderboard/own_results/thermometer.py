"""How many of a person's unit have taken part, against its headcount and against the round before.

The figures are those of the page of participation, at most a minute old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.cache import caches

from contests.models import Entry, Round
from leaderboard.participation.figures import UnitFigures, participation_in
from leaderboard.rules import withheld_figures
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.language.rates import percent

KEPT_S = 60


@dataclass(frozen=True)
class UnitProgress:
    """`risen` is how many more people took part than in the round before; 0 if none."""

    name: str
    people: int
    headcount: int | None
    risen: int

    @property
    def rate(self) -> Decimal | None:
        return percent(self.people, self.headcount) if self.headcount else None

    @property
    def bar(self) -> str:
        """The length of the bar, for a picture that is 100 wide."""
        return f"{min(self.rate or Decimal(0), Decimal(100)):.2f}"


def unit_progress(entry: Entry, *, rounds: Sequence[Round], at: datetime) -> UnitProgress | None:
    """Tell it of the last of these rounds; None while its number of people is withheld."""
    if entry.unit.code == NO_UNIT or not rounds or _is_withheld(rounds[-1], at=at):
        return None
    now = _figures(entry, rounds[-1], at=at).get(entry.unit_id)
    if now is None:
        return None
    name, people, headcount = now
    risen = people - _people_before(entry, rounds, at=at) if len(rounds) > 1 else 0
    return UnitProgress(name, people, headcount, max(0, risen))


def _people_before(entry: Entry, rounds: Sequence[Round], *, at: datetime) -> int:
    """As many as now, if that may not be told."""
    before = rounds[-2]
    if _is_withheld(before, at=at):
        before = rounds[-1]
    found = _figures(entry, before, at=at).get(entry.unit_id)
    return found[1] if found else 0


def _is_withheld(round: Round, *, at: datetime) -> bool:
    return "people" in withheld_figures([round], at=at)


_Figures = Mapping[int, tuple[str, int, int | None]]


def _figures(entry: Entry, round: Round, *, at: datetime) -> _Figures:
    """Map each unit to name, people and headcount; counting them costs, so all who ask share it."""
    category = entry.division.headcount_category
    kept, key = caches["pages"], f"thermometer:{round.pk}:{category}"
    found: _Figures | None = kept.get(key)
    if found is None:
        found = _count(entry, round, category=category, at=at)
        kept.set(key, found, KEPT_S)
    return found


def _count(entry: Entry, round: Round, *, category: str, at: datetime) -> _Figures:
    participation = participation_in(entry.contest, round=round, category=category, at=at)
    figures, tree = participation.figures, participation.tree
    told = {pk: _told(one, is_counted=bool(category)) for pk, one in figures.items()}
    return {pk: told[tree.heir(pk)] for pk in told}


def _told(one: UnitFigures, *, is_counted: bool) -> tuple[str, int, int | None]:
    """Residents have no headcount to be measured against."""
    if is_counted:
        return one.unit.name, one.counted.people, one.base.people if one.base else None
    return one.unit.name, one.residents.people, None
