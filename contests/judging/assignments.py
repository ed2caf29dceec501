"""Works are given to jurors, taken back when a lease ends, and given to others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from contests.judging.balance import plan_markers
from contests.judging.locks import locked_panel
from contests.judging.outcomes import note_standings
from contests.judging.rules import PanelMoved, check_is_marking
from contests.judging.subjects import about_panel
from contests.models import (
    HELD,
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    Panel,
    PanelMember,
    PanelState,
    WorkBar,
    WorkStanding,
)
from contests.rules import ContestRefusal
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record

_AT_ONCE = 500


class NobodyLeft(ContestRefusal):
    code = "nobody_left_to_mark"
    status = 409
    message = _(
        "Không còn giám khảo nào chấm được bài này: người đang chấm, người đã xin không chấm và"
        " người không được chấm đã hết danh sách. Hãy mời thêm giám khảo."
    )


class EnoughMarkers(ContestRefusal):
    code = "enough_markers"
    status = 409
    message = _("Bài này đã có người khác nhận chấm thay, nên không gia hạn cho người cũ được.")


class AlreadyMarked(ContestRefusal):
    code = "already_marked"
    status = 409
    message = _("Giám khảo đã gửi điểm bài này. Hãy dùng “Mở lại” nếu cần chấm lại.")


@transaction.atomic
def fill_panel(panel: Panel, *, by: Actor, at: datetime) -> int:
    """Give out what lacks markers, and return how many assignments are new.

    Leases that ended are taken back first. It may be called at any time, and again."""
    stored = locked_panel(panel.pk)
    if stored.state != PanelState.MARKING:
        return 0
    _take_back_overdue(stored, by=by, at=at)
    bars = _bars_of(stored)
    made = _give_common(stored, bars, at=at)
    made += _give_first(stored, bars, at=at)
    made += _give_third(stored, bars, at=at)
    if made:
        record(
            about_panel(stored),
            kind=AuditKind.WORKS_ASSIGNED,
            by=by,
            at=at,
            after={"assignments": made},
        )
    return made


def _take_back_overdue(panel: Panel, *, by: Actor, at: datetime) -> None:
    overdue = Assignment.objects.overdue(at).filter(work__panel=panel)
    taken = overdue.update(state=AssignmentState.EXPIRED)
    if taken:
        kind = AuditKind.ASSIGNMENTS_EXPIRED
        record(about_panel(panel), kind=kind, by=by, at=at, after={"assignments": taken})


def _bars_of(panel: Panel) -> dict[int, set[int]]:
    """Work → members who may not mark it, or had it before."""
    members = dict(panel.members.values_list("user", "pk"))
    bars: dict[int, set[int]] = defaultdict(set)
    for work, user in WorkBar.objects.filter(work__panel=panel).values_list("work", "user"):
        if user in members:
            bars[work].add(members[user])
    given = Assignment.objects.filter(work__panel=panel).order_by()
    for work, member in given.values_list("work", "member"):
        bars[work].add(member)
    return bars


def _jurors(panel: Panel) -> list[int]:
    return list(panel.members.marking().values_list("pk", flat=True))


def _loads(panel: Panel) -> dict[int, int]:
    held = Count("assignments", filter=Q(assignments__state__in=HELD))
    counted = panel.members.order_by().annotate(held=held)
    return dict(counted.values_list("pk", "held"))


def _give_common(panel: Panel, bars: dict[int, set[int]], *, at: datetime) -> int:
    """Every juror first marks the same few works; they are drawn once."""
    works = list(panel.works.order_by("pk").values_list("pk", flat=True))
    common = set(panel.works.filter(is_common=True).values_list("pk", flat=True))
    if not common and panel.common_works and works:
        drawn = Random(f"{panel.seed}/common")  # noqa: S311 -- the stored seed
        free = [pk for pk in works if not bars.get(pk)] or works
        common = set(drawn.sample(free, min(panel.common_works, len(free))))
        panel.works.filter(pk__in=common).update(is_common=True)
    pairs = [
        (work, juror)
        for work in sorted(common)
        for juror in _jurors(panel)
        if juror not in bars.get(work, ())
    ]
    made = _give(panel, pairs, AssignmentPurpose.COMMON, bars=bars, at=at)
    note_standings(panel, common)  # it ends with all who hold it, and these may be others now
    return made


@transaction.atomic
def look_at_unseen(panel: Panel) -> None:
    """Works of a version that kept no standing get theirs."""
    if not panel.works.filter(standing=None).exists():
        return
    stored = locked_panel(panel.pk)
    unseen = list(stored.works.filter(standing=None).values_list("pk", flat=True))
    for first in range(0, len(unseen), _AT_ONCE):
        note_standings(stored, unseen[first : first + _AT_ONCE])


def _give_first(panel: Panel, bars: dict[int, set[int]], *, at: datetime) -> int:
    held = Count(
        "assignments",
        filter=Q(assignments__state__in=HELD, assignments__purpose=AssignmentPurpose.FIRST),
    )
    rows = panel.works.filter(is_common=False).order_by("pk").annotate(held=held)
    wanted = {pk: panel.markers - n for pk, n in rows.values_list("pk", "held")}
    wanted = {pk: n for pk, n in wanted.items() if n > 0}
    pairs = _planned(panel, wanted, bars)
    return _give(panel, pairs, AssignmentPurpose.FIRST, bars=bars, at=at)


def _give_third(panel: Panel, bars: dict[int, set[int]], *, at: datetime) -> int:
    """A third juror marks what lies too far apart; what does no longer is taken back."""
    rows = panel.works.filter(standing=WorkStanding.APART).order_by()
    apart = set(rows.values_list("pk", flat=True))
    third = Assignment.objects.filter(work__panel=panel, purpose=AssignmentPurpose.THIRD)
    idle = third.filter(state=AssignmentState.OPEN).exclude(work__in=apart)
    idle.update(state=AssignmentState.WITHDRAWN)
    has_one = set(third.held().values_list("work", flat=True))
    pairs = _planned(panel, dict.fromkeys(sorted(apart - has_one), 1), bars)
    return _give(panel, pairs, AssignmentPurpose.THIRD, bars=bars, at=at)


def _planned(
    panel: Panel, wanted: Mapping[int, int], bars: Mapping[int, Collection[int]]
) -> list[tuple[int, int]]:
    jurors = _jurors(panel)
    if not wanted or not jurors:
        return []
    seed = f"{panel.seed}/{min(wanted)}/{len(wanted)}"
    plan = plan_markers(wanted, jurors, barred=bars, loads=_loads(panel), seed=seed)
    return plan.pairs


def _give(
    panel: Panel,
    pairs: list[tuple[int, int]],
    purpose: AssignmentPurpose,
    *,
    bars: dict[int, set[int]],
    at: datetime,
) -> int:
    until = at + panel.lease
    rows = [
        Assignment(
            work_id=work, member_id=juror, purpose=purpose, assigned_at=at, lease_until=until
        )
        for work, juror in pairs
    ]
    Assignment.objects.bulk_create(rows, batch_size=1000)
    for work, juror in pairs:
        bars[work].add(juror)
    return len(rows)


@transaction.atomic
def renew_lease(assignment: Assignment, *, by: Actor, at: datetime) -> None:
    """Give the juror more time; one whose lease ended goes on where the draft stands."""
    panel = locked_panel(assignment.work.panel_id)
    check_is_marking(panel)
    own = Assignment.objects.get(pk=assignment.pk)
    if own.state == AssignmentState.EXPIRED:
        _check_still_lacks(panel, own)
    elif own.state != AssignmentState.OPEN:
        raise AlreadyMarked
    until = at + panel.lease
    Assignment.objects.filter(pk=own.pk).update(state=AssignmentState.OPEN, lease_until=until)
    note_standings(panel, [own.work_id])
    _note(panel, assignment, AuditKind.LEASE_RENEWED, by=by, at=at)


def _check_still_lacks(panel: Panel, own: Assignment) -> None:
    if own.purpose == AssignmentPurpose.COMMON:
        return
    asked = panel.markers if own.purpose == AssignmentPurpose.FIRST else 1
    beside = Assignment.objects.held().filter(work=own.work_id, purpose=own.purpose)
    if beside.count() >= asked:
        raise EnoughMarkers


@transaction.atomic
def reassign(
    assignment: Assignment, *, to: PanelMember | None, by: Actor, at: datetime, reason: str
) -> PanelMember:
    """Give a work that was not sent yet to somebody else: a named one, or who has the fewest."""
    panel = locked_panel(assignment.work.panel_id)
    check_is_marking(panel)
    bars = _bars_of(panel)
    out = bars[assignment.work_id]
    may = [pk for pk in _jurors(panel) if pk not in out]
    if not may or (to is not None and to.pk not in may):
        raise NobodyLeft
    loads = _loads(panel)
    chosen = to.pk if to is not None else min(may, key=lambda pk: (loads.get(pk, 0), pk))
    waiting = Assignment.objects.filter(
        pk=assignment.pk, state__in=(AssignmentState.OPEN, AssignmentState.EXPIRED)
    )
    if not waiting.update(state=AssignmentState.WITHDRAWN):
        raise AlreadyMarked
    purpose = AssignmentPurpose(assignment.purpose)
    _give(panel, [(assignment.work_id, chosen)], purpose, bars=bars, at=at)
    note_standings(panel, [assignment.work_id])
    _note(panel, assignment, AuditKind.WORK_REASSIGNED, by=by, at=at, reason=reason)
    return PanelMember.objects.get(pk=chosen)


@transaction.atomic
def reopen_sheet(assignment: Assignment, *, by: Actor, at: datetime, reason: str) -> None:
    """Let the juror mark the work again; what was sent stays, and counts for nothing meanwhile."""
    panel = locked_panel(assignment.work.panel_id)
    check_is_marking(panel)
    sent = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.SENT)
    if not sent.update(state=AssignmentState.REOPENED, reopen_reason=reason):
        raise PanelMoved
    note_standings(panel, [assignment.work_id])
    _note(panel, assignment, AuditKind.SHEET_REOPENED, by=by, at=at, reason=reason)


def _note(
    panel: Panel,
    assignment: Assignment,
    kind: AuditKind,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    after = {"work_code": assignment.work.code, "juror_number": assignment.member.number}
    record(about_panel(panel), kind=kind, by=by, at=at, after=after, reason=reason)


def works_without_markers(panel: Panel) -> list[str]:
    """Codes of works that fewer jurors hold than should, since nobody is left who may."""
    held = Count("assignments", filter=Q(assignments__state__in=HELD))
    rows = panel.works.filter(is_common=False).values("code").annotate(held=held)
    return list(rows.filter(held__lt=panel.markers).values_list("code", flat=True))
