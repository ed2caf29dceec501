"""Compares what was acknowledged, by notes outside the database, with what it holds now."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from django.db.models import Max

from contests.models import Answer, Attempt, ReturnedPaper
from quizsite.epochs.heads import Head

_AT_A_TIME = 2000


class Missing(NamedTuple):
    """An attempt of which the database holds less than was acknowledged."""

    attempt: int
    acknowledged: Head
    stored: int  # the newest stored sequence, 0 if none
    round: int | None  # None if the database does not know the attempt
    state: str  # of the paper in the list that organisers decide on; "" if it is not there


def missing(heads: Mapping[int, Head], *, round: int | None = None) -> Iterator[Missing]:
    """Of one round also those attempts that the database does not know: they could be of it."""
    states, renumbered = _brought_back()
    pks = iter(sorted(heads))
    while some := list(islice(pks, _AT_A_TIME)):
        now = {pk: renumbered.get(pk, pk) for pk in some}
        rounds = dict(Attempt.objects.filter(pk__in=now.values()).values_list("pk", "round"))
        stored = _newest(now.values())
        for pk in some:
            of, newest = rounds.get(now[pk]), stored.get(now[pk], 0)
            is_asked = round is None or of in {round, None}
            if is_asked and newest < heads[pk].seq:
                yield Missing(pk, heads[pk], newest, of, states.get(pk, ""))


def _newest(pks: Collection[int]) -> dict[int, int]:
    rows = Answer.objects.filter(attempt__in=pks).values("attempt").annotate(newest=Max("seq"))
    return dict(rows.values_list("attempt", "newest"))


def _brought_back() -> tuple[dict[int, str], dict[int, int]]:
    """Return the states of papers that organisers decide on, and which were stored again under
    another number than the one that was noted."""
    # A row that somebody emptied names no attempt; a process starts all the same.
    rows = [row for row in ReturnedPaper.objects.values_list("code", "state", "paper") if row[2]]
    again = dict(
        Attempt.objects.filter(code__in=[row[0] for row in rows]).values_list("code", "pk")
    )
    states = {int(paper[0]): str(state) for _code, state, paper in rows}
    return states, {int(paper[0]): again[code] for code, _, paper in rows if code in again}
