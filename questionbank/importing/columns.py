"""The columns of a question file, as read and as written."""

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
    ),
    row_noun="câu hỏi",
    sheet="Câu hỏi",
    known_by=("stem", "right"),
    max_rows=5000,
)
HEADERS = QUESTIONS.headers
