"""Units now and then: rates beside each other, their change in percentage points."""

import io
from datetime import timedelta
from decimal import Decimal

import pandas as pd
import pytest

from contests.models import ContestState
from leaderboard.comparisons.changes import compare
from leaderboard.participation.figures import participation_in
from leaderboard.participation.selection import UnitFilter, select
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    HeadcountFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
)
from tests.leaderboard.cast import closed_attempt, record_results, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE = "/cuoc-thi/thu-do/so-sanh-don-vi/"


@pytest.fixture
def next_week(contest):
    return RoundFactory(contest=contest, number=2, title="Tuần 2", tie_chain=["correct"])


@pytest.fixture
def office(week, next_week, division):
    """Ten people; two took the first week, three the second."""
    unit = UnitFactory(code="so-noi-vu", name="Sở Nội vụ")
    HeadcountFactory(unit=unit, people=10)
    both = [take(week, division, unit=unit) for _ in range(2)]
    for entry in both:
        closed_attempt(entry, next_week)
    record_results(next_week, [entry.pk for entry in both])
    take(next_week, division, unit=unit)
    return unit


def change_of(unit, now, then, *, at=NOON):
    figures = participation_in(now.contest, round=now, at=at)
    other = participation_in(then.contest, round=then, at=at)
    found = compare(figures, other, shown=select(figures, UnitFilter()), order="ten")
    return next(one for one in found.lines if one.now.unit.pk == unit.pk)


def test_a_rate_changes_in_percentage_points(office, week, next_week):
    change = change_of(office, next_week, week)
    assert (change.then.rate, change.now.rate, change.rate_change, change.people_change) == (
        Decimal("20.00"),
        Decimal("30.00"),
        Decimal("10.00"),
        1,
    )


def test_each_time_is_divided_by_its_own_headcount(office, week, next_week):
    week.opens_at = next_week.opens_at - timedelta(days=7)
    week.save()
    HeadcountFactory(unit=office, people=4, as_of=week.opens_at.date() - timedelta(days=1))
    HeadcountFactory(unit=office, people=12, as_of=next_week.opens_at.date())
    change = change_of(office, next_week, week)
    assert (change.then.headcount, change.now.base.people) == (4, 12)


def test_a_unit_that_was_not_there_has_no_change(office, week, next_week, division):
    new = UnitFactory(name="Phường mới", in_force_from=NOON.date())
    week.opens_at = NOON - timedelta(days=30)
    week.finalised_at = NOON - timedelta(days=20)
    week.save()
    take(next_week, division, unit=new)
    change = change_of(new, next_week, week)
    assert (change.then, change.rate_change) == (None, None)


def test_a_unit_is_compared_with_all_that_became_it(office, week, next_week, division):
    """The old ward had 10 people of whom one took part; both together had 20 of whom three did."""
    old = UnitFactory(name="Phường cũ")
    HeadcountFactory(unit=old, people=10)
    take(week, division, unit=old)
    week.finalised_at = NOON - timedelta(days=2)
    week.save()
    old.in_force_until, old.successor = (NOON - timedelta(days=1)).date(), office
    old.save()
    change = change_of(office, next_week, week)
    assert change.then.has_merged
    assert (change.then.people, change.then.headcount) == (3, 20)


def test_the_round_before_is_what_a_round_is_compared_with(client, office, next_week):
    page = client.get(PAGE, {"ky": "2"}).content.decode()
    assert "tăng 10,00" in page
    assert "20,00 %" in page


def test_a_contest_is_compared_with_another_one(client, office, division):
    other = ContestFactory(slug="nam-ngoai", title="Năm ngoái")
    of_other = DivisionFactory(contest=other, code="cbccvc")
    take(RoundFactory(contest=other, number=1), of_other, unit=office)
    page = client.get(PAGE, {"voi": "nam-ngoai"}).content.decode()
    assert "10,00 %" in page
    assert "tăng 20,00" in page
    assert "1 / 10" in page


def test_only_organisers_choose_a_contest_that_is_not_published(
    client, office, contest, organiser, signed_in
):
    hidden = ContestFactory(slug="an", title="Cuộc thi ẩn", state=ContestState.DRAFT)
    take(RoundFactory(contest=hidden, number=1), DivisionFactory(contest=hidden), unit=office)
    for one in (contest, hidden):
        OrganiserFactory(contest=one, user=organiser)
    page = client.get(PAGE, {"voi": "an"}).content.decode()
    assert "Cuộc thi ẩn" not in page
    assert "Hãy chọn lại" in page
    own = signed_in(organiser).get("/to-chuc/thu-do/so-sanh-don-vi/", {"voi": "an"})
    assert "Cuộc thi ẩn" in own.content.decode()
    assert own.context["found"].comparison is not None


def test_strangers_do_not_find_the_page_of_organisers(office, signed_in, contestant):
    assert signed_in(contestant).get("/to-chuc/thu-do/so-sanh-don-vi/").status_code == 404


@pytest.mark.parametrize("asked", [{"ky": "1"}, {"ky": "2", "voi": "thu-do~1"}])
def test_a_number_that_people_predict_is_told_on_neither_side(client, office, week, asked):
    week.prediction_target = "entrants"
    week.closes_at = NOON + timedelta(hours=1)
    week.save()
    assert "Số liệu chưa hiện" in client.get(PAGE, asked).content.decode()
    assert client.get(PAGE + "so-lieu.xlsx", asked).status_code == 409


def test_the_workbook_has_the_figures_of_the_page(client, office):
    response = client.get(PAGE + "so-lieu.xlsx", {"ky": "2"})
    content = io.BytesIO(response.getvalue())
    line = pd.read_excel(content, engine="calamine", header=4).iloc[0]
    assert (line["Tỷ lệ (%), trước"], line["Tỷ lệ (%), nay"]) == (20, 30)
    assert line["Thay đổi (điểm phần trăm)"] == 10


def test_nothing_to_compare_with_is_said(client, week):
    assert "Khi có kỳ thi thứ hai" in client.get(PAGE).content.decode()


def test_the_page_of_a_unit_compares_those_below_it(client, office, next_week, division):
    room = UnitFactory(name="Phòng Cải cách", parent=office)
    take(next_week, division, unit=room)
    page = client.get(f"{PAGE}so-noi-vu/", {"ky": "2"}).content.decode()
    assert "Phòng Cải cách" in page
    assert client.get(f"{PAGE}khong-co/", {"ky": "2"}).status_code == 404
