"""What the account itself keeps about a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.audit.words import kind_in_words
from quizsite.models import AuditLine, AuditName


def _account(user: User, at: datetime) -> Iterable[Row]:
    yield {
        _("Họ và tên"): user.full_name,
        _("Thư điện tử"): user.email,
        _("Số điện thoại"): user.phone,
        _("Đơn vị"): user.unit.name if user.unit else None,
        _("Tạo lúc"): user.date_joined,
        _("Đăng nhập lần cuối"): user.last_login,
    }


def _ways_in(user: User, at: datetime) -> Iterable[Row]:
    for factor in Authenticator.objects.filter(user=user):
        yield {_("Xác thực hai lớp"): factor.get_type_display(), _("Từ"): factor.created_at}
    for account in SocialAccount.objects.filter(user=user):
        yield {_("Tài khoản liên kết"): account.provider, _("Từ"): account.date_joined}
    for session in UserSession.objects.filter(user=user).order_by("-last_seen_at"):
        yield {
            _("Thiết bị"): session.user_agent,
            _("Địa chỉ mạng"): session.ip,
            _("Đăng nhập lúc"): session.created_at,
            _("Dùng lần cuối"): session.last_seen_at,
        }


def _consents(user: User, at: datetime) -> Iterable[Row]:
    for consent in user.consents.select_related("text").order_by("given_at", "pk"):
        yield {
            _("Mục đích"): consent.get_purpose_display(),
            _("Bản số"): consent.text.version,
            _("Đồng ý lúc"): consent.given_at,
            _("Qua"): consent.channel,
            _("Rút lại lúc"): consent.withdrawn_at,
        }


def _roles(user: User, at: datetime) -> Iterable[Row]:
    if user.is_staff:
        yield {_("Vai"): _("quản trị trang")}
    for contact in user.contact_for.select_related("unit"):
        yield {_("Vai"): _("đầu mối đơn vị"), _("Ở"): contact.unit.name, _("Từ"): contact.since}


def _requests(user: User, at: datetime) -> Iterable[Row]:
    for one in user.data_requests.order_by("received_at"):
        yield {
            _("Yêu cầu"): one.get_kind_display(),
            _("Nội dung"): one.body,
            _("Nhận lúc"): one.received_at,
            _("Hạn"): one.due_at,
            _("Xong lúc"): one.done_at,
            _("Kết quả"): one.outcome,
        }


def _trail(user: User, at: datetime) -> Iterable[Row]:
    """Lines that hold the person's name: what they did, and what others did about them."""
    named = AuditName.objects.filter(person=user.pk, emptied_at=None).values("line")
    lines = AuditLine.objects.filter(pk__in=named).order_by("at", "pk")
    for line in lines.values("at", "kind", "by_id").iterator(chunk_size=2000):
        yield {
            _("Lúc"): line["at"],
            _("Việc"): kind_in_words(line["kind"]),
            _("Người làm"): _("bạn") if line["by_id"] == user.pk else _("người khác"),
        }


ACCOUNT_HOLDINGS = (
    Holding(
        "account",
        gettext_lazy("Tài khoản"),
        gettext_lazy("để biết bạn là ai và liên hệ với bạn"),
        gettext_lazy("đến khi bạn xóa tài khoản, hoặc 12 tháng không dùng"),
        _account,
    ),
    Holding(
        "ways_in",
        gettext_lazy("Cách đăng nhập và thiết bị"),
        gettext_lazy("để chỉ bạn vào được tài khoản"),
        gettext_lazy("đến khi bạn gỡ, đăng xuất hoặc phiên hết hạn"),
        _ways_in,
    ),
    Holding(
        "consents",
        gettext_lazy("Các lần đồng ý và rút lại"),
        gettext_lazy("để chứng minh bạn đã đồng ý điều gì, khi nào"),
        gettext_lazy("giữ làm bằng chứng, sau khi xóa tài khoản thì không còn tên"),
        _consents,
    ),
    Holding(
        "roles",
        gettext_lazy("Vai của bạn trên trang"),
        gettext_lazy("để biết ai được xem và làm gì"),
        gettext_lazy("đến khi thôi vai"),
        _roles,
    ),
    Holding(
        "requests",
        gettext_lazy("Yêu cầu của bạn về dữ liệu"),
        gettext_lazy("để trả lời đúng hạn luật định"),
        gettext_lazy("24 tháng sau khi làm xong"),
        _requests,
    ),
    Holding(
        "trail",
        gettext_lazy("Nhật ký có tên bạn"),
        gettext_lazy("để giải quyết khiếu nại và phát hiện sai phạm"),
        gettext_lazy("dòng nhật ký được giữ; tên trong đó được xóa cùng tài khoản"),
        _trail,
    ),
)
