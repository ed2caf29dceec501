"""Rules say what a person may do with people and units, and refuse the rest in words."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import Unit, User
from quizsite.accounts.people import has_confirmed_contact
from quizsite.refusals import Refusal


class SecondFactorMissing(Refusal):
    code = "second_factor_missing"
    redirect_to = "mfa_index"
    message = _("Hãy bật xác thực hai lớp trước khi dùng trang dành cho ban tổ chức.")


class ContactUnconfirmed(Refusal):
    code = "contact_unconfirmed"
    redirect_to = "account_email"
    message = _(
        "Tài khoản chưa xác nhận thư điện tử hay số điện thoại nào. Hãy thêm thư điện tử và nhập mã"
        " gửi tới đó, rồi làm lại việc này."
    )

    # Before signing in there is no page on which to add an address.
    sign_in_message = _(
        "Tài khoản này chưa xác nhận thư điện tử hay số điện thoại nào nên chưa dùng được. Hãy đăng"
        " ký lại bằng thư điện tử hoặc số điện thoại của bạn."
    )


class NotContactPerson(Refusal):
    code = "not_contact_person"
    message = _("Trang này dành cho đầu mối của đơn vị.")


class ConsentWithdrawn(Refusal):
    code = "consent_withdrawn"
    message = _(
        "Bạn đã rút lại sự đồng ý xử lý dữ liệu cá nhân. Muốn dự thi tiếp, hãy đồng ý lại ở trang"
        " Dữ liệu cá nhân trong tài khoản."
    )


def signed_in_user(request: HttpRequest) -> User:
    """Return the signed-in person; only views behind `login_required` may call this."""
    assert isinstance(request.user, User)  # noqa: S101 -- login_required ensures it
    return request.user


def check_contact_confirmed(user: User) -> None:
    if not has_confirmed_contact(user):
        raise ContactUnconfirmed


def check_second_factor(user: User) -> None:
    """Organisers and staff need a second factor (ASVS 6.3.3)."""
    if settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(user):
        raise SecondFactorMissing


def check_may_see_unit_desk(user: User, unit: Unit) -> None:
    """A contact person sees their own unit and every unit below it."""
    above = unit.ancestors(include_self=True).values("pk")
    if not user.contact_for.filter(unit__in=above).exists():
        raise NotContactPerson
