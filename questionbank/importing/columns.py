"""The columns of a question file, as read and as written."""

from django.utils.translation import gettext_lazy as _

from questionbank.question_types.choice_order import LETTERS
from quizsite.tables.columns import Column, Schema


def _option(letter: str, *, is_required: bool) -> Column:
    aliases = (f"Phương án {letter}", f"Đáp án {letter}")
    return Column(letter, letter, aliases, is_required=is_required, width=28)


QUESTIONS = Schema(
    columns=(
        Column("code", "Mã", ("Mã câu hỏi", "Mã câu"), is_required=True),
        Column("axis", "Trục", ("Trục nội dung",), is_required=True, width=12),
        Column("audience", "Đối tượng", is_required=True, width=12),
        Column("difficulty", "Mức độ", ("Độ khó",), is_required=True, width=12),
        Column("stem", "Câu hỏi", ("Nội dung câu hỏi",), is_required=True, width=60),
        *(_option(letter, is_required=True) for letter in LETTERS[:2]),
        *(_option(letter, is_required=False) for letter in LETTERS[2:]),
        Column("right", "Đáp án", ("Đáp án đúng", "Phương án đúng"), is_required=True, width=12),
        Column("explanation", "Giải thích", ("Lời giải thích",), is_required=True, width=60),
        Column(
            *("document", "Văn bản", ("Số hiệu văn bản", "Số hiệu", "Căn cứ")),
            is_required=True,
            width=18,
        ),
        Column("article", "Điều khoản", ("Điều, khoản", "Điều"), is_required=True, width=18),
        # Files of before other kinds have no such column.
        Column("kind", "Dạng", ("Dạng câu hỏi", "Loại câu hỏi"), is_required=False, width=18),
        Column("passage_code", "Mã đoạn dẫn", ("Đoạn dẫn số",), width=14),
        Column("passage", "Đoạn dẫn", ("Nội dung đoạn dẫn",), width=60),
        Column("passage_place", "Thứ tự trong đoạn", width=12),
        Column("pictures", "Hình (chỉ để đọc)", width=28),
    ),
    row_noun="câu hỏi",
    sheet="Câu hỏi",
    known_by=("stem", "right"),
    max_rows=5000,
)
HEADERS = QUESTIONS.headers
# Written in place of a document's number, since an empty cell is most often a mistake.
NO_BASIS = _("Không có căn cứ")
