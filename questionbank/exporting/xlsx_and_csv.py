"""The bank in the format of the import: what goes out comes back as "unchanged"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.authoring.revisions import wording_of
from questionbank.importing.columns import HEADERS, NO_BASIS, QUESTIONS
from questionbank.importing.passages import written_parts
from questionbank.models import (
    Audience,
    Axis,
    Difficulty,
    LegalDocument,
    QuestionKind,
    Revision,
    RevisionQuerySet,
)
from quizsite.tables.columns import Row
from quizsite.tables.csv_writer import csv_lines
from quizsite.tables.xlsx_template import write_template


def rows_of(revisions: RevisionQuerySet) -> Iterator[Row]:
    """One row of cells per revision, read from the database in pieces."""
    found = revisions.select_related("question__axis", "document", "answer_key", "passage")
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
            "document": _document(revision),
            "article": revision.article,
            "kind": _kind(revision),
            **written_parts(wording_of(revision)),
        }


def _document(revision: Revision) -> str:
    if revision.document:
        return revision.document.number
    return "" if "basis" in revision.lacks.split() else str(NO_BASIS)


def _kind(revision: Revision) -> str:
    """The usual kind has an empty cell, as in the files that people write."""
    is_usual = revision.kind == QuestionKind.CHOICE
    return "" if is_usual else str(QuestionKind(revision.kind).label)


def question_lines(revisions: RevisionQuerySet) -> Iterator[str]:
    return csv_lines(QUESTIONS.columns, rows_of(revisions))


def question_objects(revisions: RevisionQuerySet) -> Iterator[str]:
    """The same rows as .json: a list of objects, one on a line, named as the columns are."""
    yield "["
    between = "\n"
    for row in rows_of(revisions):
        named = {HEADERS[name]: said for name, said in row.items() if said}
        yield between + json.dumps(named, ensure_ascii=False)
        between = ",\n"
    yield "\n]\n"


def write_workbook(target: IO[bytes], revisions: RevisionQuerySet) -> None:
    write_template(target, QUESTIONS, rows_of(revisions), choices=_choices(), notes=_notes())


def _choices() -> dict[str, list[str]]:
    return {
        "axis": [f"{axis.code}. {axis.name}" for axis in Axis.objects.offered()],
        "audience": [str(label) for label in Audience.labels],
        "difficulty": [str(label) for label in Difficulty.labels],
        "document": [*LegalDocument.objects.values_list("number", flat=True), str(NO_BASIS)],
        "kind": [str(label) for label in QuestionKind.labels],
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
            HEADERS["kind"],
            _(
                "Để trống là chọn phương án. Đúng hay sai từng ý: A – H là các ý, đáp án là chữ "
                "cái các ý đúng. Sắp thứ tự: A – H là các mục theo thứ tự đúng. Ghép đôi: mỗi ô "
                "“vế trái => vế phải”, nội dung thừa “=> nội dung”. Hai dạng sau để trống đáp án."
            ),
        ),
        (
            HEADERS["kind"],
            _(
                "Ghi một số: A là đơn vị tính, B là số chữ số sau dấu phẩy, C là độ lệch cho phép, "
                "đáp án là số đúng. Ghi vài chữ: A ghi “Xét dấu” hoặc “Không xét dấu”, đáp án ghi "
                "các cách trả lời được công nhận, cách nhau bằng dấu |."
            ),
        ),
        (
            HEADERS["passage_code"],
            _("Các câu cùng mã đứng liền nhau trong đề; nội dung đoạn chỉ cần ghi ở một câu."),
        ),
        (
            HEADERS["pictures"],
            _("Lời tả các hình của câu. Tệp không mang hình: nhập lại thì câu giữ hình đang có."),
        ),
        (
            _("Ví dụ"),
            _(
                "TT-001 | 1 | Chung | Dễ | Nghị quyết số 76/NQ-CP do cơ quan nào ban hành? | "
                "Quốc hội | Chính phủ | Bộ Nội vụ | | | | | | B | "
                "Nghị quyết của Chính phủ ngày 15/7/2021. | 76/NQ-CP | Phần mở đầu"
            ),
        ),
    ]
