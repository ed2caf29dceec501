"""Which axis, audience, difficulty and document a question of a file belongs to, as far as it says.

What a column names in the bank's own words is taken; all else is only proposed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from questionbank.importing import cells
from questionbank.importing.parsing.questions import ParsedQuestion
from questionbank.legal_documents.numbers import document_key
from questionbank.models import Axis, Difficulty, LegalDocument, QuestionKind
from quizsite.language.vietnamese import search_key

_NUMBER = re.compile(
    r"\b\d{1,5}[a-z]?/(?:\d{4}/)?[A-ZĐ][\w\-–/]{1,20}|\b\d{1,4}-[A-Z]{2}/[A-ZĐ]{2,5}\b"
)
_ARTICLE = re.compile(
    r"\b(?:điểm [a-zđ],? )?(?:khoản \d{1,2},? )?điều \d{1,3}[a-z]?\b"
    r"(?:,? khoản \d{1,2})?(?:,? điểm [a-zđ])?",
    re.IGNORECASE,
)
_AXIS_NUMBER = re.compile(r"\b(?:truc|noi dung) (?:so )?(\w{1,20})\b")
# Words of the general programme's six contents; each counts once.
_WORDS = {
    "1": "the che|van ban quy pham|phap luat|quy pham phap luat|xay dung luat",
    "2": "thu tuc hanh chinh|mot cua|dich vu cong|ho so|tiep nhan|bo phan",
    "3": "to chuc bo may|chinh quyen dia phuong|sap xep|bien che|phan cap|cap xa|hoi dong nhan dan",
    "4": "cong vu|cong chuc|vien chuc|can bo|dao duc|ky luat|tien luong",
    "5": "tai chinh cong|ngan sach|tu chu|don vi su nghiep|dau tu cong|chi tieu",
    "6": "chuyen doi so|chinh phu so|dien tu|du lieu|chu ky so|dinh danh|truc tuyen",
}


@dataclass(frozen=True, slots=True)
class Suggester:
    """What the bank knows, read once for a file."""

    axes: list[Axis]
    documents: dict[str, int]

    @classmethod
    def of_bank(cls) -> Suggester:
        numbers = LegalDocument.objects.values_list("pk", "number")
        return cls(
            list(Axis.objects.offered()), {document_key(number): pk for pk, number in numbers}
        )

    def wording_of(self, question: ParsedQuestion) -> dict[str, Any]:
        """What the item holds at first; `proposed_…` is shown and waits for somebody's yes."""
        said = question.said
        proposed, why = self._axis(question)
        named = self._named_axis(said.get("axis", ""))
        document = self.documents.get(document_key(said.get("document", "")))
        found = self._cited(question)
        return {
            **_words_of(question),
            "axis": named,
            "proposed_axis": None if named else proposed,
            "axis_why": "" if named else why,
            "audience": str(cells.audience(said.get("audience", "")) or ""),
            "difficulty": str(cells.difficulty(said.get("difficulty", "")) or _graded(said)),
            "document": document,
            "has_no_basis": search_key(said.get("document", "")) == "khong co can cu",
            "proposed_document": None if document else found,
            "article": said.get("article", "")[:120],
            "proposed_article": "" if said.get("article") else _article(question.explanation),
            "code": said.get("code", "")[:40],
            "number": question.number,
        }

    def _named_axis(self, said: str) -> int | None:
        key = search_key(said)
        if not key:
            return None
        for axis in self.axes:
            if key in {
                search_key(one) for one in (axis.code, axis.name, f"{axis.code} {axis.name}")
            }:
                return axis.pk
        numbered = _AXIS_NUMBER.search(key)
        codes = {axis.code: axis.pk for axis in self.axes}
        return codes.get(numbered.group(1)) if numbered else None

    def _axis(self, question: ParsedQuestion) -> tuple[int | None, str]:
        """From the headings above, the nearest first; else from the words of the question."""
        for head in (*reversed(question.heads), question.said.get("axis", "")):
            if found := self._of_head(head):
                return found, head[:80]
        text = search_key(" ".join([question.stem, *question.options]))
        counts = {
            code: sum(f" {word}" in f" {text}" for word in words.split("|"))
            for code, words in _WORDS.items()
        }
        best = max(counts, key=lambda code: counts[code])
        others = [count for code, count in counts.items() if code != best]
        if counts[best] and counts[best] > max(others):
            return next((axis.pk for axis in self.axes if axis.code == best), None), ""
        return None, ""

    def _of_head(self, head: str) -> int | None:
        key = search_key(head)
        if named := self._named_axis(head):
            return named
        for axis in self.axes:
            name = search_key(axis.name)
            if len(name) > 5 and (name in key or (len(key) > 8 and key in name)):
                return axis.pk
        counts = {
            code: any(f" {word}" in f" {key}" for word in words.split("|"))
            for code, words in _WORDS.items()
        }
        codes = [code for code, has in counts.items() if has]
        if len(codes) != 1:
            return None
        return next((axis.pk for axis in self.axes if axis.code == codes[0]), None)

    def _cited(self, question: ParsedQuestion) -> int | None:
        for text in (question.explanation, question.stem):
            for found in _NUMBER.finditer(text[:5000]):
                if known := self.documents.get(document_key(found.group())):
                    return known
        return None


def _words_of(question: ParsedQuestion) -> dict[str, Any]:
    """What the bank has room for; what was cut is told. Rows of other kinds are never cut."""
    options = list(question.options)
    if question.kind == QuestionKind.CHOICE:
        options = [option[:1000] for option in options[:8]]
    said = {"stem": question.stem[:2000], "explanation": question.explanation[:4000]}
    is_cut = options != question.options or any(
        said[name] != getattr(question, name) for name in said
    )
    if is_cut:
        question.doubt("cut")
    return {**said, "kind": question.kind, "options": options, "right": question.right}


def _graded(said: dict[str, str]) -> str:
    """Words of the school's scale of four."""
    key = search_key(said.get("difficulty", ""))
    if key in {"nhan biet", "nb", "1"}:
        return str(Difficulty.EASY)
    if key in {"thong hieu", "th", "2"}:
        return str(Difficulty.MEDIUM)
    return (
        str(Difficulty.HARD) if key in {"van dung", "vd", "van dung cao", "vdc", "3", "4"} else ""
    )


def _article(explanation: str) -> str:
    found = _ARTICLE.search(explanation[:5000])
    return found.group()[:120] if found else ""
