"""Organisers state the office's lines, number documents and take them as files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contests.awards import Award
from contests.models import Contest
from contests.regulation.document import stored
from contests.regulation.versions import announced, current_regulation, newest_version
from contests.subjects import about_contest, organiser
from leaderboard.document_models import DocumentKind, DocumentOffice, IssuedDocument
from leaderboard.official_documents.appeals import appeals_of
from leaderboard.official_documents.builders import BUILDERS, OF_APPEALS, OF_RULES
from leaderboard.official_documents.case import Case
from leaderboard.official_documents.read_result import content_of, names_of
from leaderboard.official_documents.snapshots import frozen_content, in_groups, needed_snapshot
from leaderboard.official_documents.tables import lagging
from leaderboard.prizes.checking import about_award
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.documents.structure import OfficialDocument
from quizsite.language.moments import moment

USUAL_BORDER = 50  # percent, below which a unit is urged


def office_of(contest: Contest) -> DocumentOffice:
    """What the organisers stated, or the contest's own organiser, not stored."""
    stated = DocumentOffice.objects.filter(contest=contest).first()
    return stated or DocumentOffice(contest=contest, agency=contest.organiser_name)


def is_office_stated(contest: Contest) -> bool:
    return DocumentOffice.objects.filter(contest=contest).exists()


@transaction.atomic
def set_office(office: DocumentOffice, *, by: User, at: datetime) -> DocumentOffice:
    """Store the lines; the trail names which changed, not the officials."""
    locked = Contest.objects.select_for_update(no_key=True).get(pk=office.contest_id)
    before = office_of(locked)
    changed = [
        str(field.verbose_name)
        for field in DocumentOffice._meta.concrete_fields  # noqa: SLF001 -- Django's public door
        if not field.primary_key and getattr(before, field.name) != getattr(office, field.name)
    ]
    office.save()
    if changed:
        record(
            about_contest(locked),
            kind=AuditKind.OFFICE_CHANGED,
            by=organiser(by),
            at=at,
            after={"changed_fields": changed},
        )
    return office


def issued_of(award: Award, kind: DocumentKind) -> IssuedDocument:
    found = IssuedDocument.objects.filter(contest=award.contest, round=award.round, kind=kind)
    return found.first() or IssuedDocument(contest=award.contest, round=award.round, kind=kind)


def issued_in(award: Award) -> dict[str, IssuedDocument]:
    found = IssuedDocument.objects.filter(contest=award.contest, round=award.round)
    return {one.kind: one for one in found}


@transaction.atomic
def number_document(
    award: Award,
    kind: DocumentKind,
    *,
    number: int | None,
    day: date | None,
    by: User,
    at: datetime,
) -> IssuedDocument:
    """Note number and day; an empty one leaves room to write it by hand."""
    Contest.objects.select_for_update(no_key=True).get(pk=award.contest.pk)
    issued = issued_of(award, kind)
    before = _numbered(issued)
    issued.number, issued.day = number, day
    issued.save()
    if before != _numbered(issued):
        record(
            about_award(award),
            kind=AuditKind.DOCUMENT_NUMBERED,
            by=organiser(by),
            at=at,
            before=before,
            after={"document": str(kind.label)} | _numbered(issued),
        )
    return issued


def _numbered(issued: IssuedDocument) -> dict[str, int | date | None]:
    return {"document_number": issued.number, "document_day": issued.day}


@transaction.atomic
def take_document(award: Award, kind: DocumentKind, *, file: str, by: User, at: datetime) -> None:
    """Note who takes a document home, and the digest of what it was written from."""
    Contest.objects.select_for_update(no_key=True).get(pk=award.contest.pk)
    issued = issued_of(award, kind)
    issued.digest, issued.taken_at = digest_behind(award, kind), at
    issued.save()
    record(
        about_award(award),
        kind=AuditKind.DOCUMENT_TAKEN,
        by=organiser(by),
        at=at,
        after={"document": str(kind.label), "file": file, "digest": issued.digest},
    )


def write_document(award: Award, kind: DocumentKind, *, at: datetime) -> OfficialDocument:
    return BUILDERS[kind](case_of(award, kind, at=at))


def write_reminders(
    award: Award, *, below: int, at: datetime
) -> list[tuple[str, OfficialDocument]]:
    """A letter to each unit below this share, with the unit's code for a file's name."""
    case = case_of(award, DocumentKind.REMINDERS, at=at)
    write = BUILDERS[DocumentKind.REMINDERS]
    return [
        (unit.code, write(replace(case, unit=unit))) for unit in lagging(case.content, below=below)
    ]


def case_of(award: Award, kind: DocumentKind, *, at: datetime) -> Case:
    issued = issued_of(award, kind)
    if kind in OF_RULES:
        return _case_of_rules(award, issued, at=at)
    if kind in OF_APPEALS:
        return _case_of_appeals(award, issued, at=at)
    snapshot = needed_snapshot(award)
    content = frozen_content(snapshot)
    urges = kind == DocumentKind.REMINDERS
    state = "kết quả chính thức" if snapshot.is_official else "kết quả chưa chính thức"
    if urges:
        state = f"số liệu lúc {moment(snapshot.taken_at)}"
    return Case(
        office=office_of(award.contest),
        content=content,
        names={} if urges else names_of(award, [one.entry for one in content.winners]),
        articles=(),
        year=timezone.localtime(at).year,
        number=issued.number,
        day=issued.day,
        source=f"Lập từ {state}, mã {in_groups(snapshot.digest)}",
        is_draft=not urges and not snapshot.is_official,
    )


def _case_of_rules(award: Award, issued: IssuedDocument, *, at: datetime) -> Case:
    """The rules as announced last; while nothing is announced, as a draft of the settings."""
    version = newest_version(award.contest)
    told = announced(version) if version else current_regulation(award.contest)
    state = f"bản thể lệ số {version.number}" if version else "thể lệ chưa công bố"
    return Case(
        office=office_of(award.contest),
        content=content_of(award, at=at),
        names={},
        articles=tuple((one.heading, one.sentences, one.steps) for one in told),
        year=timezone.localtime(at).year,
        number=issued.number,
        day=issued.day,
        source=f"Lập từ {state}, mã {in_groups(digest_behind(award, DocumentKind.REGULATION))}",
        is_draft=version is None,
    )


def _case_of_appeals(award: Award, issued: IssuedDocument, *, at: datetime) -> Case:
    """A draft as long as an appeal waits."""
    found = appeals_of(award)
    digest = in_groups(digest_behind(award, DocumentKind.APPEAL_MINUTES))
    return Case(
        office=office_of(award.contest),
        content=content_of(award, at=at),
        names={},
        articles=(),
        year=timezone.localtime(at).year,
        number=issued.number,
        day=issued.day,
        source=f"Lập từ khiếu nại lúc {moment(at)}, mã {digest}",
        is_draft=any(not one.outcome for one in found),
        appeals=found,
    )


def digest_behind(award: Award, kind: DocumentKind) -> str:
    """The digest of the frozen result, of the rules or of the appeals."""
    if kind in OF_APPEALS:
        return _digest([asdict(one) | {"day": str(one.day)} for one in appeals_of(award)])
    if kind not in OF_RULES:
        return needed_snapshot(award).digest
    version = newest_version(award.contest)
    return _digest(version.articles if version else stored(current_regulation(award.contest)))


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
