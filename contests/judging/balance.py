"""Who marks which work: each by so many jurors, none by one who may not, loads alike. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

Bars = Mapping[int, Collection[int]]  # work → jurors who may not mark it


@dataclass(frozen=True, slots=True)
class Plan:
    """`pairs` are work and juror; `short` are works with how many markers nobody can give them."""

    pairs: list[tuple[int, int]]
    short: dict[int, int]


def plan_markers(
    works: Mapping[int, int],
    jurors: Sequence[int],
    *,
    barred: Bars,
    loads: Mapping[int, int],
    seed: str,
) -> Plan:
    """Give each work as many more markers as `works` says, so that loads differ least.

    `barred` also names who has the work already; `loads` is what each juror holds before."""
    drawn = Random(seed)  # noqa: S311 -- a stored seed, so that the plan can be made again
    order = list(works)
    drawn.shuffle(order)
    rank = {juror: n for n, juror in enumerate(drawn.sample(list(jurors), len(jurors)))}
    load = {juror: loads.get(juror, 0) for juror in jurors}
    held: dict[int, set[int]] = {juror: set() for juror in jurors}
    short = {}
    # Works with the fewest jurors to choose from come first.
    order.sort(key=lambda work: len(rank) - len(set(barred.get(work, ())) & rank.keys()))
    for work in order:
        out = set(barred.get(work, ()))
        may = sorted((one for one in jurors if one not in out), key=lambda j: (load[j], rank[j]))
        for juror in may[: works[work]]:
            held[juror].add(work)
            load[juror] += 1
        if len(may) < works[work]:
            short[work] = works[work] - len(may)
    _even_out(held, load, barred=barred, rank=rank)
    return Plan(sorted((work, juror) for juror, own in held.items() for work in own), short)


def _even_out(
    held: dict[int, set[int]], load: dict[int, int], *, barred: Bars, rank: Mapping[int, int]
) -> None:
    """Move works along chains of jurors, from who has more to who has at least two fewer.

    Where no such chain is left no other plan has more even loads: each chain is a path that
    lowers the cost of a flow, and a flow without one is the cheapest."""
    while True:
        for start in sorted(held, key=lambda j: (-load[j], rank[j])):
            chain = _chain_down(start, held, load, barred=barred, rank=rank)
            if chain:
                break
        else:
            return
        for giver, taker, work in chain:
            held[giver].remove(work)
            held[taker].add(work)
        load[start] -= 1
        load[chain[-1][1]] += 1


def _chain_down(
    start: int,
    held: dict[int, set[int]],
    load: dict[int, int],
    *,
    barred: Bars,
    rank: Mapping[int, int],
) -> list[tuple[int, int, int]]:
    """Find the shortest chain (giver, taker, work) from `start` to somebody with two fewer."""
    if load[start] - min(load.values()) < 2:
        return []
    came: dict[int, tuple[int, int]] = {}
    waiting, seen = deque([start]), {start}
    by_load = sorted(held, key=lambda j: (load[j], rank[j]))
    while waiting:
        giver = waiting.popleft()
        for taker in by_load:
            if taker in seen:
                continue
            work = _movable(giver, taker, held, barred)
            if work is None:
                continue
            came[taker] = (giver, work)
            if load[taker] <= load[start] - 2:
                return _followed(taker, came, start)
            seen.add(taker)
            waiting.append(taker)
    return []


def _movable(giver: int, taker: int, held: dict[int, set[int]], barred: Bars) -> int | None:
    for work in held[giver]:
        if work not in held[taker] and taker not in barred.get(work, ()):
            return work
    return None


def _followed(
    taker: int, came: dict[int, tuple[int, int]], start: int
) -> list[tuple[int, int, int]]:
    chain = []
    while taker != start:
        giver, work = came[taker]
        chain.append((giver, taker, work))
        taker = giver
    return chain[::-1]


def spread_by_juror(pairs: Collection[tuple[int, int]]) -> dict[int, int]:
    """How many works each juror of a plan gets."""
    counted: dict[int, int] = defaultdict(int)
    for _work, juror in pairs:
        counted[juror] += 1
    return dict(counted)
