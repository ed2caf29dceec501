"""Pictures of a file and the questions they stand in: marks in the text say where. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionbank.importing.parsing.questions import FoundPicture, ParsedQuestion, PlacedPicture

MOST_PICTURES = 40
MOST_BYTES = 12 * 1024 * 1024  # of all pictures of a file
_SIGN = "\ufffc"
# Letters within keep it from looking like the number of a page.
_MARK = re.compile(f"\\s*{_SIGN}P(\\d{{1,5}})P{_SIGN}[ \\t]*")
_LETTERS = "ABCDEFGH"


@dataclass(slots=True)
class Album:
    """What a reader has found so far; the same picture is kept once."""

    found: list[FoundPicture] = field(default_factory=list)
    _known: dict[tuple[bytes, str], int] = field(default_factory=dict)
    _bytes: int = 0

    def mark_of(self, data: bytes, *, alt: str = "", name: str = "", trouble: str = "") -> str:
        """Keep a picture and return the mark that stands for it in the text."""
        known = self._known.get((data, alt)) if data else None
        if known is None:
            known = len(self.found)
            if data and not trouble and self._is_full(len(data)):
                trouble = "too_many"
            self._bytes += 0 if trouble else len(data)
            kept = b"" if trouble else data
            self.found.append(FoundPicture(kept, " ".join(alt.split())[:500], name[:80], trouble))
            if data:
                self._known[data, alt] = known
        return f"{_SIGN}P{known}P{_SIGN}"

    def _is_full(self, more: int) -> bool:
        kept = sum(bool(one.data) for one in self.found)
        return kept >= MOST_PICTURES or self._bytes + more > MOST_BYTES


def without_marks(text: str, instead: str = "") -> str:
    return _MARK.sub(instead, text).replace(_SIGN, "")


def marks_in(text: str) -> str:
    return "".join(mark.group().strip() for mark in _MARK.finditer(text))


def place_pictures(question: ParsedQuestion, album: Sequence[FoundPicture]) -> int:
    """Take the marks out of a question's texts and note which picture stands at which place.

    Returns how many pictures a doubt tells of instead."""
    places = {"stem": question.stem, "explanation": question.explanation}
    options = question.options if question.kind in ("choice", "grid", "ordering") else []
    for n, option in enumerate(options[: len(_LETTERS)]):
        places[_LETTERS[n]] = option
    marked = {place: _indexes(text, album) for place, text in places.items()}
    _strip(question)
    _name_options(question, marked)
    for place, indexes in marked.items():
        _note(question, place, indexes, album)
    return sum(map(len, marked.values())) - len(question.pictures)


def _indexes(text: str, album: Sequence[FoundPicture]) -> list[int]:
    found = dict.fromkeys(int(one) for one in _MARK.findall(text))
    return [n for n in found if n < len(album)]


def _strip(question: ParsedQuestion) -> None:
    question.stem = without_marks(question.stem, "\n").strip()
    question.explanation = without_marks(question.explanation, "\n").strip()
    question.options = [without_marks(option, " ").strip() for option in question.options]


def _name_options(question: ParsedQuestion, marked: Mapping[str, list[int]]) -> None:
    """An option that is nothing but a picture needs a word of its own."""
    for n, letter in enumerate(_LETTERS[: len(question.options)]):
        if question.kind == "choice" and marked.get(letter) and not question.options[n]:
            question.options[n] = f"Hình {letter}"


def _note(
    question: ParsedQuestion, place: str, indexes: list[int], album: Sequence[FoundPicture]
) -> None:
    may_stand = place == "stem" or (question.kind == "choice" and place in _LETTERS)
    for n in indexes:
        if trouble := album[n].trouble:
            question.doubt(f"picture_{trouble}", album[n].name)
        elif not may_stand:
            question.doubt("picture_out_of_place")
        elif any(one.place == place for one in question.pictures):
            question.doubt("picture_further")
        else:
            question.pictures.append(PlacedPicture(place, n))


def used(questions: Sequence[ParsedQuestion], album: Sequence[FoundPicture]) -> Mapping[int, int]:
    """Number anew the pictures that a question shows; the others do not leave the child."""
    named = sorted({one.index for question in questions for one in question.pictures})
    numbers = {old: new for new, old in enumerate(named) if old < len(album)}
    for question in questions:
        question.pictures = [
            PlacedPicture(one.place, numbers[one.index]) for one in question.pictures
        ]
    return numbers
