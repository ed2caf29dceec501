"""Draws questions so that those on one passage come together. Pure.

A group counts as its number of questions, and a pool gives exactly its count. Where whole groups
and single questions cannot make that count, the last group gives only its first questions."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """Which passage a question rests on, and where it stands among all that do."""

    passage: str
    order: int


Group = list[int]


def groups_among(questions: Iterable[int], passages: Mapping[int, Place]) -> list[Group]:
    """Put questions on one passage next to each other, in their order, where the first stood."""
    groups: dict[str | int, Group] = {}
    for pk in questions:
        place = passages.get(pk)
        groups.setdefault(place.passage if place else pk, []).append(pk)
    return [_in_order(group, passages) for group in groups.values()]


def _in_order(group: Group, passages: Mapping[int, Place]) -> Group:
    return sorted(group, key=lambda pk: passages[pk].order) if len(group) > 1 else group


def has_groups(questions: Iterable[int], passages: Mapping[int, Place]) -> bool:
    """Without groups a seed draws as it did before there were passages."""
    if not passages:
        return False
    named = [passages[pk].passage for pk in questions if pk in passages]
    return len(named) > len(set(named))


def draw_with_groups(
    choices: Sequence[Sequence[int]],
    count: int,
    passages: Mapping[int, Place],
    rng: random.Random,
) -> list[int]:
    """Draw `count` questions in whole groups, from the first choice as far as it goes.

    The choices are fresh questions, those to avoid, and stopped ones. A group is as good as its
    worst question to avoid; a stopped question leaves its group."""
    ordered: list[Group] = []
    for groups in _by_worst(choices, passages):
        ordered += rng.sample(groups, len(groups))
    return _fill(ordered, count)


def _by_worst(
    choices: Sequence[Sequence[int]], passages: Mapping[int, Place]
) -> tuple[list[Group], list[Group], list[Group]]:
    fresh, known, stopped = choices
    to_avoid = set(known)
    groups = groups_among([*fresh, *known], passages)
    return (
        [group for group in groups if to_avoid.isdisjoint(group)],
        [group for group in groups if not to_avoid.isdisjoint(group)],
        groups_among(stopped, passages),
    )


def _fill(ordered: Sequence[Group], count: int) -> list[int]:
    """Take groups in this order, each if the later ones can still make the exact count."""
    makes = _sums_from(ordered, count)
    is_exact = makes[0] >> count & 1
    drawn: list[int] = []
    passed_over: list[Group] = []
    for group, later in zip(ordered, makes[1:], strict=True):
        missing = count - len(drawn) - len(group)
        if missing >= 0 and (not is_exact or later >> missing & 1):
            drawn += group
        else:
            passed_over.append(group)
    for group in passed_over if not is_exact else ():
        drawn += group[: count - len(drawn)]
    return drawn


def can_fill(sizes: Iterable[int], count: int) -> bool:
    """Say whether whole groups of these sizes can make exactly this count."""
    makes = 1
    for size in sizes:
        makes |= makes << size
    return bool(makes >> count & 1)


def _sums_from(ordered: Sequence[Group], count: int) -> list[int]:
    """Say for each place which numbers of questions the groups from there on can make, as bits."""
    makes, all_bits = [1], (1 << count + 1) - 1
    for group in reversed(ordered):
        makes.append((makes[-1] | makes[-1] << len(group)) & all_bits)
    return makes[::-1]
