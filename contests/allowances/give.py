"""Gives one person more time, further attempts, or a window to make a round up; takes it back."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from contests.allowances.ends import renew_extended_until
from contests.allowances.rules import (
    BEFORE_WINDOW,
    PassesClosing,
    RoundHasClosed,
    WindowTakesTwo,
    check_counts,
    check_extra_attempts,
    check_extra_time,
    check_may_give,
    check_window,
    is_running,
    were_answers_shown,
)
from contests.models import Allowance, Attempt, Entry, Round, RoundState
from contests.registration.decision_order import begin_decision
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language import moments
from quizsite.language.vietnamese import visible


class Window(NamedTuple):
    """`with_attempt` gives one attempt more than the rules, for who has used theirs up."""

    opens_at: datetime
    ends_at: datetime
    with_attempt: bool


class NotWithdrawn(ContestRefusal):
    code = "allowance_not_withdrawn"
    status = 409
    message = _(
        "Không thu hồi được: người này đã bắt đầu bài sau khi được cho thêm, khoảng thi bù đã mở, "
        "hoặc kết quả đã chốt."
    )


@transaction.atomic
def give_time(
    entry: Entry,
    *,
    round: Round,
    extra_s: int,
    may_pass_closing: bool,
    by: User,
    at: datetime,
    reason: str,
) -> list[Allowance]:
    """Give more time to the paper that is open now, and to those started later in this round.

    The open tab learns of it with the next acknowledgement. Without `may_pass_closing` no paper
    ends after the round's closing."""
    round, at = _begin(entry, round=round, at=at, reason=reason)
    given = Allowance.objects.in_force().filter(entry=entry, round=round)
    standing = _seconds(given.filter(attempt=None))
    own: dict[str, Any] = {
        "round": round,
        "entry": entry,
        "extra_s": extra_s,
        "by": by,
        "at": at,
        "reason": reason,
    }
    rows = []
    paper = _open_paper(entry, round=round, at=at)
    if paper is not None:
        drawn_with = given.filter(attempt=None, given_at__lte=paper.started_at)
        before = _seconds(drawn_with) + _seconds(given.filter(attempt=paper))
        check_extra_time(round, extra_s=extra_s, before_s=before)
        rows.append(_extend(paper, may_pass_closing=may_pass_closing, **own))
    if is_running(round, at=at):
        check_extra_time(round, extra_s=extra_s, before_s=standing)
        later = round.closes_at + timedelta(seconds=extra_s) if may_pass_closing else None
        rows.append(_give(ends_at=later, **own))
    if not rows:
        raise RoundHasClosed
    said = {"extra_time": moments.span(extra_s), "papers": len(rows)}
    if paper is not None:
        said |= {"deadline_at": paper.deadline_at}
    _record_given(entry, round, said, by=by, at=at, reason=reason)
    renew_extended_until(round)
    return rows


def _extend(paper: Attempt, *, may_pass_closing: bool, extra_s: int, **own: Any) -> Allowance:
    """Move the end of a locked open paper; saves and the sweeper wait for it, and read the new."""
    ends_at = paper.deadline_at + timedelta(seconds=extra_s)
    latest = max(own["round"].closes_at, paper.deadline_at)
    if ends_at > latest and not may_pass_closing:
        raise PassesClosing(ends_at)
    paper.deadline_at = ends_at
    paper.save(update_fields=["deadline_at"])
    later = ends_at if ends_at > own["round"].closes_at else None
    return _give(attempt=paper, extra_s=extra_s, ends_at=later, **own)


@transaction.atomic
def give_attempts(
    entry: Entry, *, round: Round, count: int, by: User, at: datetime, reason: str
) -> Allowance:
    """Let a person start so many papers more than the rules of the round say."""
    round, at = _begin(entry, round=round, at=at, reason=reason)
    if not is_running(round, at=at):
        raise RoundHasClosed
    check_extra_attempts(round, count=count, before=_attempts_given(entry, round))
    row = _give(round=round, entry=entry, extra_attempts=count, by=by, at=at, reason=reason)
    _record_given(entry, round, {"extra_attempts": count}, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def give_window(
    entry: Entry,
    *,
    round: Round,
    window: Window,
    by: User,
    at: datetime,
    reason: str,
) -> Allowance:
    """Let a person make the round up: start within a window of their own, and end by its end.

    Once keys were shown one organiser alone gives no friend a second try: an incident with a list
    takes two."""
    round, at = _begin(entry, round=round, at=at, reason=reason)
    opens_at, ends_at = window.opens_at, window.ends_at
    if were_answers_shown(round, at=at):
        raise WindowTakesTwo
    check_window(round, opens_at=opens_at, ends_at=ends_at, at=at, accepts_shown=False)
    if window.with_attempt:
        check_extra_attempts(round, count=1, before=_attempts_given(entry, round))
    row = _give(
        round=round,
        entry=entry,
        extra_attempts=int(window.with_attempt),
        opens_at=opens_at,
        ends_at=ends_at,
        by=by,
        at=at,
        reason=reason,
    )
    said: dict[str, Any] = {"window_opens_at": opens_at, "window_ends_at": ends_at}
    said |= {"extra_attempts": 1} if window.with_attempt else {}
    _record_given(entry, round, said, by=by, at=at, reason=reason)
    renew_extended_until(round)
    return row


@transaction.atomic
def withdraw_allowance(allowance: Allowance, *, by: User, at: datetime, reason: str) -> None:
    """Take back what nobody has used yet; an open paper keeps the end its person was told."""
    if not visible(reason):
        raise ReasonMissing
    at = begin_decision(allowance.round.contest_id, at=at)
    round = lock_round(allowance.round)
    if round.state != RoundState.PUBLISHED or not is_withdrawable(allowance, at=at):
        raise NotWithdrawn
    unused = Allowance.objects.in_force().filter(pk=allowance.pk)
    if not unused.update(withdrawn_at=at):
        raise NotWithdrawn
    record(
        about_entry(allowance.entry),
        kind=AuditKind.ALLOWANCE_WITHDRAWN,
        by=organiser(by),
        at=at,
        before={"round": round.title, **facts_of(allowance)},
        reason=visible(reason),
    )
    renew_extended_until(round)


def is_withdrawable(allowance: Allowance, *, at: datetime) -> bool:
    if allowance.attempt_id is not None or allowance.withdrawn_at is not None:
        return False
    if allowance.opens_at is not None and allowance.opens_at <= at + BEFORE_WINDOW:
        return False
    own = Attempt.objects.filter(entry=allowance.entry_id, round=allowance.round_id)
    return not own.filter(started_at__gte=allowance.given_at).exists()


def lock_round(round: Round) -> Round:
    """Make closing early, moving times and other allowances wait; starts go on."""
    return Round.objects.select_for_update(no_key=True).get(pk=round.pk)


def _begin(entry: Entry, *, round: Round, at: datetime, reason: str) -> tuple[Round, datetime]:
    """Finalising takes the same turn, so it sees what is given, or this sees the final result."""
    at = begin_decision(round.contest_id, at=at)
    stored = lock_round(round)
    check_may_give(stored, reason=reason)
    check_counts(Entry.objects.only("voided_at").get(pk=entry.pk))
    return stored, at


def _open_paper(entry: Entry, *, round: Round, at: datetime) -> Attempt | None:
    """Lock it: whoever closes it or saves an answer waits, and reads the new end."""
    running = Attempt.objects.running().filter(entry=entry, round=round, deadline_at__gt=at)
    return running.select_for_update(no_key=True).first()


def _seconds(rows: Any) -> int:
    return rows.aggregate(n=Sum("extra_s"))["n"] or 0


def _attempts_given(entry: Entry, round: Round) -> int:
    given = Allowance.objects.in_force().filter(entry=entry, round=round)
    return given.aggregate(n=Sum("extra_attempts"))["n"] or 0


def _give(*, by: User, at: datetime, reason: str, **facts: Any) -> Allowance:
    return Allowance.objects.create(given_by=by, given_at=at, reason=visible(reason), **facts)


def facts_of(row: Any) -> dict[str, Any]:
    """What an allowance, or an incident, gives, as the audit trail holds it."""
    facts = {
        "extra_time": moments.span(row.extra_s) if row.extra_s else "",
        "extra_attempts": row.extra_attempts,
        "window_opens_at": row.opens_at,
        "window_ends_at": row.ends_at if row.opens_at else None,
    }
    return {name: value for name, value in facts.items() if value}


def _record_given(
    entry: Entry, round: Round, said: dict[str, Any], *, by: User, at: datetime, reason: str
) -> None:
    record(
        about_entry(entry),
        kind=AuditKind.ALLOWANCE_GIVEN,
        by=organiser(by),
        at=at,
        after={"round": round.title, **said},
        reason=visible(reason),
    )
