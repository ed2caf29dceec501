"""Rules say what staff may do with accounts of others, and refuse the rest in words."""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import User
from quizsite.language.vietnamese import visible
from quizsite.refusals import Refusal


class OversightRefusal(Refusal):
    """A refusal about the accounts of other people."""

    status = 409


class NotStaff(OversightRefusal):
    code = "not_staff"
    status = 403
    message = _("Chỉ quản trị trang làm được việc này.")


class OwnAccount(OversightRefusal):
    code = "own_account"
    message = _("Bạn không làm việc này với tài khoản của chính mình. Hãy nhờ một quản trị khác.")


class AccountErased(OversightRefusal):
    code = "account_erased"
    message = _("Tài khoản này đã xóa dữ liệu nên không còn ai dùng được.")


class NoReason(OversightRefusal):
    code = "reason_missing"
    message = _("Hãy ghi lý do: lý do được lưu trong nhật ký toàn trang.")


class AlreadyDisabled(OversightRefusal):
    code = "already_disabled"
    message = _("Tài khoản này đã bị khóa từ trước.")


class NotDisabled(OversightRefusal):
    code = "not_disabled"
    message = _("Tài khoản này đang dùng được.")


class NoFactor(OversightRefusal):
    code = "no_factor"
    message = _("Tài khoản này không có lớp xác thực thứ hai nào để gỡ.")


class NobodyElse(OversightRefusal):
    code = "nobody_else"
    message = _(
        "Không có quản trị nào khác để xác nhận. Người phụ trách máy chủ gỡ được bằng lệnh "
        "manage.py reset_second_factor."
    )


class AlreadyProposed(OversightRefusal):
    code = "already_proposed"
    message = _("Đã có một đề nghị như vậy đang chờ người thứ hai xác nhận.")


class NothingProposed(OversightRefusal):
    code = "nothing_proposed"
    message = _("Không có đề nghị nào đang chờ. Có thể đề nghị đã được xử lý hoặc đã hết hạn.")


class SecondPersonNeeded(OversightRefusal):
    code = "second_person_needed"
    message = _("Người đề nghị không tự xác nhận được. Hãy nhờ một quản trị khác.")


def active_staff() -> set[int]:
    staff = User.objects.filter(is_staff=True, is_active=True)
    return set(staff.values_list("pk", flat=True))


def lock_staff_and(user: User) -> set[int]:
    """Lock the staff and this person until the transaction ends; return who is active staff.

    Two staff members who disable each other take turns, and the second is none any more."""
    rows = User.objects.select_for_update(no_key=True).order_by("pk")
    list(rows.filter(pk__in={*active_staff(), user.pk}))
    return active_staff()


def check_may_oversee(by: User, user: User, *, staff: set[int]) -> None:
    """Nobody decides on their own account, so one active staff member always remains."""
    if by.pk not in staff:
        raise NotStaff
    if by.pk == user.pk:
        raise OwnAccount


def check_may_propose_reset(by: User, user: User, *, staff: set[int]) -> None:
    check_may_oversee(by, user, staff=staff)
    if not Authenticator.objects.filter(user=user).exists():
        raise NoFactor
    if not staff - {by.pk, user.pk}:
        raise NobodyElse


def given(reason: str) -> str:
    if not visible(reason):
        raise NoReason
    return visible(reason)
