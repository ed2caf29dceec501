"""Which signs stand out in one round, each with its base rate there. Pure.

A number proposes and never decides. What an office behind one address shares (the network, the
hour, the training) is no sign by itself."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log2, sqrt
from statistics import median
from typing import Any, Literal

from contests.integrity.likeness import Shares, answered_in, likeness
from contests.integrity.pairs import MOST_TOGETHER, Compared, Pair, Rate, groups
from contests.integrity.papers import Marks, Papers, Registered

Kind = Literal["alike", "fast", "device", "in_a_row"]

# In silence people read some 20 letters a second, and skim twice as many. This is four times.
READABLE_PACE = 80.0
TIMES_THE_USUAL = 4.0
FEWEST_ANSWERS = 5
FEWEST_FAST, FAST_RAREST = (
    5,
    100,
)  # one paper among so many is as fast, or it is the usual way in this round

MOST_PAIRS_SHOWN = 60
MOST_CASES = 1000  # of one kind; people read no more

FEWEST_ON_DEVICE = 3
OVERLAP_S = 60
# Papers of one device are alike as a whole if they are so far from those of colleagues who worked
# apart, and if their differences do not outweigh what they share.
ALIKE_DEVIATIONS = 3.0
LEAST_BITS_EACH = -1.0
QUICK = 2.0  # times the usual pace

FEWEST_IN_A_ROW = 3
IN_A_ROW_S = 120
# A domain that people of so many units use is no office's own, which numbers its mailboxes.
PUBLIC_UNITS = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """One case to look at: papers, how strong it is in bits, how rare, and its figures."""

    kind: Kind
    papers: tuple[int, ...]
    bits: float
    rate: Rate
    evidence: Mapping[str, Any]


def fast_papers(papers: Papers) -> list[Sign]:
    """Papers with a good score, answered faster than anybody reads and unlike the others."""
    paces = [papers.pace(one) for one in range(len(papers))]
    if not paces:
        return []
    usual, ordered = median(paces), sorted(paces)
    least = max(READABLE_PACE, TIMES_THE_USUAL * usual)
    found = []
    for one, pace in enumerate(paces):
        answered = len(papers.answers(one))
        is_good = 2 * papers.correct[one] >= answered >= FEWEST_ANSWERS
        rate = Rate(len(ordered) - bisect_left(ordered, pace), len(ordered))
        if pace < least or not is_good or rate.seen > max(FEWEST_FAST, rate.among // FAST_RAREST):
            continue
        evidence = {
            "seconds": papers.seconds(one),
            "letters": papers.letters_of(one),
            "answered": answered,
            "correct": papers.correct[one],
            "pace": round(pace),
            "usual": round(usual),
        }
        found.append(Sign("fast", (one,), 8 * log2(pace / least) + 8, rate, evidence))
    return found


def alike_papers(papers: Papers, compared: Compared) -> list[Sign]:
    found = []
    for one in groups(compared, papers=len(papers)):
        strongest = one.pairs[0].like
        evidence = {
            "pairs": [_told(papers, pair) for pair in one.pairs[:MOST_PAIRS_SHOWN]],
            "places": sorted({place for pair in one.pairs for place in pair.places}),
            "same_wrong": strongest.same_wrong,
            "both_wrong": strongest.both_wrong,
            "common": strongest.common,
            "near": strongest.near,
            "timed": strongest.timed,
        }
        rate = compared.rate(strongest.bits)
        found.append(Sign("alike", one.members, one.bits, rate, evidence))
    return found


def _told(papers: Papers, pair: Pair) -> dict[str, Any]:
    a, b = pair.papers
    return {
        "papers": [papers.attempt[a], papers.attempt[b]],
        "places": list(pair.places),
        "same_wrong": pair.like.same_wrong,
        "both_wrong": pair.like.both_wrong,
        "common": pair.like.common,
        "near": pair.like.near,
        "timed": pair.like.timed,
    }


def shared_devices(papers: Papers, marks: Marks, compared: Compared, shares: Shares) -> list[Sign]:
    """Several people on one device, and something else: at the same time, quickly, or alike.

    People take turns at a shared computer; that alone is no sign, however many they are."""
    sizes = sorted(len(_people(papers, group)) for group in marks.device.values())
    usual = median([papers.pace(one) for one in range(len(papers))] or [0.0])
    found = []
    for group in marks.device.values():
        own = [one for one in group if one in marks.one_device]
        own.sort(key=papers.started.__getitem__)
        people = len(_people(papers, own))
        if people < FEWEST_ON_DEVICE:
            continue
        own = own[:MOST_TOGETHER]
        overlaps = sum(
            papers.started[after] < papers.ended[before] - OVERLAP_S
            for before, after in pairwise(own)
            if papers.entry[after] != papers.entry[before]
        )
        quick = sum(papers.pace(one) >= QUICK * usual for one in own)
        is_quick = quick >= FEWEST_ON_DEVICE and 2 * quick > len(own)
        alike = _likeness_of(own, papers, shares, compared)
        if not (overlaps or is_quick or alike >= ALIKE_DEVIATIONS):
            continue
        evidence = {
            "people": people,
            "overlaps": overlaps,
            "quick": quick,
            "papers": len(own),
            "is_alike": alike >= ALIKE_DEVIATIONS,
        }
        strength = people + 3.0 * overlaps + 3.0 * is_quick + max(alike, 0.0)
        rate = Rate(len(sizes) - bisect_left(sizes, people), marks.devices)
        found.append(Sign("device", tuple(own), strength, rate, evidence))
    return found


def _likeness_of(own: list[int], papers: Papers, shares: Shares, compared: Compared) -> float:
    """By how many deviations all pairs together are more alike than colleagues who work apart.

    Zero if they differ too much, however little others have in common."""
    mean, deviation = compared.usual()
    if not deviation:
        return 0.0
    pairs = [
        likeness(papers, shares, answered, (a, b)).bits
        for n, a in enumerate(own)
        for answered in (answered_in(papers, a),)
        for b in own[n + 1 :]
        if papers.entry[a] != papers.entry[b]
    ]
    if not pairs or sum(pairs) < LEAST_BITS_EACH * len(pairs):
        return 0.0
    return float(sum(pairs) - len(pairs) * mean) / (deviation * sqrt(len(pairs)))


def _people(papers: Papers, group: Iterable[int]) -> set[int]:
    return {papers.entry[one] for one in group}


def registered_in_a_row(
    papers: Papers, marks: Marks, registered: Iterable[Registered]
) -> list[Sign]:
    """Addresses that differ in digits alone, of a public provider, registered one after the other
    on one device or one network."""
    units: dict[str, set[int]] = defaultdict(set)
    by_name: dict[tuple[str, str], list[Registered]] = defaultdict(list)
    total = 0
    for one in registered:
        total += 1
        units[one.domain].add(papers.unit[one.paper])
        by_name[one.name, one.domain].append(one)
    places = _places(marks)
    rows = [
        row
        for (_name, domain), people in by_name.items()
        if len(people) >= FEWEST_IN_A_ROW and len(units[domain]) >= PUBLIC_UNITS
        for row in _rows(people, places)
    ]
    in_rows = Counter(len(row) for row in rows)
    found = []
    for row in rows:
        as_long = sum(length * count for length, count in in_rows.items() if length >= len(row))
        span = row[-1].at_s - row[0].at_s
        evidence = {"people": len(row), "seconds": span}
        for part in _parts(tuple(one.paper for one in row)):
            strength = 6.0 + 2.0 * len(row)
            found.append(Sign("in_a_row", part, strength, Rate(as_long, total), evidence))
    return found


def _places(marks: Marks) -> dict[int, set[int]]:
    """Which devices and networks each paper's entry came from."""
    found: dict[int, set[int]] = defaultdict(set)
    for shared in (marks.device, marks.network):
        for digest, group in shared.items():
            for paper in group:
                found[paper].add(digest)
    return found


def _rows(people: list[Registered], places: Mapping[int, set[int]]) -> Iterator[list[Registered]]:
    row: list[Registered] = []
    for one in sorted(people, key=lambda one: one.at_s):
        is_next = (
            row
            and one.at_s - row[-1].at_s <= IN_A_ROW_S
            and places.get(one.paper, set()) & places.get(row[-1].paper, set())
        )
        if not is_next:
            if len(row) >= FEWEST_IN_A_ROW:
                yield row
            row = []
        row.append(one)
    if len(row) >= FEWEST_IN_A_ROW:
        yield row


def _parts(members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(members), MOST_TOGETHER):
        if len(part := members[start : start + MOST_TOGETHER]) > 1:
            yield part


def strongest(signs: Iterable[Sign]) -> tuple[list[Sign], int]:
    """Keep the strongest of each kind; say how many are left out."""
    by_kind: dict[str, list[Sign]] = defaultdict(list)
    for one in signs:
        by_kind[one.kind].append(one)
    kept, left_out = [], 0
    for found in by_kind.values():
        found.sort(key=lambda one: -one.bits)
        kept += found[:MOST_CASES]
        left_out += max(0, len(found) - MOST_CASES)
    return sorted(kept, key=lambda one: -one.bits), left_out


def all_signs(
    papers: Papers, marks: Marks, registered: Iterable[Registered], compared: Compared
) -> list[Sign]:
    return [
        *alike_papers(papers, compared),
        *fast_papers(papers),
        *shared_devices(papers, marks, compared, compared.shares),
        *registered_in_a_row(papers, marks, registered),
    ]
