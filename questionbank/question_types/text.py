"""Scores questions that are answered with a few words, of which the author lists those accepted.

A key is 1 where accents do not matter, else 0, and after it each accepted text; the only option is
that 1 or 0 once more, since people are told it. An answer is `Written`."""

import random
import re
import unicodedata
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any
from zlib import crc32

from questionbank.question_types.rows import NO_FAULTS, RowFault
from questionbank.question_types.written import Written, text_of, tidied
from quizsite.language import vietnamese

MOST_ACCEPTED = 20
_DASHES = str.maketrans("‐‑‒–—−“”‘’«»", '------""\'\'""')
# Tidied text has single blanks.
_AROUND_MARK = re.compile(r" ?([^\w\s\u0300-\u036f]) ?")
_QUOTES = " \"'"
_AT_THE_END = _QUOTES + ".,;:!?…"
_GUESSES = ("không rõ", "tôi không nhớ", "chưa học đến", "một cửa", "ba mươi ngày")


def comparable(text: str, *, folds: bool) -> str:
    """Return what two texts have in common that count as one.

    Case, blanks around marks, marks at the end and on which vowel a tone stands do not matter; with
    `folds` no accent does."""
    said = tidied(text).casefold()
    # A tone that moves may pass a mark of another language, and marks have an order.
    said = (
        vietnamese.without_accents(said)
        if folds
        else unicodedata.normalize("NFC", vietnamese.same_tones(said))
    )
    said = _AROUND_MARK.sub(r"\1", said.translate(_DASHES))
    return tidied(said.lstrip(_QUOTES).rstrip(_AT_THE_END))  # marks alone are no words


def folds_accents(key: Collection[Any]) -> bool:
    return next(iter(key), 1) == 1


def accepted_in(key: Collection[Any]) -> list[str]:
    return list(key)[1:]


def fixed_positions(options: Sequence[str]) -> frozenset[int]:
    return frozenset()


def prompts(options: Sequence[str]) -> Sequence[str]:
    """Nothing is put in order."""
    return options


def right_answer(order: Sequence[int], key: Collection[Any]) -> int:
    return Written(next(iter(accepted_in(key)), ""))


def is_right(order: Sequence[int], key: Collection[Any], answer: int) -> bool:
    folds = folds_accents(key)
    said = comparable(text_of(answer), folds=folds)
    return said != "" and any(said == comparable(one, folds=folds) for one in accepted_in(key))


def share(order: Sequence[int], key: Collection[Any], answer: int) -> Fraction:
    return Fraction(is_right(order, key, answer))


def read_answer(order: Sequence[int], values: Sequence[str], options: Sequence[str]) -> int:
    """Take the one text of a form; `UnreadAnswer` if it is too long."""
    return Written.read(" ".join(values))


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return Written(rng.choice(_GUESSES))


def row_faults(order: Sequence[int], answer: int) -> frozenset[RowFault]:
    return NO_FAULTS


def is_multiple(key: Collection[Any]) -> bool:
    return False


def bank_answer(order: Sequence[int], answer: int) -> int:
    """A number that two equal texts share, and hardly ever two that differ."""
    said = comparable(text_of(answer), folds=True)
    return crc32(said.encode()) >> 1 or 1 if answer else 0


def answer_texts(options: Sequence[str], order: Sequence[int], answer: int) -> list[str]:
    return [text_of(answer)] if text_of(answer) else []


def typed_text(options: Sequence[str], answer: int) -> str:
    return text_of(answer)


def accepted(answer: int) -> str:
    return text_of(answer)


def likeness(key: Collection[Any], answer: int) -> str:
    return comparable(text_of(answer), folds=folds_accents(key))


def answer_letters(order: Sequence[int], answer: int) -> str:
    return text_of(answer)


def further_keys(
    options: Sequence[str], key: Collection[Any], accepted: Sequence[Any]
) -> list[list[Any]]:
    folds = int(folds_accents(key))
    texts = dict.fromkeys(tidied(str(one)) for one in accepted)
    return [[folds, text] for text in texts if comparable(text, folds=bool(folds))]


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[Any], answer: int
) -> list[dict[str, Any]]:
    """A line for what was written, and one for each other text that is accepted."""
    good, folds = is_right(order, key, answer), folds_accents(key)
    said = comparable(text_of(answer), folds=folds)
    lines = [
        {"text": text, "is_right": good, "is_chosen": True}
        for text in answer_texts(options, order, answer)
    ]
    return lines + [
        {"text": text, "is_right": True, "is_chosen": False}
        for text in accepted_in(key)
        if comparable(text, folds=folds) != said
    ]
