"""Following: the index of places is found missing, stale or wrong, and made anew from SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain

import structlog
from django.db import transaction
from django.db.models import Q

from contests.models import Entry, Round
from leaderboard import index
from leaderboard.aggregates.tallies import count_board, lock_count
from leaderboard.models import Board, BoardKey, Standing

log = structlog.get_logger("leaderboard.following")

FOLLOWED_FOR = timedelta(days=7)  # after the round has closed; later SQL alone is quick enough
MOST_SUSPECTS = 1000


def follow_indexes(*, at: datetime) -> None:
    """Each board people look at keeps its index, and gets it back after Redis lost it."""
    if not index.is_used():
        return
    for key, mark in _followed(at):
        if index.keep(key, mark) is False:
            rebuild_index(key)


def _followed(at: datetime) -> list[tuple[BoardKey, str]]:
    rounds = Round.objects.public().filter(opens_at__lte=at, closes_at__gt=at - FOLLOWED_FOR)
    of_contests = Q(round=None, contest__in=rounds.values("contest"))
    boards = Board.objects.filter(of_contests | Q(round__in=rounds))
    rows = boards.values_list(*BoardKey._fields, "boardcount__mark")
    return [(BoardKey(*ids), mark or "") for *ids, mark in rows]


@transaction.atomic
def rebuild_index(key: BoardKey) -> None:
    """Unless another process is at it, or was until now."""
    count = lock_count(key, wait=False)
    if count is None or index.keep(key, count.mark) is not False:
        return
    size = index.build(key, count.mark)
    if size is not None:
        log.info("index_built", board=str(tuple(key)), size=size)


def compare_index(key: BoardKey) -> list[str]:
    """Members that are only in Redis or only in SQL. An index that is not there tells no lies.

    Results may come in meanwhile: what seems to differ is looked at again with its entries
    locked and everything counted."""
    count_board(key)
    with transaction.atomic():
        count = lock_count(key, wait=True)
        if count is None or not index.keep(key, count.mark):
            return []
        suspects = list(_differing(_stored(key), chain.from_iterable(index.read(key))))
        if not suspects:
            return []
        entry_ids = {index.entry_of(one) for one in suspects}
        list(
            Entry.objects.select_for_update(no_key=True).filter(pk__among=entry_ids).order_by("pk")
        )
        count_board(key)
        rows = Standing.objects.filter(**key._asdict(), entry__among=entry_ids)
        members = {index.member(*row) for row in rows.values_list("sort_key", "entry")}
        return [
            f"{one}: {'not in Redis' if one in members else 'only in Redis'}"
            for one in suspects
            if (one in members) != index.has(key, one)
        ]


def _stored(key: BoardKey) -> Iterator[str]:
    rows = Standing.objects.filter(**key._asdict()).order_by("round_id", "sort_key", "entry")
    for row in rows.values_list("sort_key", "entry").iterator(chunk_size=2000):
        yield index.member(*row)


def _differing(one: Iterable[str], other: Iterable[str]) -> Iterator[str]:
    """What only one of two ordered streams has."""
    ones, others = iter(one), iter(other)
    a, b = next(ones, None), next(others, None)
    found = 0
    while (a is not None or b is not None) and found < MOST_SUSPECTS:
        if a == b:
            a, b = next(ones, None), next(others, None)
            continue
        found += 1
        if b is None or (a is not None and a < b):
            yield str(a)
            a = next(ones, None)
        else:
            yield b
            b = next(others, None)
