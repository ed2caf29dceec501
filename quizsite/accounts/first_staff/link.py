"""Making and using the link to the first staff account."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.first_staff.models import StaffLink
from quizsite.accounts.link_secrets import digest_of, new_secret
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_contact_confirmed
from quizsite.accounts.subjects import about_person, the_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.refusals import Refusal

VALID_FOR = timedelta(minutes=30)


class StaffExists(Refusal):
    code = "staff_exists"
    message = _(
        "Trang đã có tài khoản quản trị nên không in đường dẫn nữa. Quản trị mời người khác."
    )


class LinkSpent(Refusal):
    """Nobody learns whether the link was wrong, used, late, or needless."""

    code = "link_spent"
    status = 404
    message = _(
        "Đường dẫn này không dùng được: đã dùng, quá 30 phút, hoặc trang đã có quản trị. Người phụ "
        "trách máy chủ in đường dẫn mới bằng lệnh manage.py first_staff_link."
    )


def has_staff() -> bool:
    return User.objects.filter(is_staff=True).exists()


@transaction.atomic
def make_link(*, at: datetime) -> str:
    """Return the secret of a new link; refuse once there is staff, even if disabled."""
    if has_staff():
        raise StaffExists
    StaffLink.objects.filter(expires_at__lte=at).delete()
    secret = new_secret()
    StaffLink.objects.create(digest=digest_of(secret), made_at=at, expires_at=at + VALID_FOR)
    return secret


def check_link(secret: str, *, at: datetime) -> None:
    link = StaffLink.objects.filter(digest=digest_of(secret), used_at=None, expires_at__gt=at)
    if has_staff() or not link.exists():
        raise LinkSpent


@transaction.atomic
def become_first_staff(user: User, *, secret: str, at: datetime) -> User:
    """Make this confirmed person staff; of several who try at once, only one becomes it."""
    check_contact_confirmed(user)
    # All links are locked, so that whoever uses another one waits here and then finds staff.
    list(StaffLink.objects.select_for_update().order_by("pk").values_list("pk"))
    check_link(secret, at=at)
    StaffLink.objects.filter(digest=digest_of(secret)).update(used_at=at)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    record(
        about_person(user),
        kind=AuditKind.STAFF_ADDED,
        by=the_person(user),
        at=at,
        reason=str(_("Đường dẫn một lần in ở bàn điều khiển của máy chủ")),
    )
    return user
