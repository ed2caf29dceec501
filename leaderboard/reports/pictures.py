"""Pictures of a report that bars beside its rows are not enough for."""

from __future__ import annotations

from leaderboard.reports.figures import Report
from leaderboard.reports.sections import said
from quizsite.charts.columns import Column, ColumnChart

HOURS = 24


def pictures_of(report: Report) -> dict[str, ColumnChart]:
    """Charts by the code of the section that they stand in."""
    return {"theo-gio": _hours(report)} if report.hours.of_day else {}


def _hours(report: Report) -> ColumnChart:
    of_day = report.hours.of_day
    most = max(of_day, key=lambda hour: (of_day[hour], -hour))
    return ColumnChart(
        name="gio",
        title="Lượt thi theo giờ bắt đầu",
        said=f"Nhiều nhất lúc {most} giờ: {said(of_day[most])} lượt.",
        heading="Giờ",
        series=["lượt thi"],
        columns=[Column(f"{hour} giờ", (of_day.get(hour, 0),)) for hour in range(HOURS)],
    )
