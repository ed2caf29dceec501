"""One text message of a subject and a link, in the letters that gateways count as one. Pure."""

from __future__ import annotations

import re
import unicodedata

MOST_PLAIN = 160  # letters of GSM 03.38
MOST_ACCENTED = 70  # units of UTF-16, as soon as one letter is outside of it
_ELLIPSIS = "..."
_ALIKE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_D = str.maketrans({"đ": "d", "Đ": "D"})
_NOT_GSM = re.compile(r"[^0-9A-Za-z @$_!\"#%&'()*+,\-./:;<=>?]")


def text_of(words: str, *, link: str, has_accents: bool) -> str:
    """Shorten the words, never the link, until both fit into one message."""
    said = unicodedata.normalize("NFC", words) if has_accents else _plain(words)
    room = (MOST_ACCENTED if has_accents else MOST_PLAIN) - _length(link) - 1
    return f"{_cut(' '.join(said.split()), room)} {link}".strip()


def _plain(words: str) -> str:
    apart = unicodedata.normalize("NFD", words.translate(_ALIKE).translate(_D))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _NOT_GSM.sub(" ", bare)


def _cut(words: str, room: int) -> str:
    if _length(words) <= room:
        return words
    while words and _length(words) + len(_ELLIPSIS) > room:
        words = words[:-1]
    return f"{words.rstrip()}{_ELLIPSIS}" if words else ""


def _length(text: str) -> int:
    """In units of UTF-16; the letters of GSM are one each."""
    return len(text.encode("utf-16-le")) // 2
