"""Keeps what is told of groups from telling of a few people by subtraction. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from contests.analysis.limits import HIDDEN


def to_leave_out(people: Mapping[int, int]) -> frozenset[int]:
    """Divisions that no figure counts: all others taken from the whole would leave a few people."""
    few = {pk: count for pk, count in people.items() if count < HIDDEN}
    if len(few) == len(people) or sum(few.values()) >= HIDDEN:
        return frozenset()
    return frozenset(few)


def to_tell(asked: Mapping[int, int]) -> frozenset[int]:
    """Divisions whose figures of one question stand beside the whole's.

    Those that are too small are not told, nor the next smallest ones until enough people are left
    for the difference."""
    kept = sorted((pk for pk, count in asked.items() if count >= HIDDEN), key=lambda pk: asked[pk])
    left = sum(asked.values()) - sum(asked[pk] for pk in kept)
    while kept and 0 < left < HIDDEN:
        left += asked[kept.pop(0)]
    return frozenset(kept)
