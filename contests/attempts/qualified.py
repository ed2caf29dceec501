"""Whether a round's list of those who qualified lets a person start."""

from django.utils.translation import gettext_lazy as _

from contests.models import Round
from contests.rules import ContestRefusal


class NotQualified(ContestRefusal):
    code = "not_qualified"


def check_has_qualified(round: Round, *, is_qualified: bool) -> None:
    if not round.qualify_scope or is_qualified:
        return
    if round.qualified_at is None:
        raise NotQualified(
            _(
                "%(round)s chỉ dành cho người đứng đầu các kỳ trước. Ban tổ chức lập danh sách sau "
                "khi chốt kết quả các kỳ đó."
            )
            % {"round": round.title}
        )
    raise NotQualified(
        _(
            "%(round)s chỉ dành cho người đứng đầu các kỳ trước, và bạn không có trong danh sách. "
            "Cảm ơn bạn đã tham gia."
        )
        % {"round": round.title}
    )
