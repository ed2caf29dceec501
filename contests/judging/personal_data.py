"""What juries keep about a person, and how long: places on panels, bars, drafts, sheets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import AssignmentState, PanelMember, PanelState, SheetDraft, WorkBar
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule

BARS_KEPT_FOR = timedelta(days=90)


def _old_bars(before: datetime) -> QuerySet[WorkBar]:
    panel = {"work__panel__state": PanelState.AGREED, "work__panel__agreed_at__lt": before}
    return WorkBar.objects.filter(**panel)


WORK_BARS = RetentionRule(
    "work_bars",
    gettext_lazy("Ai không được chấm bài nào"),
    lambda: BARS_KEPT_FOR,
    gettext_lazy("tính từ khi thống nhất điểm; sau khiếu nại thì không ai cần nữa"),
    _old_bars,
)


def _own(user: User, at: datetime) -> Iterable[Row]:
    """Codes of works alone: a juror learns no more of them here than on the own pages."""
    for member in PanelMember.objects.filter(user=user).select_related("panel"):
        given = member.assignments.select_related("work").prefetch_related("sheets")
        given = given.defer("work__parts", "work__files")
        yield {
            _("Ban giám khảo"): member.panel.title,
            _("Vai"): member.get_role_display(),
            _("Từ"): member.since,
            _("Đến"): member.until,
            _("Số bài được giao"): given.count(),
        }
        for one in given.filter(state=AssignmentState.SENT):
            for sheet in one.sheets.all():
                yield {
                    _("Bài"): one.work.code,
                    _("Gửi lúc"): sheet.sent_at,
                    _("Tổng điểm"): sheet.total / 100,
                    _("Nhận xét"): "; ".join(sheet.remarks.values()),
                }


OWN_JUDGING = Holding(
    "judging",
    gettext_lazy("Ban giám khảo bạn tham gia, điểm và nhận xét bạn đã gửi"),
    gettext_lazy("để biết ai chấm bài nào và kiểm tra lại kết quả"),
    gettext_lazy("như kết quả cuộc thi; điểm đã gửi không xóa, vì kết quả chung cần đến"),
    _own,
)


def _stays(user: User, at: datetime) -> list[str]:
    if not PanelMember.objects.filter(user=user, assignments__sheets__isnull=False).exists():
        return []
    return [
        _(
            "Điểm và nhận xét bạn đã gửi khi làm giám khảo được giữ, vì kết quả của người khác cần"
            " đến; tên bạn ở đó được xóa."
        )
    ]


def _erase(user: User, at: datetime) -> None:
    SheetDraft.objects.filter(assignment__member__user=user).delete()
    WorkBar.objects.filter(user=user).delete()


KEEPER = Keeper(stays=_stays, erase=_erase)
