"""How alike two papers are, in bits: what they share and others do not. Pure.

Equal right answers prove nothing, since colleagues learn the same. A wrong answer in common counts
by its rarity, in the unit too, where one trainer may have taught it. An answer to the same question
within seconds counts if the question stood elsewhere on the other paper. What differs counts
against. Each bit halves how often two honest papers come so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from math import log2
from typing import NamedTuple

from contests.integrity.papers import Papers

COPIED = 0.8  # the share of answers that somebody who copies takes over
TOGETHER = 0.7  # the share of common questions that people at one table answer together
NEAR_S = 15
# At the same place on both papers, an equal pace alone brings equal moments.
ELSEWHERE = 3
LEAST_BY_CHANCE = 0.02
# The unit's own answers weigh as much as this many of the whole round's.
ROUND_WEIGHS = 10
_DIFFERENT = log2(1 - COPIED)
_APART = log2(1 - TOGETHER)


class Likeness(NamedTuple):
    bits: float
    common: int  # questions that both were asked and answered
    same_wrong: int
    both_wrong: int
    near: int  # answered alike within seconds
    timed: int  # common questions at different places, of papers open at the same time


class Shares:
    """How often each wrong answer was given in the round, and in each unit."""

    def __init__(self, papers: Papers, by_unit: list[int]) -> None:
        self._papers = papers
        self.wrong: Counter[tuple[int, int]] = Counter()
        self.total: Counter[int] = Counter()
        self._ranges: dict[int, tuple[int, int]] = {}
        self._by_unit = by_unit
        for place, paper in enumerate(by_unit):
            start, _end = self._ranges.get(papers.unit[paper], (place, place))
            self._ranges[papers.unit[paper]] = (start, place + 1)
        for revision, choice in self._wrong_in(range(len(papers))):
            self.wrong[revision, choice] += 1
            self.total[revision] += 1
        # A unit's counts are made when its papers are compared, and few units are kept.
        self._in_unit = lru_cache(maxsize=64)(self._count_unit)

    def papers_of_unit(self, paper: int) -> tuple[int, int]:
        return self._ranges[self._papers.unit[paper]]

    def bits(self, revision: int, choice: int, unit: int | None) -> float:
        """Tell how rare it is that both of two papers gave this wrong answer, they left out."""
        share = (self.wrong[revision, choice] - 1) / (self.total[revision] + 2)
        if unit is not None:
            wrong, total = self._in_unit(unit)
            given, others = wrong[revision, choice] - 2, total[revision] - 2
            share = (given + ROUND_WEIGHS * share) / (others + ROUND_WEIGHS)
        return log2(COPIED / max(share, 0.01) + 1 - COPIED)

    def _count_unit(self, unit: int) -> tuple[Counter[tuple[int, int]], Counter[int]]:
        start, end = self._ranges[unit]
        wrong = Counter(self._wrong_in(self._by_unit[start:end]))
        total: Counter[int] = Counter()
        for (revision, _choice), count in wrong.items():
            total[revision] += count
        return wrong, total

    def _wrong_in(self, chosen: range | list[int]) -> Iterator[tuple[int, int]]:
        papers = self._papers
        for paper in chosen:
            for one in papers.answers(paper):
                if not papers.is_right[one]:
                    yield papers.revision[one], papers.choice[one]


Answered = dict[int, int]  # revision → row of the answer


def answered_in(papers: Papers, paper: int) -> Answered:
    return {papers.revision[one]: one for one in papers.answers(paper)}


def likeness(papers: Papers, shares: Shares, left: Answered, pair: tuple[int, int]) -> Likeness:
    """`left` is what the pair's first paper answered; it is compared with many others."""
    a, b = pair
    common = [
        (left[revision], one)
        for one in papers.answers(b)
        if (revision := papers.revision[one]) in left
    ]
    unit = papers.unit[a] if papers.unit[a] == papers.unit[b] else None
    bits, same_wrong, both_wrong = 0.0, 0, 0
    for one, other in common:
        choice = papers.choice[one]
        if choice != papers.choice[other]:
            bits += _DIFFERENT
            both_wrong += not (papers.is_right[one] or papers.is_right[other])
        elif not papers.is_right[one]:
            bits += shares.bits(papers.revision[one], choice, unit)
            same_wrong += 1
            both_wrong += 1
    near = timed = 0
    if papers.started[b] < papers.ended[a] and papers.started[a] < papers.ended[b]:
        more, near, timed = _together(papers, pair, common)
        bits += max(more, 0.0)
    return Likeness(bits, len(common), same_wrong, both_wrong, near, timed)


def _together(
    papers: Papers, pair: tuple[int, int], common: list[tuple[int, int]]
) -> tuple[float, int, int]:
    """Compare with how often answers to different questions of the two came so near.

    So no equal start or pace counts, nor answers that a telephone sent at once."""
    position, saved, choice = papers.position, papers.saved, papers.choice
    timed = [
        (one, other) for one, other in common if abs(position[one] - position[other]) >= ELSEWHERE
    ]
    near = sum(
        choice[one] == choice[other] and abs(saved[one] - saved[other]) <= NEAR_S
        for one, other in timed
    )
    if not near:
        return 0.0, 0, len(timed)
    by_chance = _near_by_chance(papers, pair, len(timed))
    together = log2(TOGETHER / by_chance + 1 - TOGETHER)
    return near * together + (len(timed) - near) * _APART, near, len(timed)


def _near_by_chance(papers: Papers, pair: tuple[int, int], timed: int) -> float:
    a, b = pair
    others = sorted(papers.saved[other] for other in papers.answers(b))
    near = sum(
        bisect_right(others, papers.saved[one] + NEAR_S)
        - bisect_left(others, papers.saved[one] - NEAR_S)
        for one in papers.answers(a)
    )
    every = len(papers.answers(a)) * len(others)
    # The common ones may be near because they were answered together.
    return max((near - timed + 1) / (every - timed + 2), LEAST_BY_CHANCE)
