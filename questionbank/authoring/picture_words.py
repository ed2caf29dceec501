"""What a picture's description must say: in a question no picture is there for decoration."""

import re

from django.utils.translation import gettext as _

from quizsite.language import vietnamese

_SAYS_NOTHING = frozenset(
    {"trang tri", "hinh", "anh", "hinh anh", "buc anh", "hinh ve", "minh hoa", "hinh minh hoa"}
    | {"anh minh hoa", "picture", "image", "photo", "so do", "bieu do", "do thi", "can mo ta anh"}
)
_FILE_NAME = re.compile(r"\.(?:png|jpe?g|webp|gif|heic|bmp)$", re.IGNORECASE)


def alt_fault(alt: str) -> str:
    """Say what is wrong with a description, "" if nothing is."""
    if not alt:
        return _("Hãy tả ảnh bằng lời: người không nhìn được ảnh cũng phải trả lời được.")
    key = vietnamese.search_key(alt)
    if key in _SAYS_NOTHING or (" " not in alt and _FILE_NAME.search(alt)):
        return _("Lời này chưa nói ảnh có gì. Hãy tả điều cần thấy, ví dụ số liệu của biểu đồ.")
    return ""
