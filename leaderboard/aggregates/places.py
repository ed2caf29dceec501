"""Places: at which place a standing is, and which standings follow from a place on.

Rank blocks answer in the same time for any length of board. Where a board has none, SQL counts
from the top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from leaderboard.aggregates import rank_blocks
from leaderboard.aggregates.rank_blocks import Point
from leaderboard.models import BoardKey, Standing
from quizsite.db.bulk_write import in_index_order


def standings_in(key: BoardKey, *, as_of: datetime | None = None) -> QuerySet[Standing]:
    """The one query behind every board; `as_of` freezes it."""
    # PostgreSQL takes "round is null" for no order of the index unless the round is named in it.
    standings = Standing.objects.filter(
        contest=key.contest, round=key.round, division=key.division
    ).order_by("round_id", "sort_key", "entry")
    return standings.filter(finished_at__lte=as_of) if as_of else standings


def place_of(key: BoardKey, sort_key: str, *, as_of: datetime | None = None) -> int:
    """Count the standings with a smaller key, plus one; equal keys share a place."""
    # Rank blocks count everybody, and know no moment before now.
    above = None if as_of else rank_blocks.count_above(key, Point(sort_key, 0))
    if above is None:
        above = standings_in(key, as_of=as_of).filter(sort_key__lt=sort_key).count()
    return above + 1


def key_of(standing: Standing) -> BoardKey:
    return BoardKey(standing.contest_id, standing.round_id, standing.division_id)


def place_of_standing(standing: Standing) -> int:
    """On the board that it stands on; the person may have been moved to another division since."""
    return place_of(key_of(standing), standing.sort_key)


def places_of(sort_keys: Mapping[BoardKey, str]) -> dict[BoardKey, int]:
    """Find one standing's place on each of several boards, in as many queries as on one or two."""
    wanted = [(key, Point(sort_key, 0)) for key, sort_key in sort_keys.items()]
    return {
        key: above + 1
        for (key, _point), above in zip(wanted, rank_blocks.count_above_each(wanted), strict=True)
    }


def find_entries(
    key: BoardKey, *, offset: int, limit: int, as_of: datetime | None = None
) -> list[int]:
    """Find the entries of standings offset + 1 … offset + limit, from SQL's index alone."""
    # Nearer the top fewer lines are read than there are in a block.
    if offset > rank_blocks.SIZE and as_of is None:
        entries = rank_blocks.find_entries(key, offset=offset, limit=limit)
        if entries is not None:
            return entries
    standings = standings_in(key, as_of=as_of).values_list("entry", flat=True)
    with in_index_order():
        return list(standings[offset : offset + limit])
