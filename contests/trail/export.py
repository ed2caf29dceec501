"""Taking the trail home is itself a line of it."""

from datetime import datetime

from django.db import transaction

from contests.models import Contest
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.trail import About, Actor, record


@transaction.atomic
def take_contest_trail(contest: Contest, *, by: User, at: datetime) -> None:
    record(about_contest(contest), kind=AuditKind.TRAIL_EXPORTED, by=organiser(by), at=at)


@transaction.atomic
def take_site_trail(*, by: User, at: datetime) -> None:
    record(About(Subject.SITE), kind=AuditKind.TRAIL_EXPORTED, by=Actor(by, Role.STAFF), at=at)
