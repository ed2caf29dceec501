"""Marks in two texts what both write alike, for a person who reads them side by side. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contests.written.sieve.shingles import SYLLABLES, Hashes, hashes_in_order, syllables


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_alike: bool


def side_by_side(
    one: str, other: str, *, left_out: Hashes | None = None
) -> tuple[list[Piece], list[Piece]]:
    """Return both texts whole, in pieces; joining a side's pieces gives its text."""
    found = [_shingled(one), _shingled(other)]
    shared = np.intersect1d(found[0][1], found[1][1])
    if left_out is not None:
        shared = np.setdiff1d(shared, left_out)
    return _pieces(one, *found[0], shared), _pieces(other, *found[1], shared)


def _shingled(text: str) -> tuple[list[tuple[str, int, int]], Hashes]:
    words = syllables(text)
    return words, hashes_in_order([word for word, _start, _end in words])


def _pieces(
    text: str, words: list[tuple[str, int, int]], hashes: Hashes, shared: Hashes
) -> list[Piece]:
    covered = np.zeros(len(words), bool)
    for first in np.flatnonzero(np.isin(hashes, shared)).tolist():
        covered[first : first + SYLLABLES] = True
    pieces, last, at = [], 0, 0
    while at < len(words):
        if not covered[at]:
            at += 1
            continue
        end = at
        while end + 1 < len(words) and covered[end + 1]:
            end += 1
        start, stop = words[at][1], words[end][2]
        pieces += [Piece(text[last:start], is_alike=False)] if start > last else []
        pieces.append(Piece(text[start:stop], is_alike=True))
        last, at = stop, end + 1
    return [*pieces, Piece(text[last:], is_alike=False)] if last < len(text) else pieces
