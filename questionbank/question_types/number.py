"""Scores questions that ask for a number: right within a tolerance.

The options are the unit and how many decimals count; a key is the value and the tolerance, both
multiplied by ten for each decimal. An answer is multiplied likewise and lifted by `ZERO`, so that 0
and negative numbers stay above the 0 that says unanswered."""

import random
import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from questionbank.question_types.rows import NO_FAULTS, RowFault
from questionbank.question_types.unread import Unread, UnreadAnswer

ZERO = 2**30
MOST = ZERO - 1  # the largest number without its sign, decimals taken for digits
MOST_DECIMALS = 6
_MOST_DIGITS = len(str(MOST)) + MOST_DECIMALS

_SIGNS = str.maketrans("−–‑", "---")
_BLANKS = re.compile(r"\s+")
# Between digits a dot before three groups them, a comma begins the decimals. Where both stand, or
# one stands twice, the last kind begins the decimals and the other groups.
_SHAPES = tuple(
    re.compile(rf"(-?)({whole})(?:{mark}([0-9]+))?")
    for whole, mark in (
        (r"[0-9]+", ","),
        (r"[1-9][0-9]{0,2}(?: [0-9]{3})+", ","),
        (r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+", ","),
        (r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}", r"\."),
        (r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?=\.)", r"\."),
        (r"[0-9]+", r"\."),
    )
)
# One mark before three digits: people of another habit read it the other way.
_DOUBTFUL = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")


class Terms(NamedTuple):
    """What everybody may know of such a question."""

    unit: str
    decimals: int


def terms_of(options: Sequence[str]) -> Terms:
    unit, decimals = options
    return Terms(unit, int(decimals))


class Reading(NamedTuple):
    answer: int  # 0 for an empty text
    is_doubtful: bool = False  # another habit reads another number


def read(text: str, *, decimals: int) -> Reading:
    """Read a number as Vietnamese write it: "1.500,5"; also "1500.5" and "1 500"."""
    said = _BLANKS.sub(" ", text.translate(_SIGNS)).strip().removeprefix("+")
    said = said.replace("- ", "-", 1)
    if not said:
        return Reading(0)
    found = next(filter(None, (shape.fullmatch(said) for shape in _SHAPES)), None)
    if found is None:
        raise UnreadAnswer(Unread.NUMBER)
    sign, whole, rest = found.groups()
    digits, rest = re.sub(r"[^0-9]", "", whole).lstrip("0"), (rest or "").rstrip("0")
    if len(rest) > decimals:
        raise UnreadAnswer(Unread.DECIMALS, most=decimals)
    digits += rest.ljust(decimals, "0")
    if len(digits) > _MOST_DIGITS or int(digits or 0) > MOST:
        raise UnreadAnswer(Unread.RANGE)
    size = int(digits or 0)
    is_doubtful = decimals > 0 and _DOUBTFUL.fullmatch(said) is not None
    return Reading(ZERO + (-size if sign else size), is_doubtful)


def words(scaled: int, terms: Terms) -> str:
    """Write a number that was multiplied: "1 500,5 m²"."""
    size = f"{Decimal(abs(scaled)).scaleb(-terms.decimals):,f}"
    whole, _point, rest = size.partition(".")
    rest = rest.rstrip("0")
    said = ("−" if scaled < 0 else "") + whole.replace(",", "\u00a0") + (rest and f",{rest}")
    return f"{said}\u00a0{terms.unit}" if terms.unit else said


def fixed_positions(options: Sequence[str]) -> frozenset[int]:
    return frozenset()


def prompts(options: Sequence[str]) -> Sequence[str]:
    """Unit and decimals stay where they are; nothing is put in order."""
    return options


def right_answer(order: Sequence[int], key: Collection[int]) -> int:
    value, _tolerance = key
    return ZERO + value


def is_right(order: Sequence[int], key: Collection[int], answer: int) -> bool:
    if not (answer > 0 and key):
        return False
    value, tolerance = key
    return abs(answer - ZERO - value) <= tolerance


def share(order: Sequence[int], key: Collection[int], answer: int) -> Fraction:
    return Fraction(is_right(order, key, answer))


def read_answer(order: Sequence[int], values: Sequence[str], options: Sequence[str]) -> int:
    """Read the one text of a form; `UnreadAnswer` says what is wrong with it."""
    return read(" ".join(values), decimals=terms_of(options).decimals).answer


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return ZERO + rng.randrange(10_000)


def row_faults(order: Sequence[int], answer: int) -> frozenset[RowFault]:
    return NO_FAULTS


def is_multiple(key: Collection[int]) -> bool:
    return False


def bank_answer(order: Sequence[int], answer: int) -> int:
    return answer


def answer_texts(options: Sequence[str], order: Sequence[int], answer: int) -> list[str]:
    return [words(answer - ZERO, terms_of(options))] if answer else []


def typed_text(options: Sequence[str], answer: int) -> str:
    bare = Terms("", terms_of(options).decimals)
    return words(answer - ZERO, bare).replace("\u00a0", ".") if answer else ""


def accepted(answer: int) -> int:
    return answer - ZERO


def accepted_in(key: Collection[int]) -> list[int]:
    return list(key)[:1]


def likeness(key: Collection[int], answer: int) -> str:
    return str(answer)


def answer_letters(order: Sequence[int], answer: int) -> str:
    """No letters stand on the paper; `answer_texts` says the number."""
    return ""


def further_keys(
    options: Sequence[str], key: Collection[int], accepted: Sequence[int]
) -> list[list[int]]:
    """Each further number counts within the same tolerance."""
    _value, tolerance = key
    return [[value, tolerance] for value in sorted(set(accepted)) if abs(value) <= MOST]


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int
) -> list[dict[str, Any]]:
    """A line for what was answered, and one for the key unless that is the same."""
    good = is_right(order, key, answer)
    lines = [
        {"text": text, "is_right": good, "is_chosen": True}
        for text in answer_texts(options, order, answer)
    ]
    if key:
        value, tolerance = key
        terms = terms_of(options)
        within = words(tolerance, terms) if tolerance else ""
        if good and answer - ZERO == value:
            lines[0]["within"] = within
        else:
            line = {"text": words(value, terms), "is_right": True, "is_chosen": False}
            lines.append(line | {"within": within})
    return lines
