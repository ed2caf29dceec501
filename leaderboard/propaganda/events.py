"""A unit's events are added, edited and removed, each with a line in the trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from leaderboard.propaganda_models import PropagandaEvent
from quizsite.accounts.models import Unit
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record, record_changes, snapshot

_FACTS = ("kind", "title", "held_on", "planned", "done", "people", "cost_vnd", "link")


@transaction.atomic
def add_event(event: PropagandaEvent, *, by: Actor, at: datetime) -> PropagandaEvent:
    event.save()
    record(about(event.unit), kind=AuditKind.EVENT_ADDED, by=by, at=at, after=facts(event))
    return event


@transaction.atomic
def edit_event(event: PropagandaEvent, *, by: Actor, at: datetime) -> PropagandaEvent:
    before = PropagandaEvent.objects.select_for_update(no_key=True).get(pk=event.pk)
    event.save()
    record_changes(
        about(event.unit),
        kind=AuditKind.EVENT_EDITED,
        by=by,
        at=at,
        before=facts(before),
        after=facts(event),
    )
    return event


@transaction.atomic
def remove_event(event: PropagandaEvent, *, by: Actor, at: datetime) -> None:
    was = facts(event)
    event.delete()
    record(about(event.unit), kind=AuditKind.EVENT_REMOVED, by=by, at=at, before=was)


def about(unit: Unit) -> About:
    return About(Subject.UNITS, unit.pk, unit.name)


def facts(event: PropagandaEvent) -> dict[str, Any]:
    """As the trail names them."""
    return {f"event_{name}": said for name, said in snapshot(event, _FACTS).items()}
