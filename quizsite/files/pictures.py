"""Asks the limited child to clean a picture, and says in words why it could not."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizsite.refusals import Refusal
from quizsite.tables.child import ChildFailed, ask_child
from quizsite.tables.limits import MAX_BYTES


class UnreadablePicture(Refusal):
    """The message says what to do with the file; nothing was kept."""

    code = "unreadable_picture"
    status = 400


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """Pixels written anew in two widths; width and height are of the large one."""

    media_type: str
    width: int
    height: int
    small: bytes
    large: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.large).hexdigest()[:32]


def clean_picture(data: bytes) -> CleanPicture:
    """At most 18 s and 512 MB, whatever the file holds; nothing of it stays on disk."""
    if len(data) > MAX_BYTES:
        raise UnreadablePicture(_explained("too_large"))
    with tempfile.NamedTemporaryFile(suffix=".upload") as copy:
        copy.write(data)
        copy.flush()
        try:
            answer = ask_child("quizsite.files.picture_child", Path(copy.name))
        except ChildFailed as failed:
            raise UnreadablePicture(_explained(failed.code)) from failed
    if "trouble" in answer:
        raise UnreadablePicture(_explained(answer["trouble"], **answer["detail"]))
    return CleanPicture(
        answer["media_type"],
        answer["width"],
        answer["height"],
        small=base64.b64decode(answer["small"]),
        large=base64.b64decode(answer["large"]),
    )


def _explained(code: str, **detail: Any) -> str:
    words = {"megabytes": MAX_BYTES // (1024 * 1024), "limit": detail.get("limit")}
    return str(_EXPLANATIONS.get(code, _EXPLANATIONS["broken"])) % words


_EXPLANATIONS: dict[str, Promise] = {
    "empty": _("Tệp ảnh rỗng. Hãy chọn lại tệp."),
    "too_large": _("Ảnh lớn hơn %(megabytes)s MB. Hãy thu nhỏ ảnh rồi tải lên lại."),
    "too_many_pixels": _("Ảnh lớn hơn %(limit)s triệu điểm ảnh. Hãy thu nhỏ rồi tải lên lại."),
    "too_small": _("Ảnh chưa được %(limit)s điểm ảnh mỗi chiều. Hãy chọn ảnh lớn hơn."),
    "svg": _("Không nhận ảnh SVG. Hãy xuất hình thành PNG rồi tải lên."),
    "pdf": _("Đây là tệp PDF. Hãy chụp hoặc xuất hình cần dùng thành PNG hay JPEG."),
    "document": _("Đây là tệp Office hoặc tệp nén. Hãy lưu riêng hình thành PNG hay JPEG."),
    "heic": _("Ảnh kiểu HEIC hoặc AVIF. Hãy lưu lại thành JPEG rồi tải lên."),
    "other_picture": _("Ảnh kiểu BMP hoặc TIFF. Hãy lưu lại thành PNG hay JPEG rồi tải lên."),
    "not_a_picture": _("Tệp này không phải ảnh. Hãy chọn ảnh PNG, JPEG, WebP hoặc GIF."),
    "cut_short": _("Ảnh bị hỏng hoặc chưa tải lên đủ. Hãy mở ảnh, lưu lại rồi tải lên lần nữa."),
    "takes_too_long": _("Ảnh quá phức tạp nên chưa đọc xong. Hãy lưu lại thành PNG hay JPEG."),
    "unpacks_too_large": _("Ảnh quá lớn so với máy chủ. Hãy thu nhỏ rồi tải lên lại."),
    "broken": _("Không đọc được ảnh này. Hãy mở ảnh, lưu lại thành PNG hay JPEG rồi tải lên."),
}
