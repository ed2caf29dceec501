"""Bands of quality (giỏi, khá, …): by which share of right answers people are told apart.

It asks no database and uses no float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST = 8
_LINE = re.compile(r"(?:từ\s+)?(\d{1,3})\s*%?\s*(?::\s*(\S.{0,39}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Band:
    """Whoever has at least `border` percent right, and less than the band above asks."""

    border: int
    name: str


class WrongLine(ValueError):
    """A line of a text of bands that nobody can read."""


def bands_of(text: str) -> list[Band]:
    """Read lines such as "từ 80: Giỏi", the highest first; without any those of usual reports.

    Below the lowest border comes one band more, so that everybody is in one."""
    named = dict(_read(line) for line in filter(None, map(str.strip, text.splitlines())))
    if not named:
        named = {100: _("Đúng tất cả"), 75: "", 25: ""}
    if len(named) > MOST:
        raise WrongLine(text)
    lowest = min(named)
    if lowest:
        named[0] = _("Dưới %(border)d %%") % {"border": lowest}
    return [
        Band(border, name or _("Từ %(border)d %%") % {"border": border})
        for border, name in sorted(named.items(), reverse=True)
    ]


def _read(line: str) -> tuple[int, str]:
    found = _LINE.fullmatch(line)
    if found is None or int(found[1]) > 100:
        raise WrongLine(line)
    return int(found[1]), found[2] or ""


def quality(correct: int, questions: int, points: int | None, most: int | None) -> tuple[int, int]:
    """What was reached, and of how much: points where questions have them, else right answers.

    A paper below zero has reached nothing."""
    return (correct, questions) if points is None or not most else (max(points, 0), most)


def band_of(correct: int, questions: int, bands: Sequence[Band]) -> int:
    """The position of a result's band; compared exactly, so 79.99 % are not 80 %."""
    reached = (n for n, one in enumerate(bands) if correct * 100 >= one.border * questions)
    return next(reached, len(bands) - 1)
