"""Judges the names of people and shortens them for public lists. Pure."""

import re
import unicodedata
from enum import StrEnum

from quizsite.language.vietnamese import tidy

# Boards have room for a word of so many letters; the longest syllable of Vietnamese has seven.
LONGEST_WORD = 20
# "Ễ" is one letter with two marks; decomposed it carries no more than three.
MOST_MARKS = 3
_JOINER = "\u200d"  # makes one picture of several, as in a family
_ADDRESS_DOT = re.compile(r"[^\W\d_]\.[^\W\d_]")  # the dot of an address: "a.vn"
_APOSTROPHES = "'’"
# What keyboards give in their place: marks for accents, an opening quotation mark, a prime.
_MEANT = str.maketrans(dict.fromkeys("‘ʻʼ`´′", "’"))


class NameFault(StrEnum):
    """Why a text is not taken for the name of a person."""

    NO_LETTERS = "no_letters"
    NOT_ONLY_LETTERS = "not_only_letters"
    WORD_TOO_LONG = "word_too_long"
    TOO_MANY_MARKS = "too_many_marks"


def with_apostrophes(name: str) -> str:
    """Write "K`Brêu" as "K’Brêu"; both usual apostrophes stay as they were typed."""
    return name.translate(_MEANT)


def fault_of_name(name: str) -> NameFault | None:
    """Say what is wrong with a tidy name; letters, spaces and marks as in names are fine."""
    if not any(c.isalpha() for c in name):
        return NameFault.NO_LETTERS
    plain = all(c.isalpha() or unicodedata.combining(c) or c in " .-" + _APOSTROPHES for c in name)
    if not plain or _ADDRESS_DOT.search(name):
        return NameFault.NOT_ONLY_LETTERS
    if any(
        len(part) > LONGEST_WORD for part in re.split(r"[ -]", unicodedata.normalize("NFC", name))
    ):
        return NameFault.WORD_TOO_LONG
    if _longest_run_of_marks(name) > MOST_MARKS:
        return NameFault.TOO_MANY_MARKS
    return None


def short_name(full_name: str) -> str:
    """Shorten a name for public lists: "Nguyễn Văn An" → "N. V. An".

    Nobody's whole name is shown, so a name of one word is cut as well: "K'Brôih" → "K'B.". The rule
    is one for all: which people somebody belongs to is not guessed from a name."""
    *family, given = tidy(full_name).split() or [""]
    if not family:
        return _cut(given)
    return " ".join([*(f"{_initial(part).upper()}." for part in family), _capitalised(given)])


def _cut(word: str) -> str:
    """Leave of the one word the first letter, and the one behind an apostrophe near the start."""
    if not word:
        return ""
    first = _initial(word)
    rest = word[len(first) :]
    if len(rest) > 1 and rest[0] in _APOSTROPHES:
        return f"{first.upper()}{rest[0]}{_initial(rest[1:]).upper()}."
    return f"{first.upper()}."


def _capitalised(word: str) -> str:
    """A word typed without capitals gets one behind "h'" too; another stays as written."""
    first = _initial(word)
    rest = word[len(first) :]
    if word.islower() and len(rest) > 1 and rest[0] in _APOSTROPHES:
        rest = rest[0] + _capitalised(rest[1:])
    return first.upper() + rest


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for c in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.combining(c) else 0
        longest = max(longest, run)
    return longest


def _initial(word: str) -> str:
    """The first letter with all marks on it; a picture made of several stays whole."""
    end = 1
    while end < len(word) and (
        unicodedata.combining(word[end])
        or unicodedata.category(word[end])[0] == "M"
        or _JOINER in word[end - 1 : end + 1]
    ):
        end += 1
    return word[:end]
