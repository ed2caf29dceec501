"""Asks the limited child to read a file, and says in words why it could not."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionbank.importing.formats.registry import ADVICE, FORMATS
from questionbank.importing.parsing.questions import Parsed
from quizsite.refusals import Refusal
from quizsite.tables.child import ChildFailed, ask_child
from quizsite.tables.limits import MAX_BYTES

_WITH_MACROS = {".xlsm", ".xltm", ".xlam", ".docm", ".dotm"}


class UnreadableFile(Refusal):
    """The message says what to do with the file; nothing was read."""

    code = "unreadable_file"
    status = 400


def read_questions(data: bytes, *, ending: str) -> Parsed:
    """At most 20 s and 512 MB, whatever the file holds; nothing of it stays on disk."""
    if ending.lower() in _WITH_MACROS:
        raise UnreadableFile(_explained("macros"))
    if len(data) > MAX_BYTES:
        raise UnreadableFile(_explained("too_large"))
    with tempfile.NamedTemporaryFile(suffix=".upload") as copy:
        copy.write(data)
        copy.flush()
        said = json.dumps({"ending": ending}).encode()
        try:
            answer = ask_child("questionbank.importing.formats.child", Path(copy.name), said=said)
        except ChildFailed as failed:
            raise UnreadableFile(_explained(failed.code)) from failed
    if "trouble" in answer:
        raise UnreadableFile(_explained(answer["trouble"], **answer["detail"]))
    return Parsed.of_json(answer)


def _explained(code: str, **detail: Any) -> str:
    if code in ADVICE:
        return gettext(ADVICE[code])
    words = {
        "megabytes": MAX_BYTES // (1024 * 1024),
        "limit": detail.get("limit"),
        "formats": ", ".join(gettext(one.name) for one in FORMATS),
    }
    return str(_EXPLANATIONS.get(code, _EXPLANATIONS["broken"])) % words


_EXPLANATIONS: dict[str, Promise] = {
    "empty": _("Tệp rỗng. Hãy chọn lại tệp có câu hỏi."),
    "too_large": _("Tệp lớn hơn %(megabytes)s MB. Hãy chia thành nhiều tệp nhỏ hơn."),
    "macros": _("Tệp có chứa macro nên không được nhận. Hãy lưu lại thành .docx hoặc .xlsx."),
    "scan": _(
        "PDF này là bản quét (ảnh chụp), chưa có chữ để đọc. Hãy xin bản Word gốc, hoặc nhận dạng "
        "chữ (OCR) rồi dán văn bản vào ô bên dưới."
    ),
    "too_many_pages": _("Tệp có hơn %(limit)s trang. Hãy tách riêng phần câu hỏi."),
    "unknown_format": _(
        "Không nhận ra câu hỏi trong tệp này. Hãy tải lên một trong các loại tệp: %(formats)s."
    ),
    "not_a_table": _("Không nhận ra tệp này. Hãy mở tệp, lưu lại rồi tải lên lần nữa."),
    "cut_short": _(
        "Tệp bị hỏng hoặc chưa tải lên đủ. Hãy mở lại tệp trên máy, lưu lại và tải lên lần nữa."
    ),
    "broken": _("Không đọc được tệp này. Hãy mở tệp, lưu lại rồi tải lên lần nữa."),
    "takes_too_long": _(
        "Tệp quá phức tạp nên chưa đọc xong trong thời gian cho phép. Hãy chia nhỏ tệp."
    ),
    "unpacks_too_large": _("Nội dung bên trong tệp quá lớn. Hãy chia nhỏ tệp."),
    "too_much_text": _("Tệp có quá nhiều chữ. Hãy chia thành nhiều tệp nhỏ hơn."),
    "too_many_blank_rows": _(
        "Bảng có hơn %(limit)s dòng. Hãy xóa các dòng trống phía dưới rồi lưu lại."
    ),
    "too_many_rows": _("Tệp có hơn %(limit)s câu. Hãy chia thành nhiều tệp nhỏ hơn."),
    "unknown_encoding": _(
        "Không nhận ra bảng mã chữ của tệp. Hãy lưu lại thành “UTF-8” hoặc Word (.docx)."
    ),
}
