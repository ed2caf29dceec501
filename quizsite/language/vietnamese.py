"""Tidies Vietnamese text as people write it, and makes keys to search it. Pure."""

import re
import unicodedata

# The letter eth looks like Đ in most fonts; no Vietnamese text has one.
_LEGACY = str.maketrans(
    {"ƣ": "ư", "Ƣ": "Ư", "\u00d0": "Đ", "\u00f0": "đ"} | {"\u00a0": " ", "\u200b": "", "\ufeff": ""}
)
# Unicode calls these letters and a symbol; screens show nothing. Hangul fillers, a blank braille.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"
# Letters that Unicode does not take apart, of Vietnamese and of Ê Đê. A curly apostrophe is read as
# a straight one.
_PLAIN = str.maketrans({"đ": "d", "ƀ": "b", "’": "'", "‘": "'", "ʼ": "'"})
_JOINER = "\u200d"  # makes one picture of several, as in a family
# Latin letters with all that Vietnamese writes, and usual marks: all have a shape.
_SHAPED = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u1ea0-\u1ef9 ,.;:()/&'’“”–-]*")
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_TITLES = re.compile(
    r"\b(?:ubnd|uy ban nhan dan|p|phuong|x|xa|tp|thanh pho|tx|thi xa|tt|thi tran)\b[.\s]*"
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_WORD = re.compile(r"\w+")
_NOT_LETTERS = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """Return NFC text with legacy "ƣ" as "ư", single spaces, and no characters without a shape."""
    text = unicodedata.normalize("NFC", text.translate(_LEGACY))
    if not _SHAPED.fullmatch(text):  # nearly every text is, and looking at each letter takes long
        text = "".join(_shape(c, before) for before, c in zip(" " + text, text, strict=False))
    return " ".join(text.split()) if visible(text) else ""


def tidy_lines(text: str) -> str:
    """The same for each line; empty ones go, those an author made stay."""
    return "\n".join(line for line in map(tidy, text.splitlines()) if line)


def visible(text: str) -> str:
    """Return the text without blanks around it; "" if a reader would see nothing of it."""
    is_seen = any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text)
    return text.strip() if is_seen else ""


def _shape(c: str, before: str) -> str:
    """Control characters part words; what only tells how to set type stands inside them."""
    if c == _JOINER:
        return "" if before.isalnum() or before.isspace() else c
    kind = unicodedata.category(c)
    return "" if kind == "Cf" else " " if kind[0] == "C" or c in _BLANK else c


def without_accents(text: str) -> str:
    """Return lower case without marks, so hoà = hòa = hoa, đ = d, ƀ = b and ’ = '."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_PLAIN))
    plain = _MARKS.sub("", decomposed)
    return plain if plain.isascii() else "".join(c for c in plain if not unicodedata.combining(c))


def search_key(text: str) -> str:
    """Return the key by which people search units and questions: a-z, digits, single spaces."""
    return _NOT_WORD.sub(" ", without_accents(tidy(text))).strip()


def spelling_key(text: str) -> str:
    """Return a key that keeps the accents, but not on which vowel a tone stands: hoà = hòa."""
    return " ".join(_spelt(word) for word in _NOT_LETTERS.split(tidy(text).casefold()) if word)


def same_tones(text: str) -> str:
    """Return the text so that it does not matter on which vowel a tone stands: hoà = hòa."""
    return _WORD.sub(lambda found: _spelt(found[0]), unicodedata.normalize("NFC", text))


def _spelt(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    marks = sorted(c for c in decomposed if unicodedata.combining(c))
    return "".join([*(c for c in decomposed if not unicodedata.combining(c)), *marks])


def search_words(text: str) -> list[str]:
    """Split a query into words, without the titles of places ("P.", "UBND phường")."""
    key = without_accents(tidy(text))
    bare = _NOT_WORD.sub(" ", _TITLES.sub(" ", key)).split()
    return bare or search_key(text).split()
