"""What notices keep about a person, and how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule
from quizsite.notifications.models import (
    DeclinedNotice,
    Mailing,
    Notice,
    OwnQuietHours,
    PushSubscription,
    StoppedAddress,
    TextsWanted,
)
from quizsite.notifications.recipients import address_digests


def _own(user: User, at: datetime) -> Iterable[Row]:
    for one in Notice.objects.filter(person=user).iterator(chunk_size=500):
        yield {
            _("Tin"): one.get_kind_display(),
            _("Qua"): one.get_channel_display(),
            _("Ghi lúc"): one.made_at,
            _("Gửi lúc"): one.sent_at,
            _("Tình trạng"): one.get_state_display(),
        }
    for wish in DeclinedNotice.objects.filter(person=user):
        yield {
            _("Không nhận"): wish.get_kind_display(),
            _("Qua"): wish.get_channel_display(),
        }
    for hours in OwnQuietHours.objects.filter(person=user):
        yield {_("Giờ nghỉ riêng"): f"{hours.begins}-{hours.ends}"}
    for wanted in TextsWanted.objects.filter(person=user):
        yield {_("Nhận tin nhắn SMS"): _("có"), _("Từ"): wanted.since}
    for browser in PushSubscription.objects.filter(person=user):
        yield {_("Thiết bị nhận thông báo"): browser.endpoint, _("Từ"): browser.made_at}


def _erase(user: User, at: datetime) -> None:
    """Also what waits for the bare address: an invitation that somebody typed it into."""
    Notice.objects.filter(person=user).delete()
    DeclinedNotice.objects.filter(person=user).delete()
    PushSubscription.objects.filter(person=user).delete()
    OwnQuietHours.objects.filter(person=user).delete()
    TextsWanted.objects.filter(person=user).delete()
    if user.email:
        Notice.objects.filter(person=None, recipient__in=address_digests(user.email)).delete()


NOTICES_KEEPER = Keeper(erase=_erase)
NOTICES_HOLDING = Holding(
    "notices",
    gettext_lazy("Tin đã gửi cho bạn và tin bạn không nhận"),
    gettext_lazy("để không gửi hai lần, và để bạn xem lại"),
    gettext_lazy("90 ngày; điều bạn chọn thì đến khi bạn đổi hoặc xóa dữ liệu"),
    _own,
)


def _old(before: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(made_at__lt=before, due_at__lt=before)


def _old_mailings(before: datetime) -> QuerySet[Mailing]:
    return Mailing.objects.filter(due_at__lt=before).exclude(written_at=None, cancelled_at=None)


def _old_stops(before: datetime) -> QuerySet[StoppedAddress]:
    return StoppedAddress.objects.filter(at__lt=before)


NOTICE_RULES = (
    RetentionRule(
        "notices",
        gettext_lazy("Tin đã gửi: cho ai, về việc gì, khi nào; không có nội dung riêng"),
        lambda: timedelta(days=90),
        gettext_lazy("để không gửi hai lần; địa chỉ của lời mời xóa ngay khi gửi xong"),
        _old,
    ),
    RetentionRule(
        "mailings",
        gettext_lazy("Đợt gửi tin: về việc gì, cho bao nhiêu người"),
        lambda: timedelta(days=730),
        gettext_lazy("ban tổ chức xem lại; không có tên ai trong đó"),
        _old_mailings,
    ),
    RetentionRule(
        "stopped_addresses",
        gettext_lazy("Dấu của địa chỉ không nhận tin nữa"),
        lambda: timedelta(days=730),
        gettext_lazy("để không gửi lại cho người đã từ chối; dấu không đọc ngược ra địa chỉ"),
        _old_stops,
    ),
)
