"""The bank in the format of the import: what goes out comes back as "unchanged"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.importing.columns import HEADERS, QUESTIONS
from questionbank.models import Audience, Axis, Difficulty, LegalDocument, RevisionQuerySet
from quizsite.tables.columns import Row
from quizsite.tables.csv_writer import csv_lines
from quizsite.tables.xlsx_template import write_template


def rows_of(revisions: RevisionQuerySet) -> Iterator[Row]:
    """One row of cells per revision, read from the database in pieces."""
    found = revisions.select_related("question__axis", "document", "answer_key")
    for revision in found.iterator(chunk_size=500):
        key = revision.answer_key
        yield dict.fromkeys(HEADERS, "") | {
            "code": revision.question.code,
            "axis": revision.question.axis.code,
            "audience": str(Audience(revision.audience).label),
            "difficulty": str(Difficulty(revision.difficulty).label),
            "stem": revision.stem,
            **WRITTEN_KINDS[revision.kind].write_cells(revision.options, key.right_options),
            "explanation": key.explanation,
            "document": revision.document.number,
            "article": revision.article,
        }


def question_lines(revisions: RevisionQuerySet) -> Iterator[str]:
    return csv_lines(QUESTIONS.columns, rows_of(revisions))


def write_workbook(target: IO[bytes], revisions: RevisionQuerySet) -> None:
    write_template(target, QUESTIONS, rows_of(revisions), choices=_choices(), notes=_notes())


def _choices() -> dict[str, list[str]]:
    return {
        "axis": [f"{axis.code}. {axis.name}" for axis in Axis.objects.all()],
        "audience": [str(label) for label in Audience.labels],
        "difficulty": [str(label) for label in Difficulty.labels],
        "document": list(LegalDocument.objects.values_list("number", flat=True)),
    }


def _notes() -> list[tuple[str, str]]:
    return [
        (HEADERS["code"], _("Mỗi câu một mã, ví dụ TT-001. Nhập lại mã cũ là sửa câu cũ.")),
        (HEADERS["axis"], _("Chọn trong danh sách, hoặc chỉ ghi mã trục.")),
        (HEADERS["audience"], _("Chung, CBCCVC hoặc Người dân.")),
        (HEADERS["difficulty"], _("Dễ, Trung bình hoặc Khó.")),
        (HEADERS["stem"], _("Viết hoa chữ KHÔNG, TRỪ, SAI nếu câu hỏi theo chiều phủ định.")),
        ("A – H", _("Từ 2 đến 8 phương án, ghi liền từ A, không bỏ trống giữa chừng.")),
        (HEADERS["right"], _("Chữ cái của phương án đúng: B. Nhiều phương án đúng: A, C.")),
        (HEADERS["explanation"], _("Vì sao đúng; người thi đọc sau khi kỳ thi đóng.")),
        (HEADERS["document"], _("Số hiệu văn bản đã có ở trang Văn bản, ví dụ 76/NQ-CP.")),
        (HEADERS["article"], _("Điều, khoản hoặc mục làm căn cứ, ví dụ Điều 5 khoản 2.")),
        (
            _("Ví dụ"),
            _(
                "TT-001 | 1 | Chung | Dễ | Nghị quyết số 76/NQ-CP do cơ quan nào ban hành? | "
                "Quốc hội | Chính phủ | Bộ Nội vụ | | | | | | B | "
                "Nghị quyết của Chính phủ ngày 15/7/2021. | 76/NQ-CP | Phần mở đầu"
            ),
        ),
    ]
