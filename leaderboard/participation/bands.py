"""How many people of each unit are in which band of quality, and what changed since the last round.

It reads standings and not tallies, which know no single result: one statement that groups them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from contests.bands import Band, band_of, bands_of, quality
from contests.models import Contest, Round, RoundPhase
from leaderboard.models import Standing
from leaderboard.participation.figures import Participation, UnitFigures, UnitSums
from quizsite.language.rates import percent


@dataclass(frozen=True, slots=True)
class BandLine:
    """A band over all units."""

    name: str
    people: int
    share: Decimal | None


@dataclass(frozen=True)
class Quality:
    """Bands from the highest; `people` counts by unit, those below it included."""

    bands: Sequence[Band]
    people: Mapping[int, Sequence[int]]
    lines: Sequence[BandLine]


def are_over(rounds: Sequence[Round], *, at: datetime) -> bool:
    """As long as somebody may answer, single results are not counted by anybody."""
    over = {RoundPhase.CLOSED, RoundPhase.FINALISED}
    return bool(rounds) and all(one.phase(at) in over and not one.is_extended(at) for one in rounds)


def quality_of(participation: Participation) -> Quality:
    """Count the people whom participation counts against a headcount; without one, everybody."""
    contest, round = participation.contest, participation.round
    bands = bands_of(contest.quality_bands)
    divisions = contest.divisions.filter(headcount_category=participation.category)
    rows = Standing.objects.filter(contest=contest, round=round, division__in=list(divisions))
    columns = ("unit_id", "correct_count", "question_count", "points", "most_points")
    grouped = rows.order_by().values_list(*columns).annotate(n=Count("pk"))
    own: dict[int, list[int]] = defaultdict(lambda: [0] * len(bands))
    total = [0] * len(bands)
    for unit, *reached, n in grouped.iterator(chunk_size=5000):
        band = band_of(*quality(*reached), bands)
        total[band] += n
        if unit in participation.figures:
            for one in participation.path_to(participation.tree.heir(unit)):
                own[one.unit.pk][band] += n
    everybody = sum(total)
    lines = [
        BandLine(band.name, n, percent(n, everybody)) for band, n in zip(bands, total, strict=True)
    ]
    return Quality(bands, dict(own), lines)


def lines_of_everybody(contest: Contest, round: Round | None) -> list[BandLine]:
    """Count everybody by band, whatever headcount they belong to; the highest band first."""
    bands = bands_of(contest.quality_bands)
    counted = Counter[int]()
    own = Standing.objects.filter(contest=contest, round=round).order_by()
    scores = own.values_list("correct_count", "question_count", "points", "most_points")
    for *score, people in scores.annotate(people=Count("pk")):
        counted[band_of(*quality(*score), bands)] += people
    everybody = counted.total()
    return [
        BandLine(one.name, counted[n], percent(counted[n], everybody))
        for n, one in enumerate(bands)
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """What became more or less since the round before; None where one of both is unknown."""

    people: int
    rate: Decimal | None
    mean: Decimal | None


def change_since(before: UnitFigures | None, now: UnitFigures) -> Change:
    """Compare what people read, two figures of two decimals."""
    was = before or UnitFigures(now.unit)
    return Change(
        now.counted.people - was.counted.people,
        _difference(was.rate, now.rate),
        _difference(was.counted.mean_score, now.counted.mean_score),
    )


def _difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before


@dataclass(frozen=True, slots=True)
class ChangeOverAll:
    """People and mean score of all units together, and what they were in the round before."""

    since: str
    people: int
    people_before: int
    mean: Decimal | None
    mean_before: Decimal | None

    @property
    def people_change(self) -> int:
        return self.people - self.people_before

    @property
    def people_lost(self) -> int:
        return -self.people_change

    @property
    def mean_lost(self) -> Decimal | None:
        change = self.mean_change
        return None if change is None else -change

    @property
    def mean_change(self) -> Decimal | None:
        return _difference(self.mean_before, self.mean)


def change_over_all(before: Participation, now: Participation) -> ChangeOverAll:
    was, became = _over_all(before), _over_all(now)
    return ChangeOverAll(
        since=before.round.title if before.round else "",
        people=became.people,
        people_before=was.people,
        mean=became.mean_score,
        mean_before=was.mean_score,
    )


def _over_all(participation: Participation) -> UnitSums:
    """Of whom participation counts against a headcount; without one, of everybody."""
    topmost = participation.below(None)
    return sum(
        (one.counted if participation.category else one.residents for one in topmost), UnitSums()
    )


def round_before(rounds: Sequence[Round], round: Round | None) -> Round | None:
    """The ranked round before this one, by number."""
    if round is None:
        return None
    return max(
        (one for one in rounds if one.number < round.number),
        key=lambda one: one.number,
        default=None,
    )
