"""Whom an account could have read, and what it did read: for the notice after a breach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contests.models import Contest, ContestOrganiser, Entry, RosterPerson
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.reading import read_line
from quizsite.language.moments import moment
from quizsite.models import AuditLine

READINGS = (
    AuditKind.PEOPLE_SEEN,
    AuditKind.PAPER_SEEN,
    AuditKind.RESULTS_EXPORTED,
    AuditKind.TRAIL_EXPORTED,
    AuditKind.ROSTER_TAKEN,
    AuditKind.ROSTER_NAMES_SHOWN,
)


@dataclass(frozen=True, slots=True)
class Readable:
    """A place at which the account could read people, which data of theirs, and of how many."""

    where: str
    what: str
    people: int


def readable_by(user: User) -> Iterator[Readable]:
    """By roles held now, and by those that the trail says were taken away."""
    contact = _("họ tên, cách liên hệ, đơn vị, thông tin ghi khi đăng ký, bài làm")
    now = set(ContestOrganiser.objects.filter(user=user).values_list("contest", flat=True))
    for contest in Contest.objects.filter(pk__in=now).order_by("pk"):
        where = _("Ban tổ chức “%(contest)s”") % {"contest": contest.title}
        yield Readable(where, contact, contest.entries.count())
    for contest in Contest.objects.filter(pk__in=_former(user) - now).order_by("pk"):
        where = _("Đã từng thuộc ban tổ chức “%(contest)s”") % {"contest": contest.title}
        yield Readable(where, contact, contest.entries.count())
    for role in user.contact_for.select_related("unit"):
        below = role.unit.descendants(include_self=True).values("pk")
        people = Entry.objects.filter(unit__in=below).values("user").distinct().count()
        where = _("Đầu mối %(unit)s") % {"unit": role.unit.name}
        yield Readable(where, _("họ tên, đã thi hay chưa"), people)
        if lines := RosterPerson.objects.filter(unit__in=below).count():
            listed = _("họ tên, ngày sinh, mã cán bộ, cách liên hệ trong danh sách phải dự thi")
            yield Readable(where, listed, lines)
    for line in _lines(user, AuditKind.CONTACT_TAKEN):
        where = _("Đã từng là đầu mối %(unit)s") % {"unit": line.before.get("unit", "?")}
        yield Readable(where, _("họ tên, đã thi hay chưa"), 0)
    if user.is_staff:
        what = _("họ tên, cách liên hệ, vai của mọi tài khoản; tên trong nhật ký")
        people = User.objects.filter(erased_at=None).count()
        yield Readable(_("Quản trị trang"), what, people)


def _former(user: User) -> set[int]:
    lines = _lines(user, AuditKind.ORGANISER_REMOVED)
    return {pk for pk in lines.values_list("contest", flat=True) if pk is not None}


def _lines(user: User, kind: AuditKind) -> QuerySet[AuditLine]:
    about = {"about_kind": Subject.PERSON, "about_id": user.pk}
    return AuditLine.objects.filter(kind=kind, **about).order_by("at")


def readings_by(user: User, *, since: datetime | None) -> Iterator[str]:
    """What the account did open or take home, in the order of time."""
    lines = AuditLine.objects.filter(by_id=user.pk, kind__in=READINGS).order_by("at", "pk")
    if since is not None:
        lines = lines.filter(at__gte=since)
    for line in lines.prefetch_related("clear_names").iterator(chunk_size=500):
        read = read_line(line)
        said = ", ".join(f"{change.label}: {change.after}" for change in read.changes)
        yield f"{moment(read.at)} {read.source} {read.kind}: {read.about} ({said})"
