"""The letters of documents: Tinos, which is as wide as Times New Roman, from a locked package."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import ImageFont

from quizsite.documents import measures

FAMILY = "Tinos"
WORD_FAMILY = "Times New Roman"  # in .docx: every office has it
FILES = {
    (is_bold, is_italic): f"vendor/tinos-{name}.ttf"
    for (is_bold, is_italic), name in {
        (False, False): "regular",
        (False, True): "italic",
        (True, False): "bold",
        (True, True): "bold-italic",
    }.items()
}
_AT = 200  # pixels: fine enough to measure in points
LONGEST_WORD = 24  # letters; a longer one may break
_BREAK = "\u200b"
_KEPT = "\ue000"  # of private use, so none is left in a text


def plain(text: str) -> str:
    """One line of letters that both formats can hold: no control character, single spaces.

    No-break spaces stay: they keep room open where a date is written by hand."""
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(kept.replace("\xa0", _KEPT).split()).replace(_KEPT, "\xa0")


def breakable(text: str) -> str:
    """A word longer than a line could not stand in a narrow column."""
    return " ".join(
        word if len(word) <= LONGEST_WORD else _BREAK.join(_pieces(word))
        for word in text.split(" ")
    )


def _pieces(word: str) -> list[str]:
    return [word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD)]


def font_files() -> list[Path]:
    return [asset_file(name) for name in FILES.values()]


def asset_file(name: str) -> Path:
    """Collected files come first: an installation keeps no libraries beside them."""
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


def width_pt(text: str, *, size: float, is_bold: bool = False) -> float:
    """How wide a line is, for rules that are as long as the words above them."""
    return _font(is_bold).getlength(text) * size / _AT


def short_rule(text: str, *, size: float) -> float:
    """A third to a half of the line above, and no longer than one line of its column."""
    most = measures.LEFT_HEAD_MM * 72 / 25.4
    return min(width_pt(text, size=size, is_bold=True), most) * measures.SHORT_RULE


@cache
def _font(is_bold: bool) -> ImageFont.FreeTypeFont:  # noqa: FBT001 -- a key of the cache
    return ImageFont.truetype(str(asset_file(FILES[is_bold, False])), _AT)
