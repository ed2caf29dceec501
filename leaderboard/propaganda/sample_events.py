"""Events of a few sample units, for whoever looks at the sample contest."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from leaderboard.propaganda.events import add_event
from leaderboard.propaganda_models import EventKind, PropagandaEvent
from leaderboard.reports.letterheads import report_office_of, set_report_office
from quizsite.accounts.models import Unit
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor

_UNITS = 3
# Form, title, days ago, planned, done, people, cost.
_EVENTS = (
    (EventKind.CONFERENCE, "Hội nghị triển khai kế hoạch cải cách hành chính", 20, 1, 1, 120, 15),
    (EventKind.TRAINING, "Tập huấn tiếp nhận hồ sơ trực tuyến", 12, 2, 1, 64, 8),
    (EventKind.ARTICLE, "Tin, bài về dịch vụ công trên trang của đơn vị", 6, 10, 7, 0, 0),
    (EventKind.BROADCAST, "Phát thanh hướng dẫn dùng định danh điện tử", 3, 8, 8, 0, 2),
)
_MILLION = 1_000_000


def _state_office(unit: Unit, *, by: Actor, at: datetime) -> None:
    office = report_office_of(unit)
    office.place, office.signer_authority = "Hà Nội", "THỦ TRƯỞNG ĐƠN VỊ"
    office.signer_name = "Nguyễn Văn Mẫu (dữ liệu mẫu)"
    set_report_office(office, by=by, at=at)


def load_sample_events(*, at: datetime) -> int:
    """Running it again adds nothing; return how many were added."""
    if PropagandaEvent.objects.filter(is_sample=True).exists():
        return 0
    by, today = Actor(None, Role.SYSTEM), timezone.localdate(at)
    units = Unit.objects.filter(is_sample=True, in_force_until=None).order_by("pk")[:_UNITS]
    for unit in units:
        for kind, title, days, planned, done, people, millions in _EVENTS:
            event = PropagandaEvent(
                unit=unit,
                kind=kind,
                title=title,
                held_on=today - timedelta(days=days),
                planned=planned,
                done=done,
                people=people,
                cost_vnd=millions * _MILLION,
                is_sample=True,
            )
            add_event(event, by=by, at=at)
        _state_office(unit, by=by, at=at)
    return len(units) * len(_EVENTS)
