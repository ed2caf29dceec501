"""Checks the wording of a question for faults and for misleading habits; reads no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault, too_long
from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.languages import unknown_codes, without_marks
from questionbank.models import Passage
from questionbank.question_text import MOST_COLUMNS, widest_table
from quizsite.language import vietnamese

# A small word can turn a question round: "… nào không thuộc …", "ngoại trừ".
_EASILY_MISSED = re.compile(
    r"\bnào\b.*\bkhông (?:phải|đúng|thuộc|bao gồm|nằm trong)\b|\bngoại trừ\b"
    r"|\bnào\b.*\bsai\b(?! phạm)"
)
LONGEST_PASSAGE = 5000  # as a cell of a file
LONGEST = {"stem": 2000, "explanation": 4000, "article": 120}


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture at its place: "stem", the letter of an option, or "passage"."""

    place: str
    digest: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PassageText:
    """What several questions rest on; questions with one code stand together on a paper."""

    code: str
    text: str
    pictures: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """Holds all that a revision freezes; two equal wordings are the same text."""

    kind: str
    stem: str
    options: tuple[str, ...]
    right: tuple[Any, ...]  # the key, as the kind has it
    explanation: str
    audience: str
    difficulty: str
    document_id: int | None  # None: no document is the basis
    article: str
    lacks: tuple[str, ...] = ()  # names of `completeness.LACKS`
    pictures: tuple[Attached, ...] = ()
    passage: PassageText | None = None
    passage_place: int = 0

    @property
    def all_pictures(self) -> tuple[Attached, ...]:
        return (*self.pictures, *(self.passage.pictures if self.passage else ()))

    @property
    def search_key(self) -> str:
        return vietnamese.search_key(without_marks(" ".join([self.stem, *self.options])))


def attached_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Attached, ...]:
    """Read what a revision or a passage stores of its pictures."""
    return tuple(Attached(**one) for one in stored)


def passage_text_of(passage: Passage | None) -> PassageText | None:
    if passage is None:
        return None
    return PassageText(passage.code, passage.text, attached_of(passage.pictures))


def faults_of(
    texts: Mapping[str, str],
    options: Sequence[str],
    right: Sequence[Any],
    *,
    kind: str,
    has_basis: bool = True,
) -> list[Fault]:
    """Find faults; `options` are in bank order, with "" for a row left empty."""
    return [
        *faults_of_texts(texts, has_basis=has_basis),
        *WRITTEN_KINDS[kind].faults_of(options, right),
    ]


def faults_of_texts(texts: Mapping[str, str], *, has_basis: bool) -> Iterator[Fault]:
    """Find faults in what a question of any kind has."""
    missing = {
        "stem": _("Hãy viết câu hỏi."),
        "explanation": _("Hãy giải thích vì sao trả lời như vậy là đúng."),
        "article": _("Hãy ghi điều, khoản hoặc mục làm căn cứ."),
    }
    for place, longest in LONGEST.items():
        said = texts.get(place, "")
        if not said and (has_basis or place != "article"):
            yield Fault(place, missing[place])
        elif len(said) > longest:
            yield Fault(place, too_long(longest))
        elif place == "stem" and widest_table(said) > MOST_COLUMNS:
            yield Fault(place, too_wide())


def too_wide() -> str:
    said = _("Bảng có hơn %(most)s cột nên khó đọc trên điện thoại. Hãy bớt cột.")
    return said % {"most": MOST_COLUMNS}


def warnings_of(stem: str, options: Sequence[str], right: Sequence[Any], *, kind: str) -> list[str]:
    """Warn the author of habits that mislead or give the answer away; saving stays possible."""
    turned = _("Câu hỏi theo chiều phủ định. Hãy viết hoa chữ KHÔNG, TRỪ, SAI để không bị đọc sót.")
    said = [turned] if _EASILY_MISSED.search(stem) else []
    unknown = unknown_codes(" ".join([stem, *options]))
    if unknown:
        words = _("Ký hiệu %(codes)s không có trong danh sách tiếng nên hiện nguyên như đã gõ.")
        said.append(words % {"codes": ", ".join(f"{{{code}:…}}" for code in unknown)})
    return said + WRITTEN_KINDS[kind].warnings_of(options, right)
