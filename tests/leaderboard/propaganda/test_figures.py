"""Events of a period by form and by unit, the contests of it, the plan and the period before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from leaderboard.propaganda.contents import sections_of
from leaderboard.propaganda.figures import period_report
from leaderboard.propaganda.periods import period_of
from leaderboard.propaganda_models import PeriodKind
from quizsite.accounts.models import Unit
from tests.factories import NOON
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


def report(*, kind=PeriodKind.Q4, year=2026, focus=None):
    return period_report(period_of(kind, year), focus=focus, at=NOON)


def table(found, code):
    one = next(one for one in sections_of(found) if one.code == code)
    names = [heading.title for heading in one.headings]
    return [dict(zip(names, [cell.value for cell in row], strict=True)) for row in one.rows]


@pytest.fixture
def quarter(department, office, other, event_of):
    """Five meetings planned and four held, an article, one meeting of the quarter before."""
    event_of(department, planned=2, done=2, people=100, cost_vnd=3_000_000)
    event_of(office, planned=3, done=2, people=40)
    event_of(other, kind="tin-bai", planned=0, done=7)
    event_of(department, held_on=date(2026, 8, 1), done=1, people=30)
    event_of(department, held_on=date(2025, 8, 1), done=9)


def test_forms_are_compared_with_the_plan(quarter):
    meeting, article = table(report(), "phu-luc")
    assert meeting["Hình thức"] == "Hội nghị, hội thảo"
    assert (meeting["Kế hoạch"], meeting["Đã thực hiện"]) == (5, 4)
    assert (meeting["Đạt (%)"], meeting["Số đơn vị"]) == (Decimal("80.00"), 2)
    assert (article["Kế hoạch"], article["Đạt (%)"]) == (0, None)


def test_the_period_before_is_compared(quarter):
    rows = {row["Chỉ tiêu"]: row for row in table(report(), "so-sanh")}
    held = rows["Hoạt động đã thực hiện"]
    assert (held["Kỳ này"], held["Kỳ trước"], held["Tăng, giảm"]) == (11, 1, 10)
    assert rows["Lượt người tham dự"]["Tăng, giảm (%)"] == Decimal("366.67")


def test_a_unit_counts_those_below_it_and_lines_add_up(quarter, department):
    lines = {row["Đơn vị"]: row for row in table(report(), "don-vi")}
    assert lines["Sở Nội vụ"]["Đã thực hiện"] == 4
    assert lines["Sở Khác"]["Đã thực hiện"] == 7
    inside = {
        row["Đơn vị"]: row["Đã thực hiện"] for row in table(report(focus=department), "don-vi")
    }
    assert inside == {"Sở Nội vụ (riêng)": 2, "Phòng Cải cách": 2}


def test_a_merged_unit_counts_in_its_heir(quarter, other, department):
    Unit.objects.filter(pk=other.pk).update(
        in_force_until=NOON.date() - timedelta(days=1), successor=department
    )
    lines = {row["Đơn vị"]: row["Đã thực hiện"] for row in table(report(), "don-vi")}
    assert lines == {"Sở Nội vụ (riêng)": 9, "Phòng Cải cách": 2}
    assert report(focus=department).total.done == 11


def test_a_contest_counts_with_the_rounds_that_opened_in_the_period(
    contest, week, division, department, other
):
    take(week, division, unit=department)
    take(week, division, unit=other)
    (row,) = table(report(), "cuoc-thi")
    assert (row["Người dự thi"], row["Đơn vị có người dự thi"]) == (2, 2)
    (own,) = table(report(focus=department), "cuoc-thi")
    assert own["Người dự thi"] == 1
    assert report(kind=PeriodKind.Q3).contests == []


def test_people_who_are_to_be_predicted_are_told_to_nobody(contest, week, division, department):
    take(week, division, unit=department)
    type(week).objects.update(
        prediction_target="entrants",
        opens_at=NOON - timedelta(days=1),
        closes_at=NOON + timedelta(days=1),
    )
    (row,) = table(report(), "cuoc-thi")
    assert row["Người dự thi"] is None
    words = " ".join(sections_of(report())[0].sentences)
    assert contest.title in words
    assert "người dự thi" not in words


def test_the_paragraph_is_ready_to_be_copied(quarter, department):
    (first, _compared) = sections_of(report(focus=department))[0].sentences
    assert first == (
        "Trong quý IV năm 2026 (số liệu từ 15/09/2026 đến 14/12/2026), Sở Nội vụ đã thực hiện 4/5 "
        "hoạt động thông tin, tuyên truyền theo kế hoạch (đạt 80,00 %) về cải cách hành chính với "
        "140 lượt người tham dự, kinh phí 3.000.000 đồng. Trong đó: 4 hội nghị, hội thảo (140 lượt "
        "người)."
    )


def test_a_period_without_anything_says_so(department):
    assert "chưa ghi hoạt động nào" in sections_of(report())[0].sentences[0]
