"""Decides who may enter a contest; people with a hand in it may not."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contests.models import (
    Contest,
    ContestState,
)
from contests.rules import BarredFromEntering, ContestRefusal
from quizsite.accounts.models import User


class ContestNotOpen(ContestRefusal):
    code = "contest_not_open"


class OrganiserBarred(BarredFromEntering):
    pass


def check_may_enter(user: User, *, contest: Contest, at: datetime) -> None:
    """Check that registration is open and this person neither runs it nor sees its questions."""
    if contest.state != ContestState.PUBLISHED:
        raise ContestNotOpen(_("Cuộc thi chưa công bố nên chưa nhận đăng ký."))
    if contest.organisers.filter(pk=user.pk).exists():
        raise OrganiserBarred(_("Bạn thuộc ban tổ chức của cuộc thi này nên không dự thi được."))
    rounds = contest.rounds.public()
    if rounds.exists() and not rounds.filter(closes_at__gt=at).exists():
        raise ContestNotOpen(_("Các kỳ thi đã đóng nên cuộc thi không nhận đăng ký nữa."))
    if user.bank_roles.exists():
        raise BarredFromEntering(
            _("Bạn soạn hoặc duyệt câu hỏi trong ngân hàng nên không dự thi được.")
        )
