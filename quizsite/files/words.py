"""Troubles of files, places in them and what was found there, in words for their authors."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_TROUBLES: dict[str, Promise] = {
    "empty": gettext_lazy("Tệp rỗng. Hãy chọn lại tệp."),
    "too_large": gettext_lazy(
        "Tệp lớn hơn %(limit)s MB. Hãy giảm cỡ ảnh trong tệp hoặc chia thành nhiều tệp."
    ),
    "not_taken": gettext_lazy(
        "Nội dung tệp không phải Word, PDF, ảnh JPEG, PNG hay phim MP4. Hãy lưu lại thành một trong"
        " các loại đó."
    ),
    "old_word": gettext_lazy(
        "Đây là tệp Office kiểu cũ (.doc). Hãy mở bằng Word, chọn Lưu dưới dạng .docx rồi gửi lại."
    ),
    "other_office": gettext_lazy(
        "Đây là bảng tính hoặc bài trình chiếu. Hãy xuất thành PDF rồi gửi lại."
    ),
    "rtf": gettext_lazy("Đây là tệp RTF. Hãy mở bằng Word, chọn Lưu dưới dạng .docx rồi gửi lại."),
    "archive": gettext_lazy("Đây là tệp nén. Hãy giải nén rồi gửi từng tệp bên trong."),
    "program": gettext_lazy("Đây là chương trình, không phải bài dự thi. Hãy chọn lại tệp."),
    "web_page": gettext_lazy("Đây là trang web. Hãy in trang thành PDF rồi gửi lại."),
    "heic": gettext_lazy("Ảnh kiểu HEIC hoặc AVIF. Hãy lưu lại thành JPEG rồi gửi lại."),
    "svg": gettext_lazy("Không nhận ảnh SVG. Hãy xuất hình thành PNG rồi gửi lại."),
    "other_picture": gettext_lazy("Ảnh kiểu khác. Hãy lưu lại thành JPEG hoặc PNG rồi gửi lại."),
    "other_video": gettext_lazy(
        "Phim không phải MP4 thường dùng. Hãy xuất lại thành MP4 (H.264) rồi gửi lại."
    ),
    "sound": gettext_lazy("Tệp chỉ có âm thanh. Hãy xuất thành phim MP4 rồi gửi lại."),
    "nothing_to_play": gettext_lazy(
        "Tệp MP4 không có hình nào để phát. Hãy xuất lại phim rồi gửi lại."
    ),
    "two_kinds": gettext_lazy(
        "Tệp chứa hai loại tệp lồng vào nhau nên không nhận. Hãy mở bài, lưu thành tệp mới rồi gửi"
        " lại."
    ),
    "password": gettext_lazy("Tệp có mật khẩu hoặc bị khóa. Hãy bỏ mật khẩu, lưu lại rồi gửi."),
    "macros": gettext_lazy(
        "Tệp Word có macro (chương trình kèm theo). Hãy lưu thành .docx không có macro rồi gửi lại."
    ),
    "embedded_object": gettext_lazy(
        "Tệp Word có đối tượng nhúng hoặc lệnh chạy chương trình khác. Hãy thay bằng hình ảnh hoặc"
        " chữ rồi gửi lại."
    ),
    "outside_template": gettext_lazy(
        "Tệp Word lấy mẫu từ một địa chỉ trên mạng. Hãy chép nội dung sang tệp mới rồi gửi lại."
    ),
    "outside_parts": gettext_lazy(
        "Tệp Word lấy hình hoặc phần nội dung từ nơi khác. Hãy chèn hẳn vào tệp rồi gửi lại."
    ),
    "entities": gettext_lazy(
        "Tệp Word có phần khai báo lạ nên không nhận. Hãy chép nội dung sang tệp mới rồi gửi lại."
    ),
    "pdf_script": gettext_lazy(
        "Tệp PDF có mã lệnh hoặc biểu mẫu tự gửi. Hãy in lại thành PDF (Microsoft Print to PDF) rồi"
        " gửi."
    ),
    "pdf_launch": gettext_lazy(
        "Tệp PDF có lệnh mở chương trình hoặc tệp khác. Hãy in lại thành PDF rồi gửi."
    ),
    "pdf_files": gettext_lazy(
        "Tệp PDF có tệp, phim hoặc âm thanh đính bên trong. Hãy in lại thành PDF và gửi tệp kia"
        " riêng."
    ),
    "too_many_pages": gettext_lazy("Tệp có hơn %(limit)s trang. Hãy chỉ gửi bài dự thi."),
    "too_much_text": gettext_lazy("Tệp có quá nhiều chữ. Hãy chỉ gửi bài dự thi."),
    "too_many_pixels": gettext_lazy(
        "Ảnh lớn hơn %(limit)s triệu điểm ảnh. Hãy thu nhỏ rồi gửi lại."
    ),
    "too_small": gettext_lazy("Ảnh chưa được %(limit)s điểm ảnh mỗi chiều. Hãy chọn ảnh lớn hơn."),
    "unpacks_too_large": gettext_lazy(
        "Tệp bung ra quá lớn so với mức cho phép. Hãy giảm cỡ ảnh trong tệp rồi gửi lại."
    ),
    "takes_too_long": gettext_lazy(
        "Tệp quá phức tạp nên chưa đọc xong. Hãy lưu lại thành PDF đơn giản hơn rồi gửi."
    ),
    "cut_short": gettext_lazy(
        "Tệp bị hỏng hoặc chưa gửi đủ. Hãy mở tệp trên máy, lưu lại rồi gửi lần nữa."
    ),
    "not_a_picture": gettext_lazy(
        "Ảnh bị hỏng. Hãy mở ảnh trên máy, lưu lại thành JPEG hoặc PNG rồi gửi lần nữa."
    ),
    "broken": gettext_lazy(
        "Không đọc được tệp này. Hãy mở tệp trên máy, lưu lại thành tệp mới rồi gửi lần nữa."
    ),
}
_PLACES: dict[str, Promise] = {
    "body": gettext_lazy("nội dung"),
    "header": gettext_lazy("đầu trang"),
    "footer": gettext_lazy("chân trang"),
    "footnotes": gettext_lazy("chú thích"),
    "comments": gettext_lazy("nhận xét"),
    "links": gettext_lazy("địa chỉ liên kết"),
    "alt": gettext_lazy("mô tả của hình"),
    "properties": gettext_lazy("thuộc tính của tệp"),
    "marks": gettext_lazy("vết sửa"),
    "exif": gettext_lazy("thông tin kèm ảnh"),
    "video": gettext_lazy("thông tin kèm phim"),
    "name": gettext_lazy("tên tệp"),
    "title": gettext_lazy("tên bài"),
}
# Each is told with its place; what the copy for jurors still has says so.
_FOUND: dict[str, Promise] = {
    "author": gettext_lazy("tên người tạo"),
    "last_saved_by": gettext_lazy("tên người lưu lần cuối"),
    "manager": gettext_lazy("tên người quản lý"),
    "company": gettext_lazy("tên cơ quan"),
    "description": gettext_lazy("lời mô tả"),
    "copyright": gettext_lazy("chủ bản quyền"),
    "custom_property": gettext_lazy("thuộc tính thêm"),
    "template_path": gettext_lazy("đường dẫn của tệp mẫu"),
    "comments": gettext_lazy("nhận xét của"),
    "tracked_changes": gettext_lazy("vết sửa của"),
    "chart_data": gettext_lazy("bảng số liệu kèm biểu đồ"),
    "gps": gettext_lazy("nơi chụp hoặc quay (GPS)"),
    "device": gettext_lazy("máy chụp"),
    "xmp": gettext_lazy("thông tin XMP"),
    "picture_marks": gettext_lazy("thông tin kèm hình"),
    "video_marks": gettext_lazy("thông tin kèm phim"),
}
_LEFT_IN: dict[str, Promise] = {
    "header_text": gettext_lazy("chữ ở đầu trang"),
    "footer_text": gettext_lazy("chữ ở chân trang"),
    "no_text": gettext_lazy("không có chữ để máy đọc, chỉ có hình"),
    "other_ending": gettext_lazy("đuôi tệp khác nội dung, đúng ra là"),
}


def explained(code: str, **detail: Any) -> str:
    return str(_TROUBLES.get(code, _TROUBLES["broken"])) % {"limit": detail.get("limit")}


def place_in_words(place: str) -> str:
    kind, _colon, number = place.partition(":")
    if kind == "page":
        return _("trang %(number)s") % {"number": number}
    return str(_PLACES.get(place, place))


def found_in_words(code: str, place: str, value: str) -> str:
    """Say what was found, where, and that jurors get a copy without it, where that is so."""
    is_taken_out = code in _FOUND
    what = str(_FOUND.get(code) or _LEFT_IN.get(code) or code)
    where = place_in_words(place)
    said = f"{where}: {what}" if where else what
    if value:
        said = f"{said} {value}" if code == "other_ending" else f"{said} “{value}”"
    said = said[:1].upper() + said[1:]
    return _("%(said)s (đã bỏ ở bản cho giám khảo)") % {"said": said} if is_taken_out else said
