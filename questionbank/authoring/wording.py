"""Checks the wording of a question for faults and for misleading habits. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from questionbank.question_types.choice_order import LETTERS, refers_to_others
from quizsite.language import vietnamese

MIN_OPTIONS = 2
MAX_OPTIONS = len(LETTERS)
# A small word can turn a question round: "… nào không thuộc …", "ngoại trừ".
_EASILY_MISSED = re.compile(
    r"\bnào\b.*\bkhông (?:phải|đúng|thuộc|bao gồm|nằm trong)\b|\bngoại trừ\b"
    r"|\bnào\b.*\bsai\b(?! phạm)"
)
LONGEST = {"stem": 2000, "option": 1000, "explanation": 4000, "article": 120}


@dataclass(frozen=True, slots=True)
class Wording:
    """Holds all that a revision freezes; two equal wordings are the same text."""

    kind: str
    stem: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    explanation: str
    audience: str
    difficulty: str
    document_id: int
    article: str

    @property
    def search_key(self) -> str:
        return vietnamese.search_key(" ".join([self.stem, *self.options]))


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is `stem`, `right`, `article`, `explanation` or an option's letter."""

    place: str
    advice: str


def faults_of(
    stem: str, options: Sequence[str], right: Sequence[int], *, explanation: str, article: str
) -> list[Fault]:
    """Find faults; `options` are in bank order, with "" for a row left empty."""
    return [
        *_faults_of_texts({"stem": stem, "explanation": explanation, "article": article}),
        *_faults_of_options(options),
        *_faults_of_right(options, right),
    ]


def _faults_of_texts(texts: dict[str, str]) -> list[Fault]:
    missing = {
        "stem": _("Hãy viết câu hỏi."),
        "explanation": _("Hãy giải thích vì sao phương án đó đúng."),
        "article": _("Hãy ghi điều, khoản hoặc mục làm căn cứ."),
    }
    faults = [Fault(place, missing[place]) for place, said in texts.items() if not said]
    return faults + [
        Fault(place, _too_long(LONGEST[place]))
        for place, said in texts.items()
        if len(said) > LONGEST[place]
    ]


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
        elif len(option) > LONGEST["option"]:
            faults.append(Fault(letter, _too_long(LONGEST["option"])))
    return faults


def _faults_of_right(options: Sequence[str], right: Sequence[int]) -> list[Fault]:
    if not right:
        return [Fault("right", _("Hãy cho biết phương án đúng."))]
    empty = [LETTERS[index] for index in right if index >= len(options) or not options[index]]
    if empty:
        advice = _("Đáp án %(letters)s không có phương án tương ứng.")
        return [Fault("right", advice % {"letters": ", ".join(empty)})]
    if len(set(right)) >= len([option for option in options if option]) >= MIN_OPTIONS:
        return [Fault("right", _("Cần có ít nhất một phương án sai."))]
    return []


def _too_long(limit: int) -> str:
    return _("Dài quá %(limit)s ký tự. Hãy rút gọn.") % {"limit": limit}


def warnings_of(stem: str, options: Sequence[str], right: Sequence[int]) -> list[str]:
    """Warn the author of habits that mislead or give the answer away; saving stays possible."""
    said = []
    if _EASILY_MISSED.search(stem):
        said.append(
            _("Câu hỏi theo chiều phủ định. Hãy viết hoa chữ KHÔNG, TRỪ, SAI để không bị đọc sót.")
        )
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
    wrong = [len(option) for index, option in enumerate(options) if option and index not in right]
    right_lengths = [len(options[index]) for index in right if index < len(options)]
    if wrong and right_lengths and min(right_lengths) > 1.6 * (sum(wrong) / len(wrong)) + 12:
        said.append(_("Phương án đúng dài hơn hẳn các phương án khác nên dễ đoán."))
    return said
