"""The people of a contest as organisers list them: narrowed down, in an order, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Exists, Func, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Attempt, Contest, Entry
from contests.models.taken import EntryQuerySet
from contests.rules import ContestRefusal
from contests.subjects import about_contest, note_export
from quizsite.accounts.models import Unit, User
from quizsite.accounts.units.heirs import predecessors_of
from quizsite.accounts.units.paths import named_units
from quizsite.audit.kinds import AuditKind
from quizsite.language.moments import exact_moment, moment, number
from quizsite.language.ordering import VietnameseOrder, by_person
from quizsite.language.vietnamese import search_key
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table

LARGE = 50_000


class EntryState(models.TextChoices):
    VALID = "hop-le", gettext_lazy("hợp lệ")
    VOIDED = "bi-loai", gettext_lazy("đã bị loại")
    STARTED = "da-thi", gettext_lazy("đã vào thi")
    NOT_STARTED = "chua-thi", gettext_lazy("chưa vào thi lần nào")


class EntryOrder(models.TextChoices):
    NEWEST = "moi", gettext_lazy("đăng ký mới trước")
    OLDEST = "cu", gettext_lazy("đăng ký cũ trước")
    UNIT = "don-vi", gettext_lazy("theo đơn vị")
    NAME = "ten", gettext_lazy("theo họ tên")


_ORDERS: dict[EntryOrder, tuple[str | Func, ...]] = {
    EntryOrder.NEWEST: ("-pk",),
    EntryOrder.OLDEST: ("pk",),
    EntryOrder.UNIT: (VietnameseOrder("unit__name"), "unit", *by_person("user__full_name"), "pk"),
    EntryOrder.NAME: (*by_person("user__full_name"), "pk"),
}


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Empty words and choices narrow nothing down."""

    words: str = ""
    division: str = ""
    unit: str = ""
    state: str = ""
    order: EntryOrder = EntryOrder.NEWEST


def listed(contest: Contest, wanted: EntryFilter) -> EntryQuerySet:
    found = Entry.objects.filter(contest=contest).matching(wanted.words)
    if wanted.division:
        found = found.filter(division__code=wanted.division)
    if wanted.unit:
        found = found.filter(unit__among=units_named(wanted.unit))
    found = _in_state(found, wanted.state)
    return found.select_related("user", "division", "unit").order_by(*_ORDERS[wanted.order])


def _in_state(entries: EntryQuerySet, state: str) -> EntryQuerySet:
    has_paper = Exists(Attempt.objects.filter(entry=OuterRef("pk")))
    match state:
        case EntryState.VALID:
            return entries.valid()
        case EntryState.VOIDED:
            return entries.exclude(voided_at=None)
        case EntryState.STARTED:
            return entries.filter(has_paper)
        case EntryState.NOT_STARTED:
            return entries.filter(~has_paper)
    return entries


def units_named(words: str) -> set[int]:
    """Find units by a part of their name, and all below them, a query for each level.

    Those that were merged into one of these belong to it: their people are counted there."""
    named = Unit.objects.filter(search_key__contains=search_key(words) or words)
    level = set(named.values_list("pk", flat=True))
    found: set[int] = set()
    while level - found:
        level -= found
        found |= level
        level = set(Unit.objects.filter(parent__among=level).values_list("pk", flat=True))
    return found | predecessors_of(found, on=timezone.localdate())


class ListTooLong(ContestRefusal):
    code = "list_too_long"
    status = 409
    message = gettext_lazy(
        "Danh sách có hơn %(n)s người nên không tải một lần được. Hãy lọc theo bảng thi hoặc đơn "
        "vị rồi tải từng phần."
    )


def check_may_be_sent_at_once(contest: Contest, wanted: EntryFilter) -> None:
    """A page's process is busy as long as it writes a file."""
    if listed(contest, wanted).order_by()[: LARGE + 1].count() > LARGE:
        raise ListTooLong(ListTooLong.message % {"n": number(LARGE)})


@transaction.atomic
def take_entries(contest: Contest, *, file: str, by: User, at: datetime) -> None:
    """Note who takes names and contacts home, before the file is read."""
    note_export(about_contest(contest), AuditKind.ENTRIES_EXPORTED, file=file, by=by, at=at)


def entries_table(contest: Contest, wanted: EntryFilter, *, at: datetime) -> Table:
    about = [contest.title, _("Số liệu lúc %(at)s") % {"at": moment(at)}]
    return Table(_("Người dự thi"), about, _columns(), _rows(contest, wanted))


def _columns() -> list[Column]:
    return [
        Column("n", _("STT")),
        Column("full_name", _("Họ và tên")),
        Column("name", _("Tên trên bảng công khai")),
        Column("division", _("Bảng thi")),
        Column("unit", _("Đơn vị")),
        Column("above", _("Thuộc")),
        Column("kind", _("Khối")),
        Column("email", _("Thư điện tử")),
        Column("phone", _("Số điện thoại")),
        Column("registered_at", _("Đăng ký lúc")),
        Column("papers", _("Số lượt thi")),
        Column("state", _("Trạng thái")),
        Column("reason", _("Lý do loại")),
    ]


def _rows(contest: Contest, wanted: EntryFilter) -> Iterator[Row]:
    found = listed(contest, wanted)
    units = named_units(set(found.order_by().values_list("unit_id", flat=True).distinct()))
    rows: QuerySet[Any] = found.annotate(papers=Count("attempts")).select_related(
        *("user", "division", "unit__kind")
    )
    for n, entry in enumerate(rows.iterator(chunk_size=2000), start=1):
        yield {
            "n": n,
            "full_name": entry.user.full_name,
            "name": entry.display_name,
            "division": entry.division.name,
            "unit": entry.unit.name,
            "above": units[entry.unit_id].path,
            "kind": entry.unit.kind.name,
            "email": entry.user.email,
            "phone": entry.user.phone,
            "registered_at": exact_moment(entry.registered_at),
            "papers": entry.papers,
            "state": _("đã bị loại") if entry.voided_at else _("hợp lệ"),
            "reason": entry.void_reason,
        }
