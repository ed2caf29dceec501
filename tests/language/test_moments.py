"""Moments and lengths of time read as people write them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from quizsite.language import moments

MONDAY_8 = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 08:00 in Hà Nội
MIDNIGHT = datetime(2026, 11, 29, 17, tzinfo=UTC)  # 00:00 on Monday the 30th in Hà Nội


def test_window_names_the_weekday_and_an_end_that_is_not_included():
    assert (
        moments.window(MONDAY_8, MONDAY_8 + timedelta(days=7))
        == "từ thứ Hai, 23/11/2026, 08:00 đến trước thứ Hai, 30/11/2026, 08:00"
    )


def test_midnight_is_the_end_of_the_day_before():
    assert moments.until(MIDNIGHT) == "đến hết Chủ nhật, 29/11/2026"


def test_one_second_after_midnight_is_a_moment():
    assert moments.until(MIDNIGHT + timedelta(minutes=1)) == "đến trước thứ Hai, 30/11/2026, 00:01"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1200, "20 phút"), (5400, "1 giờ 30 phút"), (45, "45 giây"), (90, "1 phút 30 giây")],
)
def test_span(seconds, said):
    assert moments.span(seconds) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=2, hours=3, minutes=50), "2 ngày 3 giờ"),
        (timedelta(days=1), "1 ngày"),
        (timedelta(hours=5, minutes=2), "5 giờ 2 phút"),
        (timedelta(minutes=45, seconds=59), "45 phút"),
        (timedelta(seconds=20), "chưa đầy 1 phút"),
        (timedelta(seconds=-20), "chưa đầy 1 phút"),
    ],
)
def test_time_left_in_two_words(left, said):
    assert moments.time_left(MONDAY_8 + left, at=MONDAY_8) == said


@pytest.mark.parametrize(
    ("items", "said"), [(["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")]
)
def test_listed(items, said):
    assert moments.listed(items) == said


@pytest.mark.parametrize("days", range(7))
def test_dates_of_templates_name_the_day_as_ours_do(days):
    at = MONDAY_8 + timedelta(days=days)
    said = date_format(timezone.localtime(at), "DATETIME_FORMAT")
    assert said.rpartition(", ")[0] == moments.day(at)
