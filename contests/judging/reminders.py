"""Jurors are reminded of works that wait: by the clock before leases end, and by the chair."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.judging.locks import locked_panel
from contests.judging.rules import check_is_marking
from contests.judging.subjects import about_panel
from contests.models import Assignment, AssignmentState, Panel
from contests.rules import ContestRefusal
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record
from quizsite.language.moments import until
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify

REMIND_BEFORE = timedelta(days=2)


class NobodyToRemind(ContestRefusal):
    code = "nobody_to_remind"
    status = 409
    message = _("Không giám khảo nào còn bài chờ chấm.")


def remind_before_leases_end(panel: Panel, *, at: datetime) -> int:
    """Tell each juror once of leases that end on one day."""
    ending = Assignment.objects.filter(
        work__panel=panel,
        state=AssignmentState.OPEN,
        lease_until__gt=at,
        lease_until__lte=at + REMIND_BEFORE,
    )
    told = 0
    days: dict[str, tuple[datetime, set[int]]] = {}
    for user, ends_at in ending.order_by().values_list("member__user", "lease_until"):
        day = f"{timezone.localtime(ends_at):%Y-%m-%d}"
        first, people = days.setdefault(day, (ends_at, set()))
        days[day] = (min(first, ends_at), people | {user})
    for day, (ends_at, people) in days.items():
        occasion = _occasion(panel, name=f"lease:{panel.pk}:{day}", ends_at=ends_at)
        told += notify(sorted(people), occasion, at=at)
    return told


@transaction.atomic
def remind_jurors(panel: Panel, *, by: Actor, at: datetime) -> int:
    """Remind all who have works to mark, once a day at most; return how many can be reached."""
    check_is_marking(locked_panel(panel.pk))
    waiting = Assignment.objects.to_mark().filter(work__panel=panel).order_by()
    people = set(waiting.values_list("member__user", flat=True))
    if not people:
        raise NobodyToRemind
    day = f"{timezone.localtime(at):%Y-%m-%d}"
    occasion = _occasion(panel, name=f"jury:{panel.pk}:{day}", ends_at=at + panel.lease)
    reached = notify(sorted(people), occasion, at=at)
    kind, after = AuditKind.JURORS_REMINDED, {"jurors": len(people)}
    record(about_panel(panel), kind=kind, by=by, at=at, after=after)
    return reached


def _occasion(panel: Panel, *, name: str, ends_at: datetime) -> Occasion:
    facts = {
        "panel": panel.title,
        "until": until(ends_at),
        "path": reverse("contests:own_panel", args=[panel.pk]),
    }
    return Occasion(NoticeKind.WORKS_TO_MARK, name, facts, panel.contest_id, expires_at=ends_at)
