"""Which papers are compared, and which pairs are alike beyond chance. Pure.

Comparing all with all is out of reach, and blames strangers: only papers from one place are
compared, that is a shared device, a shared network within ten minutes, or one unit within minutes.
To share these is no sign itself."""

from __future__ import annotations

import random
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from math import log2
from statistics import fmean, pstdev
from typing import NamedTuple

from contests.integrity.likeness import Likeness, Shares, answered_in, likeness
from contests.integrity.papers import Marks, Papers

MOST_NEIGHBOURS = 30  # who started next; a hall of 500 behind one address is compared in a band
NEAR_START_S = 600
FLOOR_BITS = 3.0  # of a pair that may turn out strong, or belong to a strong group
MOST_PAIRS = 50_000
MOST_TOGETHER = 30  # on one page
CONTROLS = 20_000
APART_S = 3600
FEWEST_CONTROLS = 100
# A pair is listed only if among pairs that have nothing to do with each other so few are as alike.
RAREST = 500
# So many pairs by chance are put up with, in a small round, and for each so many papers.
BY_CHANCE, PAPERS_EACH = 0.5, 5_000
BETWEEN = 2000

Between = Callable[[int], None]


class Pair(NamedTuple):
    papers: tuple[int, int]
    like: Likeness
    places: tuple[str, ...]  # what brought them together: device, network, unit


class Rate(NamedTuple):
    """As strong a sign was seen so many times among so many."""

    seen: int
    among: int


@dataclass(slots=True)
class Compared:
    shares: Shares
    met: array[int]  # with how many others each paper was compared
    pairs: list[Pair] = field(default_factory=list)
    count: int = 0
    strangers: list[float] = field(default_factory=list)
    colleagues: list[float] = field(default_factory=list)

    def rate(self, bits: float) -> Rate:
        """Of pairs that have nothing to do with each other, the worse of two kinds."""
        rates = [
            Rate(len(kind) - bisect_left(kind, bits), len(kind))
            for kind in (self.strangers, self.colleagues)
            if kind
        ]
        return max(rates, key=lambda one: (one.seen / one.among, one.among), default=Rate(0, 0))

    def threshold(self, papers: int) -> float:
        """The more is compared, the more comes by chance; each bit halves it."""
        allowed = max(BY_CHANCE, papers / PAPERS_EACH)
        return max(FLOOR_BITS, log2(max(self.count, 1) / allowed))

    def is_rare(self, bits: float) -> bool:
        rate = self.rate(bits)
        return rate.seen * RAREST <= rate.among

    def usual(self) -> tuple[float, float]:
        """Mean and deviation of pairs that worked apart, of colleagues if there are enough."""
        apart = self.colleagues if len(self.colleagues) >= FEWEST_CONTROLS else self.strangers
        if len(apart) < FEWEST_CONTROLS:
            return 0.0, 0.0
        return fmean(apart), pstdev(apart)


def compare(
    papers: Papers,
    marks: Marks,
    *,
    seed: int,
    different: frozenset[tuple[int, int]] = frozenset(),
    between: Between = lambda _done: None,
) -> Compared:
    """Compare papers of one place; `different` are pairs of entries that people have decided on.

    `between` is called after each few thousand papers, with how many of all were gone through."""
    by_unit = papers.by_unit()
    shares = Shares(papers, by_unit)
    found: dict[tuple[int, int], tuple[Likeness, list[str]]] = {}
    compared = Compared(shares, array("I", bytes(4 * len(papers))))
    for done, (place, a, others) in enumerate(_blocks(papers, marks, by_unit)):
        left = answered_in(papers, a)
        for b in others:
            if papers.entry[a] == papers.entry[b]:
                continue
            compared.count += 1
            compared.met[a] += 1
            compared.met[b] += 1
            pair = (a, b) if a < b else (b, a)
            if pair in found:
                found[pair][1].append(place)
                continue
            like = likeness(papers, shares, left, (a, b))
            if like.bits >= FLOOR_BITS:
                found[pair] = (like, [place])
        if len(found) > 2 * MOST_PAIRS:
            found = _strongest(found)
        if done % BETWEEN == 0:
            between(done)
    entry = papers.entry
    compared.pairs = [
        Pair(pair, like, tuple(places))
        for pair, (like, places) in sorted(found.items(), key=lambda one: -one[1][0].bits)
        if tuple(sorted((entry[pair[0]], entry[pair[1]]))) not in different
    ]
    known = set(found)
    rng = random.Random(seed)  # noqa: S311 -- which pairs stand for all; the same each time
    compared.strangers = _controls(papers, shares, _strangers(papers, rng), known)
    compared.colleagues = _controls(
        papers, shares, _colleagues(papers, by_unit, shares, rng), known
    )
    return compared


def blocks_at_most(papers: Papers, marks: Marks) -> int:
    """How many rounds of comparing there are, for the progress that people see."""
    shared = (*marks.device.values(), *marks.network.values())
    return len(papers) + sum(len(group) for group in shared)


def _blocks(
    papers: Papers, marks: Marks, by_unit: list[int]
) -> Iterator[tuple[str, int, list[int]]]:
    for place, groups in (("device", marks.device), ("network", marks.network)):
        for group in groups.values():
            ordered = sorted(group, key=papers.started.__getitem__)
            for n, a in enumerate(ordered):
                yield place, a, ordered[n + 1 : n + 1 + MOST_NEIGHBOURS]
    for n, a in enumerate(by_unit):
        until = papers.started[a] + NEAR_START_S
        near = []
        for b in by_unit[n + 1 : n + 1 + MOST_NEIGHBOURS]:
            if papers.unit[b] != papers.unit[a] or papers.started[b] > until:
                break
            near.append(b)
        yield "unit", a, near


def _strongest(
    found: dict[tuple[int, int], tuple[Likeness, list[str]]],
) -> dict[tuple[int, int], tuple[Likeness, list[str]]]:
    kept = sorted(found.items(), key=lambda one: -one[1][0].bits)[:MOST_PAIRS]
    return dict(kept)


class Together(NamedTuple):
    members: tuple[int, ...]
    pairs: list[Pair]  # those that brought them together, the strongest first
    bits: float


def groups(compared: Compared, *, papers: int) -> Iterator[Together]:
    """Grow each group from its strongest pair; list it if all its bits together are beyond chance.

    Whoever is added could have been any of the neighbours, so each has to bring that many bits."""
    left = {one.papers: one for one in compared.pairs}
    beside: dict[int, set[int]] = defaultdict(set)
    for a, b in left:
        beside[a].add(b)
        beside[b].add(a)
    least = compared.threshold(papers)
    for pair in compared.pairs:
        if pair.papers not in left or not compared.is_rare(pair.like.bits):
            continue
        members, bits = list(pair.papers), pair.like.bits
        while len(members) < MOST_TOGETHER:
            more, joins = _best_joining(members, left, beside)
            choice = log2(max(compared.met[one] for one in members) + 1)
            if more <= choice:
                break
            members.append(joins)
            bits += more - choice
        if bits < least:
            continue
        inside = [left.pop(one) for one in combinations(sorted(members), 2) if one in left]
        yield Together(tuple(sorted(members)), sorted(inside, key=lambda one: -one.like.bits), bits)


def _best_joining(
    members: list[int], left: dict[tuple[int, int], Pair], beside: dict[int, set[int]]
) -> tuple[float, int]:
    found: dict[int, float] = defaultdict(float)
    for a in members:
        for b in beside[a].difference(members):
            if (one := left.get((a, b) if a < b else (b, a))) is not None:
                found[b] += one.like.bits
    return max(((bits, who) for who, bits in found.items()), default=(0.0, 0))


def _strangers(papers: Papers, rng: random.Random) -> Iterator[tuple[int, int]]:
    """Pairs of different units."""
    n = len(papers)
    every = (
        combinations(range(n), 2)
        if n * (n - 1) // 2 <= CONTROLS
        else ((rng.randrange(n), rng.randrange(n)) for _ in range(CONTROLS))
    )
    for a, b in every:
        if papers.unit[a] != papers.unit[b]:
            yield a, b


def _colleagues(
    papers: Papers, by_unit: list[int], shares: Shares, rng: random.Random
) -> Iterator[tuple[int, int]]:
    """Pairs of one unit that were not at it at the same time: taught alike, yet each alone."""
    n = len(papers)
    for _ in range(CONTROLS if n > 1 else 0):
        a = rng.randrange(n)
        start, end = shares.papers_of_unit(a)
        b = by_unit[rng.randrange(start, end)]
        if abs(papers.started[a] - papers.started[b]) > APART_S:
            yield a, b


def _controls(
    papers: Papers,
    shares: Shares,
    pairs: Iterator[tuple[int, int]],
    known: set[tuple[int, int]],
) -> list[float]:
    seen: dict[tuple[int, int], float] = {}
    for a, b in pairs:
        pair = (a, b) if a < b else (b, a)
        if pair in seen or pair in known or papers.entry[a] == papers.entry[b]:
            continue
        seen[pair] = likeness(papers, shares, answered_in(papers, a), (a, b)).bits
    return sorted(seen.values())
