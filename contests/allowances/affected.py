"""Whom an incident met: the people, and their papers that are open now."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from contests.models import (
    Affected,
    Attempt,
    AttemptState,
    Entry,
    Incident,
    Remedy,
    SaveRefusal,
)

# A page lists so many units; the others are one figure.
UNITS_SHOWN = 30


def affected_entries(incident: Incident) -> QuerySet[Entry]:
    """Find the people whom it met and whose entry counts, one by one in the order of their ids."""
    entries = Entry.objects.valid().filter(contest=incident.round.contest_id)
    if incident.unit is not None:
        below = incident.unit.descendants(include_self=True).values_list("pk", flat=True)
        entries = entries.filter(unit__among=list(below))
    if incident.affected == Affected.LISTED:
        return entries.filter(pk__among=incident.people)
    if incident.affected == Affected.EVERYBODY:
        return entries
    return entries.filter(Exists(_met_papers(incident).filter(entry=OuterRef("pk"))))


def _met_papers(incident: Incident) -> QuerySet[Attempt]:
    """Find papers that were open for a moment of the incident at least."""
    met = Attempt.objects.filter(
        Q(finished_at=None) | Q(finished_at__gt=incident.began_at),
        round=incident.round_id,
        started_at__lt=incident.ended_at,
    )
    if incident.affected == Affected.REFUSED:
        return met.filter(Exists(SaveRefusal.objects.too_late().filter(attempt=OuterRef("pk"))))
    if incident.affected == Affected.EXPIRED:
        return met.filter(state=AttemptState.EXPIRED, finished_at__lt=incident.ended_at)
    return met


def open_papers(incident: Incident, *, at: datetime) -> QuerySet[Attempt]:
    """Find papers of these people that can get more time now.

    Where minutes are named, a paper that was started after them has lost nothing."""
    running = Attempt.objects.running().filter(round=incident.round_id, deadline_at__gt=at)
    if incident.ended_at is not None:
        running = running.filter(started_at__lt=incident.ended_at)
    return running.filter(entry__in=affected_entries(incident))


def preview_of(incident: Incident, *, at: datetime) -> dict[str, Any]:
    """Count the people, in each unit too, and the papers that are open, as of now."""
    papers = open_papers(incident, at=at)
    people = affected_entries(incident)
    if incident.remedy == Remedy.TIME:
        people = people.filter(pk__in=papers.values("entry"))
    counts = people.order_by().values("unit__name").annotate(n=Count("pk")).order_by("-n")
    units = list(counts.values_list("unit__name", "n"))
    return {
        "people": sum(n for _name, n in units),
        "papers": papers.count(),
        "units": units[:UNITS_SHOWN],
        "units_left": len(units[UNITS_SHOWN:]),
        "at": at.isoformat(),
    }
