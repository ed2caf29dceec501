"""Draws one preview over its ground. Grounds are committed; `bin/draw-grounds` makes them anew."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from quizsite.previews import letters
from quizsite.previews.letters import BOLD, REGULAR

WIDTH, HEIGHT = 1200, 630
_LEFT, _TOP, _TEXT_WIDTH = 84, 72, 1040
_BESIDE = 660  # the width that is left beside the ornament
_ORNAMENT_FROM = 300
_BLUE, _INK, _GREY = "#1e3a66", "#1b2430", "#5b6675"
_TITLE_SIZES = (72, 60, 50)  # the largest in which a title has its lines
_MOST_LINES = 3


class Ground(StrEnum):
    """Names of files; the ornament stands at the lower right."""

    CARP = "ca-chep"
    ROOSTER = "ga"
    LOTUS = "sen"


@dataclass(frozen=True)
class Preview:
    """`kicker` stands above the title, `lines` below it."""

    ground: Ground
    kicker: str
    title: str
    lines: tuple[str, ...] = ()


@cache
def _ground(name: Ground) -> Image.Image:
    with Image.open(Path(__file__).parent / "grounds" / f"{name}.png") as stored:
        return stored.convert("RGB")


def draw(preview: Preview) -> bytes:
    """Return a PNG of some 20 KB."""
    picture = _ground(preview.ground).copy()
    pen = _Pen(ImageDraw.Draw(picture))
    pen.write(preview.kicker, size=34, weight=REGULAR, colour=_GREY, most=1)
    pen.skip(10)
    pen.write(preview.title, size=_title_size(preview.title), weight=BOLD, colour=_BLUE)
    pen.skip(18)
    for line in preview.lines:
        pen.write(line, size=36, weight=REGULAR, colour=_INK, most=2)
    stored = BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(stored, "PNG", optimize=True)
    return stored.getvalue()


def _title_size(title: str) -> int:
    for size in _TITLE_SIZES:
        lines = letters.wrapped(title, size=size, weight=BOLD, width=_TEXT_WIDTH, most=99)
        if len(lines) < _MOST_LINES:
            return size
    return _TITLE_SIZES[-1]


class _Pen:
    """Writes lines from the top down, and narrower ones beside the ornament."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw, self._y = draw, _TOP

    def skip(self, height: int) -> None:
        self._y += height

    def write(
        self, text: str, *, size: int, weight: int, colour: str, most: int = _MOST_LINES
    ) -> None:
        height = round(size * 1.3)
        reaches = self._y + height * most > _ORNAMENT_FROM
        width = _BESIDE if reaches and self._y > _TOP + 80 else _TEXT_WIDTH
        for line in letters.wrapped(text, size=size, weight=weight, width=width, most=most):
            if self._y + height > HEIGHT - 24:
                return
            self._write_line(line, size=size, weight=weight, colour=colour)
            self._y += height

    def _write_line(self, line: str, *, size: int, weight: int, colour: str) -> None:
        files, x = letters.fonts(size, weight=weight), float(_LEFT)
        base = self._y + size
        for font, part in letters.runs(line, weight=weight):
            self._draw.text((x, base), part, font=files[font], fill=colour, anchor="ls")
            x += files[font].getlength(part)
