"""Questions with options, of which one or several are right.

An answer is a bit set over the options in the order shown; a key is the indexes of the right
options in bank order. The answer counts only if it ticks exactly the right options."""

import random
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from questionbank.question_types import choice_order
from questionbank.question_types.choice_order import LETTERS, refers_to_others
from questionbank.question_types.faults import Fault, too_long

MIN_OPTIONS = 2
LONGEST_OPTION = 1000
_BETWEEN_LETTERS = re.compile(r"(?:\bVÀ\b|[\s,;/+&.])+")
_bit = (1).__lshift__

fixed_positions = choice_order.fixed_positions


def faults_of(options: Sequence[str], key: Collection[int]) -> list[Fault]:
    return [*_faults_of_options(options), *_faults_of_key(options, key)]


def _faults_of_options(options: Sequence[str]) -> list[Fault]:
    last = max((index for index, option in enumerate(options) if option), default=-1)
    if last + 1 < MIN_OPTIONS:
        return [Fault("AB"[max(last + 1, 0)], _("Hãy ghi ít nhất hai phương án."))]
    faults = []
    seen: dict[str, str] = {}
    for letter, option in zip(LETTERS, options[: last + 1], strict=False):
        same = seen.setdefault(option.casefold(), letter)
        if not option:
            advice = _("Phương án %(letter)s bỏ trống giữa chừng. Hãy ghi liền từ A.")
            faults.append(Fault(letter, advice % {"letter": letter}))
        elif same != letter:
            advice = _("Phương án %(letter)s trùng với phương án %(same)s.")
            faults.append(Fault(letter, advice % {"letter": letter, "same": same}))
        elif len(option) > LONGEST_OPTION:
            faults.append(Fault(letter, too_long(LONGEST_OPTION)))
    return faults


def _faults_of_key(options: Sequence[str], key: Collection[int]) -> list[Fault]:
    if not key:
        return [Fault("right", _("Hãy cho biết phương án đúng."))]
    empty = [LETTERS[index] for index in key if index >= len(options) or not options[index]]
    if empty:
        advice = _("Đáp án %(letters)s không có phương án tương ứng.")
        return [Fault("right", advice % {"letters": ", ".join(empty)})]
    if len(set(key)) >= len([option for option in options if option]) >= MIN_OPTIONS:
        return [Fault("right", _("Cần có ít nhất một phương án sai."))]
    return []


def warnings_of(options: Sequence[str], key: Collection[int]) -> list[str]:
    said = []
    filled = [option for option in options if option]
    referring = [
        LETTERS[index]
        for index, option in enumerate(options)
        if option and refers_to_others(option, count=len(filled))
    ]
    if referring:
        advice = _(
            "Phương án %(letters)s nhắc đến phương án khác nên giữ nguyên chỗ khi xáo đề. "
            "Người làm bài dễ đoán ra; nên thay bằng câu có nhiều phương án đúng."
        )
        said.append(advice % {"letters": ", ".join(referring)})
    wrong = [len(option) for index, option in enumerate(options) if option and index not in key]
    right_lengths = [len(options[index]) for index in key if index < len(options)]
    if wrong and right_lengths and min(right_lengths) > 1.6 * (sum(wrong) / len(wrong)) + 12:
        said.append(_("Phương án đúng dài hơn hẳn các phương án khác nên dễ đoán."))
    return said


def read_cells(cells: Mapping[str, str]) -> tuple[list[str], tuple[int, ...], list[Fault]]:
    options, said = [cells[letter] for letter in LETTERS], cells["right"]
    key = _read_key(said)
    if key or not said:
        return options, key, []
    advice = _("Không hiểu đáp án “%(said)s”. Hãy ghi chữ cái, ví dụ “B” hoặc “A, C”.")
    return options, key, [Fault("right", advice % {"said": said})]


def _read_key(said: str) -> tuple[int, ...]:
    """Understand "B", "A, C", "AC", "a;c", "A và C"; return nothing for what is no key."""
    letters = set("".join(_BETWEEN_LETTERS.split(said.upper())))
    if not letters <= set(LETTERS):
        return ()
    return tuple(sorted(LETTERS.index(letter) for letter in letters))


def write_cells(options: Sequence[str], key: Collection[int]) -> dict[str, str]:
    right = ", ".join(LETTERS[index] for index in sorted(key))
    return dict(zip(LETTERS, options, strict=False)) | {"right": right}


def right_answer(order: Sequence[int], key: Collection[int]) -> int:
    """Return the bits of exactly the right options; 0 if the paper lacks one of them."""
    try:
        return sum(map(_bit, map(order.index, key)))
    except ValueError:
        return 0


def is_right(order: Sequence[int], key: Collection[int], answer: int) -> bool:
    return 0 < answer == right_answer(order, key)


def random_answer(order: Sequence[int], rng: random.Random) -> int:
    return _bit(rng.randrange(len(order)))


def is_multiple(key: Collection[int]) -> bool:
    return len(key) > 1


def review(
    options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int
) -> list[dict[str, Any]]:
    return [
        {"text": options[n], "is_right": n in key, "is_chosen": bool(answer >> shown & 1)}
        for shown, n in enumerate(order)
    ]
