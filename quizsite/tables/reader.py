"""Reads a list that somebody sent: a limited child process, and words for what went wrong."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizsite.refusals import Refusal
from quizsite.tables.columns import Schema
from quizsite.tables.formats import ENDINGS
from quizsite.tables.limits import MAX_BYTES

WALL_SECONDS = 18
_WITH_MACROS = {".xlsm", ".xltm", ".xlam"}


class UnreadableTable(Refusal):
    """The message says what to do with the file; nothing was read."""

    code = "unreadable_file"
    status = 400


@dataclass(frozen=True, slots=True)
class RawRow:
    """Texts by column name as the file has them; `flags` names cells that are no plain text."""

    number: int
    cells: dict[str, str]
    flags: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"row": self.number, "cells": self.cells, "flags": self.flags}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> RawRow:
        return cls(stored["row"], stored["cells"], stored["flags"])


@dataclass(frozen=True, slots=True)
class RawTable:
    rows: list[RawRow]
    columns: dict[str, str]  # column name → its letters in the spreadsheet
    ignored: list[str]  # headers the schema does not know

    def as_json(self) -> dict[str, Any]:
        rows = [row.as_json() for row in self.rows]
        return {"rows": rows, "columns": self.columns, "ignored": self.ignored}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> RawTable:
        rows = [RawRow.of_json(row) for row in stored["rows"]]
        return cls(rows, stored["columns"], stored["ignored"])


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


def _ask_sandbox(path: Path, schema: Schema) -> dict[str, Any]:
    command = [sys.executable, "-m", "quizsite.tables.sandbox", str(path.resolve())]
    try:
        # Its output is bounded by the sandbox's own limits on rows and text.
        done = subprocess.run(  # noqa: S603 -- our own module, and a path of our own making
            command,
            cwd=settings.BASE_DIR,
            env={"PYTHONPATH": str(settings.BASE_DIR)},
            input=json.dumps(schema.as_json()).encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableTable(_explained("takes_too_long", schema)) from error
    if done.returncode:
        # Killed by its own limit of time or memory, or stumbled over a malformed file.
        code = "takes_too_long" if done.returncode == -signal.SIGXCPU else "broken"
        raise UnreadableTable(_explained(code, schema))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


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
    return str(_EXPLANATIONS[code]) % words


def _quoted(schema: Schema, names: tuple[str, ...] | list[str]) -> list[str]:
    return [f"“{schema.headers[name]}”" for name in names]


_EXPLANATIONS: dict[str, Promise] = {
    "empty": _("Tệp rỗng. Hãy chọn lại tệp có %(row)s."),
    "too_large": _("Tệp lớn hơn %(megabytes)s MB. Hãy chia thành nhiều tệp nhỏ hơn."),
    "macros": _(
        "Tệp có chứa macro nên không được nhận. Hãy lưu lại thành “Excel Workbook (.xlsx)”."
    ),
    "password": _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi lưu lại."),
    "old_excel": _("Tệp theo định dạng Excel cũ (.xls). Hãy lưu lại thành .xlsx."),
    "binary_workbook": _("Tệp theo định dạng .xlsb. Hãy lưu lại thành .xlsx."),
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
    "unknown_encoding": _(
        "Không nhận ra bảng mã chữ của tệp. Hãy lưu lại thành “CSV UTF-8” hoặc .xlsx."
    ),
    "broken_quotes": _(
        "Dấu nháy kép quanh dòng %(line)s mở mà không đóng. Hãy sửa rồi tải lên lần nữa."
    ),
}
