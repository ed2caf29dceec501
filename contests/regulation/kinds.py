"""Writes how each kind of question in a round is answered, when it is right, and what parts earn.

Kinds are stored when a round is published; before that, and in rounds of before there were several,
only choice is spoken of."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from contests.models import Round
from questionbank.models import QuestionKind


def kinds_rules(round: Round) -> list[str]:
    several = _("Câu có nhiều phương án đúng chỉ được tính khi chọn đủ và đúng các phương án đó.")
    if round.has_points and round.is_partial_credit:
        several = _(
            "Câu có nhiều phương án đúng chỉ được tính là câu đúng khi chọn đủ và đúng các phương "
            "án đó."
        )
    return [several, *_of(round, _KINDS)]


def parts_rules(round: Round) -> list[str]:
    """Say it only of a round that gives parts of a question's points."""
    return _of(round, _PARTS)


def _of(round: Round, sentences: Mapping[str, Callable[[], str]]) -> list[str]:
    asked = round.question_kinds or ()
    return [words() for kind, words in sentences.items() if kind in asked]


_KINDS: Mapping[str, Callable[[], str]] = {
    QuestionKind.GRID: lambda: _(
        "Câu đúng hay sai từng ý: chọn Đúng hoặc Sai cho từng ý; câu được tính là đúng khi mọi ý "
        "đều đúng."
    ),
    QuestionKind.MATCHING: lambda: _(
        "Câu ghép đôi: chọn cho mỗi dòng một nội dung trong danh sách; câu được tính là đúng khi "
        "mọi dòng đều ghép đúng."
    ),
    QuestionKind.ORDERING: lambda: _(
        "Câu sắp thứ tự: chọn số thứ tự cho từng mục, câu được tính là đúng khi mọi mục ở đúng "
        "thứ tự."
    ),
    QuestionKind.NUMBER: lambda: _(
        "Câu ghi một số: dấu phẩy ngăn phần thập phân; số được tính là đúng khi không lệch số đúng "
        "quá độ lệch cho phép của câu."
    ),
    QuestionKind.TEXT: lambda: _(
        "Câu ghi vài chữ: câu được tính là đúng khi trùng một trong các cách trả lời được công "
        "nhận, không xét chữ hoa, khoảng trống và dấu câu ở cuối; đề ghi rõ có xét dấu hay không."
    ),
}

# Kinds that give parts, besides choice. `questionbank/question_types` has the same shares.
_PARTS: Mapping[str, Callable[[], str]] = {
    QuestionKind.GRID: lambda: _(
        "Câu đúng hay sai từng ý, bốn ý: đúng 1 ý được 10% điểm của câu, 2 ý 25%, 3 ý 50%, cả "
        "4 ý được đủ điểm; câu có số ý khác tính theo phần tư đã đạt trọn."
    ),
    QuestionKind.MATCHING: lambda: _(
        "Câu ghép đôi: mỗi dòng ghép đúng được một phần bằng nhau của điểm của câu."
    ),
    QuestionKind.ORDERING: lambda: _(
        "Câu sắp thứ tự: mỗi mục ở đúng thứ tự được một phần bằng nhau của điểm của câu."
    ),
}
