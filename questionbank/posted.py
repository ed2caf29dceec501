"""Reads what the fields of one question send in a form, and says why a text is no answer."""

from typing import assert_never

from django.http import QueryDict
from django.utils.translation import gettext as _

from questionbank.question_types.unread import Unread, UnreadAnswer

MOST_ROWS = 8


def values_in(data: QueryDict, name: str) -> list[str]:
    """Give what was ticked, and "row:value" of each row filled; a field left blank says nothing."""
    rows = ((row, data.get(f"{name}-{row}", "")) for row in range(MOST_ROWS))
    return [*filter(None, data.getlist(name)), *(f"{row}:{said}" for row, said in rows if said)]


def unread_words(unread: UnreadAnswer) -> str:
    """Say what is wrong with what somebody typed, and what to write."""
    match unread.why:
        case Unread.NUMBER:
            return _("Hãy ghi một số, ví dụ 1.500 hoặc 1.500,5. Dấu phẩy ngăn phần thập phân.")
        case Unread.RANGE:
            return _("Số này lớn quá. Hãy xem lại số chữ số.")
        case Unread.DECIMALS if unread.most:
            said = _("Chỉ nhận nhiều nhất %(most)d chữ số sau dấu phẩy. Hãy làm tròn.")
            return said % {"most": unread.most}
        case Unread.DECIMALS:
            return _("Câu này hỏi số nguyên. Một nghìn rưỡi ghi là 1500 hoặc 1.500.")
        case Unread.LENGTH:
            said = _("Câu trả lời dài quá %(most)d ký tự nên chưa lưu được. Hãy viết ngắn gọn hơn.")
            return said % {"most": unread.most}
        case why:
            assert_never(why)
