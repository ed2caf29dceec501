"""How long accounts keep what; rules about people themselves need contests and stand there."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import TryCount, User
from quizsite.accounts.personal_data.emptied import ERASED_NAME
from quizsite.accounts.personal_data.models import DataRequest
from quizsite.accounts.personal_data.retention import RetentionRule
from quizsite.accounts.sessions import VISIT_LASTS
from quizsite.audit.names import empty_late_names
from quizsite.models import AuditName


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _devices(before: datetime) -> QuerySet[UserSession]:
    sessions = Session.objects.filter(pk=OuterRef("session_key"))
    devices: QuerySet[UserSession] = UserSession.objects.filter(last_seen_at__lt=before)
    return devices.exclude(Exists(sessions))


def _tries(before: datetime) -> QuerySet[TryCount]:
    return TryCount.objects.filter(ends_at__lte=before)


def _requests(before: datetime) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(done_at__lt=before)


def _late_names(before: datetime) -> QuerySet[AuditName]:
    erased = User.objects.filter(erased_at__lte=before).values("pk")
    late: QuerySet[AuditName] = AuditName.objects.filter(person__in=erased, emptied_at=None)
    return late.exclude(text=ERASED_NAME)


TRIES = RetentionRule(
    "tries",
    _("Số lần thử sai mật khẩu, mã"),
    lambda: timedelta(0),
    _("hết khoảng thời gian được đếm thì không còn dùng; còn xóa mỗi giờ"),
    _tries,
)
ACCOUNT_RULES = (
    TRIES,
    RetentionRule(
        "sessions",
        _("Phiên đăng nhập đã hết hạn"),
        lambda: timedelta(0),
        _("không vào được nữa"),
        _sessions,
    ),
    RetentionRule(
        "drafts",
        _("Đăng ký đang ghi dở, trong phiên của trình duyệt đó"),
        lambda: VISIT_LASTS,
        _("để tải lại trang không mất chữ; hết hạn thì xóa cùng phiên"),
    ),
    RetentionRule(
        "devices",
        _("Thiết bị và địa chỉ mạng của phiên đã kết thúc"),
        lambda: timedelta(days=1),
        _("chỉ để người dùng thấy phiên đang mở"),
        _devices,
    ),
    RetentionRule(
        "requests",
        _("Yêu cầu về dữ liệu đã làm xong"),
        lambda: timedelta(days=730),
        _("chứng minh đã trả lời đúng hạn"),
        _requests,
    ),
    RetentionRule(
        "late_names",
        _("Tên ghi vào nhật ký đúng lúc người đó xoá dữ liệu"),
        lambda: timedelta(0),
        _("việc khác đã đọc tên trước khi xóa và ghi sau đó"),
        _late_names,
        empty_late_names,
    ),
    RetentionRule(
        "logs",
        _("Nhật ký đăng nhập, đăng nhập sai và các yêu cầu"),
        lambda: timedelta(days=365),
        _("điều tra sự cố; journald xóa theo deploy/journald-thi-cchc.conf"),
    ),
    RetentionRule(
        "files",
        _("Tệp kết quả do việc nền ghi"),
        lambda: timedelta(days=1),
        _("chỉ để tải về; việc nền tidy xóa mỗi giờ"),
    ),
)
