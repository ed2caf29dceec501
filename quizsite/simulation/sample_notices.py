"""What the log of notices shows in the sample: one sent, and a reminder that is planned.

Nothing of it leaves the machine: the one is only noted, and the other reaches whoever agreed."""

from __future__ import annotations

from datetime import datetime, timedelta

from contests.models import Contest
from contests.reminders.plan import occasion_of, plan_reminder, rounds_to_remind
from contests.sample_contest import PARTICIPANT
from contests.subjects import organiser
from quizsite.accounts.models import User
from quizsite.notifications.models import Channel, Notice, NoticeState
from quizsite.notifications.recipients import recipient_of

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
