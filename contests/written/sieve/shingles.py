"""Compares many texts with each other by what they write alike, word for word. Pure, with numpy.

A shingle is eight syllables in a row. Of each text only the shingles with small hashes are kept for
finding pairs (a FracMinHash sketch); what a pair shares is then counted over all its shingles."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizsite.language.vietnamese import without_accents

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]

SYLLABLES = 8
KEPT_OF = 4  # one shingle of so many is in the sketch
# A shingle that so many texts share links each with the first alone, not all with all: two hundred
# copies of one essay from the net are two hundred pairs and not twenty thousand.
CROWD = 10
LEAST_SHARE = 0.12
LEAST_SHINGLES = 12  # about twenty syllables
_WORD = re.compile(r"[0-9a-z]+")
_LETTER = re.compile(r"[0-9a-z]")
_PRIMES = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
     0x27D4EB2F165667C5, 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53, 0x94D049BB133111EB],
    dtype=np.uint64,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts by their positions; the share is of the shorter one's shingles."""

    one: int
    other: int
    share: float
    shingles: int


class _Plain(dict[int, str]):
    """Maps letters to what they are without accents; others to a blank, so that none moves."""

    def __missing__(self, code: int) -> str:
        plain = without_accents(chr(code))
        self[code] = plain if _LETTER.fullmatch(plain) else " "
        return self[code]


_PLAIN = _Plain()


def syllables(text: str) -> list[tuple[str, int, int]]:
    """Return the words without accents, each with its start and end in the text (NFC)."""
    plain = text.translate(_PLAIN)
    return [(found[0], found.start(), found.end()) for found in _WORD.finditer(plain)]


def hashes_in_order(words: Sequence[str]) -> Hashes:
    """Return the hash of every shingle, in the order of the text."""
    codes = np.fromiter((zlib.crc32(one.encode()) for one in words), np.uint64, len(words))
    count = len(codes) - SYLLABLES + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for at in range(SYLLABLES):
        mixed += (codes[at : at + count] + np.uint64(at + 1)) * _PRIMES[at]
    # Spread what a sum left in order (the finaliser of splitmix64).
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def shingles_of(text: str, *, left_out: Hashes | None = None) -> Hashes:
    """Return the text's shingles, sorted, each once; without those that everybody writes."""
    found = np.unique(hashes_in_order(text.translate(_PLAIN).split()))
    return found if left_out is None else np.setdiff1d(found, left_out, assume_unique=True)


def alike(texts: Sequence[Hashes], *, fresh: range) -> list[Alike]:
    """Find pairs of which at least one is among the fresh ones; the most alike first.

    Texts that stand before them link crowds, so samples from elsewhere come first."""
    found = []
    for one, other in _candidates(texts, fresh=fresh):
        shared = len(np.intersect1d(texts[one], texts[other], assume_unique=True))
        shorter = min(len(texts[one]), len(texts[other]))
        if shared >= LEAST_SHINGLES and shared >= LEAST_SHARE * shorter:
            found.append(Alike(one, other, shared / shorter, shared))
    return sorted(found, key=lambda pair: (-pair.share, pair.one, pair.other))


def _candidates(texts: Sequence[Hashes], *, fresh: range) -> Iterator[tuple[int, int]]:
    """Yield pairs whose sketches share enough for a full count."""
    border = np.uint64((1 << 64) // KEPT_OF)
    sketches = [one[: int(np.searchsorted(one, border))] for one in texts]
    sizes = np.array([len(one) for one in sketches], np.int64)
    if not sizes.sum():
        return
    owners = np.repeat(np.arange(len(sketches)), sizes)
    pairs = _pairs_in_groups(np.concatenate(sketches), owners, width=len(texts))
    numbers, counts = np.unique(pairs, return_counts=True)
    ones, others = numbers // len(texts), numbers % len(texts)
    is_fresh = _within(ones, fresh) | _within(others, fresh)
    shorter = np.minimum(sizes[ones], sizes[others])
    # A sketch is a sample: half of what is asked for lets nearly no true pair go.
    chosen = is_fresh & (counts >= 2) & (counts >= 0.5 * LEAST_SHARE * shorter)
    yield from zip(ones[chosen].tolist(), others[chosen].tolist(), strict=True)


def _within(numbers: Numbers, span: range) -> NDArray[np.bool_]:
    return (numbers >= span.start) & (numbers < span.stop)


def _pairs_in_groups(hashes: Hashes, owners: Numbers, *, width: int) -> Numbers:
    """Return a pair for every shingle that two texts share, as `smaller * width + greater`."""
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    sizes = np.diff(np.append(starts, len(hashes)))
    is_crowd = np.repeat(sizes > CROWD, sizes)
    first = np.repeat(owners[starts], sizes)
    linked = is_crowd & (first != owners)
    found = [first[linked] * width + owners[linked]]
    for apart in range(1, CROWD):  # neighbours within small groups, at each distance
        same = (hashes[apart:] == hashes[:-apart]) & ~is_crowd[apart:]
        found.append(owners[:-apart][same] * width + owners[apart:][same])
    return np.concatenate(found)
