"""Rows of a unit list as an office keeps it: understood, every problem named. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from quizsite.language import vietnamese as text
from quizsite.tables.columns import Column, Schema
from quizsite.tables.limits import MAX_CELL
from quizsite.tables.problems import Problem, Problems, problems_of_whole
from quizsite.tables.reader import RawRow, RawTable

UNITS = Schema(
    columns=(
        Column("code", "Mã", is_required=True, width=20),
        Column("name", "Tên", is_required=True, width=44),
        Column("kind", "Khối", is_required=True, width=20),
        Column("parent", "Mã đơn vị cấp trên", width=20),
        Column("aliases", "Tên khác", width=30),
        Column("in_force_from", "Hiệu lực từ", kind="date"),
        Column("in_force_until", "Hết hiệu lực từ", kind="date"),
        Column("successor", "Đơn vị kế thừa", width=20),
        Column("people", "Số CBCCVC", ("Số người",), kind="number"),  # of any category
        Column("as_of", "Tính đến ngày", kind="date"),
    ),
    row_noun="đơn vị",
    sheet="Đơn vị",
    known_by=("code",),
    max_rows=50_000,
)
HEADERS = UNITS.headers
LIMITS = {"code": 64, "name": 200, "kind": 120}
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the file states it; `said` holds only columns the file has."""

    number: int
    code: str
    said: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitTable:
    rows: list[UnitRow]
    columns: dict[str, str]  # column name → its letters
    problems: list[Problem]
    # What to look at before confirming; the same units may come in files told differently.
    notes: list[str] = field(default_factory=list, compare=False)


def read_units(raw: RawTable) -> UnitTable:
    """Every row with what could be understood of it, and every problem."""
    if of_whole := problems_of_whole(raw, UNITS):
        return UnitTable([], raw.columns, of_whole)
    problems = Problems(UNITS, raw.columns)
    rows = []
    for row in raw.rows:
        said = {name: text.tidy(row.cells.get(name, "")) for name in raw.columns}
        if any(said.values()) or row.flags:
            rows.append(_understood(row, said, problems))
    _check_twice(rows, problems)
    notes = [*raw.notes_in_words(), *_date_notes(raw, problems)]
    return UnitTable(rows, raw.columns, problems.in_order(), notes)


def _date_notes(raw: RawTable, problems: Problems) -> list[str]:
    """Say how a column of dates was understood where 7/1 could be the 7th or July."""
    notes = []
    for column in UNITS.columns:
        if column.kind != "date":
            continue
        cells = [(row, text.tidy(row.cells.get(column.name, ""))) for row in raw.rows]
        found = [(row, said, match) for row, said in cells if (match := _DATE.fullmatch(said))]
        unclear = [one for one in found if _could_be_either(one[2][1], one[2][2])]
        if unclear and any(int(match[2]) > 12 >= int(match[1]) for _row, _said, match in found):
            advice = _("Cột này có ngày kiểu tháng/ngày/năm. Hãy ghi lại là ngày/tháng/năm.")
            for row, _said, _match in unclear:
                problems.add(row.number, column.name, advice)
        elif unclear:
            _row, said, match = unclear[0]
            note = _(
                "Cột “%(header)s” được đọc theo ngày/tháng/năm: “%(said)s” là ngày %(day)s tháng "
                "%(month)s năm %(year)s. Nếu tệp ghi tháng trước, hãy sửa tệp."
            )
            words = {"day": match[1], "month": match[2], "year": match[3]}
            notes.append(note % {"header": column.header, "said": said, **words})
    return notes


def _could_be_either(first: str, second: str) -> bool:
    """ "7/1" could be July; who writes "07/01" writes the day first."""
    if first.startswith("0") or second.startswith("0"):
        return False
    return int(first) <= 12 and int(second) <= 12 and first != second


def _understood(row: RawRow, said: dict[str, str], problems: Problems) -> UnitRow:
    problems.add_flags(row)
    meant: dict[str, object] = {}
    for name, cell in said.items():
        if name in row.flags:  # has been named
            continue
        try:
            _check_length(row.cells.get(name, ""), MAX_CELL)  # the reader cuts what is longer
            _check_length(cell, LIMITS.get(name, MAX_CELL))
            meant[name] = _MEANINGS.get(name, _plain)(cell)
        except ValueError as error:
            problems.add(row.number, name, str(error))
    for column in UNITS.columns:
        name = column.name
        if column.is_required and name not in row.flags and not text.search_key(said[name]):
            problems.add(row.number, name, _("Ô này không được để trống."))
    if meant.get("people") is not None and not said.get("as_of") and "as_of" not in row.flags:
        problems.add(row.number, "as_of", _("Hãy ghi ngày của số CBCCVC."))
    return UnitRow(row.number, said["code"], {name: meant.get(name) for name in said})


def _check_length(cell: str, limit: int) -> None:
    if len(cell) > limit:
        raise ValueError(_("Dài quá %(limit)s ký tự. Hãy rút gọn.") % {"limit": limit})


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
    for name in names:
        _check_length(name, LIMITS["name"])
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


def _check_twice(rows: list[UnitRow], problems: Problems) -> None:
    first: dict[str, int] = {}
    for row in rows:
        before = first.setdefault(row.code.lower(), row.number)
        if row.code and before != row.number:
            advice = _("Mã này đã có ở dòng %(row)s. Mỗi đơn vị cần một mã riêng.")
            problems.add(row.number, "code", advice % {"row": before})
