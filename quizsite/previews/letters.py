"""The site's letters for pictures: Be Vietnam Pro in the files that browsers get, two a weight."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import ImageFont

REGULAR, BOLD = 400, 600
_SUBSETS = ("latin", "vietnamese")
_MISSING = "\uffff"
# Letters of Ê Đê and its neighbours that Unicode does not take apart, and our files lack.
_NEAREST = {"ƀ": "b", "Ƀ": "B", "ʼ": "’"}
_Font = ImageFont.FreeTypeFont


def _file(name: str) -> Path:
    """Collected files come first: an installation keeps no libraries beside them."""
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


@cache
def fonts(size: int, *, weight: int) -> tuple[_Font, ...]:
    names = [f"vendor/be-vietnam-pro-{subset}-{weight}.woff2" for subset in _SUBSETS]
    return tuple(ImageFont.truetype(str(_file(name)), size) for name in names)


@lru_cache(maxsize=2000)
def _font_with(letter: str, weight: int) -> int | None:
    """Which of the files has the letter; Pillow does not tell, but draws a missing one alike."""
    for n, font in enumerate(fonts(40, weight=weight)):
        if letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(_MISSING)):
            return n
    return None


def runs(text: str, *, weight: int) -> Iterator[tuple[int, str]]:
    """Divide a line by the file that has its letters.

    A letter that none has loses its marks; what is left without a letter is left out."""
    known = [one for letter in unicodedata.normalize("NFC", text) for one in _known(letter, weight)]
    for font, letters in groupby(known, key=lambda one: one[0]):
        yield font, "".join(letter for _font, letter in letters)


def _known(letter: str, weight: int) -> list[tuple[int, str]]:
    for one in (letter, _NEAREST.get(letter, unicodedata.normalize("NFD", letter)[0])):
        font = _font_with(one, weight)
        if font is not None:
            return [(font, one)]
    return []


def length(text: str, *, size: int, weight: int) -> float:
    files = fonts(size, weight=weight)
    return sum(files[font].getlength(part) for font, part in runs(text, weight=weight))


def wrapped(text: str, *, size: int, weight: int, width: int, most: int) -> list[str]:
    """Break a text into lines no longer than `width`; what is too much ends with an ellipsis."""
    lines: list[str] = []
    for word in _short_enough(text, size=size, weight=weight, width=width):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and length(longer, size=size, weight=weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], size=size, weight=weight, width=width)]
    return lines


def _short_enough(text: str, *, size: int, weight: int, width: int) -> list[str]:
    words = text.split()
    return [
        word
        if length(word, size=size, weight=weight) <= width
        else _cut(word, size=size, weight=weight, width=width)
        for word in words
    ]


def _cut(line: str, *, size: int, weight: int, width: int) -> str:
    while line and length(f"{line}…", size=size, weight=weight) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
