"""A unit's leader reads on one page how the unit does, without a score of anybody."""

from datetime import timedelta

import pytest

from leaderboard.reports.unit_report import sections_of_unit, unit_report
from quizsite.accounts.models import UnitContact
from tests.factories import NOON, HeadcountFactory, UnitFactory
from tests.leaderboard.cast import take
from tests.leaderboard.reports.test_report import assert_all_forms_agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE = "/don-vi/so-noi-vu/bao-cao/"


@pytest.fixture
def taken(contest, week, division, department):
    """Two of four people of the department, one of them of its office; another unit has all."""
    type(week).objects.update(opens_at=NOON - timedelta(days=1))
    week.refresh_from_db()
    office = UnitFactory(code="phong", name="Phòng", parent=department)
    other = UnitFactory(code="so-khac", name="Sở Khác")
    HeadcountFactory(unit=department, people=4)
    HeadcountFactory(unit=other, people=1)
    for unit in (department, office, other):
        take(week, division, unit=unit, correct=5)


@pytest.fixture
def browser(signed_in, contestant, department):
    UnitContact.objects.create(user=contestant, unit=department, since=NOON.date())
    return signed_in(contestant)


def test_the_page_says_how_many_are_missing_and_where_the_unit_stands(contest, taken, department):
    report = unit_report(department, contest=contest, at=NOON)
    (whole, by_round, below) = sections_of_unit(report)
    (sentence,) = whole.sentences
    assert sentence == (
        f"Sở Nội vụ có 2 người dự thi “{contest.title}”, đạt 50,00 % trên tổng số 4 người, còn 2 "
        "người chưa thi; đứng thứ 2 trên 2 đơn vị trong khối."
    )
    assert [cell.said for cell in by_round.rows[0]] == ["Tuần 1", "2", "–", "50,00"]
    assert [cell.said for cell in below.rows[0]] == ["Phòng", "1", "–", "–", "–"]


def test_the_place_waits_while_people_are_to_be_predicted(contest, week, taken, department):
    type(week).objects.update(prediction_target="entrants", closes_at=NOON + timedelta(days=1))
    assert unit_report(department, contest=contest, at=NOON).place is None


def test_a_unit_of_everybody_tells_nothing_that_is_to_be_predicted(
    contest, week, division, department
):
    take(week, division, unit=department)
    type(week).objects.update(
        prediction_target="entrants",
        opens_at=NOON - timedelta(days=1),
        closes_at=NOON + timedelta(days=1),
    )
    (only,) = sections_of_unit(unit_report(department, contest=contest, at=NOON))
    assert not only.rows
    assert "sau khi kỳ đóng" in only.note


def test_all_forms_have_the_same_figures_and_no_score(browser, taken):
    assert_all_forms_agree(browser, PAGE, files=f"{PAGE}tep/", least=3)
    page = browser.get(PAGE).content.decode()
    assert "Điểm" not in page
    assert browser.get(f"{PAGE}tep/pdf/").content.startswith(b"%PDF")
    assert browser.get(f"{PAGE}tep/odt/").status_code == 404


def test_other_units_and_other_contests_are_not_told(browser, taken, client):
    assert browser.get("/don-vi/so-khac/bao-cao/").status_code == 403
    assert browser.get(f"{PAGE}?cuoc-thi=khong-co").status_code == 404
    assert client.get(PAGE).status_code == 302


def test_without_a_contest_the_page_says_so(browser):
    assert "Chưa có cuộc thi nào" in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}tep/pdf/").status_code == 404
