"""Which ranked people win which prizes. Pure: no Django, no database, no clock.

People who are equal after the last criterion get the same prize, even if it has fewer seats. No
later prize loses a seat for that."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple


class Ranked(NamedTuple):
    """A person in one list, best first; equal keys share a place."""

    entry: int
    key: str


class Ladder(NamedTuple):
    """Whom a prize looks at: a division's people, of one khối only or those with all correct."""

    unit_kind: int | None = None
    all_correct: bool = False


EVERYBODY = Ladder()


@dataclass(frozen=True, slots=True)
class Seats:
    """A prize as choosing sees it; the order of prizes is theirs in the list."""

    prize: int
    count: int
    ladder: Ladder = EVERYBODY


@dataclass(frozen=True, slots=True)
class Win:
    prize: int
    entry: int
    place: int


@dataclass(frozen=True, slots=True)
class Terms:
    """`most` bounds the winners of the list; `one_each`: the highest prize only."""

    one_each: bool = True
    most: int | None = None


def choose_winners(
    lists: Mapping[Ladder, Sequence[Ranked]],
    prizes: Sequence[Seats],
    *,
    terms: Terms,
    out: Collection[int] = (),
) -> list[Win]:
    """Give each prize of one division to the next people in its list.

    Those who are `out`, since they refused or have a prize already, leave their seats to the next.
    Within one khối nobody wins two prizes; with `one_each` nobody does at all. Once equal people
    find no room below `terms.most`, nobody after them wins anything."""
    wins: list[Win] = []
    passed = set(out)
    won: dict[int | None, set[int]] = {}
    for prize in prizes:
        mine = won.setdefault(prize.ladder.unit_kind, set())
        left = prize.count
        for place, equals in _groups(lists.get(prize.ladder, ())):
            if left <= 0:
                break
            next_ones = [one for one in equals if one not in passed and one not in mine]
            if terms.most is not None and len(wins) + len(next_ones) > terms.most:
                return wins
            wins += [Win(prize.prize, entry, place) for entry in next_ones]
            left -= len(next_ones)
            (passed if terms.one_each else mine).update(next_ones)
    return wins


def _groups(ranked: Sequence[Ranked]) -> Iterator[tuple[int, list[int]]]:
    """Each place with the people who share it."""
    place = 1
    for _key, group in groupby(ranked, key=lambda one: one.key):
        equals = [one.entry for one in group]
        yield place, equals
        place += len(equals)


def most_winners(percent: int | None, *, people: int) -> int | None:
    """Never more than this share of the entrants; None without a bound."""
    return None if percent is None else people * percent // 100
