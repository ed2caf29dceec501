"""What a person marks: panels, works by code, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from contests.judging.sheets.rules import NoSuchSheet
from contests.models.judged import (
    HELD,
    TO_MARK,
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    Panel,
    PanelMember,
    PanelRole,
    PanelState,
)
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_second_factor

SHOWN = (*HELD, AssignmentState.EXPIRED)


@dataclass(frozen=True, slots=True)
class OwnWorks:
    """`waiting` are those to mark now; the others open once the common works are sent."""

    waiting: list[Assignment]
    later: int
    sent: list[Assignment]
    expired: list[Assignment]

    @property
    def count(self) -> int:
        return len(self.waiting) + self.later + len(self.sent)


def own_panels(user: User) -> list[PanelMember]:
    """Where the person sits now, with figures of the own works alone."""
    sent = Count("assignments", filter=Q(assignments__state=AssignmentState.SENT))
    held = Count("assignments", filter=Q(assignments__state__in=HELD))
    found = PanelMember.objects.current().filter(user=user).select_related("panel")
    return list(found.annotate(sent=sent, held=held).order_by("-panel__made_at", "-panel"))


def own_seat(user: User, panel_id: int) -> PanelMember:
    """Another person's panel is not found."""
    found = PanelMember.objects.current().filter(user=user, panel__pk=panel_id)
    member = found.select_related("panel").first()
    if member is None:
        raise NoSuchSheet
    check_second_factor(user)
    return member


def own_works(member: PanelMember) -> OwnWorks:
    if member.panel.state == PanelState.DRAFT or member.role == PanelRole.SECRETARY:
        return OwnWorks([], 0, [], [])
    rows = Assignment.objects.filter(member=member, state__in=SHOWN).select_related("work")
    rows = rows.defer("work__parts", "work__files")
    own = list(rows.order_by("work__code"))
    to_mark = [one for one in own if one.state in TO_MARK]
    common = [one for one in to_mark if one.purpose == AssignmentPurpose.COMMON]
    waiting = common or to_mark
    return OwnWorks(
        waiting,
        len(to_mark) - len(waiting),
        [one for one in own if one.state == AssignmentState.SENT],
        [one for one in own if one.state == AssignmentState.EXPIRED],
    )


def own_assignment(user: User, panel_id: int, code: str) -> Assignment:
    """Find the person's assignment by the code of its work; a work of others is not found."""
    found = Assignment.objects.filter(
        work__panel__pk=panel_id,
        work__code=code,
        member__user=user,
        member__until=None,
        state__in=SHOWN,
    ).exclude(work__panel__state=PanelState.DRAFT)
    assignment = found.select_related("work__panel", "member").first()
    if assignment is None:
        raise NoSuchSheet
    check_second_factor(user)
    return assignment


def panel_of(assignment: Assignment) -> Panel:
    return assignment.work.panel
