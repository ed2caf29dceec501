"""Decides when a round may be analysed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contests.attempts.rules import is_over
from contests.models import Round
from contests.rules import ContestRefusal


class NotOver(ContestRefusal):
    code = "round_not_over"
    status = 409
    message = _("Phân tích câu hỏi có sau khi kỳ thi đóng với tất cả mọi người.")


def check_may_analyse(round: Round, *, at: datetime) -> None:
    """Shares of right answers tell people in an open round which questions are hard."""
    if not is_over(round, at=at):
        raise NotOver
