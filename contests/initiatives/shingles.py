"""Turns an idea into a bounded set of numbers: like ideas have many of them in common. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from quizsite.language.vietnamese import search_key

# Words that stand in every idea and tell none apart.
_COMMON = frozenset(
    search_key(
        "các cho có của đã để đến được giúp hay khi không là làm một này người những nhiều ở phải"
        " ra sau tại thể theo thì trong trên từ và vào về việc với ý tưởng sáng kiến"
    ).split()
)
# Each word with the next three: people put the same words in another order.
_NEAR = 3
MOST_WORDS = 40
# Of a long text the smallest numbers, so that two long texts keep the same ones.
FROM_TEXT = 24


def shingles_of(title: str, text: str = "") -> set[int]:
    """All pairs of near words of the title, and a fixed number of those of the text."""
    own = set(_pairs(search_key(title)))
    return own | set(sorted(set(_pairs(search_key(text), most=400)) - own)[:FROM_TEXT])


def likeness(asked: set[int], found: set[int]) -> float:
    """The share of the smaller set that both have: 0 to 1."""
    smaller = min(len(asked), len(found))
    return len(asked & found) / smaller if smaller else 0.0


def _pairs(key: str, *, most: int = MOST_WORDS) -> Iterator[int]:
    words = [word for word in key.split() if word not in _COMMON][:most]
    for place, word in enumerate(words):
        for other in words[place + 1 : place + 1 + _NEAR]:
            yield crc32(" ".join(sorted((word, other))).encode())
