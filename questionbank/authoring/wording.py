"""Checks the wording of a question for faults and for misleading habits. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault, too_long
from questionbank.authoring.kinds import WRITTEN_KINDS
from quizsite.language import vietnamese

# A small word can turn a question round: "… nào không thuộc …", "ngoại trừ".
_EASILY_MISSED = re.compile(
    r"\bnào\b.*\bkhông (?:phải|đúng|thuộc|bao gồm|nằm trong)\b|\bngoại trừ\b"
    r"|\bnào\b.*\bsai\b(?! phạm)"
)
LONGEST = {"stem": 2000, "explanation": 4000, "article": 120}


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


def faults_of(
    texts: Mapping[str, str], options: Sequence[str], right: Sequence[int], *, kind: str
) -> list[Fault]:
    """Find faults; `options` are in bank order, with "" for a row left empty."""
    return [*_faults_of_texts(texts), *WRITTEN_KINDS[kind].faults_of(options, right)]


def _faults_of_texts(texts: Mapping[str, str]) -> Iterator[Fault]:
    missing = {
        "stem": _("Hãy viết câu hỏi."),
        "explanation": _("Hãy giải thích vì sao phương án đó đúng."),
        "article": _("Hãy ghi điều, khoản hoặc mục làm căn cứ."),
    }
    for place, longest in LONGEST.items():
        said = texts.get(place, "")
        if not said:
            yield Fault(place, missing[place])
        elif len(said) > longest:
            yield Fault(place, too_long(longest))


def warnings_of(stem: str, options: Sequence[str], right: Sequence[int], *, kind: str) -> list[str]:
    """Warn the author of habits that mislead or give the answer away; saving stays possible."""
    turned = _("Câu hỏi theo chiều phủ định. Hãy viết hoa chữ KHÔNG, TRỪ, SAI để không bị đọc sót.")
    said = [turned] if _EASILY_MISSED.search(stem) else []
    return said + WRITTEN_KINDS[kind].warnings_of(options, right)
