"""People get a place on a panel, and give it up; what they sent stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from contests.judging.assignments import fill_panel
from contests.judging.locks import locked_panel
from contests.judging.rules import check_may_sit
from contests.judging.subjects import lead_of
from contests.models import (
    Assignment,
    AssignmentState,
    Panel,
    PanelMember,
    PanelRole,
    PanelState,
)
from contests.registration.one_person import lock_active_person
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class PanelIsDone(ContestRefusal):
    code = "panel_is_done"
    status = 409
    message = _("Ban giám khảo đã thống nhất điểm nên không đổi thành viên nữa.")


class SecondChair(ContestRefusal):
    code = "second_chair"
    status = 409
    message = _("Ban giám khảo đã có chủ tịch. Hãy bớt người đang làm chủ tịch trước.")


@transaction.atomic
def appoint(
    panel: Panel, *, user: User, role: PanelRole, by: User | None, at: datetime
) -> PanelMember:
    """Whoever sat here before comes back under the same number."""
    # Entering the contest takes the same lock: nobody enters and sits down at once.
    lock_active_person(user)
    stored = locked_panel(panel.pk)
    if stored.state in {PanelState.PROPOSED, PanelState.AGREED}:
        raise PanelIsDone
    check_may_sit(user, stored, role=role, at=at)
    if role == PanelRole.CHAIR and stored.members.current().filter(role=role).exists():
        raise SecondChair
    last = stored.members.aggregate(last=Max("number"))["last"] or 0
    member, _made = PanelMember.objects.update_or_create(
        panel=stored,
        user=user,
        defaults={"role": role, "until": None},
        create_defaults={"role": role, "number": last + 1, "since": at},
    )
    actor = lead_of(stored, by)
    about, after = about_person(user, contest=stored.contest_id), {"panel_role": role.value}
    record(about, kind=AuditKind.JUROR_ADDED, by=actor, at=at, after=after)
    fill_panel(stored, by=actor, at=at)
    return member


@transaction.atomic
def dismiss(member: PanelMember, *, by: User | None, at: datetime) -> None:
    """Works that the person has not sent go to others."""
    panel = locked_panel(member.panel_id)
    if panel.state in {PanelState.PROPOSED, PanelState.AGREED}:
        raise PanelIsDone
    if not PanelMember.objects.current().filter(pk=member.pk).update(until=at):
        return
    unsent = Assignment.objects.filter(
        member=member, state__in=(AssignmentState.OPEN, AssignmentState.EXPIRED)
    )
    unsent.update(state=AssignmentState.WITHDRAWN)
    actor, about = lead_of(panel, by), about_person(member.user, contest=panel.contest_id)
    before = {"panel_role": member.role}
    record(about, kind=AuditKind.JUROR_REMOVED, by=actor, at=at, before=before)
    fill_panel(panel, by=actor, at=at)
