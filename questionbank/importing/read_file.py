"""The parent's side of reading a file: a limited child, and words for what went wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from questionbank.importing.columns import HEADERS, SHEET
from questionbank.rules import BankRefusal
from quizsite.tables.limits import MAX_BYTES

WALL_SECONDS = 18


class UnreadableFile(BankRefusal):
    """The message says what to do with the file; nothing was read."""

    code = "unreadable_file"
    status = 400


@dataclass(frozen=True, slots=True)
class RawRow:
    """Texts by field as they stand in the file; `flags` names cells that are no plain text."""

    number: int
    cells: dict[str, str]
    flags: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"row": self.number, "cells": self.cells, "flags": self.flags}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> RawRow:
        return cls(stored["row"], stored["cells"], stored["flags"])


@dataclass(frozen=True, slots=True)
class RawFile:
    rows: list[RawRow]
    columns: dict[str, str]  # field → the column's letters in the spreadsheet
    ignored: list[str]  # headers we do not know


def read_file(path: Path) -> RawFile:
    """At most 20 s and 512 MB, whatever the file holds."""
    if path.suffix.lower() in {".xlsm", ".xltm", ".xlam"}:
        raise UnreadableFile(_explained("macros", {}))
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(_explained("too_large", {}))
    answer = _ask_child(path)
    if "trouble" in answer:
        raise UnreadableFile(_explained(answer["trouble"], answer["detail"]))
    return RawFile(
        rows=[RawRow.of_json(row) for row in answer["rows"]],
        columns=answer["columns"],
        ignored=answer["ignored"],
    )


def read_upload(upload: UploadedFile[bytes]) -> RawFile:
    """The same for what came with a request; nothing of it stays on disk."""
    suffix = Path(upload.name or "").suffix[:10]
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        for piece in upload.chunks():
            copy.write(piece)
        copy.flush()
        return read_file(Path(copy.name))


def _ask_child(path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "quizsite.tables.sandbox", str(path.resolve())]
    try:
        # Its output is bounded by the child's own limits on rows and text.
        done = subprocess.run(  # noqa: S603 -- our own module, and a path of our own making
            command,
            cwd=settings.BASE_DIR,
            env={"PYTHONPATH": str(settings.BASE_DIR)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(_explained("takes_too_long", {})) from error
    if done.returncode:
        # Killed by its own limit of time or memory, or stumbled over a malformed file.
        code = "takes_too_long" if done.returncode == -24 else "broken"
        raise UnreadableFile(_explained(code, {}))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _explained(code: str, detail: dict[str, Any]) -> str:
    headers = [HEADERS[name] for name in detail.get("fields", [])]
    words = {
        "rows": detail.get("rows"),
        "limit": detail.get("limit"),
        "line": detail.get("line"),
        "sheets": ", ".join(f"“{name}”" for name in detail.get("sheets", [])),
        "columns": ", ".join(f"“{header}”" for header in headers),
        "megabytes": MAX_BYTES // (1024 * 1024),
        "sheet": SHEET,
    }
    return str(_EXPLANATIONS[code]) % words


_EXPLANATIONS: dict[str, Promise] = {
    "empty": _("Tệp rỗng. Hãy chọn lại tệp có câu hỏi."),
    "too_large": _("Tệp lớn hơn %(megabytes)s MB. Hãy chia thành nhiều tệp nhỏ hơn."),
    "macros": _(
        "Tệp có chứa macro nên không được nhận. Hãy lưu lại thành “Excel Workbook (.xlsx)”."
    ),
    "password": _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi lưu lại."),
    "old_excel": _("Tệp theo định dạng Excel cũ (.xls). Hãy lưu lại thành .xlsx."),
    "binary_workbook": _("Tệp theo định dạng .xlsb. Hãy lưu lại thành .xlsx."),
    "not_a_table": _(
        "Đây không phải là bảng tính .xlsx hoặc tệp .csv. Hãy tải tệp mẫu về và điền vào đó."
    ),
    "cut_short": _(
        "Tệp bị hỏng hoặc chưa tải lên đủ. Hãy mở lại tệp trên máy, lưu lại và tải lên lần nữa."
    ),
    "broken": _("Không đọc được tệp này. Hãy mở tệp, lưu lại thành .xlsx rồi tải lên."),
    "takes_too_long": _(
        "Tệp quá phức tạp nên chưa đọc xong trong thời gian cho phép. "
        "Hãy chép riêng các câu hỏi sang tệp mẫu mới."
    ),
    "unpacks_too_large": _(
        "Nội dung bên trong tệp quá lớn. Hãy chép riêng các câu hỏi sang tệp mẫu mới."
    ),
    "too_much_text": _("Tệp có quá nhiều chữ. Hãy chia thành nhiều tệp nhỏ hơn."),
    "too_many_rows": _(
        "Tệp có hơn %(rows)s dòng, phần lớn có thể là dòng trống. "
        "Hãy xóa các dòng trống phía dưới rồi lưu lại."
    ),
    "too_many_questions": _("Tệp có hơn %(limit)s câu hỏi. Hãy chia thành nhiều tệp nhỏ hơn."),
    "wrong_sheet": _(
        "Không trang tính nào (%(sheets)s) có dòng tiêu đề của tệp mẫu. "
        "Hãy dùng trang tính “%(sheet)s” của tệp mẫu."
    ),
    "no_header": _(
        "Không thấy dòng tiêu đề với các cột như “Câu hỏi” và “Đáp án”. Hãy dùng tệp mẫu; "
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
