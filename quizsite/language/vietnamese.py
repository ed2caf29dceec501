"""Vietnamese text as people write it, and as they search it. Pure."""

import re
import unicodedata

_LEGACY = str.maketrans({"ƣ": "ư", "Ƣ": "Ư", "\u00a0": " ", "\u200b": "", "\ufeff": ""})
_TITLES = re.compile(
    r"\b(?:ubnd|uy ban nhan dan|p|phuong|x|xa|tp|thanh pho|tx|thi xa|tt|thi tran)\b[.\s]*"
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def tidy(text: str) -> str:
    """NFC, legacy "ƣ" repaired to "ư", no control characters, single spaces."""
    text = unicodedata.normalize("NFC", text.translate(_LEGACY))
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(text.split())


def without_accents(text: str) -> str:
    """Lower case without tone marks, so hoà = hòa = hoa and đ = d."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def search_key(text: str) -> str:
    """What a unit or a question is searched by: plain letters and digits, single spaces."""
    return _NOT_WORD.sub(" ", without_accents(tidy(text))).strip()


def search_words(text: str) -> list[str]:
    """Words of a query, without the words before a place name ("P.", "UBND phường")."""
    key = without_accents(tidy(text))
    bare = _NOT_WORD.sub(" ", _TITLES.sub(" ", key)).split()
    return bare or search_key(text).split()


def bare_key(key: str) -> str:
    """A search key without the words before a place name: "phuong ba dinh" → "ba dinh"."""
    return " ".join(_TITLES.sub(" ", key).split()) or key


def short_name(full_name: str) -> str:
    """Shown on public lists: initials and the given name, "Nguyễn Văn An" → "N. V. An"."""
    *family, given = tidy(full_name).split() or [""]
    return " ".join([*(f"{part[0].upper()}." for part in family), given])
