"""Tidies Vietnamese text as people write it, and makes keys to search it. Pure."""

import re
import unicodedata

_LEGACY = str.maketrans({"ƣ": "ư", "Ƣ": "Ư", "\u00a0": " ", "\u200b": "", "\ufeff": ""})
_NO_NAME = re.compile(r"[^\W\d_]\.[^\W\d_]")  # the dot of an address: "a.vn"
_TITLES = re.compile(
    r"\b(?:ubnd|uy ban nhan dan|p|phuong|x|xa|tp|thanh pho|tx|thi xa|tt|thi tran)\b[.\s]*"
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def tidy(text: str) -> str:
    """Return NFC text with legacy "ƣ" as "ư", single spaces, and no control characters."""
    text = unicodedata.normalize("NFC", text.translate(_LEGACY))
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(text.split())


def without_accents(text: str) -> str:
    """Return lower case without tone marks, so hoà = hòa = hoa and đ = d."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def search_key(text: str) -> str:
    """Return the key by which people search units and questions: a-z, digits, single spaces."""
    return _NOT_WORD.sub(" ", without_accents(tidy(text))).strip()


def search_words(text: str) -> list[str]:
    """Split a query into words, without the titles of places ("P.", "UBND phường")."""
    key = without_accents(tidy(text))
    bare = _NOT_WORD.sub(" ", _TITLES.sub(" ", key)).split()
    return bare or search_key(text).split()


def bare_key(key: str) -> str:
    """Remove the titles of places from a search key: "phuong ba dinh" → "ba dinh"."""
    return " ".join(_TITLES.sub(" ", key).split()) or key


def is_plain_name(name: str) -> bool:
    """Say whether a tidy name has only letters, spaces, and the marks that names have."""
    plain = all(c.isalpha() or unicodedata.combining(c) or c in " .'’-" for c in name)
    return plain and _NO_NAME.search(name) is None


def short_name(full_name: str) -> str:
    """Shorten a name for public lists: "Nguyễn Văn An" → "N. V. An"."""
    *family, given = tidy(full_name).split() or [""]
    return " ".join([*(f"{part[0].upper()}." for part in family), given])
