"""What an author may write in a question with options, and how a row of a file says it."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault, too_long
from questionbank.question_types.choice_order import LETTERS, refers_to_others

MIN_OPTIONS = 2
LONGEST_OPTION = 1000
_BETWEEN_LETTERS = re.compile(r"(?:\bVÀ\b|[\s,;/+&.()\[\]])+")
_KEY_WORDS = re.compile(r"^(?:ĐÁP ÁN|PHƯƠNG ÁN|CÂU)(?: ĐÚNG)?(?: LÀ)?\s*:?\s*(?=\S)")
# Letters of other alphabets that look like A, B, C, E and H.
_LIKE_LATIN = str.maketrans("АВСЕН", "ABCEH")
_LABEL = re.compile(r"^\s*\(?([A-Ha-h])\s*[.):]\s*(?=\S)")


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
    key = read_letters(said)
    if key or not said:
        return options, key, []
    advice = _("Không hiểu đáp án “%(said)s”. Hãy ghi chữ cái, ví dụ “B” hoặc “A, C”.")
    return options, key, [Fault("right", advice % {"said": said})]


def read_letters(said: str) -> tuple[int, ...]:
    """Understand "B", "A, C", "AC", "a;c", "A và C"; return nothing for what is no key."""
    plain = unicodedata.normalize("NFKC", said).upper().translate(_LIKE_LATIN)
    letters = set("".join(_BETWEEN_LETTERS.split(_KEY_WORDS.sub("", plain))))
    if not letters <= set(LETTERS):
        return ()
    return tuple(sorted(LETTERS.index(letter) for letter in letters))


def freeze(options: Sequence[str], key: Collection[int]) -> tuple[list[str], list[int]]:
    return [option for option in options if option], list(key)


def without_labels(options: Sequence[str]) -> list[str] | None:
    """Options without their own letters, if each begins with its own: "A. Có", "B. Không"."""
    found = [_LABEL.match(option) for option in options if option]
    letters = [label.group(1).upper() if label else "" for label in found]
    if len(letters) < MIN_OPTIONS or letters != list(LETTERS[: len(letters)]):
        return None
    return [_LABEL.sub("", option) for option in options]


def write_cells(options: Sequence[str], key: Collection[int]) -> dict[str, str]:
    right = ", ".join(LETTERS[index] for index in sorted(key))
    return dict(zip(LETTERS, options, strict=False)) | {"right": right}
