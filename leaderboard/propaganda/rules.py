"""Decides who notes what units did, and who reads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leaderboard.rules import LeaderboardRefusal
from quizsite.accounts.models import Unit, User
from quizsite.accounts.rules import (
    check_may_keep_units,
    check_may_see_unit_desk,
    check_second_factor,
)
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor


class NoUnitToReport(LeaderboardRefusal):
    code = "no_unit_to_report"
    status = 404
    message = _("Không tìm thấy trang này.")


def reporter_for(user: User, unit: Unit) -> Actor:
    """The staff for every unit, a contact person for the own unit and those below it."""
    if user.is_staff:
        check_second_factor(user)
        return Actor(user, Role.STAFF)
    check_may_see_unit_desk(user, unit)
    return Actor(user, Role.CONTACT)


def office_staff(user: User) -> Actor:
    check_may_keep_units(user)
    return Actor(user, Role.STAFF)


def first_unit_of(user: User) -> Unit:
    """Where a contact person begins."""
    contact = user.contact_for.select_related("unit").order_by("since", "pk").first()
    if contact is None:
        raise NoUnitToReport
    unit: Unit = contact.unit
    return unit
