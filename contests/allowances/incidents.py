"""One organiser proposes what the people of an incident are given; another confirms or refuses."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.allowances.ends import renew_extended_until
from contests.allowances.give import facts_of, lock_round
from contests.allowances.jobs import apply_incident
from contests.allowances.rules import (
    BEFORE_WINDOW,
    RoundHasClosed,
    check_extra_attempts,
    check_extra_time,
    check_may_give,
    check_window,
    is_running,
)
from contests.models import Affected, Attempt, Incident, IncidentState, Remedy, Round
from contests.registration.decision_order import begin_decision
from contests.rules import ContestRefusal, ReasonMissing, other_organisers
from contests.subjects import about_round, organiser
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible

LONGEST = timedelta(days=1)


class MinutesWrong(ContestRefusal):
    code = "minutes_wrong"
    message = _("Hãy ghi sự cố từ lúc nào đến lúc nào: đã qua, không quá một ngày, trong kỳ thi.")


class NobodyListed(ContestRefusal):
    code = "nobody_listed"
    message = _("Danh sách không có ai.")


class NoPaperOpen(ContestRefusal):
    code = "no_paper_open"
    message = _("Người đã hết giờ không có bài đang mở. Hãy cho thêm lượt hoặc thi bù.")


class NotUndone(ContestRefusal):
    code = "incident_not_undone"
    status = 409
    message = _(
        "Không hủy được nữa: giờ đã cho thêm thì người thi đã thấy, đã có bài bắt đầu, hoặc khoảng "
        "thi bù đã mở."
    )


@transaction.atomic
def propose_incident(
    incident: Incident, *, may_pass_closing: bool, accepts_shown: bool, by: User, at: datetime
) -> Incident:
    """Ask another organiser. From now on keys wait for the end that is proposed."""
    at = begin_decision(incident.round.contest_id, at=at)
    round = lock_round(incident.round)
    incident.round, incident.proposed_by, incident.proposed_at = round, by, at
    incident.reason = visible(incident.reason)
    check_may_give(round, reason=incident.reason)
    _check_affected(incident, at=at)
    _check_remedy(incident, at=at, accepts_shown=accepts_shown)
    if incident.remedy == Remedy.TIME and may_pass_closing:
        incident.ends_at = round.ends_at + timedelta(seconds=incident.extra_s)
    incident.save()
    _record(incident, AuditKind.INCIDENT_PROPOSED, by=by, at=at)
    renew_extended_until(round)
    return incident


@transaction.atomic
def confirm_incident(
    incident: Incident, *, by: User, at: datetime, lone_reason: str = ""
) -> Incident:
    """Put it in force; a job gives each person theirs.

    Who proposed it confirms it only where nobody else organises, and says why."""
    at = begin_decision(incident.round.contest_id, at=at)
    incident.round = round = lock_round(incident.round)
    check_may_give(round, reason=incident.reason)
    _check_remedy(incident, at=at, accepts_shown=True, is_decided=True)
    two_people.confirm(
        about_round(round),
        by=organiser(by),
        proposed_by=incident.proposed_by_id,
        others=other_organisers(round.contest, by),
        at=at,
        reason=lone_reason,
    )
    _decide(incident, to=IncidentState.IN_FORCE, by=by, at=at)
    _record(incident, AuditKind.INCIDENT_CONFIRMED, by=by, at=at)
    apply_incident.enqueue(incident.pk)
    return incident


@transaction.atomic
def refuse_incident(incident: Incident, *, by: User, at: datetime) -> Incident:
    """Give nobody anything; whoever proposed it may take it back in this way."""
    at = begin_decision(incident.round.contest_id, at=at)
    incident.round = lock_round(incident.round)
    _decide(incident, to=IncidentState.REFUSED, by=by, at=at)
    _record(incident, AuditKind.INCIDENT_REFUSED, by=by, at=at)
    renew_extended_until(incident.round)
    return incident


@transaction.atomic
def undo_incident(incident: Incident, *, by: User, at: datetime, reason: str) -> Incident:
    """Take back what nobody has used yet, from everybody at once."""
    if not visible(reason):
        raise ReasonMissing
    at = begin_decision(incident.round.contest_id, at=at)
    incident.round = lock_round(incident.round)
    # The job that gives each person theirs holds this row for each batch, and then finds it undone.
    held = Incident.objects.in_force().select_for_update().filter(pk=incident.pk).first()
    if held is None or not is_undoable(incident, at=at):
        raise NotUndone
    incident.allowances.in_force().update(withdrawn_at=at)
    incident.state = held.state = IncidentState.UNDONE
    held.save(update_fields=["state"])
    _record(incident, AuditKind.INCIDENT_UNDONE, by=by, at=at, reason=visible(reason))
    renew_extended_until(incident.round)
    return incident


def is_undoable(incident: Incident, *, at: datetime) -> bool:
    if incident.state != IncidentState.IN_FORCE or incident.decided_at is None:
        return False
    if incident.remedy == Remedy.TIME:
        return False
    if incident.opens_at is not None:
        return incident.opens_at > at + BEFORE_WINDOW
    given = incident.allowances.values("entry")
    started = Attempt.objects.filter(round=incident.round_id, started_at__gte=incident.decided_at)
    return not started.filter(entry__in=given).exists()


def _check_affected(incident: Incident, *, at: datetime) -> None:
    began, ended, round = incident.began_at, incident.ended_at, incident.round
    if incident.affected == Affected.LISTED and not incident.people:
        raise NobodyListed
    if incident.affected in {Affected.LISTED, Affected.EVERYBODY}:
        incident.began_at = incident.ended_at = None
        return
    if began is None or ended is None or not began < ended <= began + LONGEST:
        raise MinutesWrong
    if ended > at + timedelta(minutes=1) or ended <= round.opens_at:
        raise MinutesWrong


def _check_remedy(
    incident: Incident, *, at: datetime, accepts_shown: bool, is_decided: bool = False
) -> None:
    """While another organiser decides, a window may begin; enough of it must be left."""
    round, remedy = incident.round, Remedy(incident.remedy)
    if remedy is Remedy.MAKE_UP:
        opens_at, ends_at = incident.opens_at, incident.ends_at
        if opens_at is None or ends_at is None:
            raise MinutesWrong
        opens_at = max(opens_at, at) if is_decided else opens_at
        check_window(round, opens_at=opens_at, ends_at=ends_at, at=at, accepts_shown=accepts_shown)
        return
    if remedy is Remedy.TIME:
        if incident.affected == Affected.EXPIRED:
            raise NoPaperOpen
        check_extra_time(round, extra_s=incident.extra_s)
        return
    if not is_running(round, at=at):
        raise RoundHasClosed
    check_extra_attempts(round, count=incident.extra_attempts)


def _decide(incident: Incident, *, to: IncidentState, by: User, at: datetime) -> None:
    """Two organisers may press at once; only the first still finds it proposed."""
    proposed = Incident.objects.proposed().filter(pk=incident.pk)
    if not proposed.update(state=to, decided_by=by, decided_at=at):
        raise two_people.AlreadyDecided
    incident.state, incident.decided_by, incident.decided_at = to, by, at


def _record(
    incident: Incident, kind: AuditKind, *, by: User, at: datetime, reason: str = ""
) -> None:
    said: dict[str, Any] = {
        "affected": incident.affected,
        "remedy": incident.remedy,
        "incident_unit": incident.unit.name if incident.unit else "",
        "incident_began_at": incident.began_at,
        "incident_ended_at": incident.ended_at,
        **facts_of(incident),
    }
    record(
        about_round(incident.round),
        kind=kind,
        by=organiser(by),
        at=at,
        after={name: value for name, value in said.items() if value},
        reason=reason or incident.reason,
    )


def incidents_of(round: Round) -> Any:
    return round.incidents.select_related("unit", "proposed_by", "decided_by", "round__contest")
