"""Rows of a unit list as an office keeps it: read, understood, every fault named. Pure."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from quizsite.language import vietnamese as text
from quizsite.refusals import Refusal
from quizsite.tables.columns import column_letters

# Field → header; the order is the order of the file.
HEADERS: dict[str, str] = {
    "code": "Mã",
    "name": "Tên",
    "kind": "Khối",
    "parent": "Mã đơn vị cấp trên",
    "aliases": "Tên khác",
    "in_force_from": "Hiệu lực từ",
    "in_force_until": "Hết hiệu lực từ",
    "successor": "Đơn vị kế thừa",
    "people": "Số CBCCVC",
    "as_of": "Tính đến ngày",
}
REQUIRED = ("code", "name", "kind")
LIMITS = {"code": 64, "name": 200, "kind": 120}
_FIELDS = {text.search_key(header): name for name, header in HEADERS.items()}
_FIELDS |= {text.search_key("Số người"): "people"}  # of another category
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class UnreadableUnits(Refusal):
    """The message says what to do with the file; nothing was read."""

    code = "unreadable_units"
    status = 400


@dataclass(frozen=True, slots=True)
class Fault:
    """`row` and `column` as the spreadsheet shows them; 0 and "" mean the whole file."""

    row: int
    column: str
    header: str
    advice: str

    def __str__(self) -> str:
        place = f"dòng {self.row}, cột {self.column} ({self.header})" if self.row else self.header
        return f"{place}: {self.advice}"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the file states it; `said` holds only columns the file has."""

    number: int
    code: str
    said: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitTable:
    rows: list[UnitRow]
    columns: dict[str, str]  # field → the column's letter
    faults: list[Fault]

    def fault(self, row: int, name: str, advice: str) -> Fault:
        return Fault(row, self.columns.get(name, ""), HEADERS[name], advice)


def read_units(data: bytes) -> UnitTable:
    """Every row with what could be understood of it, and every fault."""
    header, *lines = _cells(data)
    positions = {_FIELDS[key]: i for i, cell in enumerate(header) if (key := _key(cell)) in _FIELDS}
    if missing := [HEADERS[name] for name in REQUIRED if name not in positions]:
        raise UnreadableUnits(
            _("Dòng đầu của tệp thiếu cột %(columns)s. Hãy dùng dòng tiêu đề của tệp mẫu.")
            % {"columns": ", ".join(f"“{name}”" for name in missing)}
        )
    table = UnitTable([], {name: column_letters(i) for name, i in positions.items()}, [])
    for number, cells in enumerate(lines, start=2):
        said = {
            name: text.tidy(cells[i]) if i < len(cells) else "" for name, i in positions.items()
        }
        if any(said.values()):
            table.rows.append(_understood(number, said, table))
    if not table.rows:
        raise UnreadableUnits(_("Tệp chưa có đơn vị nào dưới dòng tiêu đề."))
    _check_twice(table)
    return table


def _cells(data: bytes) -> list[list[str]]:
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableUnits(
            _("Không đọc được chữ trong tệp. Trong Excel, hãy lưu lại thành “CSV UTF-8”.")
        ) from error
    first = said.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(said, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnreadableUnits(
            _("Tệp có dấu nháy kép mở mà không đóng. Hãy sửa rồi chạy lại.")
        ) from error
    if not rows:
        raise UnreadableUnits(_("Tệp rỗng. Hãy chọn lại tệp."))
    return rows


def _understood(number: int, said: dict[str, str], table: UnitTable) -> UnitRow:
    meant: dict[str, object] = {}
    for name, cell in said.items():
        try:
            meant[name] = _MEANINGS.get(name, _plain)(cell)
        except ValueError as error:
            table.faults.append(table.fault(number, name, str(error)))
    for name in REQUIRED:
        if not text.search_key(said[name]):
            table.faults.append(table.fault(number, name, _("Ô này không được để trống.")))
        elif len(said[name]) > LIMITS[name]:
            advice = _("Dài quá %(limit)s ký tự. Hãy rút gọn.") % {"limit": LIMITS[name]}
            table.faults.append(table.fault(number, name, advice))
    if meant.get("people") is not None and not said.get("as_of"):
        table.faults.append(table.fault(number, "as_of", _("Hãy ghi ngày của số CBCCVC.")))
    return UnitRow(number, said["code"], {name: meant.get(name) for name in said})


def _plain(cell: str) -> str:
    return cell


def _code(cell: str) -> str:
    if cell and not _CODE.fullmatch(cell):
        raise ValueError(
            _("Mã chỉ gồm chữ cái không dấu, chữ số, dấu - và _, ví dụ phuong-ba-dinh.")
        )
    return cell


def _names(cell: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in cell.split(";") if name.strip()))
    if any(len(name) > LIMITS["name"] for name in names):
        raise ValueError(_("Dài quá %(limit)s ký tự. Hãy rút gọn.") % {"limit": LIMITS["name"]})
    return names


def _day(cell: str) -> date | None:
    if not cell:
        return None
    try:
        if match := _DATE.fullmatch(cell):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
        return date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(
            _("Không hiểu ngày “%(said)s”. Hãy ghi như 01/07/2025.") % {"said": cell}
        ) from error


def _number(cell: str) -> int | None:
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell) or len(cell) > 9:
        raise ValueError(
            _("Không hiểu số “%(said)s”. Hãy ghi số nguyên, ví dụ 312.") % {"said": cell}
        )
    return int(cell.replace(".", ""))


_MEANINGS: dict[str, Callable[[str], object]] = {
    "code": _code,
    "parent": _code,
    "successor": _code,
    "aliases": _names,
    "in_force_from": _day,
    "in_force_until": _day,
    "as_of": _day,
    "people": _number,
}


def _check_twice(table: UnitTable) -> None:
    first: dict[str, int] = {}
    for row in table.rows:
        before = first.setdefault(row.code.lower(), row.number)
        if row.code and before != row.number:
            advice = _("Mã này đã có ở dòng %(row)s. Mỗi đơn vị cần một mã riêng.")
            table.faults.append(table.fault(row.number, "code", advice % {"row": before}))


def _key(cell: str) -> str:
    return text.search_key(cell)


def in_order(faults: Sequence[Fault], columns: dict[str, str]) -> list[Fault]:
    places = ["", *columns.values()]
    return sorted(faults, key=lambda one: (one.row, places.index(one.column)))
