"""Counts words (chữ) as the rules do; `contests/static/contests/words.js` counts alike. Pure."""

import re
from collections.abc import Mapping

# Vietnamese writes a space after every syllable; a lone dash or bullet is no word.
_LETTER = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def count_words(text: str) -> int:
    return sum(1 for part in text.split() if _LETTER.search(part))


def count_all(texts: Mapping[str, str]) -> int:
    return sum(count_words(text) for text in texts.values())


def clean_text(text: str) -> str:
    """Keep what was typed, lines included; drop what no screen shows and no database takes."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
