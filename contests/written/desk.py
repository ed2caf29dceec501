"""The works of a round as organisers list them: narrowed down, counted, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from contests.models import Round, Work, WorkState
from contests.subjects import about_round, note_export, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.moments import exact_moment, moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Empty words and choices narrow nothing down."""

    words: str = ""
    state: str = ""


def works_of(round: Round, chosen: WorkFilter) -> QuerySet[Work]:
    found = Work.objects.filter(round=round)
    if chosen.state in WorkState.values:
        found = found.filter(state=chosen.state)
    if words := chosen.words.strip():
        by_number = Q(number=int(words)) if words.isdecimal() and len(words) < 9 else Q()
        named = Q(title__icontains=words) | Q(authors__full_name__icontains=words)
        found = found.filter(named | by_number if by_number else named).distinct()
    newest = ("-handed_in_at", "-begun_at", "-pk")
    return found.select_related("entry").prefetch_related("authors__unit").order_by(*newest)


def counts_by_state(round: Round) -> list[tuple[str, int]]:
    """Every state with how many works are in it, in the order of their way."""
    counted = dict(
        Work.objects.filter(round=round).order_by().values_list("state").annotate(n=Count("pk"))
    )
    return [(str(state.label), counted.get(state.value, 0)) for state in WorkState]


@transaction.atomic
def note_seen(work: Work, *, by: User, at: datetime) -> None:
    """Whoever opens a work reads who wrote it: the trail knows."""
    record(
        about_round(work.round),
        kind=AuditKind.WORK_SEEN,
        by=organiser(by),
        at=at,
        after={"work": work.number or work.pk},
    )


@transaction.atomic
def works_table(round: Round, *, by: User, at: datetime) -> Table:
    """Take the list home, with names: noted before it is read."""
    note_export(about_round(round), AuditKind.WORKS_EXPORTED, file="bai-viet.xlsx", by=by, at=at)
    about = [round.contest.title, round.title, _("Số liệu lúc %(at)s") % {"at": moment(at)}]
    return Table(_("Bài viết"), about, _columns(), _rows(round))


def _columns() -> list[Column]:
    return [
        Column("number", _("Số")),
        Column("title", _("Tên bài")),
        Column("author", _("Tác giả")),
        Column("unit", _("Đơn vị")),
        Column("share", _("Tỷ lệ (%)")),
        Column("confirmed", _("Tác giả xác nhận")),
        Column("state", _("Trạng thái")),
        Column("handed_in_at", _("Nộp lúc")),
        Column("versions", _("Lần nộp")),
        Column("words", _("Số chữ")),
        Column("files", _("Số tệp")),
        Column("paper", _("Bài giấy")),
        Column("postmarked_on", _("Dấu bưu điện")),
        Column("arrived_on", _("Ngày nhận")),
        Column("digest", _("Mã kiểm tra")),
    ]


def _rows(round: Round) -> Iterator[Row]:
    works = (
        Work.objects.filter(round=round)
        .standing()
        .prefetch_related("authors__unit", "versions__files")
    )
    for work in works:
        versions = list(work.versions.all())
        newest = versions[-1] if versions else None
        of_work: Row = {
            "number": work.number,
            "title": work.title,
            "state": str(work.get_state_display()),
            "handed_in_at": exact_moment(work.handed_in_at) if work.handed_in_at else "",
            "versions": len(versions),
            "words": newest.word_count if newest else 0,
            "files": len(newest.files.all()) if newest else 0,
            "paper": _("có") if work.is_on_paper else "",
            "postmarked_on": f"{work.postmarked_on:%d/%m/%Y}" if work.postmarked_on else "",
            "arrived_on": f"{work.arrived_on:%d/%m/%Y}" if work.arrived_on else "",
            "digest": newest.digest if newest else "",
        }
        for author in work.authors.all():
            yield {
                **of_work,
                "author": author.full_name,
                "unit": author.unit.name if author.unit else "",
                "share": author.share_percent,
                "confirmed": _("có") if author.confirmed_at else _("chưa"),
            }
