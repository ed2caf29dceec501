"""Rules say what a person may do with people and units, and refuse the rest in words."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import Unit, User
from quizsite.accounts.people import has_confirmed_contact
from quizsite.refusals import Refusal

Type = Authenticator.Type
FACTORS = [Type.TOTP, Type.WEBAUTHN]  # recovery codes alone are none


class SecondFactorMissing(Refusal):
    code = "second_factor_missing"
    redirect_to = "mfa_index"
    message = _("Hãy bật xác thực hai lớp trước khi dùng trang dành cho ban tổ chức.")


class SecondFactorNotShown(Refusal):
    """The session is older than the second factor, or was opened without it."""

    code = "second_factor_not_shown"
    comes_back = True
    message = _("Hãy nhập mã xác thực hai lớp để mở trang này.")

    def __init__(self, user: User) -> None:
        super().__init__()
        has_codes = is_mfa_enabled(user, types=[Type.TOTP, Type.RECOVERY_CODES])
        self.redirect_to = "mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn"


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


class NotDataOfficer(Refusal):
    code = "not_data_officer"
    status = 404
    message = _("Không tìm thấy trang này.")


class NotUnitKeeper(Refusal):
    code = "not_unit_keeper"
    status = 404
    message = _("Không tìm thấy trang này.")


class ConsentWithdrawn(Refusal):
    code = "consent_withdrawn"
    message = _(
        "Bạn đã rút lại sự đồng ý xử lý dữ liệu cá nhân. Muốn dự thi tiếp, hãy đồng ý lại ở trang"
        " Dữ liệu của tôi trong tài khoản."
    )


def signed_in_user(request: HttpRequest) -> User:
    """Return the signed-in person; only views behind `login_required` may call this."""
    assert isinstance(request.user, User)  # noqa: S101 -- login_required ensures it
    return request.user


def check_contact_confirmed(user: User) -> None:
    if not has_confirmed_contact(user):
        raise ContactUnconfirmed


def check_second_factor(user: User) -> None:
    """Organisers and staff need a second factor, shown in this very session (ASVS 6.3.3)."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return
    if not is_mfa_enabled(user, types=FACTORS):
        raise SecondFactorMissing
    check_shown_second_factor(user)


def check_shown_second_factor(user: User) -> None:
    """Whoever has a second factor must have shown it since signing in."""
    if not user.gave_second_factor and is_mfa_enabled(user, types=FACTORS):
        raise SecondFactorNotShown(user)


def check_may_answer_requests(user: User) -> None:
    """The site's staff answer what people ask about their data."""
    if not user.is_staff:
        raise NotDataOfficer
    check_second_factor(user)


def check_may_keep_units(user: User) -> None:
    """The site's staff keep the tree of units, their headcounts and contact persons."""
    if not user.is_staff:
        raise NotUnitKeeper
    check_second_factor(user)


def check_may_see_unit_desk(user: User, unit: Unit) -> None:
    """A contact person sees their own unit and every unit below it."""
    above = unit.ancestors(include_self=True).values("pk")
    if not user.contact_for.filter(unit__in=above).exists():
        raise NotContactPerson
