"""What a juror typed becomes marks, or faults that say at which line. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.judging.rubric_tree import Criterion
from contests.models.judged import RubricItem

LONGEST_MARK = 12  # letters; a draft keeps what is no number, too
LONGEST_REMARK = 2000
WHOLE = 0  # the remark on the whole work
_NUMBER = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Typed:
    """Texts as they stand in the form, by rubric item."""

    marks: dict[int, str]
    remarks: dict[int, str]
    spent_s: int = 0
    sequence: int = 0
    reason: str = ""


@dataclass(slots=True)
class ReadSheet:
    marks: dict[int, int] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)
    faults: dict[int, str | Promise] = field(default_factory=dict)


def typed_in(said: Mapping[str, str], tree: list[Criterion]) -> Typed:
    """Take the fields of the rubric from a form, and nothing else."""
    rows = [row for one in tree for row in (one.item, *one.parts)]
    remarks = {row.pk: said.get(f"nhan-xet-{row.pk}", "") for row in rows}
    remarks[WHOLE] = said.get(f"nhan-xet-{WHOLE}", "")
    return Typed(
        marks={
            leaf.pk: _clean(said.get(f"diem-{leaf.pk}", ""))[:LONGEST_MARK]
            for one in tree
            for leaf in one.leaves
        },
        remarks={pk: _clean(text)[:LONGEST_REMARK] for pk, text in remarks.items()},
        spent_s=_whole(said.get("giay", ""), most=10**7),
        sequence=_whole(said.get("lan", ""), most=10**12),
        reason=_clean(said.get("ly-do", ""))[:500],
    )


def read_sheet(typed: Typed, tree: list[Criterion]) -> ReadSheet:
    sheet = ReadSheet()
    for one in tree:
        for leaf in one.leaves:
            mark, fault = read_mark(typed.marks.get(leaf.pk, ""), leaf)
            if fault is not None:
                sheet.faults[leaf.pk] = fault
            elif mark is not None:
                sheet.marks[leaf.pk] = mark
        for row in (one.item, *one.parts):
            if row.needs_remark and not typed.remarks.get(row.pk, "").strip():
                sheet.faults.setdefault(row.pk, _("Mục này phải có nhận xét. Hãy ghi nhận xét."))
    sheet.remarks = {pk: text.strip() for pk, text in typed.remarks.items() if text.strip()}
    return sheet


def read_mark(text: str, item: RubricItem) -> tuple[int | None, str | Promise | None]:
    """Hundredths, or what is wrong with the text."""
    text = text.strip()
    if not text:
        return None, _("Chưa có điểm. Hãy ghi điểm.")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None, _("Hãy ghi điểm bằng số, ví dụ 7,5.")
    mark = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if mark > item.most:
        return None, _("Điểm cao hơn mức tối đa của mục này.")
    if mark % item.step:
        return None, _("Điểm không đúng bước điểm của mục này.")
    return mark, None


def _clean(text: str) -> str:
    """PostgreSQL stores no NUL."""
    return text.replace("\0", "")


def _whole(text: str, *, most: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= 15
    return min(int(text), most) if is_number else 0
