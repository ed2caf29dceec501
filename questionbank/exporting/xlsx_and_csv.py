"""The bank in the format of the import: what goes out comes back as "unchanged"."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from questionbank.importing.cells import letters_of
from questionbank.importing.columns import HEADERS, QUESTIONS
from questionbank.models import Audience, Axis, Difficulty, LegalDocument, RevisionQuerySet
from questionbank.question_types.choice_order import LETTERS
from quizsite.tables.csv_reader import guarded

_WIDTHS = {"stem": 60, "explanation": 60, "document": 18, "article": 18, "code": 16}
_WIDE = frozenset(LETTERS)


def rows_of(revisions: RevisionQuerySet) -> Iterator[list[str]]:
    """One row of cells per revision, read from the database in pieces."""
    found = revisions.select_related("question__axis", "document", "answer_key")
    for revision in found.iterator(chunk_size=500):
        options = [*revision.options, *[""] * (len(LETTERS) - len(revision.options))]
        yield [
            revision.question.code,
            revision.question.axis.code,
            str(Audience(revision.audience).label),
            str(Difficulty(revision.difficulty).label),
            revision.stem,
            *options,
            letters_of(revision.answer_key.right_options),
            revision.answer_key.explanation,
            revision.document.number,
            revision.article,
        ]


class _Line:
    """What csv.writer writes to: hands each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[list[str]]) -> Iterator[str]:
    """With a byte order mark, without which Excel takes Vietnamese for something else."""
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow(HEADERS.values()))
    for row in rows:
        yield str(writer.writerow([guarded(cell) for cell in row]))


def write_workbook(target: IO[bytes], rows: Iterable[list[str]]) -> None:
    """Every cell is text; rows are written out as they come, so memory stays small."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        text_format = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head_format = book.add_format({"bold": True, "bg_color": "#E9EEF6", "num_format": "@"})
        sheet = book.add_worksheet(QUESTIONS.sheet)
        notes = book.add_worksheet(_("Hướng dẫn"))
        lists = book.add_worksheet(_("Danh mục"))
        documents = _write_lists(lists)
        _write_notes(notes, book.add_format({"text_wrap": True, "valign": "top"}))
        for position, (name, header) in enumerate(HEADERS.items()):
            width = 28 if name in _WIDE else _WIDTHS.get(name, 12)
            sheet.set_column(position, position, width, text_format)
            sheet.write_string(0, position, header, head_format)
        _add_choices(sheet, documents=documents)
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(rows, start=1):
            for position, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, position, cell, text_format)


def _write_lists(sheet: Any) -> int:
    """What the drop-down lists offer; returns how many documents there are."""
    axes = [f"{axis.code}. {axis.name}" for axis in Axis.objects.all()]
    numbers = list(LegalDocument.objects.values_list("number", flat=True))
    columns: dict[str, list[str]] = {
        HEADERS["axis"]: axes,
        HEADERS["audience"]: [str(label) for label in Audience.labels],
        HEADERS["difficulty"]: [str(label) for label in Difficulty.labels],
        HEADERS["document"]: numbers,
    }
    height = max(len(names) for names in columns.values())
    for position, header in enumerate(columns):
        sheet.set_column(position, position, 30)
        sheet.write_string(0, position, header)
    for row in range(height):  # row by row: written rows are already on disk
        for position, names in enumerate(columns.values()):
            if row < len(names):
                sheet.write_string(row + 1, position, names[row])
    return len(numbers)


def _add_choices(sheet: Any, *, documents: int) -> None:
    lists = _("Danh mục")
    heights = {
        "axis": ("A", Axis.objects.count()),
        "audience": ("B", len(Audience.values)),
        "difficulty": ("C", len(Difficulty.values)),
        "document": ("D", documents),
    }
    for name, (letter, height) in heights.items():
        position = list(HEADERS).index(name)
        choices = {
            "validate": "list",
            "source": f"='{lists}'!${letter}$2:${letter}${height + 1}",
            "error_type": "warning",
            "error_title": HEADERS[name],
            "error_message": _("Hãy chọn trong danh sách."),
        }
        if height:
            sheet.data_validation(1, position, QUESTIONS.max_rows, position, choices)


def _write_notes(sheet: Any, text_format: Any) -> None:
    sheet.set_column(0, 0, 20, text_format)
    sheet.set_column(1, 1, 90, text_format)
    for number, (header, note) in enumerate(_notes()):
        sheet.write_string(number, 0, header)
        sheet.write_string(number, 1, note)


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
