"""Writing lines of the trail, in the transaction of the change that they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models import Model

from quizsite.audit.digests import commitment, new_salt
from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.origin import source_now
from quizsite.models import AuditLine, AuditName


class Person(Protocol):
    """An account; the trail stands below accounts and knows no more of it."""

    pk: Any
    full_name: Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it; nobody in person if a command or the site itself did."""

    person: Person | None
    role: Role


# Whoever may run commands on the server; the line's source names the command.
OPERATOR = Actor(None, Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name, which lies apart from the line, so that it can be emptied."""

    person: int
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """What the line is about, by its name at this moment."""

    kind: Subject
    pk: int | None = None
    label: str | Name = ""
    contest: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One line to write: what it is about, what changed, and why."""

    about: About
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


class OutsideTransaction(RuntimeError):
    """A line alone could stay while its change is taken back, or the other way round."""


def record(
    about: About,
    *,
    kind: AuditKind,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditLine:
    """Write one line; `before` and `after` hold only what changed."""
    deed = Deed(about, before or {}, after or {}, reason)
    return record_all([deed], kind=kind, by=by, at=at)[0]


def record_all(
    deeds: Iterable[Deed], *, kind: AuditKind, by: Actor, at: datetime
) -> list[AuditLine]:
    """Write a line for each deed, in a fixed number of statements."""
    if not connection.in_atomic_block:
        raise OutsideTransaction
    source = source_now()
    drafts = [_draft(deed, kind=kind, by=by, at=at, source=source) for deed in deeds]
    lines = AuditLine.objects.bulk_create([line for line, _names in drafts], batch_size=500)
    names = []
    for line, (_draft_line, said) in zip(lines, drafts, strict=True):
        for name in said:
            name.line_id = line.pk
        names += said
    AuditName.objects.bulk_create(names, batch_size=500)
    return lines


def _draft(
    deed: Deed, *, kind: AuditKind, by: Actor, at: datetime, source: str
) -> tuple[AuditLine, list[AuditName]]:
    about = deed.about
    named: dict[str, Name] = {}
    if by.person is not None:
        named["by"] = Name(by.person.pk, by.person.full_name)
    if isinstance(about.label, Name):
        named["about"] = about.label
    before = _plain(deed.before, slot="before", named=named)
    after = _plain(deed.after, slot="after", named=named)
    names = [
        AuditName(slot=slot, person=name.person, salt=new_salt(), text=name.text)
        for slot, name in named.items()
    ]
    line = AuditLine(
        at=at,
        kind=kind,
        by_id=by.person.pk if by.person is not None else None,
        role=by.role,
        source=source,
        contest=about.contest,
        about_kind=about.kind,
        about_id=about.pk,
        about_label="" if isinstance(about.label, Name) else about.label[:300],
        before=before,
        after=after,
        reason=deed.reason,
        names={name.slot: commitment(name.text, salt=name.salt) for name in names},
    )
    return line, names


def _plain(said: Mapping[str, Any], *, slot: str, named: dict[str, Name]) -> dict[str, Any]:
    """Keep what JSON and both databases give back unchanged; take names out."""
    for key, value in said.items():
        if isinstance(value, Name):
            named[f"{slot}.{key}"] = value
    return {key: plain(value) for key, value in said.items() if not isinstance(value, Name)}


def plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return str(value)


def snapshot(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """What these fields hold now, to be compared with what they hold later."""
    return {name: plain(getattr(row, name)) for name in fields}


def record_changes(
    about: About,
    *,
    kind: AuditKind,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> list[str]:
    """Write a line of what became otherwise, if anything did, and return the names of it."""
    was, became = changes(before, after)
    if became:
        record(about, kind=kind, by=by, at=at, before=was, after=became, reason=reason)
    return list(became)


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what of `before` became otherwise, and what it became."""
    differ = [name for name in after if before.get(name) != after[name]]
    return (
        {name: before[name] for name in differ if name in before},
        {name: after[name] for name in differ},
    )
