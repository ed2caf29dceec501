"""A person's own quiet hours stand beside those of the site; both are hours of the site's zone."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import User
from quizsite.notifications.models import Notice, OwnQuietHours
from quizsite.notifications.quiet_hours import is_quiet_hour, wakes_at
from quizsite.refusals import Refusal

LEFT = 4  # hours of a day at least in which something may arrive


class NothingLeft(Refusal):
    code = "nothing_left"
    message = _(
        "Cùng với giờ nghỉ chung của trang thì mỗi ngày còn ít hơn 4 giờ để nhận tin. Hãy chọn"
        " khoảng ngắn hơn, hoặc chọn không nhận loại tin nào đó."
    )


def own_hours(user: User) -> tuple[int, int] | None:
    rows = OwnQuietHours.objects.filter(person=user).values_list("begins", "ends")
    return rows.first()


@transaction.atomic
def set_own_hours(user: User, *, hours: tuple[int, int] | None) -> None:
    """Keep the hours, or none; what waits then goes by the new ones when its turn comes."""
    if hours is None or hours[0] == hours[1]:
        OwnQuietHours.objects.filter(person=user).delete()
        return
    quiet = (settings.QUIET_HOURS, hours)
    awake = [hour for hour in range(24) if not any(is_quiet_hour(hour, hours=h) for h in quiet)]
    if len(awake) < LEFT:
        raise NothingLeft
    said = {"begins": hours[0], "ends": hours[1]}
    OwnQuietHours.objects.update_or_create(person=user, defaults=said)


def person_wakes_at(notice: Notice, *, at: datetime) -> datetime | None:
    """When the quiet hours of the notice's person are over; the caller has read them with it."""
    own = getattr(notice.person, "own_quiet_hours", None)
    return wakes_at(at, hours=(own.begins, own.ends)) if own else None
