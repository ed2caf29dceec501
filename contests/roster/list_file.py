"""Rows of a roster as an office keeps it: understood, every problem named at its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import HeadcountCategory
from quizsite.accounts.phones import to_e164
from quizsite.language.names import fault_of_name, with_apostrophes
from quizsite.language.vietnamese import search_key, tidy
from quizsite.tables.columns import Column, Schema
from quizsite.tables.problems import Problem, Problems, problems_of_whole
from quizsite.tables.reader import RawRow, RawTable

ROSTER = Schema(
    columns=(
        Column("full_name", "Họ và tên", ("Họ tên",), is_required=True, width=32),
        Column("birth_date", "Ngày sinh", kind="date"),
        Column("staff_code", "Mã cán bộ", ("Mã CBCC", "Số hiệu")),
        Column("email", "Thư điện tử", ("Email", "E-mail"), width=32),
        Column("phone", "Số điện thoại", ("Điện thoại", "SĐT")),
        Column("category", "Nhóm", ("Đối tượng",), width=36),
        Column("is_compulsory", "Bắt buộc", ("Hình thức", "Diện")),
        Column("unit", "Đơn vị", ("Phòng, ban", "Bộ phận"), width=32),
    ),
    row_noun="người",
    sheet="Danh sách",
    known_by=("full_name",),
    max_rows=80_000,
)
HEADERS = ROSTER.headers
_LIMITS = {"full_name": 120, "staff_code": 20, "unit": 200}
_KNOWN = {
    **dict.fromkeys(("", "bat buoc", "co", "x"), True),
    **dict.fromkeys(("khuyen khich", "khong", "khong bat buoc"), False),
}
_SHORT = {"cbccvc": "cbccvc", "can bo cong chuc vien chuc": "cbccvc"}
_EARLIEST = date(1900, 1, 1)
_DAY = re.compile(
    r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})|(?P<y2>\d{4})-(?P<m2>\d\d)-(?P<d2>\d\d)"
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    number: int
    full_name: str
    name_key: str
    unit: int
    category: str
    is_compulsory: bool
    birth_date: date | None = None
    staff_code: str = ""
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class RosterTable:
    rows: list[RosterRow]
    problems: list[Problem]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class RosterPlace:
    """Whose list it is: its unit, which names mean which unit, and who counts by default.

    A name that two units have maps to None."""

    unit: int
    names: Mapping[str, int | None]
    category: str
    today: date


# A city's list has 60,000 rows of eight cells, many of them empty or like those above.
_tidied = lru_cache(maxsize=8192)(tidy)


class _Wrong(ValueError):
    def __init__(self, name: str, advice: str) -> None:
        self.name = name
        super().__init__(advice)


def read_roster(raw: RawTable, place: RosterPlace) -> RosterTable:
    """Read every row that can be understood; of the others, say what is wrong at which cell."""
    if of_whole := problems_of_whole(raw, ROSTER):
        return RosterTable([], of_whole, [])
    problems = Problems(ROSTER, raw.columns)
    rows = [row for one in raw.rows if (row := _understood(one, place, problems))]
    _check_twice(rows, problems)
    return RosterTable(rows, problems.in_order(), raw.notes_in_words())


def _understood(row: RawRow, place: RosterPlace, problems: Problems) -> RosterRow | None:
    problems.add_flags(row)
    meant: dict[str, Any] = {}
    for name in HEADERS:
        if name in row.flags:  # has been named
            continue
        try:
            meant[name] = _meaning(name, row.cells.get(name, ""), place)
        except _Wrong as wrong:
            problems.add(row.number, wrong.name, str(wrong))
    if len(meant) < len(HEADERS):
        return None
    if not any(meant[name] for name in ("birth_date", "staff_code", "email", "phone")):
        advice = _("Hãy ghi ngày sinh, mã cán bộ, thư điện tử hoặc số điện thoại của người này.")
        problems.add(row.number, "email", advice)
        return None
    return RosterRow(row.number, name_key=search_key(meant["full_name"])[:160], **meant)


def _meaning(name: str, said: str, place: RosterPlace) -> Any:
    cell = _tidied(said)
    if len(cell) > _LIMITS.get(name, 254):
        raise _Wrong(name, _("Ô này quá dài. Hãy rút gọn."))
    return _MEANINGS[name](cell, place)


def _name(cell: str) -> str:
    name = with_apostrophes(cell)
    if not name:
        raise _Wrong("full_name", _("Ô này không được để trống."))
    if fault_of_name(name):
        advice = _("Họ và tên chỉ có chữ, các tiếng cách nhau. Hãy viết lại.")
        raise _Wrong("full_name", advice)
    return name


def _day(cell: str, *, today: date) -> date | None:
    if not cell:
        return None
    match = _DAY.fullmatch(cell)
    if match:
        year, month, number = (match[one] or match[f"{one}2"] for one in ("y", "m", "d"))
        with suppress(ValueError):
            day = date(int(year), int(month), int(number))
            if _EARLIEST <= day <= today:
                return day
    advice = _("Không hiểu ngày “%(said)s”. Hãy ghi ngày/tháng/năm, ví dụ 05/09/1990.")
    raise _Wrong("birth_date", advice % {"said": cell})


def _email(cell: str) -> str | None:
    address = to_address(cell) if cell else None
    if cell and address is None:
        advice = _("Thư điện tử chưa đúng, hãy viết không dấu. Ví dụ: an@coquan.gov.vn.")
        raise _Wrong("email", advice)
    return address


def _phone(cell: str) -> str | None:
    number = to_e164(cell) if cell else None
    if cell and number is None:
        raise _Wrong("phone", _("Số điện thoại chưa đúng. Ví dụ: 0912 345 678."))
    return number


@lru_cache(maxsize=256)
def _category(cell: str) -> str:
    key = search_key(cell)
    known = {search_key(str(one.label)): one.value for one in HeadcountCategory}
    known |= {search_key(one.value): one.value for one in HeadcountCategory} | _SHORT
    if key not in known:
        advice = _("Không có nhóm “%(said)s”. Hãy chọn trong trang “Danh mục” của tệp mẫu.")
        raise _Wrong("category", advice % {"said": cell})
    return known[key]


@lru_cache(maxsize=256)
def _is_compulsory(cell: str) -> bool:
    key = search_key(cell)
    if key not in _KNOWN:
        advice = _("Hãy ghi “Bắt buộc” hoặc “Khuyến khích”.")
        raise _Wrong("is_compulsory", advice)
    return _KNOWN[key]


def _unit(cell: str, place: RosterPlace) -> int:
    if not cell:
        return place.unit
    for spell in (str.lower, search_key):
        key = spell(cell)
        if key in place.names:
            found = place.names[key]
            if found is None:
                advice = _("Có nhiều đơn vị tên “%(said)s”. Hãy ghi mã đơn vị.")
                raise _Wrong("unit", advice % {"said": cell})
            return found
    advice = _("Đơn vị này và các đơn vị trực thuộc không có “%(said)s”. Hãy sửa hoặc để trống.")
    raise _Wrong("unit", advice % {"said": cell})


_MEANINGS: dict[str, Callable[[str, RosterPlace], Any]] = {
    "full_name": lambda cell, _place: _name(cell),
    "birth_date": lambda cell, place: _day(cell, today=place.today),
    "staff_code": lambda cell, _place: cell.upper(),
    "email": lambda cell, _place: _email(cell),
    "phone": lambda cell, _place: _phone(cell),
    "category": lambda cell, place: _category(cell) if cell else place.category,
    "is_compulsory": lambda cell, _place: _is_compulsory(cell),
    "unit": _unit,
}


def _check_twice(rows: list[RosterRow], problems: Problems) -> None:
    """One address or number is one person; a code within a unit too."""
    first: dict[tuple[str, object], int] = {}
    for row in rows:
        said = {"email": row.email, "phone": row.phone, "staff_code": row.staff_code}
        for name, value in said.items():
            if not value:
                continue
            before = first.setdefault((name, value), row.number)
            if before != row.number:
                advice = _("Trùng với dòng %(row)s. Hãy bỏ một dòng, hoặc sửa ô này.")
                problems.add(row.number, name, advice % {"row": before})
