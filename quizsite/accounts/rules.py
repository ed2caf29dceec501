"""Refusals, and who may do what with people and units."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import Unit, User


class Refusal(Exception):
    """A "no" meant for the person: `code` for programs, `message` says what to do.

    Raised where a rule is asked, shown once at the edge; never a bug."""

    code = "refused"
    status = 403
    message: str | Promise = _("Bạn không được phép làm việc này.")

    def __init__(self, message: str | Promise | None = None, **detail: Any) -> None:
        if message is not None:
            self.message = message
        self.detail = detail
        super().__init__(str(self.message))


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Turn any check into a yes or no, for templates."""
    try:
        check(*args, **kwargs)
    except Refusal:
        return False
    return True


class SecondFactorMissing(Refusal):
    code = "second_factor_missing"
    message = _("Hãy bật xác thực hai lớp trước khi dùng trang dành cho ban tổ chức.")


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
    """The person asking, in a view behind `login_required`."""
    assert isinstance(request.user, User)  # noqa: S101 -- login_required has seen to it
    return request.user


def check_second_factor(user: User) -> None:
    """Organisers and staff need a second factor (ASVS 6.3.3)."""
    if settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(user):
        raise SecondFactorMissing


def check_may_see_unit_desk(user: User, unit: Unit) -> None:
    """A contact person sees own unit and every unit below it."""
    above = unit.ancestors(include_self=True).values("pk")
    if not user.contact_for.filter(unit__in=above).exists():
        raise NotContactPerson
