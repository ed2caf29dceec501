"""Some steps take two people. Where one alone holds the role, staff may let that one confirm again.

Nothing else decides it; whoever asks says who proposed and who else could confirm."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record
from quizsite.language.vietnamese import visible
from quizsite.models import SiteSettings
from quizsite.refusals import Refusal


class SecondPersonNeeded(Refusal):
    code = "second_person_needed"
    message = _("Việc này do chính bạn đề nghị hoặc soạn nên cần một người khác cùng vai xác nhận.")


class NobodyElse(SecondPersonNeeded):
    code = "nobody_else"
    message = _(
        "Việc này cần người thứ hai xác nhận mà chưa có ai khác giữ vai này. Hãy đề nghị quản trị"
        " trang giao vai cho một người nữa, hoặc cho phép một người tự xác nhận kèm lý do."
    )


class AlreadyDecided(Refusal):
    code = "already_decided"
    status = 409
    message = _("Đề nghị này đã được xử lý. Hãy tải lại trang để xem kết quả.")


class LoneReasonMissing(Refusal):
    code = "reason_missing"
    message = _("Bạn tự xác nhận, vì không có người thứ hai. Hãy ghi lý do để lưu trong nhật ký.")


class LoneReasonWrong(Refusal):
    code = "reason_wrong"
    status = 400
    message = _("Lý do dài quá 500 chữ hoặc có ký tự không lưu được. Hãy viết lại ngắn gọn.")


# As long as every other reason.
_LONGEST_REASON = 500


def confirm(
    about: About,
    *,
    by: Actor,
    proposed_by: int | None,
    others: QuerySet[Any],
    at: datetime,
    reason: str,
) -> bool:
    """Let this person confirm, or refuse; say whether they confirm alone, and leave a line then.

    `others` are the other people who could confirm."""
    if by.person is None or by.person.pk != proposed_by:
        return False
    if others.exists():
        raise SecondPersonNeeded
    if not is_lone_confirmation_allowed():
        raise NobodyElse
    if not visible(reason):
        raise LoneReasonMissing
    # Pages of a single button post it without a form; PostgreSQL stores no NUL.
    if "\0" in reason or len(reason) > _LONGEST_REASON:
        raise LoneReasonWrong
    record(about, kind=AuditKind.CONFIRMED_ALONE, by=by, at=at, reason=visible(reason))
    return True


class Confirming(NamedTuple):
    """What a page offers to whoever reads a proposal."""

    is_own: bool
    is_alone: bool  # nobody else could confirm
    may_confirm: bool


def confirming(*, person: int, proposed_by: int | None, others: QuerySet[Any]) -> Confirming:
    is_own, is_alone = proposed_by == person, not others.exists()
    return Confirming(is_own, is_alone, not is_own or may_confirm_alone(others))


def may_confirm_alone(others: QuerySet[Any]) -> bool:
    """Say whether a page offers it to the one person who is left."""
    return is_lone_confirmation_allowed() and not others.exists()


def is_lone_confirmation_allowed() -> bool:
    return SiteSettings.objects.filter(may_confirm_alone=True).exists()


@transaction.atomic
def allow_lone_confirmation(*, is_allowed: bool, by: Actor, at: datetime, reason: str) -> None:
    """The staff decides it for the whole site; setting what is set leaves no line."""
    if not visible(reason):
        raise SettingReasonMissing
    row, _made = SiteSettings.objects.select_for_update().get_or_create(pk=SiteSettings.ONLY)
    if row.may_confirm_alone == is_allowed:
        return
    row.may_confirm_alone = is_allowed
    row.save(update_fields=["may_confirm_alone"])
    record(
        About(Subject.SITE),
        kind=AuditKind.SETTING_CHANGED,
        by=by,
        at=at,
        before={"may_confirm_alone": not is_allowed},
        after={"may_confirm_alone": is_allowed},
        reason=visible(reason),
    )


class SettingReasonMissing(Refusal):
    code = "reason_missing"
    message = _("Hãy ghi lý do: lý do được lưu trong nhật ký của trang.")
