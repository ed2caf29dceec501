"""A question of a new kind is published only when every running process knows the kind.

While a site is updated process by process, an older one could neither show nor score it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from questionbank.models import QuestionKind
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.rules import BankRefusal
from quizsite.operations.process_reports import declare_ability, is_lacking

# Processes of before these reports know no other.
_FIRST = QuestionKind.CHOICE


class KindNotKnown(BankRefusal):
    code = "kind_not_known"
    status = 409


def declare_kinds() -> None:
    for kind in QUESTION_TYPES:
        declare_ability(_ability(kind))


def _ability(kind: str) -> str:
    return f"question kind {kind}"


def unknown_kinds_in_words(kinds: Collection[str]) -> str:
    """Say what to wait for; "" if every running process knows these kinds."""
    names = names_of_unknown(kinds)
    if not names:
        return ""
    said = _(
        "Máy chủ đang được nâng cấp: có tiến trình phiên bản cũ chưa biết dạng câu hỏi %(kinds)s. "
        "Hãy chờ nâng cấp xong rồi thử lại; nếu lâu, hãy báo người phụ trách kỹ thuật."
    )
    return said % {"kinds": names}


def names_of_unknown(kinds: Collection[str]) -> str:
    """Name these kinds if a running process does not know them all; else ""."""
    new = sorted(set(kinds) - {_FIRST})
    if not new or not is_lacking([_ability(kind) for kind in new]):
        return ""
    return ", ".join(f"“{QuestionKind(kind).label}”" for kind in new)


def check_kinds_known(kinds: Collection[str]) -> None:
    if said := unknown_kinds_in_words(kinds):
        raise KindNotKnown(said)
