"""Papers that devices brought back of rounds that the restored database does not have.

They belong to no contest here, so no organiser finds them; the operations page shows staff."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contests.delivery.paper_copy import PaperCopy
from contests.models import ReturnedPaper
from quizsite.operations.health import HealthCheck, Level

MOST_SHOWN = 100


class LostPaper(NamedTuple):
    code: UUID
    started_at: datetime
    answers: int
    arrived_at: datetime


def papers_of_unknown_rounds() -> list[LostPaper]:
    rows = ReturnedPaper.objects.filter(round=None).order_by("arrived_at", "pk")[:MOST_SHOWN]
    return [
        LostPaper(
            row.code,
            msgspec.convert(row.paper, PaperCopy).started_at,
            len(row.receipts),
            row.arrived_at,
        )
        for row in rows
    ]


def unknown_rounds_checks() -> list[HealthCheck]:
    """Return one check while there are such papers, none otherwise: few sites ever have them."""
    papers = ReturnedPaper.objects.filter(round=None).count()
    if not papers:
        return []
    check = HealthCheck(
        Level.BAD,
        _("Bài của kỳ thi không còn"),
        ngettext("%(n)s bài gửi lại", "%(n)s bài gửi lại", papers) % {"n": papers},
        _(
            "Bản sao lưu đã khôi phục cũ hơn kỳ thi của những bài này, nên ở đây không có kỳ thi"
            " đó."
        ),
        _(
            "Người phụ trách kỹ thuật tìm bản sao lưu mới hơn, hoặc nhật ký ghi của PostgreSQL, và"
            " khôi phục lại trong một ngày: máy người thi còn giữ câu trả lời chừng ấy. Không có"
            " thì báo ban tổ chức và lập biên bản theo mã bài."
        ),
    )
    return [check]
