"""What is wrong in a list that was read, told at the cell where a person mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizsite.tables.columns import Schema
from quizsite.tables.reader import RawRow, RawTable, RowNumber


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` and `column` as the spreadsheet shows them; 0 and "" mean the whole file."""

    row: int
    column: str
    header: str
    advice: str
    sheet: str = ""  # if it is not the first

    def __str__(self) -> str:
        if not self.row:
            return f"{self.header}: {self.advice}" if self.header else self.advice
        place = _("dòng %(row)s, cột %(column)s (%(header)s)") % {
            "row": self.row,
            "column": self.column,
            "header": self.header,
        }
        sheet = _("trang tính %(sheet)s, ") % {"sheet": self.sheet} if self.sheet else ""
        return f"{sheet}{place}: {self.advice}"


class Problems:
    """Gathers them; knows where each column stands in the file."""

    def __init__(
        self, schema: Schema, columns: dict[str, str], found: Iterable[Problem] = ()
    ) -> None:
        self._headers = schema.headers
        self._columns = columns
        self._found = list(found)

    def __len__(self) -> int:
        return len(self._found)

    def add(self, row: int, name: str, advice: str) -> None:
        sheet = row.sheet if isinstance(row, RowNumber) else ""
        elsewhere = row.columns if isinstance(row, RowNumber) else {}
        column = elsewhere.get(name) or self._columns.get(name, "")
        self._found.append(Problem(int(row), column, self._headers[name], advice, sheet))

    def add_flags(self, row: RawRow) -> None:
        for name, flag in row.flags.items():
            self.add(row.number, name, _flag_advice(flag))

    def in_order(self) -> list[Problem]:
        places = [*self._columns.values(), ""]

        def order(one: Problem) -> tuple[str, int, int]:
            at = places.index(one.column) if one.column in places else len(places)
            return one.sheet, one.row, at

        return sorted(self._found, key=order)


def problems_of_whole(table: RawTable, schema: Schema) -> list[Problem]:
    """What keeps anybody from looking at the rows: columns missing, or no rows at all."""
    required = [column for column in schema.columns if column.is_required]
    if missing := [column.header for column in required if column.name not in table.columns]:
        advice = _("Thiếu cột “%(header)s”. Hãy dùng dòng tiêu đề của tệp mẫu.")
        return [Problem(0, "", header, advice % {"header": header}) for header in missing]
    if not table.rows:
        advice = _("Tệp chưa có %(row)s nào dưới dòng tiêu đề.")
        return [Problem(0, "", "", advice % {"row": schema.row_noun})]
    return []


def _flag_advice(flag: str) -> str:
    return {
        "formula": _("Ô chứa công thức. Hãy dán lại dưới dạng giá trị."),
        "error": _("Ô đang báo lỗi của bảng tính. Hãy gõ lại nội dung."),
        "boolean": _("Ô là giá trị TRUE hoặc FALSE. Hãy định dạng ô là Văn bản rồi gõ chữ."),
        "struck": _("Ô có chữ bị gạch bỏ. Hãy xóa hẳn chữ đó, hoặc bỏ gạch nếu còn dùng."),
        "raised": _(
            "Ô có chỉ số trên hoặc dưới, khi nhập sẽ thành chữ thường (10⁶ thành 106). "
            "Hãy viết lại, ví dụ “10^6” hoặc “10⁶”."
        ),
        "formatted": _(
            "Ô ở dạng ngày, phần trăm hoặc số có định dạng nên chữ nhìn thấy khác nội dung thật. "
            "Hãy định dạng ô là Văn bản rồi gõ lại."
        ),
        "nested": _("Ô này của tệp .json chứa danh sách. Hãy ghi thành một dòng chữ."),
    }[flag]
