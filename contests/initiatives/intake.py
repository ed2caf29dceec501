"""An idea comes in: from a resident or staff with a confirmed address, or from a contest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from contests.initiatives.history import new_tracking_code, note_step
from contests.initiatives.rules import BY_SITE
from contests.initiatives.similar import keep_shingles
from contests.models import (
    Initiative,
    InitiativeEventKind,
    InitiativeSender,
    InitiativeSource,
)
from questionbank.models import Axis
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.language.names import short_name
from quizsite.language.vietnamese import search_key, tidy, visible


@dataclass(frozen=True, slots=True)
class Idea:
    """What an idea says, wherever it comes from."""

    title: str
    problem: str
    solution: str
    place: str = ""
    axis: Axis | None = None
    unit: Unit | None = None
    source: InitiativeSource = InitiativeSource.RESIDENT
    is_sample: bool = False
    may_be_shown: bool = False


@dataclass(frozen=True, slots=True)
class SentBy:
    """Who sends it, by an address or number that was confirmed."""

    full_name: str
    user: User | None = None
    email: str = ""
    phone: str = ""
    is_name_shown: bool = False


@dataclass(frozen=True, slots=True)
class ContestWork:
    """A contest's work in plain facts; `key` is the same whenever the same work comes."""

    key: str
    contest: str
    idea: Idea
    author: SentBy | None = None


def send_idea(idea: Idea, *, sent_by: SentBy, form_id: UUID, at: datetime) -> Initiative:
    """Store it for the moderators. A form that is sent twice makes one idea."""
    try:
        return _send(idea, sent_by=sent_by, form_id=form_id, at=at)
    except IntegrityError:
        return Initiative.objects.get(form_id=form_id)


@transaction.atomic
def _send(idea: Idea, *, sent_by: SentBy, form_id: UUID, at: datetime) -> Initiative:
    found = Initiative.objects.filter(form_id=form_id).first()
    if found is not None:
        return found
    return _store(_row(idea, sent_by, at=at, form_id=form_id), sent_by, at=at)


@transaction.atomic
def take_contest_work(work: ContestWork, *, by: Actor, at: datetime) -> Initiative:
    """Make an idea of a work that its contest lets go on; a second time it is the same idea."""
    known = Initiative.objects.filter(origin_key=work.key).first()
    if known is not None:
        return known
    row = _row(work.idea, work.author, at=at, form_id=None)
    row.source = InitiativeSource.CONTEST
    row.origin, row.origin_key = work.contest[:200], work.key
    return _store(row, work.author, at=at, by=by)


def _row(idea: Idea, sent_by: SentBy | None, *, at: datetime, form_id: UUID | None) -> Initiative:
    title, problem, solution = tidy(idea.title), visible(idea.problem), visible(idea.solution)
    is_named = sent_by is not None and sent_by.is_name_shown
    return Initiative(
        title=title,
        problem=problem,
        solution=solution,
        place=tidy(idea.place),
        axis=idea.axis,
        unit=idea.unit,
        source=idea.source,
        is_sample=idea.is_sample,
        may_be_shown=idea.may_be_shown,
        form_id=form_id,
        tracking_code=new_tracking_code(),
        public_name=short_name(sent_by.full_name) if sent_by and is_named else "",
        search_key=search_key(f"{title} {problem} {solution} {idea.place}"),
        sent_at=at,
        changed_at=at,
    )


def _store(
    row: Initiative, sent_by: SentBy | None, *, at: datetime, by: Actor | None = None
) -> Initiative:
    row.save()
    keep_shingles(row)
    if sent_by is not None:
        InitiativeSender.objects.create(
            initiative=row,
            user=sent_by.user,
            full_name=sent_by.full_name,
            email="" if sent_by.user else sent_by.email,
            phone="" if sent_by.user else sent_by.phone,
            confirmed_at=at,
        )
    person = sent_by.user if sent_by else None
    actor = by or (Actor(person, Role.PERSON) if person else BY_SITE)
    note_step(row, InitiativeEventKind.SENT, by=actor, at=at)
    return row
