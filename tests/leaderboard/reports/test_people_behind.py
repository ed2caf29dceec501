"""Each figure of a report leads to as many people as it counts."""

from datetime import timedelta

import pytest

from contests.awards import Award
from leaderboard.models import Standing
from leaderboard.participation.bands import lines_of_everybody
from leaderboard.reports.contents import sections_of
from leaderboard.reports.figures import report_of
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, DivisionFactory, HeadcountFactory, OrganiserFactory, RoundFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

# Sections whose counts are people, and the column that holds them.
PEOPLE = {"chat-luong": 1, "nguoi-du-thi": 1, "bang-thi": 1, "theo-gio": 1, "theo-ngay": 1}


@pytest.fixture
def browser(signed_in, contest, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


@pytest.fixture
def weeks(contest, week, division, department):
    """Two rounds that are over, on several days, by two divisions; each person has one paper."""
    at = {"opens_at": NOON - timedelta(days=9), "closes_at": NOON - timedelta(days=1)}
    type(week).objects.update(**at)
    second = RoundFactory(contest=contest, number=2, title="Tuần 2", **at)
    week.refresh_from_db()
    HeadcountFactory(unit=department, people=30)
    pupils = DivisionFactory(
        contest=contest, code="hs", name="Học sinh", headcount_category="hoc-sinh"
    )
    for n, correct in enumerate((5, 5, 5, 4, 3, 2, 1, 0)):
        begun = NOON - timedelta(days=3 + n % 2, hours=n % 3)
        for round in (week, second):
            take(round, division if n < 6 else pupils, unit=department, correct=correct, at=begun)
    return week, second


def links(award):
    """Every figure of people with the address it leads to."""
    for one in sections_of(report_of(award, at=NOON)):
        if one.code in PEOPLE:
            for row in one.rows:
                cell = row[PEOPLE[one.code]]
                if cell.value:
                    yield one.code, cell


@pytest.mark.parametrize("number", [None, 2])
def test_each_figure_leads_to_as_many_people_as_it_counts(browser, contest, weeks, number):
    award = Award(contest, weeks[1] if number else None)
    found = list(links(award))
    assert {code for code, _cell in found} == set(PEOPLE)
    for code, cell in found:
        page = browser.get(cell.url)
        assert page.context["page"].paginator.count == cell.value, (code, cell)


def test_papers_with_all_right_are_listed_one_by_one(browser, contest, weeks):
    scale = sections_of(report_of(Award(contest), at=NOON))[0]
    (cell,) = (row[1] for row in scale.rows if row[0].value == "Bài đúng tất cả")
    assert browser.get(cell.url).context["page"].paginator.count == cell.value == 6


def test_points_decide_on_the_band_where_a_round_has_them(browser, contest, weeks):
    own = Standing.objects.filter(round=weeks[1]).order_by("sort_key", "entry")
    for standing, points in zip(own, (-100, 0, 750, 1000, 740, 250, 249, 1), strict=True):
        standing.points, standing.most_points = points, 1000
        standing.save()
    lines = lines_of_everybody(contest, weeks[1])
    counts = [
        browser.get(f"/to-chuc/thu-do/ky/2/bao-cao/nguoi/?dai={n}").context["page"].paginator.count
        for n in range(len(lines))
    ]
    assert counts == [one.people for one in lines] == [1, 1, 2, 4]


def test_what_is_no_filter_is_said_and_lists_nobody(browser, contest, weeks):
    page = browser.get("/to-chuc/thu-do/bao-cao/nguoi/?ngay=32/13/2026&gio=77")
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"ngay", "gio"}
    assert page.context["page"].paginator.count == 0


def test_reading_it_leaves_a_line(browser, contest, weeks):
    browser.get("/to-chuc/thu-do/bao-cao/nguoi/")
    assert AuditLine.objects.get(kind=AuditKind.PEOPLE_SEEN).after["people"] == 16
