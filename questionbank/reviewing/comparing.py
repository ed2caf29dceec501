"""Two texts word by word: what was taken out, and what was put in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|[^\s]+")


class Piece(NamedTuple):
    how: str  # "same", "out" or "in"
    text: str


class Part(NamedTuple):
    """A part of two revisions, such as the stem, with its pieces."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.how != "same" for piece in self.pieces)


def pieces_of(old: str, new: str) -> tuple[Piece, ...]:
    return tuple(_pieces(_WORDS.findall(old), _WORDS.findall(new)))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("out", "".join(old[a:b]))
        if c < d:
            yield Piece("in", "".join(new[c:d]))
