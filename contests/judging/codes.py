"""Codes (mã phách) are drawn from a stored seed. Pure."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

# Read aloud and written on paper: no letters that look like digits, no vowels that make words.
LETTERS = "BCDGHKLMNPQRTVX"
DIGITS = "23456789"


def draw_codes(count: int, *, seed: str, taken: Collection[str]) -> list[str]:
    """Draw so many different codes; the n-th is that of the n-th work.

    Whoever knows the seed and the order of the works can draw them again."""
    drawn = Random(seed)  # noqa: S311 -- the seed is secret and has 256 bits
    used = set(taken)
    codes: list[str] = []
    while len(codes) < count:
        letters = "".join(drawn.choice(LETTERS) for _ in range(3))
        code = f"{letters}{''.join(drawn.choice(DIGITS) for _ in range(3))}"
        if code not in used:
            used.add(code)
            codes.append(code)
    return codes


def stored_order(count: int, *, seed: str) -> list[int]:
    """In which order the works are stored, so that row numbers tell nothing of how they came."""
    order = list(range(count))
    Random(f"{seed}/rows").shuffle(order)  # noqa: S311 -- the same seed
    return order
