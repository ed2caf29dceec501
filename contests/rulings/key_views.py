"""An organiser who is shown the key of a question of a round leaves a line in the trail."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from contests.models import Round
from contests.subjects import about_round, organiser
from questionbank.models import Revision
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, record


@transaction.atomic
def see_key(round: Round, revision: Revision, *, by: User, at: datetime) -> None:
    """On the page that decides about the question, or that shows what was answered."""
    question = revision.question
    about = About(Subject.QUESTION, question.pk, question.code, contest=round.contest_id)
    said = {"revision": revision.number}
    record(about, kind=AuditKind.KEY_SEEN, by=organiser(by), at=at, after=said)


@transaction.atomic
def take_keys(
    round: Round, revision_ids: Collection[int], *, file: str, by: User, at: datetime
) -> None:
    """In a file; the line has the ids of all its revisions."""
    said = {"file": file, "questions": len(revision_ids), "revision_ids": sorted(revision_ids)}
    about, kind = about_round(round), AuditKind.KEYS_EXPORTED
    record(about, kind=kind, by=organiser(by), at=at, after=said)
