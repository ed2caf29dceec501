"""Pictures of a survey's figures; what is hidden is in none of them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contests.surveys.grades import Graded
from contests.surveys.results import Results
from contests.surveys.words import percent_of, quarter_in_words
from quizsite.charts.columns import Column, ColumnChart


def result_charts(results: Results) -> list[ColumnChart]:
    """List only pictures with something in them."""
    by_item = [(str(one.number), one.whole) for one in results.items]
    by_factor = [(one.label, one.whole) for one in results.factors]
    quarters = [
        (quarter_in_words(quarter), results.overall.by_quarter[quarter])
        for quarter in results.quarters
    ]
    charts = [
        _chart("muc", _("Từng mục"), _("Mục số"), by_item),
        _chart("yeu-to", _("Từng yếu tố"), _("Yếu tố"), by_factor),
        *([_chart("quy", _("Từng quý"), _("Quý"), quarters)] if len(quarters) > 1 else []),
    ]
    return [chart for chart in charts if chart.highest]


def _chart(name: str, title: str, heading: str, found: Sequence[tuple[str, Graded]]) -> ColumnChart:
    columns = [
        Column(label, (round(one.mean), round(percent_of(one.satisfied))))
        for label, one in found
        if one.mean is not None and one.satisfied is not None
    ]
    return ColumnChart(
        name,
        title,
        _said(columns),
        heading=heading,
        series=[_("điểm trung bình (thang 100)"), _("tỷ lệ mức 4–5 (%)")],
        columns=columns,
    )


def _said(columns: Sequence[Column]) -> str:
    if not columns:
        return ""
    lowest = min(columns, key=lambda column: column.values[0])
    said = _("Thấp nhất là “%(label)s”: %(mean)d điểm, %(share)d %% chọn mức 4–5.")
    return said % {"label": lowest.label, "mean": lowest.values[0], "share": lowest.values[1]}
