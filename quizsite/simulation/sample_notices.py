"""What the log of notices shows in the sample: one sent, a reminder that is planned, and an
invitation that came back.

Nothing of it leaves the machine: the one is only noted, and the other reaches whoever agreed."""

from __future__ import annotations

from datetime import datetime, timedelta

from contests.models import Contest, RosterInvitation, RosterPerson
from contests.reminders.plan import occasion_of, plan_reminder, rounds_to_remind
from contests.roster_invitations.addresses import occasion_name
from contests.sample_contest import CONTACT, PARTICIPANT
from contests.subjects import organiser
from quizsite.accounts.models import User
from quizsite.notifications.models import (
    Channel,
    Mailing,
    Notice,
    NoticeKind,
    NoticeState,
    WhyUnsent,
)
from quizsite.notifications.recipients import address_digest, recipient_of

_BEFORE_THE_END = timedelta(days=2)


def load_sample_notices(contest: Contest, *, by: User, at: datetime) -> None:
    """Two days before the open round closes people are reminded; one was told of the last."""
    for round in rounds_to_remind(contest, at=at)[:1]:
        due_at = max(at, round.closes_at - _BEFORE_THE_END)
        plan_reminder(round, unit=None, due_at=due_at, most=500, by=organiser(by), at=at)
    past, person = contest.rounds.get(number=1), User.objects.get(email=PARTICIPANT)
    told = occasion_of(past, due_at=past.closes_at - _BEFORE_THE_END)
    Notice.objects.create(
        kind=told.kind,
        channel=Channel.EMAIL,
        occasion=told.name,
        recipient=recipient_of(person.pk),
        person=person,
        contest=contest.pk,
        facts=told.facts,
        state=NoticeState.SENT,
        made_at=past.closes_at - _BEFORE_THE_END,
        due_at=past.closes_at - _BEFORE_THE_END,
        sent_at=past.closes_at - _BEFORE_THE_END,
        expires_at=past.closes_at,
    )
    _invite_two(contest, at=at)


def _invite_two(contest: Contest, *, at: datetime) -> None:
    """Of two on the sample's roster one was reached, and one address receives no mail.

    A mailing that was started twice by mistake was stopped before anything went out."""
    found = RosterPerson.objects.filter(contest=contest, email__endswith="@example.com")
    day, lines = at - timedelta(days=1), list(found.order_by("pk"))
    if not lines:
        return
    mailing = _mailing(contest, lines[0].unit_id, at=day)
    Mailing.objects.filter(pk=mailing.pk).update(written_at=day, reached=len(lines))
    stopped_at = day + timedelta(minutes=3)
    stopped = _mailing(contest, lines[0].unit_id, at=day + timedelta(minutes=2))
    Mailing.objects.filter(pk=stopped.pk).update(cancelled_at=stopped_at, stopped=len(lines))
    for n, line in enumerate(lines):
        digest, is_refused = address_digest(line.email or ""), n > 0
        RosterInvitation.objects.create(contest=contest, digest=digest, last_at=day)
        Notice.objects.create(
            kind=NoticeKind.ROSTER_INVITATION,
            channel=Channel.EMAIL,
            occasion=occasion_name(contest.pk, 1),
            recipient=digest,
            contest=contest.pk,
            mailing=mailing,
            state=NoticeState.FAILED if is_refused else NoticeState.SENT,
            why=WhyUnsent.NO_SUCH_ADDRESS if is_refused else "",
            made_at=day,
            due_at=day,
            sent_at=None if is_refused else day,
        )


def _mailing(contest: Contest, unit: int, *, at: datetime) -> Mailing:
    return Mailing.objects.create(
        occasion=f"roster:{contest.pk}:{unit}:0:{at:%Y%m%d%H%M}",
        kind=NoticeKind.ROSTER_INVITATION,
        contest=contest.pk,
        audience={"unit": unit, "again": False},
        made_by=User.objects.filter(email=CONTACT).first(),
        made_at=at,
        due_at=at,
    )
