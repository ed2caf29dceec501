"""What a question still lacks before anybody may publish it. Pure, but for its words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from questionbank.models import Revision
from questionbank.rules import BankRefusal

# The axis of drafts to which nobody has given one; it is retired, so nothing new can choose it.
UNSORTED_AXIS = "chua-xep"
LACKS = {
    "stem": _("câu hỏi"),
    "options": _("phương án"),
    "right": _("đáp án"),
    "explanation": _("giải thích"),
    "basis": _("căn cứ"),
    "axis": _("trục nội dung"),
    "pictures": _("lời tả hình"),
}


class Incomplete(BankRefusal):
    code = "incomplete"
    status = 409
    message = _("Câu này còn thiếu nên chưa gửi duyệt, chưa ban hành được. Hãy sửa cho đủ trước.")


def lacks_of(revision: Revision) -> list[str]:
    """In the order of the editor; the caller selects question and axis along."""
    found = set(revision.lacks.split())
    if revision.question.axis.code == UNSORTED_AXIS:
        found.add("axis")
    else:
        found.discard("axis")
    return [name for name in LACKS if name in found]


def in_words(lacks: Iterable[str]) -> str:
    return ", ".join(str(LACKS[name]) for name in lacks)


def check_complete(revision: Revision) -> None:
    if lacks_of(revision):
        raise Incomplete
