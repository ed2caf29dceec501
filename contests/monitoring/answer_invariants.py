"""Says how right an answer is from its stored row and the bank's words alone.

It shares no code with `questionbank/question_types`, so that a mistake there shows."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from contests.models import Answer
from questionbank.models import QuestionKind, Revision

_PIECES = re.compile("[\\w\u0300-\u036f]+|[^\\w\\s]")
_LIKE = {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "đ": "d"}
_LIFTED = 1 << 30  # what is added to a number before it is stored


def is_answered_right(
    revision: Revision, right: Sequence[Any], order: Sequence[int], answer: Answer
) -> bool:
    match QuestionKind(revision.kind):
        case QuestionKind.CHOICE:
            return _is_ticked(revision.options, right, order, answer.choice)
        case QuestionKind.NUMBER:
            return _is_near(revision.options, right, answer.choice)
        case QuestionKind.TEXT:
            return _is_said(right, answer.text or "")
        case QuestionKind.GRID | QuestionKind.MATCHING | QuestionKind.ORDERING:
            said = _rows_said(revision, order, answer.choice)
            return answer.choice > 0 and said == _rows_of_key(revision, right)
        case kind:
            assert_never(kind)


# Of four statements right: what the question earns. Other numbers go down to whole quarters.
_OF_A_GRID = (Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))


def part_earned(
    revision: Revision, right: Sequence[Any], order: Sequence[int], answer: Answer
) -> Fraction:
    """What an answer earns of its question where a round gives parts; 1 only if it is right."""
    if is_answered_right(revision, right, order, answer):
        return Fraction(1)
    match QuestionKind(revision.kind):
        case QuestionKind.CHOICE:
            return _part_ticked(revision.options, right, order, answer.choice)
        case QuestionKind.NUMBER | QuestionKind.TEXT:
            return Fraction(0)
        case QuestionKind.GRID:
            hits, of = _rows_hit(revision, right, order, answer.choice)
            return _OF_A_GRID[hits * 4 // of]
        case QuestionKind.MATCHING | QuestionKind.ORDERING:
            return Fraction(*_rows_hit(revision, right, order, answer.choice))
        case kind:
            assert_never(kind)


def _part_ticked(
    texts: Sequence[str], right: Sequence[int], order: Sequence[int], choice: int
) -> Fraction:
    """Right ticks less wrong ticks, out of the right options; only where there are several."""
    if len(right) < 2:
        return Fraction(0)
    places = [n for n, digit in enumerate(format(choice, "b")[::-1]) if digit == "1"]
    ticked = [texts[order[n]] if n < len(order) else None for n in places]
    hits = sum(text in {texts[n] for n in right} for text in ticked)
    return max(Fraction(0), Fraction(hits - (len(ticked) - hits), len(right)))


def _rows_hit(
    revision: Revision, right: Sequence[int], order: Sequence[int], choice: int
) -> tuple[int, int]:
    said, key = _rows_said(revision, order, choice), _rows_of_key(revision, right)
    return sum(said.get(text) == told for text, told in key.items()), len(key)


def _is_ticked(
    texts: Sequence[str], right: Sequence[int], order: Sequence[int], choice: int
) -> bool:
    """Compare the texts people ticked with the texts of the key."""
    binary = format(choice, "b")[::-1]
    chosen = [texts[order[n]] for n, digit in enumerate(binary) if digit == "1" and n < len(order)]
    is_beyond = "1" in binary[len(order) :]
    return not is_beyond and sorted(chosen) == sorted(texts[n] for n in right)


def _rows_said(revision: Revision, order: Sequence[int], choice: int) -> dict[str, object]:
    """What was said of each row, by the texts that stood on the paper; 0 for a blank one."""
    texts, kind = revision.options, revision.kind
    asked = [texts[n] for n in order]
    offered: list[object] = [0, *range(1, len(asked) + 1)]
    if kind == QuestionKind.MATCHING:
        offered = [0, *asked]
        asked = texts[: texts.index("")]
    said: dict[str, object] = {}
    for text in asked:
        choice, digit = divmod(choice, 4 if kind == QuestionKind.GRID else 9)
        said[text] = offered[digit] if digit < len(offered) else None
    return said if choice == 0 else {}


def _rows_of_key(revision: Revision, right: Sequence[int]) -> dict[str, object]:
    texts = revision.options
    if revision.kind != QuestionKind.MATCHING:
        return dict(zip(texts, right, strict=True))
    between = texts.index("")
    return {text: texts[between + n] for text, n in zip(texts[:between], right, strict=True)}


def _is_near(terms: Sequence[str], right: Sequence[int], choice: int) -> bool:
    step = Decimal(10) ** -int(terms[1])
    value, tolerance = (Decimal(one) * step for one in right)
    return value - tolerance <= Decimal(choice - _LIFTED) * step <= value + tolerance


def _is_said(right: Sequence[Any], text: str) -> bool:
    folds, *accepted = right
    said = _pieces(text, folds=bool(folds))
    has_letters = any(letters for letters, _marks in said)
    return has_letters and said in [_pieces(one, folds=bool(folds)) for one in accepted]


def _pieces(text: str, *, folds: bool) -> list[tuple[str, str]]:
    """Words and marks one by one, the accents of a word beside its letters."""
    plain = unicodedata.normalize("NFD", text.casefold())
    found = [_taken_apart(piece, folds=folds) for piece in _PIECES.findall(plain)]
    while found and found[-1][0] in set(".,;:!?…\"'"):
        found.pop()
    while found and found[0][0] in set("\"'"):
        found.pop(0)
    return found


def _taken_apart(piece: str, *, folds: bool) -> tuple[str, str]:
    letters = "".join(one for one in piece if not unicodedata.combining(one))
    if unicodedata.category(letters[:1] or " ") == "Pd":
        letters = "-"
    marks = "" if folds else "".join(sorted(one for one in piece if unicodedata.combining(one)))
    like = _LIKE if folds else {one: other for one, other in _LIKE.items() if one != "đ"}
    return "".join(like.get(one, one) for one in letters), marks
