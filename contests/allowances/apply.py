"""Gives the people of a confirmed incident theirs, a batch at a time.

A batch locks its own papers only, and for a moment: saves of others go on. It may be done twice:
who has an allowance of the incident gets no second one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, DateTimeField, F, QuerySet, Sum, Value, When

from contests.allowances.affected import affected_entries, open_papers
from contests.allowances.give import lock_round
from contests.allowances.rules import MOST_EXTRA_ATTEMPTS, most_extra_s
from contests.attempts.close import BATCH, SQLITE_BATCH
from contests.models import Allowance, Attempt, Incident, Remedy, Round
from contests.subjects import about_round
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record
from quizsite.db.bulk_write import plan_for_many


@transaction.atomic
def apply_batch(incident_id: int, *, after: int, at: datetime) -> int | None:
    """Serve the next people; return the last entry's id, or None if there is nobody left."""
    incident = _held(incident_id)
    if incident is None:
        return None
    plan_for_many()
    size = min(BATCH, SQLITE_BATCH) if connection.vendor == "sqlite" else BATCH
    if incident.remedy == Remedy.TIME:
        entries = open_papers(incident, at=at).order_by("entry").values_list("entry", flat=True)
        ids = list(entries.filter(entry__gt=after)[:size])
    else:
        people = affected_entries(incident).filter(pk__gt=after).order_by("pk")
        ids = list(people.values_list("pk", flat=True)[:size])
    if not ids:
        _complete(incident, at=at)
        return None
    have = set(incident.allowances.filter(entry__in=ids).values_list("entry", flat=True))
    new = [pk for pk in ids if pk not in have]
    give = _more_time if incident.remedy == Remedy.TIME else _starts
    Allowance.objects.bulk_create(give(incident, new, at=at))
    return ids[-1]


def _held(incident_id: int) -> Incident | None:
    """Lock the round against closing early, then the incident against undoing and another job.

    None once it is done or undone."""
    waiting = waiting_incidents().filter(pk=incident_id)
    found = waiting.select_related("round").first()
    if found is None:
        return None
    round = lock_round(found.round)
    held = waiting.select_for_update(of=("self",)).select_related("unit").first()
    if held is not None:
        held.round = round
    return held


def _more_time(incident: Incident, entries: Iterable[int], *, at: datetime) -> list[Allowance]:
    """Move the ends of their open papers, each as far as it may."""
    round, entry_ids = incident.round, list(entries)
    ended = max(at, round.closes_at) if round.planned_closes_at else at  # closed early, just now
    running = Attempt.objects.running().filter(
        entry__in=entry_ids, round=round, deadline_at__gt=ended
    )
    shown = running.only("entry", "started_at", "deadline_at").order_by("pk")
    papers = list(shown.select_for_update(no_key=True))
    before = _seconds_given(papers, round)
    given = []
    for paper in papers:
        extra_s = min(incident.extra_s, most_extra_s(round) - before[paper.pk])
        latest = incident.ends_at or max(round.closes_at, paper.deadline_at)
        ends_at = min(paper.deadline_at + timedelta(seconds=extra_s), latest)
        seconds = int((ends_at - paper.deadline_at).total_seconds())
        if seconds <= 0:
            continue
        paper.deadline_at += timedelta(seconds=seconds)
        later = paper.deadline_at if paper.deadline_at > round.closes_at else None
        given.append(
            _given(incident, paper.entry_id, at, attempt=paper, extra_s=seconds, ends_at=later)
        )
    _store_ends([one.attempt for one in given if one.attempt])
    return given


def _store_ends(papers: list[Attempt]) -> None:
    if not papers:
        return
    ends = [When(pk=one.pk, then=Value(one.deadline_at)) for one in papers]
    Attempt.objects.filter(pk__in=[one.pk for one in papers]).update(
        deadline_at=Case(*ends, default=F("deadline_at"), output_field=DateTimeField())
    )


def _seconds_given(papers: list[Attempt], round: Round) -> dict[int, int]:
    """Count what each paper was drawn with, and what it was given since."""
    own = {paper.entry_id: paper for paper in papers}
    seconds = {paper.pk: 0 for paper in papers}
    for one in Allowance.objects.in_force().filter(entry__in=own, round=round, extra_s__gt=0):
        paper = own[one.entry_id]
        is_drawn_with = one.attempt_id is None and one.given_at <= paper.started_at
        if one.attempt_id == paper.pk or is_drawn_with:
            seconds[paper.pk] += one.extra_s
    return seconds


def _starts(incident: Incident, entries: Iterable[int], *, at: datetime) -> list[Allowance]:
    """Give attempts or a window. With the window comes an attempt for who has lost one."""
    entry_ids = list(entries)
    rows = Allowance.objects.in_force().filter(entry__in=entry_ids, round=incident.round)
    sums = rows.order_by().values_list("entry").annotate(n=Sum("extra_attempts"))
    full = {pk for pk, n in sums if n >= MOST_EXTRA_ATTEMPTS}
    lost = set(entry_ids)
    if incident.remedy == Remedy.MAKE_UP:
        tried = Attempt.objects.filter(entry__in=entry_ids, round=incident.round)
        lost = set(tried.values_list("entry", flat=True))
    given = []
    for pk in entry_ids:
        count = incident.extra_attempts if pk in lost and pk not in full else 0
        if count or incident.opens_at:
            window = {"opens_at": incident.opens_at, "ends_at": incident.ends_at}
            given.append(_given(incident, pk, at, extra_attempts=count, **window))
    return given


def _given(incident: Incident, entry_id: int, at: datetime, **facts: object) -> Allowance:
    return Allowance(
        incident=incident,
        round=incident.round,
        entry_id=entry_id,
        reason=incident.reason,
        given_by_id=incident.decided_by_id,
        given_at=at,
        **facts,
    )


def _complete(incident: Incident, *, at: datetime) -> None:
    incident.applied_at = at
    incident.save(update_fields=["applied_at"])
    record(
        about_round(incident.round),
        kind=AuditKind.INCIDENT_APPLIED,
        by=Actor(None, Role.SYSTEM),
        at=at,
        after={"remedy": incident.remedy, "people_given": incident.allowances.count()},
        reason=incident.reason,
    )


def waiting_incidents() -> QuerySet[Incident]:
    return Incident.objects.in_force().filter(applied_at=None)
