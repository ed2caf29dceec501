"""What a survey found, and what of it nobody is shown."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from contests.models import Remark, Response
from contests.surveys.charts import result_charts
from contests.surveys.results import compute_results
from contests.surveys.results_file import results_table
from contests.surveys.small_cells import Band, Share
from contests.surveys.summary import summary_of
from contests.surveys.words import mean_in_words, share_in_words
from tests.contests.surveys.cast import give, place_in, question, survey_of
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def survey():
    return survey_of(at=NOON)


def results(survey, *, is_over=True, today=TODAY):
    return compute_results(survey, today=today, is_over=is_over)


def overall(survey):
    return results(survey).items[0]


def test_the_mean_times_twenty_and_the_share_of_four_and_five_are_two_figures(survey):
    give(survey, [5] * 20 + [4] * 10 + [3] * 5 + [1] * 5)
    whole = overall(survey).whole
    assert whole.people == 40
    assert whole.mean == Decimal("80.00")  # (100 + 40 + 15 + 5) ÷ 40 × 20
    assert whole.satisfied == Share(30, 40)
    assert (mean_in_words(whole), share_in_words(whole.satisfied)) == ("80,00", "75,00 %")


def test_fewer_than_five_people_have_no_figure(survey):
    give(survey, [1, 2, 3, 4])
    assert overall(survey).whole.is_hidden
    assert (results(survey).counted, results(survey).received) == (0, 4)


def test_five_people_have_figures_and_their_grades_are_counted_together(survey):
    give(survey, [1, 2, 3, 4, 5])
    whole = overall(survey).whole
    assert (whole.people, whole.mean, whole.satisfied) == (5, Decimal("60.00"), None)
    assert whole.bands == (Band(1, 5, 5),)


def test_a_few_dissatisfied_are_not_counted_from_the_share_of_the_satisfied(survey):
    give(survey, [5] * 97 + [1] * 3)
    whole = overall(survey).whole
    assert share_in_words(whole.satisfied) == "trên 95,00 %"
    assert whole.bands == (Band(1, 5, 100),)


def test_beside_a_small_place_another_one_is_hidden_too(survey):
    small, large, larger = (place_in(survey) for _ in range(3))
    give(survey, [5] * 30, place=large)
    give(survey, [4] * 40, place=larger)
    give(survey, [1] * 9, place=small)
    shown = overall(survey).by_place
    assert [place for place in shown if shown[place].is_hidden] == []
    grades = question(survey, "grades")
    # Of nine in the small place only three grade this item: the whole less the others tells them.
    for row in Response.objects.filter(place=small)[:6]:
        row.values.pop(str(grades.pk))
        row.save(update_fields=["values"])
    shown = overall(survey).by_place
    assert {place for place in shown if shown[place].is_hidden} == {small.pk, large.pk}
    assert overall(survey).whole.people == 73


def test_a_place_of_fewer_than_five_answers_is_in_no_figure_at_all(survey):
    """Else the whole told it to whoever looked before and after."""
    small, large = place_in(survey), place_in(survey)
    give(survey, [5] * 30, place=large)
    give(survey, [1] * 4, place=small)
    assert results(survey).counted == 30
    assert overall(survey).whole.mean == Decimal("100.00")
    assert overall(survey).by_place[small.pk].is_hidden


def test_while_it_is_open_figures_grow_only_by_five_answers_or_more(survey):
    counted = []
    for n in range(30):
        day = TODAY + timedelta(days=n)
        give(survey, [5] * (n % 4), day=day)
        counted.append(results(survey, is_over=False, today=day).counted)
    steps = {b - a for a, b in pairwise(counted)}
    assert min(steps - {0}) >= 5
    assert counted[-1] > 0
    last = results(survey).counted
    assert last == Response.objects.count()
    assert last - counted[-1] >= 5


def test_answers_of_today_are_in_no_figure_while_it_is_open(survey):
    give(survey, [1] * 50, day=TODAY)
    assert results(survey, is_over=False).counted == 0


def test_quarters_are_compared_and_a_past_one_is_counted_whole(survey):
    give(survey, [5] * 7, day=date(2026, 9, 30))
    give(survey, [1] * 6, day=TODAY - timedelta(days=3))
    found = results(survey, is_over=False)
    assert found.quarters == [date(2026, 7, 1)]
    assert found.counted == 7
    found = results(survey)
    by_quarter = found.overall.by_quarter
    assert [by_quarter[quarter].people for quarter in found.quarters] == [7, 6]


def test_an_item_that_few_graded_is_not_in_the_sum_of_its_factor(survey):
    grid = question(survey, "grid")
    give(survey, [3] * 20, **{str(grid.pk): [5, None]})
    give(survey, [3] * 3, **{str(grid.pk): [5, 1]})
    found = results(survey)
    polite, clear = found.items[1:3]
    assert (polite.whole.people, clear.whole.is_hidden) == (23, True)
    officials = next(one for one in found.factors if one.factor == "officials")
    assert officials.whole.mean == Decimal("100.00")


def test_a_hidden_item_is_not_told_by_the_sum_of_its_place(survey):
    """The sum less the items shown would be the hidden one, and that one tells the small one."""
    small, large = place_in(survey), place_in(survey)
    grid = str(question(survey, "grid").pk)
    give(survey, [3] * 30, place=large, **{grid: [1, 5]})
    give(survey, [3] * 6, place=small, **{grid: [None, 5]})
    give(survey, [3] * 3, place=small, **{grid: [1, 5]})
    found = results(survey)
    polite = found.items[1]
    assert (polite.by_place[small.pk].is_hidden, polite.by_place[large.pk].is_hidden) == (
        True,
        True,
    )
    officials = next(one for one in found.factors if one.factor == "officials")
    assert officials.by_place[large.pk].mean == Decimal("100.00")


def test_options_that_few_chose_are_hidden_with_another_one(survey):
    single, several = question(survey, "single"), question(survey, "several")
    give(survey, [5] * 20, **{str(single.pk): 1, str(several.pk): [1, 2]})
    give(survey, [5] * 8, **{str(single.pk): 2, str(several.pk): [1]})
    give(survey, [5] * 2, **{str(single.pk): 3, str(several.pk): [3]})
    one, many = results(survey).choices
    assert [option.chosen for option in one.options] == [Share(20, 30), None, None]
    assert [share_in_words(option.chosen) for option in many.options] == [
        "trên 83,33 %",
        "66,67 %",
        "dưới 16,67 %",
    ]


def test_remarks_are_shown_from_the_fifth_on_and_never_in_the_order_of_their_arrival(survey):
    asked = question(survey, "text")
    give(survey, [5] * 10)

    def write(count):
        Remark.objects.all().delete()
        for n in range(count):
            key = f"{(n * 7) % 10:032x}"
            Remark.objects.create(pk=key, question=asked, day=TODAY, text=f"Ý kiến {n}")
        return results(survey).remarks[0]

    assert (write(4).is_hidden, write(4).texts) == (True, ())
    found = write(5)
    assert sorted(found.texts) == [f"Ý kiến {n}" for n in range(5)]
    assert list(found.texts) != sorted(found.texts)


def test_who_was_sent_away_is_counted_and_in_no_figure(survey):
    give(survey, [5] * 5)
    Response.objects.filter(pk=Response.objects.first().pk).update(is_screened_out=True)
    found = results(survey)
    assert (found.received, found.screened_out, found.counted) == (5, 1, 0)


def test_the_file_has_running_numbers_and_hides_what_the_page_hides(survey):
    small, large = place_in(survey, name="Phường nhỏ"), place_in(survey, name="Phường lớn")
    give(survey, [5] * 30, place=large)
    give(survey, [1] * 4, place=small)
    table = results_table(survey, results(survey), at=NOON)
    rows = list(table.rows)
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert table.columns[0].header == "STT"
    of_small = [row for row in rows if row["group"] == "Phường nhỏ"]
    assert of_small
    assert {row["mean"] for row in of_small} == {"ẩn"}
    assert not any("không phải" in line for line in table.about)


def test_the_summary_holds_no_remark_and_only_words(survey):
    asked = question(survey, "text")
    give(survey, [5] * 9)
    for n in range(6):
        Remark.objects.create(pk=f"{n:032x}", question=asked, day=TODAY, text="Ý kiến riêng")
    assert "Ý kiến riêng" not in repr(summary_of(results(survey)))


def test_pictures_show_what_is_not_hidden(survey):
    assert result_charts(results(survey)) == []
    give(survey, [5] * 20)
    (by_item, by_factor) = result_charts(results(survey))
    assert [column.label for column in by_item.columns] == ["1"]
    assert by_item.columns[0].values == (100, 100)
    assert by_factor.name == "yeu-to"
