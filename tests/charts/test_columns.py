"""A column chart places its bars; the template draws them with their table."""

from django.template.loader import render_to_string

from quizsite.charts.columns import Column, ColumnChart


def chart(*values, series=("bài",)):
    return ColumnChart(
        "phut",
        "Từng phút",
        "Ba bài.",
        heading="Phút",
        series=series,
        columns=[Column(f"08:{n:02}", one) for n, one in enumerate(values)],
    )


def test_the_highest_bar_fills_the_picture_and_others_are_in_proportion():
    bars = chart((4,), (1,)).bars
    assert [(bar.y, bar.height) for bar in bars] == [("0.00", "100.00"), ("75.00", "25.00")]


def test_bars_of_one_column_stand_side_by_side():
    first, second = chart((4, 2), series=("mở", "đóng")).bars
    assert (first.series, second.series) == (1, 2)
    assert float(first.x) + float(first.width) == float(second.x)


def test_a_small_value_beside_a_high_one_is_still_seen():
    assert chart((100_000,), (1,), (0,)).bars[1].height == "1.50"
    assert len(chart((100_000,), (1,), (0,)).bars) == 2


def test_the_first_the_middle_and_the_last_column_are_marked():
    assert chart(*[(1,)] * 60).marks == ["08:00", "08:30", "08:59"]
    assert chart((1,)).marks == ["08:00"]


def test_the_picture_is_named_and_described_and_its_figures_stand_in_a_table(rf):
    html = render_to_string("_parts/column_chart.html", {"chart": chart((1234,), (0,))})
    assert 'role="img" aria-labelledby="phut-ten phut-loi"' in html
    assert '<th scope="row">08:00</th><td class="figure">1.234</td>' in html
    assert "style=" not in html


def test_numbers_of_the_picture_are_read_by_a_machine():
    html = render_to_string("_parts/column_chart.html", {"chart": chart(*[(1,)] * 200)})
    assert 'viewBox="0 0 2000 100"' in html
