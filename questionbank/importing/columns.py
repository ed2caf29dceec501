"""The columns of a question file, as read and as written. Pure, and light for the child."""

from collections.abc import Sequence

from questionbank.question_types.choice_order import LETTERS
from quizsite.language import vietnamese as text

# Field → what the header says; the order is the order of the file.
HEADERS: dict[str, str] = {
    "code": "Mã",
    "axis": "Trục",
    "audience": "Đối tượng",
    "difficulty": "Mức độ",
    "stem": "Câu hỏi",
    **{letter: letter for letter in LETTERS},
    "right": "Đáp án",
    "explanation": "Giải thích",
    "document": "Văn bản",
    "article": "Điều khoản",
}
REQUIRED = frozenset(HEADERS) - frozenset(LETTERS[2:])
SHEET = "Câu hỏi"
HEADER_WITHIN = 20  # people put a title above the header

_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "code": ("Mã câu hỏi", "Mã câu"),
    "axis": ("Trục nội dung",),
    "difficulty": ("Độ khó",),
    "stem": ("Nội dung câu hỏi",),
    "right": ("Đáp án đúng", "Phương án đúng"),
    "explanation": ("Lời giải thích",),
    "document": ("Số hiệu văn bản", "Số hiệu", "Căn cứ"),
    "article": ("Điều, khoản", "Điều"),
    **{letter: (f"Phương án {letter}", f"Đáp án {letter}") for letter in LETTERS},
}
_FIELDS: dict[str, str] = {
    text.search_key(name): field
    for field, header in HEADERS.items()
    for name in (header, *_OTHER_NAMES.get(field, ()))
}


def field_of(header: str) -> str | None:
    return _FIELDS.get(text.search_key(header[:200]))


def fields_of(row: Sequence[str]) -> dict[int, str] | None:
    """Position → field, if this row is a header: it must at least name the question and its key."""
    found = {position: field for position, cell in enumerate(row) if (field := field_of(cell))}
    return found if {"stem", "right"} <= set(found.values()) else None
