"""Rosters keep data about people: each reads the own lines, and they go by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import ROSTER_KEPT_FOR, RosterInvitation, RosterPerson, RosterPreview
from contests.roster.matching import lines_naming
from contests.roster.term import invitations_over_before, over_before
from contests.roster.trail import about_roster
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record
from quizsite.notifications.recipients import address_digests

PREVIEW_KEPT_FOR = timedelta(days=7)


def _lines_about(user: User) -> QuerySet[RosterPerson]:
    phone = user.phone if user.is_phone_verified else None
    named = Q(entry__user=user) | lines_naming(user.pk, phone=phone)
    return RosterPerson.objects.filter(named).select_related("contest", "unit").order_by("pk")


def _read(user: User, at: datetime) -> Iterable[Row]:
    for line in _lines_about(user):
        yield {
            _("Cuộc thi"): line.contest.title,
            _("Đơn vị"): line.unit.name,
            _("Họ và tên"): line.full_name,
            _("Ngày sinh"): line.birth_date,
            _("Mã cán bộ"): line.staff_code or None,
            _("Thư điện tử"): line.email,
            _("Số điện thoại"): line.phone,
            _("Nhóm"): line.get_category_display(),
            _("Bắt buộc dự thi"): _("có") if line.is_compulsory else _("không"),
        }


def _erase(user: User, at: datetime) -> None:
    """The unit reads that a line went, and not whose it was."""
    for line in _lines_about(user):
        record(
            about_roster(line.contest, line.unit),
            kind=AuditKind.ROSTER_EDITED,
            by=Actor(None, Role.SYSTEM),
            at=at,
            before={"roster_person": _("một người đã xóa dữ liệu")},
        )
    RosterPerson.objects.filter(pk__in=[line.pk for line in _lines_about(user)]).delete()
    if user.email:
        own = address_digests(user.email)
        RosterInvitation.objects.filter(digest__in=own).delete()


ROSTER_KEEPER = Keeper(erase=_erase)

OWN_ROSTER_LINES = Holding(
    "rosters",
    gettext_lazy("Danh sách phải dự thi mà đơn vị bạn lập"),
    gettext_lazy("để đơn vị biết ai còn chưa dự thi và tính tỷ lệ tham gia"),
    gettext_lazy("90 ngày sau khi kỳ thi cuối của cuộc thi đóng"),
    _read,
)

ROSTER_RULES = (
    RetentionRule(
        "rosters",
        gettext_lazy("Danh sách phải dự thi của đơn vị"),
        lambda: ROSTER_KEPT_FOR,
        gettext_lazy("để đơn vị nhắc người chưa thi; tính từ khi kỳ thi cuối của cuộc thi đóng"),
        over_before,
    ),
    RetentionRule(
        "roster_invitations",
        gettext_lazy("Dấu của địa chỉ đã được mời dự thi, với số lần"),
        lambda: ROSTER_KEPT_FOR,
        gettext_lazy("để không ai bị mời quá số lần; dấu không đọc ngược ra địa chỉ"),
        invitations_over_before,
    ),
    RetentionRule(
        "roster_previews",
        gettext_lazy("Bản xem trước danh sách phải dự thi chưa xác nhận"),
        lambda: PREVIEW_KEPT_FOR,
        gettext_lazy("không ai lưu nữa"),
        lambda before: RosterPreview.objects.filter(created_at__lt=before),
    ),
)
