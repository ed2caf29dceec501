"""Rosters are changed here: from a confirmed file, or one person at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, RosterPerson
from contests.models.rostered import order_of
from contests.roster.list_file import HEADERS, RosterRow
from contests.roster.matching import match_lines
from contests.roster.places import Places
from contests.roster.plan import FIELDS, RosterPlan
from contests.roster.repeats import note_repeats
from contests.roster.term import check_may_change
from contests.roster.trail import about_roster, hinted
from contests.rules import ContestRefusal
from quizsite.accounts.models import Unit
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record

_BATCH = 1000
_STORED = [*FIELDS, "name_key", "name_order", "entry", "matched_by"]


class AlreadyOnRoster(ContestRefusal):
    code = "already_on_roster"
    status = 409
    message = _("Danh sách của đơn vị này đã có người với thư điện tử hoặc số điện thoại đó.")


class LineGone(ContestRefusal):
    code = "line_gone"
    status = 409
    message = _("Người này không còn trong danh sách.")


def lines_of(contest: Contest, units: Collection[int]) -> list[RosterPerson]:
    return list(RosterPerson.objects.filter(contest=contest, unit__among=units).order_by("pk"))


@transaction.atomic
def store_roster(
    contest: Contest,
    plan: RosterPlan,
    *,
    unit: Unit,
    removes_gone: bool,
    filename: str,
    by: Actor,
    at: datetime,
) -> None:
    """Bring the roster to what the file says; who is not in it stays unless asked otherwise."""
    check_may_change(contest, by=by, at=at)
    places = Places.on(timezone.localdate(at))
    gone = [line.pk for line in plan.gone] if removes_gone else []
    RosterPerson.objects.filter(pk__among=gone).delete()
    changed = []
    for change in plan.changed:
        _take_over(change.line, change.row)
        if set(change.fields) & {"email", "phone", "unit"}:
            change.line.entry, change.line.matched_by = None, ""
        changed.append(change.line)
    new = [_line_of(row, contest, at=at) for row in plan.new]
    match_lines(contest, [*changed, *new], places=places)
    # Two people may have exchanged an address, and a constraint looks at every row by itself.
    RosterPerson.objects.filter(pk__among=[line.pk for line in changed]).update(
        email=None, phone=None
    )
    RosterPerson.objects.bulk_update(changed, _STORED, batch_size=200)
    RosterPerson.objects.bulk_create(new, batch_size=_BATCH)
    note_repeats(contest.pk, [*changed, *new])
    record(
        about_roster(contest, unit),
        kind=AuditKind.ROSTER_IMPORTED,
        by=by,
        at=at,
        after={
            "file": filename,
            "roster_new": len(new),
            "roster_changed": len(changed),
            "roster_gone": len(gone),
        },
    )


def _line_of(row: RosterRow, contest: Contest, *, at: datetime) -> RosterPerson:
    line = RosterPerson(contest=contest, added_at=at)
    _take_over(line, row)
    return line


def _take_over(line: RosterPerson, row: RosterRow) -> None:
    for name in FIELDS:
        setattr(line, "unit_id" if name == "unit" else name, getattr(row, name))
    line.name_key, line.name_order = row.name_key, order_of(row.full_name)


@transaction.atomic
def add_line(line: RosterPerson, *, by: Actor, at: datetime) -> RosterPerson:
    check_may_change(line.contest, by=by, at=at)
    line.added_at = at
    _store(line, at=at)
    _record(line, by=by, at=at, after={"roster_person": hinted(line)})
    return line


@transaction.atomic
def edit_line(line: RosterPerson, *, by: Actor, at: datetime) -> RosterPerson:
    """Store what was edited; another address is looked for anew among the entries."""
    check_may_change(line.contest, by=by, at=at)
    stored = RosterPerson.objects.select_for_update(no_key=True).filter(pk=line.pk).first()
    if stored is None:
        raise LineGone
    changed = [name for name in FIELDS if getattr(stored, name) != getattr(line, name)]
    if not changed:
        return line
    if set(changed) & {"email", "phone", "unit"}:
        line.entry, line.matched_by = None, ""
    _store(line, at=at)
    edited = [HEADERS[name] for name in changed]
    _record(line, by=by, at=at, after={"roster_person": hinted(line), "details_edited": edited})
    return line


@transaction.atomic
def remove_line(line: RosterPerson, *, by: Actor, at: datetime) -> None:
    check_may_change(line.contest, by=by, at=at)
    said = {"roster_person": hinted(line)}
    if not RosterPerson.objects.filter(pk=line.pk).delete()[0]:
        raise LineGone
    _record(line, by=by, at=at, before=said)


def _store(line: RosterPerson, *, at: datetime) -> None:
    match_lines(line.contest, [line], places=Places.on(timezone.localdate(at)))
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise AlreadyOnRoster from error
    note_repeats(line.contest_id, [line])


def _record(
    line: RosterPerson,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    about, kind = about_roster(line.contest, line.unit), AuditKind.ROSTER_EDITED
    record(about, kind=kind, by=by, at=at, before=before or {}, after=after or {})
