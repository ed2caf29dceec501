"""Decides who sits on a panel, who leads it, and when its rubric, marks and totals may change."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contests.models import Panel, PanelRole, PanelState, PastRole
from contests.rules import ContestRefusal, check_may_organise, entries_in_the_way
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_second_factor
from quizsite.refusals import Refusal


class PanelFrozen(ContestRefusal):
    code = "panel_frozen"
    status = 409
    message = _(
        "Ban giám khảo đã bắt đầu chấm nên không đổi thang điểm và cách chấm nữa: mọi bài phải"
        " được chấm như nhau. Muốn đổi, hãy lập ban giám khảo mới."
    )


class PanelMoved(ContestRefusal):
    code = "panel_moved"
    status = 409
    message = _("Ban giám khảo này vừa thay đổi. Hãy tải lại trang để xem.")


class MarkingNotOpen(ContestRefusal):
    code = "marking_not_open"
    status = 409
    message = _("Ban giám khảo chưa mở chấm, hoặc đã thống nhất điểm, nên không làm việc này được.")


class SeesAuthors(ContestRefusal):
    code = "sees_authors"
    message = _(
        "Người này thuộc ban tổ chức nên biết ai viết bài nào, và không làm giám khảo được. Có thể"
        " mời làm thư ký."
    )


class SawAuthors(ContestRefusal):
    code = "saw_authors"
    message = _(
        "Người này từng ở trong ban tổ chức cuộc thi nên đã đọc được ai viết bài nào, và không làm"
        " giám khảo được. Có thể mời làm thư ký."
    )


class AlreadyOnPanel(ContestRefusal):
    code = "already_on_panel"
    status = 409
    message = _("Người này đã có trong ban giám khảo.")


class HasEntered(ContestRefusal):
    code = "has_entered"
    message = _(
        "Người này đã đăng ký dự thi cuộc thi này nên không vào ban giám khảo được. Hãy mời người"
        " khác."
    )


class NotOnPanel(ContestRefusal):
    code = "not_on_panel"
    status = 404
    message = _("Không tìm thấy trang này.")


def check_may_sit(user: User, panel: Panel, *, role: PanelRole, at: datetime) -> None:
    """Refuse who competes in the contest, and who could read the names to the works, ever."""
    if entries_in_the_way(user, at=at, contest=panel.contest):
        raise HasEntered
    if role != PanelRole.SECRETARY:
        if panel.contest.organisers.filter(pk=user.pk).exists():
            raise SeesAuthors
        if PastRole.objects.filter(user=user, contest=panel.contest).exists():
            raise SawAuthors
    if panel.members.current().filter(user=user).exists():
        raise AlreadyOnPanel


def check_is_draft(panel: Panel) -> None:
    if panel.state != PanelState.DRAFT:
        raise PanelFrozen


def check_is_marking(panel: Panel) -> None:
    if panel.state != PanelState.MARKING:
        raise MarkingNotOpen


def check_may_lead(user: User, panel: Panel) -> None:
    """The chair and the secretary lead a panel; organisers of the contest see what they see."""
    leads = panel.members.current().exclude(role=PanelRole.JUROR).filter(user=user)
    if leads.exists():
        check_second_factor(user)
        return
    try:
        check_may_organise(user, panel.contest)
    except Refusal as refusal:
        if refusal.code == "not_organiser":
            raise NotOnPanel from refusal
        raise


class MarksSealed(ContestRefusal):
    code = "marks_sealed"
    message = _(
        "Ban tổ chức đọc được bài cùng tên tác giả, nên chưa đọc điểm theo mã phách. Điểm mở cho"
        " ban tổ chức khi mở mã phách; trước đó thư ký và chủ tịch ban giám khảo đọc được."
    )


def check_may_read_marks(user: User, panel: Panel) -> None:
    """Whoever can read works with their authors reads no mark under a code while it is sealed.

    Else comparing both would tell who got what while something could still be changed by it."""
    if is_sealed(panel) and panel.contest.organisers.filter(pk=user.pk).exists():
        raise MarksSealed


def is_sealed(panel: Panel) -> bool:
    """Until the key of the round is opened; a panel of no round has none, so until it agrees."""
    if panel.round is not None:
        return panel.round.marked_at is None
    return panel.state != PanelState.AGREED


class NotChair(ContestRefusal):
    code = "not_chair"
    message = _("Việc này do chủ tịch ban giám khảo làm. Hãy nhờ chủ tịch.")


def check_is_chair(user: User, panel: Panel) -> None:
    if not panel.members.current().filter(user=user, role=PanelRole.CHAIR).exists():
        raise NotChair
