"""Puts the counts of a running round into charts, with a sentence that says what they show."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from contests.models import Division
from contests.monitoring.round_pictures import BANDS, RoundCounts
from quizsite.charts.columns import Column, ColumnChart
from quizsite.language.moments import number

_LABELS = {"minute": "%H:%M", "hour": "%H:00 %d/%m", "day": "%d/%m", "week": "%d/%m"}


def round_charts(counts: RoundCounts, *, divisions: Iterable[Division]) -> list[ColumnChart]:
    """List only pictures with something in them; before anybody started there is none."""
    charts = [_flow(counts), _saves(counts), _whole(counts), _late(counts)]
    charts += [_scores(counts, division) for division in divisions]
    return [chart for chart in charts if chart.highest]


def _flow(counts: RoundCounts) -> ColumnChart:
    started, closed = sum(counts.started.values()), sum(counts.closed.values())
    said = _("%(started)s bài bắt đầu và %(closed)s bài đóng trong 60 phút.")
    return ColumnChart(
        "phut",
        _("60 phút qua, từng phút"),
        said % {"started": number(started), "closed": number(closed)},
        heading=_("Phút"),
        series=[_("bài bắt đầu"), _("bài đóng")],
        columns=_minutes(counts, counts.started, counts.closed),
    )


def _minutes(counts: RoundCounts, *series: Mapping[datetime, int]) -> list[Column]:
    return [
        Column(f"{minute:%H:%M}", tuple(one.get(minute, 0) for one in series))
        for minute in counts.minutes
    ]


def _saves(counts: RoundCounts) -> ColumnChart:
    said = _(
        "%(n)s câu trả lời có lần lưu mới nhất trong 60 phút. Câu lưu lại nhiều lần tính một lần, "
        "ở phút của lần lưu mới nhất."
    )
    return ColumnChart(
        "luu",
        _("Câu trả lời đã lưu, 60 phút qua"),
        said % {"n": number(sum(counts.saved.values()))},
        heading=_("Phút"),
        series=[_("câu có lần lưu mới nhất")],
        columns=_minutes(counts, counts.saved),
    )


def _whole(counts: RoundCounts) -> ColumnChart:
    widths = {
        "minute": (_("Cả kỳ, từng phút"), _("Phút")),
        "hour": (_("Cả kỳ, từng giờ"), _("Giờ")),
        "day": (_("Cả kỳ, từng ngày"), _("Ngày")),
        "week": (_("Cả kỳ, từng tuần"), _("Tuần từ")),
    }
    title, heading = widths[counts.width]
    columns = [
        Column(f"{begins:{_LABELS[counts.width]}}", (counts.people[begins], papers))
        for begins, papers in counts.papers.items()
    ]
    busiest = max(columns, key=lambda column: column.values[1], default=None)
    said = ""
    if busiest:
        facts = {"when": busiest.label, "n": number(busiest.values[1])}
        said = _("Đông nhất là %(when)s với %(n)s bài bắt đầu.") % facts
    series = [_("người vào thi lần đầu"), _("bài bắt đầu")]
    return ColumnChart("ca-ky", title, said, heading=heading, series=series, columns=columns)


def _late(counts: RoundCounts) -> ColumnChart:
    said = _("%(n)s bài có câu gửi khi đã hết giờ nên không được nhận.")
    return ColumnChart(
        "gui-muon",
        _("Bài có câu gửi muộn, 60 phút qua"),
        said % {"n": number(sum(counts.late.values()))},
        heading=_("Phút"),
        series=[_("bài có câu gửi muộn")],
        columns=_minutes(counts, counts.late),
    )


def _scores(counts: RoundCounts, division: Division) -> ColumnChart:
    bands = counts.scores.get(division.pk, [])
    said = ""
    if bands:
        share = f"{100 * counts.shares[division.pk]:.2f}".replace(".", ",")
        said = _("%(n)s bài đã chấm, trung bình đúng %(share)s %% số câu.")
        said %= {"n": number(sum(bands)), "share": share}
    return ColumnChart(
        f"diem-{division.pk}",
        _("Kết quả đến nay: %(division)s") % {"division": division.name},
        said,
        heading=_("Tỷ lệ câu đúng"),
        series=[_("bài")],
        columns=[Column(_band(n), (papers,)) for n, papers in enumerate(bands)],
    )


def _band(n: int) -> str:
    return "100 %" if n == BANDS else _("từ %(share)d %%") % {"share": n * 100 // BANDS}
