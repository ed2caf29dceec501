"""A copied contest admits the same people, asks the same, and sets the same quotas."""

from datetime import date, timedelta

import pytest

from contests.eligibility.rules import places_of, rule_of
from contests.models import AskedDetail, DivisionRule
from contests.planning.outlines import build_contest, copy_contest, outline_of
from contests.quotas.outline import PlaceUnknown
from quizsite.accounts.models import Unit
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    DivisionRuleFactory,
    OrganiserFactory,
    QuotaFactory,
    RoundFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organiser):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    division = DivisionFactory(contest=contest)
    rule = DivisionRuleFactory(
        division=division, min_age=18, age_on=date(2026, 12, 31), categories=["lanh-dao"]
    )
    rule.within.add(UnitFactory(code="dak-lak"))
    AskedDetail.objects.create(contest=contest, kind="phone", purpose="trao giải", kept_days=30)
    QuotaFactory(contest=contest, percent=50)
    RoundFactory(contest=contest)
    return contest


def test_who_may_enter_is_copied_and_the_day_of_the_age_moves_by_a_year(contest, organiser):
    copy = copy_contest(contest, title="Năm sau", slug="nam-sau", days=364, by=organiser, at=NOON)
    old, new = (rule_of(one.divisions.get()) for one in (contest, copy))
    assert (new.min_age, new.age_on, new.categories) == (18, date(2027, 12, 31), ["lanh-dao"])
    assert places_of(new) == places_of(old)
    assert [(one.kind, one.kept_days) for one in copy.asked_details.all()] == [("phone", 30)]
    assert [(one.category, one.percent) for one in copy.quotas.all()] == [("lanh-dao", 50)]


def test_a_leap_day_stays_a_day_of_its_february(contest, organiser):
    DivisionRule.objects.update(age_on=date(2028, 2, 29))
    copy = copy_contest(contest, title="Năm sau", slug="nam-sau", days=364, by=organiser, at=NOON)
    assert rule_of(copy.divisions.get()).age_on == date(2029, 2, 28)


def test_a_rule_of_a_place_that_the_site_does_not_have_is_refused(contest, organiser):
    outline = outline_of(contest)
    Unit.objects.filter(code="dak-lak").update(code="khac")
    with pytest.raises(PlaceUnknown, match="dak-lak"):
        build_contest(
            outline,
            title="Mẫu",
            slug="mau",
            first_opens_at=NOON + timedelta(days=1),
            by=organiser,
            at=NOON,
        )
