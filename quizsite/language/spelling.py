"""Undoes what people type instead of a Vietnamese word written without accents. Pure."""

import re

_TONE_KEY = re.compile(r"(?<=[a-z])[sfrxj]$|(?<=[aeiouyw])[sfrxj]")
_TWICE = re.compile("aa|ee|oo|dd")
# Letters that many regions speak alike, and therefore write for each other.
_SPOKEN_ALIKE = (
    (re.compile(r"^tr"), "ch"),
    (re.compile(r"^x"), "s"),
    (re.compile(r"^(?:gi(?=[aeouy])|r)"), "d"),
    (re.compile(r"^n(?![gh])"), "l"),
    (re.compile(r"^k"), "c"),
    (re.compile(r"y"), "i"),
)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}


def without_keystrokes(word: str) -> str:
    """Read keys of the Telex layout that no program turned into accents: "ddoongs" → "dong"."""
    toneless = _TONE_KEY.sub("", word, count=1)
    return _TWICE.sub(lambda twice: twice[0][0], toneless).replace("w", "")


def sound(word: str) -> str:
    """Return the same text for words that are often taken for each other: "xa" and "sa"."""
    for letters, spoken in _SPOKEN_ALIKE:
        word = letters.sub(spoken, word)
    return word


def arabic(word: str) -> str:
    """Mỹ Đình II is Mỹ Đình 2; I and V alone may be initials."""
    return _ROMAN.get(word, word)
