"""How long names of a show stay: of a team's members, and of whoever took a seat in the hall.

Nobody in a show needs an account, so names leave by their time alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from contests.models import StageAnswer, StageMember, StageSeat
from quizsite.accounts.personal_data.retention import RetentionRule, contact_data_kept_for

HALL_KEPT_FOR = timedelta(days=90)


def _empty_names(seats: QuerySet[StageSeat], at: datetime) -> None:
    """Numbers stay, by which events and minutes name a seat; no token opens it any more."""
    seats.update(name="", token_digest="", code=None)


RULES = (
    RetentionRule(
        "stage_members",
        gettext_lazy("Họ tên thành viên các đội thi trên sân khấu"),
        contact_data_kept_for,
        gettext_lazy("để làm giấy chứng nhận và giải quyết khiếu nại; tính từ ngày thi"),
        lambda before: StageMember.objects.filter(team__show__round__closes_at__lt=before),
    ),
    RetentionRule(
        "stage_seats",
        gettext_lazy("Tên của giám khảo, thư ký, khán giả và người ngồi ghế trong hội trường"),
        lambda: HALL_KEPT_FOR,
        gettext_lazy("để lập biên bản và giải quyết khiếu nại; tính từ ngày thi"),
        lambda before: StageSeat.objects.exclude(name="").filter(show__round__closes_at__lt=before),
        _empty_names,
    ),
    RetentionRule(
        "stage_answers",
        gettext_lazy("Câu trả lời và lượt bấm chuông trên thiết bị trong hội trường"),
        lambda: HALL_KEPT_FOR,
        gettext_lazy("để giải quyết khiếu nại; điểm đã ghi thành việc của buổi thi"),
        lambda before: StageAnswer.objects.filter(show__round__closes_at__lt=before),
    ),
)
