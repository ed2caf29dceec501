"""Signs that options give an answer away, or ask for a bare number. Pure, but for its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from questionbank.question_types.choice_order import refers_to_others

_FIGURE = re.compile(r"\d+(?:[.,/-]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_FEW = 3  # "60 ngày làm việc": three words beside the number


def recalls_number(options: Sequence[str]) -> bool:
    """Every option is a number, a date or a document's number, and little else."""
    filled = [option for option in options if option]
    return bool(filled) and all(
        _FIGURE.search(option) and len(_WORD.findall(_FIGURE.sub(" ", option))) <= _FEW
        for option in filled
    )


def asks_for_number(kind: str, options: Sequence[str]) -> bool:
    """A bare number is chosen or written; kinds with rows ask for more."""
    return kind == "number" or (kind == "choice" and recalls_number(options))


def is_longest_right(options: Sequence[str], right: Collection[int]) -> bool:
    """The right options are clearly longer than all others."""
    wrong = [len(option) for n, option in enumerate(options) if n not in right]
    lengths = [len(options[n]) for n in right if n < len(options)]
    return bool(wrong and lengths) and min(lengths) > 1.3 * max(wrong) + 8


def odd_beginning(options: Sequence[str], right: Collection[int]) -> bool:
    """All wrong options begin with one word, and no right one does; or the other way round."""
    first = [option.split()[0].casefold() if option.split() else "" for option in options]
    wrong = {word for n, word in enumerate(first) if n not in right}
    chosen = {first[n] for n in right if n < len(first)}
    if len(first) - len(right) < 2:
        return False
    return len(wrong) == 1 and not wrong & chosen


def about_others(options: Sequence[str]) -> bool:
    return any(refers_to_others(option, count=len(options)) for option in options if option)
