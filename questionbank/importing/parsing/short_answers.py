"""Questions that are answered with a number or a few words, as Word files and tables say them.

Pure. Numbers are read as Vietnamese write them, with what they are counted in behind them."""

from __future__ import annotations

import re
from decimal import Decimal

from questionbank.importing.parsing.kinds import NotTaken, make_number, make_text
from questionbank.importing.parsing.questions import ParsedQuestion
from questionbank.question_types import number
from questionbank.question_types.number import MOST_DECIMALS, ZERO
from questionbank.question_types.unread import Unread, UnreadAnswer

# "1.500": people of another habit read it the other way.
_TWO_WAYS = re.compile(r"[-−–]?\s?[1-9]\d{0,2}[.,]\d{3}")
_SHORT = re.compile(r"trả lời ngắn|điền (?:khuyết|từ|số)|ghi (?:một số|vài chữ)", re.IGNORECASE)
_FIGURES = re.compile(r"^\s*([-−–]?\s?\d[\d.,\s]*?)\s*(%|‰|[^\W\d][^\d;|]{0,24})?\s*\.?\s*$")
_BETWEEN = re.compile(r"\s*[;|]\s*|\s+hoặc\s+|\n", re.IGNORECASE)


def says_short(text: str) -> bool:
    return bool(_SHORT.search(text))


def take_written(question: ParsedQuestion, said: str) -> None:
    """A number if the key is one, else words; without a key the author says what is right."""
    question.key_from = "words" if said.strip() else ""
    try:
        if not said.strip():
            make_number(question, None)
        elif not take_number(question, said):
            take_words(question, said)
    except NotTaken as refused:
        question.said["not_taken"] = refused.why


def take_number(question: ParsedQuestion, said: str) -> bool:
    found = _FIGURES.match(said)
    if not found:
        return False
    for decimals in range(MOST_DECIMALS + 1):
        try:
            reading = number.read(found[1], decimals=decimals)
        except UnreadAnswer as unread:
            if unread.why == Unread.DECIMALS:
                continue
            return False
        value = Decimal(reading.answer - ZERO).scaleb(-decimals)
        make_number(question, value, unit=(found[2] or "").strip()[:30])
        if _TWO_WAYS.fullmatch(found[1].strip()):
            question.doubt("number_two_ways", found[1])
        return True
    return False


def take_words(question: ParsedQuestion, said: str) -> None:
    make_text(question, [one for one in _BETWEEN.split(said) if one.strip()], folds=True)
