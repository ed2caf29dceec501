"""Asks the limited child to check or fill an office's own .docx, and says why it could not."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizsite.documents.letters import plain
from quizsite.refusals import Refusal
from quizsite.tables.child import ChildFailed, ask_child
from quizsite.tables.limits import MAX_BYTES

_CHILD = "quizsite.documents.template_child"


class UnusableTemplate(Refusal):
    """The message says what to change in the file; nothing was kept."""

    code = "unusable_template"
    status = 400


def fields_in(data: bytes) -> list[str]:
    """Names of all fields; at most 18 s and 512 MB, whatever the file holds."""
    fields: list[str] = _ask(data, b"{}")["fields"]
    return fields


def filled(
    data: bytes,
    values: Mapping[str, str],
    *,
    rows: Mapping[str, Sequence[Mapping[str, str]]],
    above: str = "",
    below: str = "",
) -> bytes:
    """Texts come in as texts: control characters go, and nothing in them is a field again."""
    said = {
        "values": {name: _lines(text) for name, text in values.items()},
        "rows": {
            prefix: [{name: plain(text) for name, text in one.items()} for one in items]
            for prefix, items in rows.items()
        },
        "above": plain(above),
        "below": plain(below),
    }
    return base64.b64decode(_ask(data, json.dumps(said).encode())["file"])


def _lines(text: str) -> str:
    return "\n".join(plain(line) for line in text.splitlines())


def _ask(data: bytes, said: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise UnusableTemplate(_explained("too_large", {}))
    with tempfile.NamedTemporaryFile(suffix=".docx") as copy:
        copy.write(data)
        copy.flush()
        try:
            answer = ask_child(_CHILD, Path(copy.name), said=said)
        except ChildFailed as failed:
            raise UnusableTemplate(_explained(failed.code, {})) from failed
    if "trouble" in answer:
        raise UnusableTemplate(_explained(answer["trouble"], answer["detail"]))
    return answer


def _explained(code: str, detail: Mapping[str, Any]) -> str:
    words = {"megabytes": MAX_BYTES // (1024 * 1024), "text": "", "target": "", **detail}
    return str(_EXPLANATIONS.get(code, _EXPLANATIONS["broken"])) % words


_EXPLANATIONS: dict[str, Promise] = {
    "too_large": _("Tệp lớn hơn %(megabytes)s MB. Hãy bớt hình trong mẫu rồi tải lên lại."),
    "not_a_docx": _("Đây không phải tệp .docx. Hãy mở mẫu bằng Word, lưu thành .docx rồi tải lên."),
    "password": _("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."),
    "unpacks_too_large": _("Tệp quá lớn khi mở ra. Hãy lưu mẫu lại bằng Word rồi tải lên."),
    "macros": _(
        "Mẫu có macro, đối tượng nhúng hoặc trường tự chạy nên không nhận. Hãy xóa, lưu thành "
        ".docx rồi tải lên lại."
    ),
    "unknown_part": _(
        "Mẫu có phần không nhận (%(target)s). Mẫu chỉ gồm chữ, bảng và hình PNG, JPEG, GIF, BMP, "
        "TIFF, EMF, WMF. Hãy xóa phần đó, lưu lại bằng Word rồi tải lên."
    ),
    "outside": _(
        "Mẫu lấy nội dung từ nơi khác (%(target)s) nên không nhận. Hãy nhúng hẳn nội dung vào mẫu, "
        "bỏ liên kết rồi tải lên lại."
    ),
    "open_field": _(
        "Mẫu có trường viết chưa đúng ở đoạn “%(text)s”. Mỗi trường viết dạng {{ten_truong}} trong "
        "cùng một đoạn."
    ),
    "takes_too_long": _("Đọc tệp mất quá lâu. Hãy lưu mẫu lại bằng Word rồi tải lên."),
    "broken": _("Tệp bị hỏng hoặc chưa tải lên đủ. Hãy mở bằng Word, lưu lại rồi tải lên lần nữa."),
}
