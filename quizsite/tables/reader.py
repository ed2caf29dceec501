"""Reads a list that somebody sent: a limited child process, and words for what went wrong."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizsite.refusals import Refusal
from quizsite.tables.child import ChildFailed, ask_child
from quizsite.tables.columns import Schema
from quizsite.tables.formats import ADVICE, ENDINGS
from quizsite.tables.limits import MAX_BYTES

_WITH_MACROS = {".xlsm", ".xltm", ".xlam"}


class UnreadableTable(Refusal):
    """The message says what to do with the file; nothing was read."""

    code = "unreadable_file"
    status = 400


class RowNumber(int):
    """A row as the spreadsheet counts it; row 2 of two sheets are two rows.

    `sheet` names another than the first; `columns` where its columns stand elsewhere."""

    sheet: str = ""
    columns: dict[str, str] = {}  # noqa: RUF012 -- of a number: set once, when it is made

    @classmethod
    def on(cls, number: int, sheet: str, columns: dict[str, str]) -> RowNumber:
        made = cls(number)
        made.sheet, made.columns = sheet, columns
        return made

    def __eq__(self, other: object) -> bool:
        return int(self) == other and self.sheet == getattr(other, "sheet", "")

    def __hash__(self) -> int:
        return hash((int(self), self.sheet))

    def __str__(self) -> str:
        said = int.__repr__(self)
        return gettext("%(row)s của trang tính %(sheet)s") % {"row": said, "sheet": self.sheet}


@dataclass(frozen=True, slots=True)
class RawRow:
    """Texts by column name as the file has them; `flags` names cells that are no plain text."""

    number: int
    cells: dict[str, str]
    flags: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        said = {"row": int(self.number), "cells": self.cells, "flags": self.flags}
        if isinstance(self.number, RowNumber):
            said |= {"sheet": self.number.sheet, "columns": self.number.columns}
        return said

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> RawRow:
        number = stored["row"]
        if sheet := stored.get("sheet"):
            number = RowNumber.on(number, sheet, stored.get("columns", {}))
        return cls(number, stored["cells"], stored["flags"])


@dataclass(frozen=True, slots=True)
class RawTable:
    rows: list[RawRow]
    columns: dict[str, str]  # column name → its letters in the spreadsheet
    ignored: list[str]  # headers the schema does not know
    notes: list[dict[str, Any]] = field(default_factory=list)  # what was passed over

    def as_json(self) -> dict[str, Any]:
        rows = [row.as_json() for row in self.rows]
        said = {"rows": rows, "columns": self.columns, "ignored": self.ignored}
        return {**said, "notes": self.notes}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> RawTable:
        rows = [RawRow.of_json(row) for row in stored["rows"]]
        return cls(rows, stored["columns"], stored["ignored"], stored.get("notes", []))

    def notes_in_words(self) -> list[str]:
        return [_noted(**note) for note in self.notes]


def read_table(path: Path, schema: Schema) -> RawTable:
    """At most 20 s and 512 MB, whatever the file holds."""
    _check_looks(path.suffix, path.stat().st_size, schema)
    answer = _ask_sandbox(path, schema)
    if "trouble" in answer:
        raise UnreadableTable(_explained(answer["trouble"], schema, **answer["detail"]))
    return RawTable.of_json(answer)


def read_upload(upload: UploadedFile[bytes], schema: Schema) -> RawTable:
    """The same for what came with a request; nothing of it stays on disk."""
    suffix = Path(upload.name or "").suffix[:10]
    _check_looks(suffix, upload.size or 0, schema)
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        for piece in upload.chunks():
            copy.write(piece)
        copy.flush()
        return read_table(Path(copy.name), schema)


def endings_in_words() -> str:
    *others, last = ENDINGS
    return gettext("%(others)s hoặc %(last)s") % {"others": ", ".join(others), "last": last}


def _check_looks(suffix: str, size: int, schema: Schema) -> None:
    if suffix.lower() in _WITH_MACROS:
        raise UnreadableTable(_explained("macros", schema))
    if size > MAX_BYTES:
        raise UnreadableTable(_explained("too_large", schema))


def _noted(code: str, sheets: list[str], rows: list[int] | None = None) -> str:
    words = {
        "sheets": ", ".join(f"“{name}”" for name in sheets),
        "rows": ", ".join(map(str, rows or [])),
    }
    return str(_NOTES[code]) % words


def _ask_sandbox(path: Path, schema: Schema) -> dict[str, Any]:
    try:
        return ask_child(
            "quizsite.tables.sandbox", path, said=json.dumps(schema.as_json()).encode()
        )
    except ChildFailed as failed:
        raise UnreadableTable(_explained(failed.code, schema)) from failed


def _explained(code: str, schema: Schema, **detail: Any) -> str:
    words = {
        "row": schema.row_noun,
        "sheet": schema.sheet,
        "header": gettext(" và ").join(_quoted(schema, schema.known_by)),
        "columns": ", ".join(_quoted(schema, detail.get("columns", ()))),
        "sheets": ", ".join(f"“{name}”" for name in detail.get("sheets", ())),
        "limit": detail.get("limit"),
        "line": detail.get("line"),
        "megabytes": MAX_BYTES // (1024 * 1024),
        "endings": endings_in_words(),
    }
    said = gettext(ADVICE[code]) if code in ADVICE else str(_EXPLANATIONS[code])
    return said % words


def _quoted(schema: Schema, names: tuple[str, ...] | list[str]) -> list[str]:
    return [f"“{schema.headers[name]}”" for name in names]


_NOTES: dict[str, Promise] = {
    "sheets_read": _("Đã đọc các trang tính %(sheets)s."),
    "sheets_passed": _("Không đọc trang tính %(sheets)s vì không có dòng tiêu đề."),
    "sheets_hidden": _(
        "Không đọc trang tính đang ẩn %(sheets)s. Nếu cần, hãy bỏ ẩn rồi tải lên lại."
    ),
    "rows_hidden": _(
        "Không đọc các dòng đang ẩn hoặc bị lọc ở trang tính %(sheets)s: dòng %(rows)s. "
        "Nếu cần, hãy bỏ ẩn rồi tải lên lại."
    ),
}
_EXPLANATIONS: dict[str, Promise] = {
    "empty": _("Tệp rỗng. Hãy chọn lại tệp có %(row)s."),
    "too_large": _("Tệp lớn hơn %(megabytes)s MB. Hãy chia thành nhiều tệp nhỏ hơn."),
    "macros": _(
        "Tệp có chứa macro nên không được nhận. Hãy lưu lại thành “Excel Workbook (.xlsx)”."
    ),
    "password": _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi lưu lại."),
    "old_excel": _("Tệp theo định dạng Excel cũ (.xls). Hãy lưu lại thành .xlsx."),
    "not_a_table": _("Đây không phải là bảng tính %(endings)s. Hãy tải tệp mẫu về và điền vào đó."),
    "cut_short": _(
        "Tệp bị hỏng hoặc chưa tải lên đủ. Hãy mở lại tệp trên máy, lưu lại và tải lên lần nữa."
    ),
    "broken": _("Không đọc được tệp này. Hãy mở tệp, lưu lại thành .xlsx rồi tải lên."),
    "takes_too_long": _(
        "Tệp quá phức tạp nên chưa đọc xong trong thời gian cho phép. "
        "Hãy chép riêng các %(row)s sang tệp mẫu mới."
    ),
    "unpacks_too_large": _(
        "Nội dung bên trong tệp quá lớn. Hãy chép riêng các %(row)s sang tệp mẫu mới."
    ),
    "too_much_text": _("Tệp có quá nhiều chữ. Hãy chia thành nhiều tệp nhỏ hơn."),
    "too_many_blank_rows": _(
        "Tệp có hơn %(limit)s dòng, phần lớn có thể là dòng trống. "
        "Hãy xóa các dòng trống phía dưới rồi lưu lại."
    ),
    "too_many_rows": _("Tệp có hơn %(limit)s %(row)s. Hãy chia thành nhiều tệp nhỏ hơn."),
    "wrong_sheet": _(
        "Không trang tính nào (%(sheets)s) có dòng tiêu đề của tệp mẫu. "
        "Hãy dùng trang tính “%(sheet)s” của tệp mẫu."
    ),
    "no_header": _(
        "Không thấy dòng tiêu đề với các cột như %(header)s. Hãy dùng tệp mẫu; "
        "nếu lưu thành CSV, hãy chọn “CSV UTF-8”."
    ),
    "column_twice": _("Cột %(columns)s có hai lần. Hãy giữ lại một cột."),
}
