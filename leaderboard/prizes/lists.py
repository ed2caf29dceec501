"""Reads the ranked lists that prizes look at: as many people as can win, not the whole board."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.models import Division, Prize
from leaderboard.aggregates.places import standings_in
from leaderboard.aggregates.tallies import tally_rows
from leaderboard.models import BoardKey
from leaderboard.prizes.choosing import Ladder, Ranked, Seats
from leaderboard.rules import LeaderboardRefusal
from leaderboard.standings.conditions import meeting
from quizsite.accounts.models import Unit

# More people than this who are equal at the last seat are no list that anybody could award.
MOST_EQUAL = 500


class TooManyEqual(LeaderboardRefusal):
    code = "too_many_equal"
    status = 409
    message = _(
        "Quá nhiều người bằng nhau sau tiêu chí cuối cùng nên không xét giải được. Kỳ sau hãy thêm "
        "tiêu chí hoặc bốc thăm."
    )


def seats_in(prizes: Iterable[Prize], division: Division) -> list[Seats]:
    """The prizes that people of this division can win, the highest first."""
    return [
        Seats(one.pk, one.count, Ladder(one.unit_kind_id, one.needs_all_correct))
        for one in prizes
        if one.division_id in {None, division.pk}
    ]


def ranked_lists(
    award: Award, division: Division, seats: Collection[Seats], *, passed_over: int
) -> dict[Ladder, list[Ranked]]:
    """Read each list as far as its prizes can reach when so many people are passed over."""
    most = sum(one.count for one in seats) + passed_over
    key = BoardKey(award.contest.pk, award.round_id, division.pk)
    chain = (award.round or award.contest).tie_chain
    return {
        ladder: _ranked(key, ladder, most, chain=chain) for ladder in {one.ladder for one in seats}
    }


def _ranked(key: BoardKey, ladder: Ladder, most: int, *, chain: Sequence[str]) -> list[Ranked]:
    standings = meeting(standings_in(key), chain)
    if ladder.all_correct:
        standings = standings.filter(is_perfect=True)
    if ladder.unit_kind is not None:
        standings = standings.filter(unit__among=units_of_kind(ladder.unit_kind))
    rows = standings.values_list("entry_id", "sort_key")
    first = [Ranked(*row) for row in rows[:most]]
    if len(first) < most or not first:
        return first
    # Equal people share a prize, so nobody equal to the last one is left out.
    last, known = first[-1].key, {one.entry for one in first}
    equals = [Ranked(*row) for row in rows.filter(sort_key=last)[: MOST_EQUAL + 1]]
    if len(equals) > MOST_EQUAL:
        raise TooManyEqual
    return first + [one for one in equals if one.entry not in known]


def units_of_kind(kind_id: int) -> list[int]:
    """List the units of a khối and all units below them, in one query."""
    rows = list(Unit.objects.order_by().values_list("pk", "parent_id", "kind_id"))
    below: dict[int | None, list[int]] = {}
    for pk, parent, _kind in rows:
        below.setdefault(parent, []).append(pk)
    found: set[int] = set()
    waiting = [pk for pk, _parent, kind in rows if kind == kind_id]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += below.get(pk, ())
    return sorted(found)


def people_by_division(award: Award) -> dict[int, int]:
    """Count those who took part, from the boards' tallies."""
    people: dict[int, int] = {}
    for one in tally_rows(award.contest.pk, round=award.round_id):
        people[one.division] = people.get(one.division, 0) + one.people
    return people
