"""Pictures of a running round count in the database, in few columns."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.models import Answer, SaveRefusal
from contests.monitoring.round_charts import round_charts
from contests.monitoring.round_pictures import counts, width_of
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do")


@pytest.fixture
def round(contest):
    return RoundFactory(contest=contest, number=1, opens_at=NOON - timedelta(hours=3))


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest, name="Cán bộ")


@pytest.fixture
def closed(contest, round, division):
    """Makes a closed paper: so many right of ten, so many minutes before noon."""

    def make(correct, *, before=10, entry=None, number=1):
        at = NOON - before * MINUTE
        return AttemptFactory(
            entry=entry or EntryFactory(contest=contest, division=division),
            round=round,
            number=number,
            state="submitted",
            started_at=at,
            finished_at=at + 5 * MINUTE,
            correct_count=correct,
            question_count=10,
        )

    return make


def columns(round, name, *, at=NOON):
    found = round_charts(counts(round, at=at), divisions=round.contest.divisions.all())
    return next(one for one in found if one.name.startswith(name))


def test_papers_are_counted_by_minute_of_the_last_hour(round, closed):
    closed(5, before=10)
    closed(5, before=10)
    closed(5, before=70)
    chart = columns(round, "phut")
    assert len(chart.columns) == 60
    seen = {column.label: column.values for column in chart.columns if any(column.values)}
    assert seen == {"11:50": (2, 0), "11:55": (0, 2)}
    assert chart.said == "2 bài bắt đầu và 2 bài đóng trong 60 phút."


def test_a_paper_begun_before_the_hour_and_closed_in_it_counts_as_closed(round, closed):
    closed(5, before=62)
    seen = {one.label: one.values for one in columns(round, "phut").columns if any(one.values)}
    assert seen == {"11:03": (0, 1)}


def test_the_whole_round_tells_people_from_papers(round, closed):
    first = closed(5, before=150)
    closed(7, before=140, entry=first.entry, number=2)
    chart = columns(round, "ca-ky")
    assert [one.values for one in chart.columns] == [(1, 2)]
    assert chart.said == "Đông nhất là 09:00 23/11 với 2 bài bắt đầu."


def test_scores_stand_in_bands_by_division_without_those_who_were_voided(round, closed):
    for correct in (10, 10, 9, 0):
        closed(correct)
    closed(5).entry.__class__.objects.filter(attempts__correct_count=5).update(voided_at=NOON)
    chart = columns(round, "diem")
    seen = [(one.label, one.values[0]) for one in chart.columns if one.values[0]]
    assert seen == [("từ 0 %", 1), ("từ 90 %", 1), ("100 %", 2)]
    assert chart.title == "Kết quả đến nay: Cán bộ"
    assert chart.said == "4 bài đã chấm, trung bình đúng 72,50 % số câu."


def test_papers_with_answers_that_came_too_late_are_drawn(round, closed):
    SaveRefusal.objects.create(attempt=closed(5), code="late", last_at=NOON - 3 * MINUTE)
    chart = columns(round, "gui-muon")
    assert [one.label for one in chart.columns if one.values[0]] == ["11:57"]


def test_answers_are_counted_by_the_minute_of_their_newest_save(round, closed):
    def save(attempt, position, *, before):
        Answer.objects.create(
            attempt=attempt, position=position, choice=1, seq=1, saved_at=NOON - before * MINUTE
        )

    running = AttemptFactory(round=round)
    for position, before in enumerate([61, 2, 2, 0.5]):
        save(running, position, before=before)
    save(closed(5, before=10), 1, before=6)
    save(AttemptFactory(), 1, before=2)  # of another round
    chart = columns(round, "luu")
    seen = {column.label: column.values for column in chart.columns if any(column.values)}
    assert seen == {"11:54": (1,), "11:58": (2,), "11:59": (1,)}
    assert chart.said.startswith("4 câu trả lời có lần lưu mới nhất trong 60 phút.")


def test_after_the_close_the_last_hour_is_the_one_before_it(round, closed):
    round.closes_at = NOON
    closed(5, before=10)
    assert columns(round, "phut", at=NOON + timedelta(days=3)).columns[-1].label == "12:00"


def test_before_anybody_started_there_is_no_picture(round):
    assert round_charts(counts(round, at=NOON), divisions=[]) == []


@pytest.mark.parametrize(
    ("hours", "width"), [(0.5, "minute"), (80, "hour"), (24 * 30, "day"), (24 * 400, "week")]
)
def test_columns_are_as_wide_as_it_takes_to_be_few(contest, hours, width):
    opens_at = NOON - timedelta(hours=hours)
    round = RoundFactory(contest=contest, opens_at=opens_at, closes_at=NOON + timedelta(days=1))
    assert width_of(round, at=NOON) == width


def test_the_watch_page_shows_pictures(signed_in, organiser, contest, round, closed, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    OrganiserFactory(contest=contest, user=organiser)
    closed(5)
    page = signed_in(organiser).get(reverse("contests:round_watch", args=["thu-do", 1]))
    assert [chart.name for chart in page.context["charts"]][:2] == ["phut", "ca-ky"]
    assert "60 phút qua, từng phút" in page.text
