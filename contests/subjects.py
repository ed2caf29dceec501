"""What lines of the audit trail about contests are about, and who acts in them."""

from datetime import datetime

from contests.models import Contest, Entry, Round, Survey, Work
from quizsite.accounts.models import User
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.trail import About, Actor, Name, record


def about_contest(contest: Contest) -> About:
    return About(Subject.CONTEST, contest.pk, contest.title, contest=contest.pk)


def about_round(round: Round) -> About:
    return About(Subject.ROUND, round.pk, round.title, contest=round.contest_id)


def about_entry(entry: Entry) -> About:
    name = Name(entry.user_id, entry.user.full_name)
    return About(Subject.ENTRY, entry.pk, name, contest=entry.contest_id)


def about_work(work: Work) -> About:
    """About who handed it in; a paper work may be of nobody who entered, then of its round."""
    return about_entry(work.entry) if work.entry is not None else about_round(work.round)


def organisers_of(contest: Contest, user: User) -> About:
    """A person who becomes one of the organisers, or is one no longer."""
    return about_person(user, contest=contest.pk)


def organiser(user: User | None) -> Actor:
    """An organiser; without a person the site itself, as when it loads samples."""
    return Actor(user, Role.ORGANISER if user else Role.SYSTEM)


def about_survey(survey: Survey) -> About:
    return About(Subject.SURVEY, survey.pk, survey.title, contest=survey.contest_id)


def survey_runner(survey: Survey, user: User | None) -> Actor:
    """An organiser, or the staff where the survey is the site's own; nobody for samples."""
    if survey.contest_id is not None or user is None:
        return organiser(user)
    return Actor(user, Role.STAFF)


def note_export(about: About, kind: AuditKind, *, file: str, by: User, at: datetime) -> None:
    """Note which organiser takes names home, before the file is read."""
    record(about, kind=kind, by=organiser(by), at=at, after={"file": file})
