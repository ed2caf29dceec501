"""Leaves out of a text what everybody may write alike: quoted law, and the task itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING, _CLOSING = '“«"', '”»"'
# 15/2020/NĐ-CP, 76/NQ-CP, 63/2025/QH15; "Điều 5", "khoản 2 Điều 8 Luật …".
_NUMBER = re.compile(r"\b\d{1,5}/(?:\d{4}/)?[A-ZĐ]{2,8}\d{0,2}(?:-[A-ZĐ]{1,12}){0,2}")
_ARTICLE = re.compile(r"\b(?:điều|khoản|điểm)\s{1,3}\w{1,4}\b", re.IGNORECASE)
_NEAR = 200  # characters between a quotation and the number it is quoted from
_SHORTEST, _LONGEST = 40, 3000  # characters of a quotation; a lone mark quotes nothing


def quoted_law(text: str) -> list[tuple[int, int]]:
    """Find quotations beside which a law is named, as positions in the text."""
    return [(start, end) for start, end in _quotations(text) if _names_law(text, start, end)]


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with the spans blanked, so that positions stay."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    start = -1
    for at, letter in enumerate(text):
        if start >= 0 and letter in _CLOSING:
            if _SHORTEST <= at - start <= _LONGEST:
                yield start, at + 1
            start = -1
        elif letter in _OPENING:
            start = at


def _names_law(text: str, start: int, end: int) -> bool:
    around = text[max(start - _NEAR, 0) : start] + " " + text[end : end + _NEAR]
    return bool(_NUMBER.search(around) or _ARTICLE.search(around))
