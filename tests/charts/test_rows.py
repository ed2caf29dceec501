"""A row chart draws shares on one scale; its figures stand in a table beside it."""

from django.template.loader import render_to_string

from quizsite.charts.rows import Row, RowChart, Share


def test_a_percent_is_shown_only_if_it_was_reached():
    assert [Share(*one).percent for one in ((199, 200), (200, 200), (2, 3), (0, 0))] == [
        *(99, 100, 66, 0),
    ]


def test_a_small_share_is_still_seen_and_none_is_not_drawn():
    assert [Share(*one).width for one in ((1, 1000), (0, 5), (1, 2))] == ["1.00", "0.00", "50.00"]


def test_answers_are_added_one_by_one():
    assert Share().plus(is_right=True).plus(is_right=False) == (1, 2)


def test_the_picture_is_named_and_its_figures_stand_in_a_table():
    rows = [Row("Thể chế", (Share(1, 3), Share())), Row("Thủ tục", (Share(2, 2), Share(0, 4)))]
    chart = RowChart("k", "Tỷ lệ", "Nên ôn.", heading="Trục", series=("A", "B"), rows=rows)
    html = render_to_string("_parts/row_chart.html", {"chart": chart})
    assert 'role="img" aria-labelledby="k-ten k-loi"' in html
    assert '<td class="figure">1/3 (33 %)</td><td class="figure">–</td>' in html
    assert 'width="33.33"' in html
    assert "style=" not in html
