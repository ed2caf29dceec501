"""Decides who may do what with initiatives, and in which words it refuses."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Application,
    ColumnKeeper,
    CouncilMember,
    Initiative,
    InitiativeState,
    Recognition,
)
from contests.rules import ContestRefusal
from quizsite.accounts.models import Unit, User
from quizsite.accounts.rules import (
    check_contact_confirmed,
    check_may_see_unit_desk,
    check_second_factor,
)
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor

BY_SITE = Actor(None, Role.SYSTEM)


class NotColumnKeeper(ContestRefusal):
    code = "not_column_keeper"
    status = 404
    message = _("Không tìm thấy trang này.")


class InitiativeMoved(ContestRefusal):
    code = "initiative_moved"
    status = 409
    message = _("Ý tưởng này vừa thay đổi. Hãy tải lại trang để xem.")


class InitiativeNotOpen(ContestRefusal):
    code = "initiative_not_open"
    status = 409
    message = _("Ý tưởng này đang bị ẩn hoặc đã gộp nên chưa làm được việc đó.")


class NeverTried(ContestRefusal):
    code = "never_tried"
    message = _(
        "Ý tưởng chưa được làm thử ở đâu nên chưa thể lập đơn công nhận sáng kiến. Hãy ghi một lần"
        " làm thử đã bắt đầu: đơn vị, ngày, số liệu trước và sau."
    )


class NoOwnVoice(ContestRefusal):
    code = "no_own_voice"
    message = _("Đây là ý tưởng của bạn, đã được tính một lượt ủng hộ.")


class NotCouncilMember(ContestRefusal):
    code = "not_council_member"
    status = 404
    message = _("Không tìm thấy trang này.")


class AuthorMayNotVote(ContestRefusal):
    code = "author_may_not_vote"
    message = _("Bạn là tác giả hoặc người gửi sáng kiến này nên không biểu quyết.")


class BallotsClosed(ContestRefusal):
    code = "ballots_closed"
    status = 409
    message = _("Hội đồng đã kết thúc biểu quyết sáng kiến này.")


def check_may_keep_column(user: User) -> None:
    """The staff, and whom they let keep the column, moderate and refer."""
    if not (user.is_staff or ColumnKeeper.objects.filter(user=user).exists()):
        raise NotColumnKeeper
    check_second_factor(user)


def keeper(user: User) -> Actor:
    check_may_keep_column(user)
    return Actor(user, Role.STAFF if user.is_staff else Role.ORGANISER)


def check_may_arrange(user: User) -> None:
    """The staff alone say who keeps the column, and who sits in councils."""
    if not user.is_staff:
        raise NotColumnKeeper
    check_second_factor(user)


def unit_actor(user: User, unit: Unit) -> Actor:
    """A contact person of the unit or of one above it acts for it."""
    check_may_see_unit_desk(user, unit)
    return Actor(user, Role.CONTACT)


def check_is_open(initiative: Initiative) -> None:
    """A hidden or merged one stays as it is until it is shown again or taken apart."""
    if initiative.hidden_at is not None or initiative.merged_into_id is not None:
        raise InitiativeNotOpen


def check_was_tried(initiative: Initiative, *, today: date) -> None:
    if not initiative.pilots.filter(begins_on__lte=today).exists():
        raise NeverTried


def check_may_support(user: User, initiative: Initiative) -> None:
    check_contact_confirmed(user)
    if not initiative.is_public or initiative.merged_into_id is not None:
        raise InitiativeNotOpen
    group = Q(pk=initiative.pk) | Q(merged_into=initiative)
    if Initiative.objects.filter(group, sender__user=user).exists():
        raise NoOwnVoice


def is_interested(user_id: int, application: Application) -> bool:
    """Who wrote it, or sent the idea or one that was merged into it, does not judge it."""
    group = Q(pk=application.initiative_id) | Q(merged_into=application.initiative_id)
    return (
        application.applicants.filter(user=user_id).exists()
        or Initiative.objects.filter(group, sender__user=user_id).exists()
    )


def entitled(application: Application) -> QuerySet[CouncilMember]:
    """The members of its council who may vote on it."""
    members = CouncilMember.objects.filter(council=application.council, user__is_active=True)
    group = Q(pk=application.initiative_id) | Q(merged_into=application.initiative_id)
    senders = Initiative.objects.filter(group, sender__user__isnull=False)
    return members.exclude(
        user__in=application.applicants.filter(user__isnull=False).values("user")
    ).exclude(user__in=senders.values("sender__user"))


def check_may_vote(user: User, application: Application) -> None:
    if not CouncilMember.objects.filter(council=application.council, user=user).exists():
        raise NotCouncilMember
    check_second_factor(user)
    if is_interested(user.pk, application):
        raise AuthorMayNotVote
    is_decided = Recognition.objects.filter(application=application).exists()
    if is_decided or application.initiative.state != InitiativeState.BEFORE_COUNCIL:
        raise BallotsClosed
