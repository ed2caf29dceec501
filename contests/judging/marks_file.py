"""All marks of a panel as a workbook: totals by code, and every sheet that was sent."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from contests.judging.rubric_tree import Criterion, tree_of
from contests.judging.totals import WorkTotal, totals_of
from contests.models import MarkSheet, Panel
from contests.points import hundredths_of
from quizsite.language.moments import exact_moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook


def marks_workbook(panel: Panel) -> Iterator[bytes]:
    return stream_workbook(_totals(panel), _sheets(panel))


def _totals(panel: Panel) -> Table:
    tree = tree_of(panel.rubric_items.all())
    columns = [
        Column("code", _("Mã phách"), width=12),
        Column("division", _("Bảng thi"), width=20),
        *(Column(f"c{one.item.pk}", one.item.title, width=14) for one in tree),
        Column("total", _("Tổng điểm"), width=12),
        Column("out", _("Loại theo thang điểm"), width=12),
        Column("gap", _("Mức lệch"), width=12),
        Column("state", _("Tình trạng"), width=18),
    ]
    about = [panel.title, panel.get_state_display(), panel.digest]
    return Table(_("Tổng điểm"), about, columns, (_total(one, tree) for one in totals_of(panel)))


def _total(one: WorkTotal, tree: list[Criterion]) -> Row:
    states = {
        "waiting": _("chưa chấm xong"),
        "apart": _("chờ chấm lần ba"),
        "settled": _("đã đủ điểm"),
    }
    return {
        "code": one.code,
        "division": one.division_name,
        **{f"c{row.item.pk}": hundredths_of(one.marks.get(row.item.pk)) for row in tree},
        "total": hundredths_of(one.total),
        "out": _("có") if one.is_knocked_out else "",
        "gap": hundredths_of(one.gap),
        "state": states[one.standing],
    }


def _sheets(panel: Panel) -> Table:
    leaves = [leaf for one in tree_of(panel.rubric_items.all()) for leaf in one.leaves]
    columns = [
        Column("code", _("Mã phách"), width=12),
        Column("juror", _("Giám khảo"), width=24),
        Column("purpose", _("Lượt chấm"), width=16),
        Column("number", _("Phiếu lần"), width=10),
        Column("sent_at", _("Gửi lúc"), width=22),
        Column("spent", _("Thời gian (giây)"), width=12),
        *(Column(f"m{leaf.pk}", leaf.title, width=14) for leaf in leaves),
        Column("total", _("Tổng"), width=10),
        Column("reason", _("Lý do chấm lại"), width=30),
    ]
    return Table(_("Phiếu chấm"), [panel.title], columns, _sheet_rows(panel))


def _sheet_rows(panel: Panel) -> Iterator[Row]:
    found = MarkSheet.objects.filter(assignment__work__panel=panel)
    found = found.select_related("assignment__work", "assignment__member__user")
    found = found.defer("assignment__work__parts", "assignment__work__files")
    ordered = found.order_by("assignment__work__code", "assignment__member__number", "number")
    for one in ordered.iterator(chunk_size=1000):
        yield {
            "code": one.assignment.work.code,
            "juror": one.assignment.member.user.full_name,
            "purpose": one.assignment.get_purpose_display(),
            "number": one.number,
            "sent_at": exact_moment(one.sent_at),
            "spent": one.spent_s,
            **{f"m{pk}": hundredths_of(mark) for pk, mark in one.marks.items()},
            "total": hundredths_of(one.total),
            "reason": one.reason,
        }
