"""All units of a contest that have a roster or signed a headcount, for its organisers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from contests.models import Contest, RosterPerson, Round, SignedHeadcount
from contests.queries import ranked_rounds
from contests.roster.places import Places
from leaderboard.participation.roster_counts import Progress, people_on_several
from leaderboard.participation.rosters import StatusCounts
from quizsite.accounts.models import Unit
from quizsite.language.ordering import order_key


@dataclass(frozen=True)
class RosterUnit:
    unit: Unit
    counts: StatusCounts
    signed: SignedHeadcount | None


@dataclass(frozen=True)
class RosterUnits:
    rounds: Sequence[Round]
    round: Round | None
    whole: StatusCounts
    rows: Sequence[RosterUnit]


def roster_units(contest: Contest, *, number: str, at: datetime) -> RosterUnits:
    """Count each unit's own lines; the desk of a unit adds up those below it."""
    rounds = ranked_rounds(contest.pk)
    round = next((one for one in rounds if str(one.number) == number), None)
    own = RosterPerson.objects.filter(contest=contest)
    progress = Progress(contest, round, [round] if round else rounds)
    places = Places.on(timezone.localdate(at))
    whole, sums = StatusCounts(), defaultdict[int, StatusCounts](StatusCounts)
    for counted in progress.count(own):
        for one in (whole, sums[places.heir(counted.unit_id)]):
            one.add(counted.status, counted.lines, is_compulsory=counted.is_compulsory)
    for group in people_on_several(own, progress):
        whole.merge(group)
        by_unit = defaultdict(list)
        for line in group:
            by_unit[places.heir(line.unit_id)].append(line)
        for unit_id, lines in by_unit.items():
            sums[unit_id].merge(lines)
    signed: dict[int, SignedHeadcount] = {}
    for row in contest.signed_headcounts.select_related("signed_by"):
        signed.setdefault(row.unit_id, row)
    units = Unit.objects.filter(pk__among=[*sums.keys() | signed.keys()])
    found = [
        RosterUnit(unit, sums.get(unit.pk, StatusCounts()), signed.get(unit.pk)) for unit in units
    ]
    found.sort(key=lambda one: (order_key(one.unit.name), one.unit.pk))
    return RosterUnits(rounds, round, whole, found)
