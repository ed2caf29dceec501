"""Participation as a workbook: the figures of the page, text never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from leaderboard.participation.bands import Quality, change_since
from leaderboard.participation.figures import Participation, UnitFigures
from leaderboard.participation.selection import KindTotal, totals_by_kind
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook


def participation_workbook(
    participation: Participation,
    units: Sequence[UnitFigures],
    *,
    with_scores: bool,
    with_attempts: bool,
    at: datetime,
    quality: Quality | None = None,
    before: Participation | None = None,
) -> bytes:
    """Write a line per unit, with what changed since the round before, and a sheet of khối."""
    rows = (
        {**_row(participation, one), **_quality(quality, one), **_change(before, one)}
        for one in units
    )
    columns = [
        *_columns(),
        *([Column("attempts", _("Số lượt thi"))] if with_attempts else ()),
        *(_score_columns() if with_scores else ()),
        *(_band_columns(quality) if quality else ()),
        *(_change_columns(before, with_scores=with_scores) if before else ()),
    ]
    about = _about(participation, at)
    by_kind = Table(
        _("Theo khối"),
        about,
        _kind_columns(),
        (_kind(one) for one in totals_by_kind(participation, None)),
    )
    return b"".join(stream_workbook(Table(_("Tham gia"), about, columns, rows), by_kind))


def _band_columns(quality: Quality) -> list[Column]:
    return [
        Column(f"band_{n}", _("Số người: %(band)s") % {"band": band.name})
        for n, band in enumerate(quality.bands)
    ]


def _quality(quality: Quality | None, one: UnitFigures) -> Row:
    if quality is None:
        return {}
    counts = quality.people.get(one.unit.pk, [0] * len(quality.bands))
    return {f"band_{n}": count for n, count in enumerate(counts)}


def _change_columns(before: Participation, *, with_scores: bool) -> list[Column]:
    title = before.round.title if before.round else ""
    names = {
        "people_change": _("Số người, thay đổi so với %(round)s"),
        "rate_change": _("Tỷ lệ, thay đổi so với %(round)s (điểm phần trăm)"),
        **({"mean_change": _("Điểm trung bình, thay đổi so với %(round)s")} if with_scores else {}),
    }
    return [Column(name, said % {"round": title}) for name, said in names.items()]


def _change(before: Participation | None, one: UnitFigures) -> Row:
    if before is None:
        return {}
    change = change_since(before.figures.get(one.unit.pk), one)
    return {
        "people_change": change.people,
        "rate_change": _number(change.rate),
        "mean_change": _number(change.mean),
    }


def _kind_columns() -> list[Column]:
    return [
        Column("kind", _("Khối"), width=44),
        Column("units", _("Số đơn vị")),
        Column("active", _("Số đơn vị có người dự thi")),
        Column("headcount", _("Tổng số cán bộ")),
        Column("people", _("Số người dự thi")),
        Column("rate", _("Tỷ lệ tham gia (%)")),
        Column("residents", _("Người dân dự thi")),
    ]


def _kind(one: KindTotal) -> Row:
    return {
        "kind": one.name,
        "units": one.units,
        "active": one.active,
        "headcount": one.headcount,
        "people": one.people,
        "rate": _number(one.rate),
        "residents": one.residents,
    }


def _about(participation: Participation, at: datetime) -> list[str]:
    round = participation.round
    return [
        participation.contest.title,
        round.title if round else _("Cả cuộc thi"),
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
        _("Tổng số cán bộ lấy theo ngày %(on)s") % {"on": f"{participation.on:%d/%m/%Y}"},
    ]


def _columns() -> list[Column]:
    return [
        Column("unit", _("Đơn vị"), width=44),
        Column("code", _("Mã")),
        Column("kind", _("Khối")),
        Column("parent", _("Đơn vị cấp trên")),
        Column("headcount", _("Tổng số cán bộ")),
        Column("as_of", _("Tính đến ngày")),
        Column("is_sample", _("Số liệu mẫu")),
        Column("people", _("Số người dự thi")),
        Column("rate", _("Tỷ lệ tham gia (%)")),
        Column("is_above_headcount", _("Vượt tổng số")),
        Column("is_small", _("Dưới %(n)d người") % {"n": settings.SMALL_UNIT_BELOW}),
        Column("residents", _("Người dân dự thi")),
    ]


def _score_columns() -> list[Column]:
    return [
        Column("mean_score", _("Điểm trung bình")),
        Column("perfect_share", _("Bài đúng tất cả (%)")),
    ]


def _row(participation: Participation, one: UnitFigures) -> Row:
    base, parent = one.base, one.unit.parent_id
    return {
        "unit": one.unit.name,
        "code": one.unit.code,
        "kind": one.unit.kind_name,
        "parent": participation.figures[parent].unit.name if parent else "",
        "headcount": base.people if base else None,
        "as_of": f"{base.as_of:%d/%m/%Y}" if base else _("chưa có số liệu"),
        "is_sample": _("có") if base and base.is_sample else "",
        "people": one.counted.people,
        "rate": _number(one.rate),
        "is_above_headcount": _("có") if one.is_above_headcount else "",
        "is_small": _("có") if one.is_small else "",
        "residents": one.residents.people,
        "attempts": one.counted.attempts,
        "mean_score": _number(one.counted.mean_score),
        "perfect_share": _number(one.counted.perfect_share),
    }


def _number(value: object) -> float | None:
    return float(str(value)) if value is not None else None
