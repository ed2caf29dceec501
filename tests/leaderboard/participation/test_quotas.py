"""Units against quotas: who took part counts, along the tree, once."""

import pytest
from django.urls import reverse

from contests.models import EntryDetail
from contests.registration.entries import void_entry
from leaderboard.participation.figures import participation_in
from leaderboard.participation.quota_figures import quota_figures
from leaderboard.participation.selection import UnitFilter, select
from quizsite.accounts.models import UnitContact
from quizsite.accounts.units.no_unit import unit_of_nobody
from quizsite.accounts.units.search import search_units
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    OrganiserFactory,
    QuotaFactory,
    RoundFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return RoundFactory()


@pytest.fixture
def division(week):
    return DivisionFactory(contest=week.contest)


@pytest.fixture
def office():
    return UnitFactory(name="Sở Tư pháp")


def comes(week, division, category, unit):
    entry = take(week, division, unit=unit)
    EntryDetail.objects.create(entry=entry, category=category)
    return entry


def gaps(contest, unit):
    return [line.missing for line in quota_figures(contest, at=NOON).units[unit.pk].lines]


def test_the_quotas_of_dak_lak_2023_at_one_department(week, division, office):
    """≥ 1 leader, ≥ 50 % of division heads, ≥ 30 % of civil servants, all one-stop staff."""
    contest = week.contest
    for category, at_least, percent, people in (
        ("lanh-dao", 1, None, 4),
        ("truong-pho-phong", None, 50, 7),
        ("cong-chuc", None, 30, 31),
        ("mot-cua", None, 100, 3),
    ):
        QuotaFactory(contest=contest, category=category, at_least=at_least, percent=percent)
        HeadcountFactory(unit=office, category=category, people=people)
    assert gaps(contest, office) == [1, 4, 10, 3]
    for category, people in (
        ("lanh-dao", 1),
        ("truong-pho-phong", 4),
        ("cong-chuc", 7),
        ("mot-cua", 3),
    ):
        for _ in range(people):
            assert quota_figures(contest, at=NOON).meets_quotas(office.pk) is False
            comes(week, division, category, office)
    assert gaps(contest, office) == [0, 0, 0, 0]
    assert quota_figures(contest, at=NOON).meets_quotas(office.pk) is True


def test_people_of_the_units_below_count_and_those_who_only_registered_do_not(
    week, division, office
):
    QuotaFactory(contest=week.contest, at_least=2)
    below = UnitFactory(parent=office, kind=UnitKindFactory(code="phong-ban"))
    comes(week, division, "lanh-dao", below)
    registered = EntryFactory(contest=week.contest, division=division, unit=office)
    EntryDetail.objects.create(entry=registered, category="lanh-dao")
    assert gaps(week.contest, office) == [1]


def test_who_is_voided_counts_no_more(week, division, office, organiser):
    QuotaFactory(contest=week.contest, at_least=1)
    entry = comes(week, division, "lanh-dao", office)
    assert gaps(week.contest, office) == [0]
    void_entry(entry, by=organiser, at=NOON, reason="x")
    assert gaps(week.contest, office) == [1]


def test_a_part_of_an_unknown_headcount_cannot_be_told(week, office):
    QuotaFactory(contest=week.contest, at_least=None, percent=50)
    figures = quota_figures(week.contest, at=NOON)
    assert figures.units[office.pk].lines[0].missing is None
    assert figures.meets_quotas(office.pk) is None


def test_what_is_only_encouraged_stops_nobody(week, office):
    QuotaFactory(contest=week.contest, at_least=3, is_compulsory=False)
    figures = quota_figures(week.contest, at=NOON)
    assert figures.units[office.pk].lines[0].missing == 3
    assert figures.meets_quotas(office.pk) is True


def test_a_unit_of_another_block_is_asked_nothing(week, office):
    QuotaFactory(contest=week.contest, unit_kind=UnitKindFactory(code="phuong"))
    assert quota_figures(week.contest, at=NOON).meets_quotas(office.pk) is True


@pytest.mark.parametrize("count", [1, 3])
def test_figures_take_the_same_queries_whatever_the_units(
    week, division, django_assert_num_queries, count
):
    QuotaFactory(contest=week.contest)
    for _ in range(count):
        comes(week, division, "lanh-dao", UnitFactory())
    with django_assert_num_queries(5):
        quota_figures(week.contest, at=NOON)


def test_organisers_see_who_is_behind_and_search(week, division, office, organiser, signed_in):
    QuotaFactory(contest=week.contest)
    met = UnitFactory(name="Sở Y tế")
    comes(week, division, "lanh-dao", met)
    OrganiserFactory(contest=week.contest, user=organiser)
    client = signed_in(organiser)
    page = reverse("leaderboard:quotas_missing", args=[week.contest.slug])
    shown = client.get(page).text
    assert "1 trên 2 đơn vị đã đủ" in shown
    assert "còn thiếu 1" in shown
    assert ("Sở Tư pháp" in shown, "Sở Y tế" in shown) == (True, False)
    assert "Sở Y tế" in client.get(page, {"q": "y te"}).text
    assert "Sở Y tế" in client.get(page, {"tat-ca": "1"}).text


def test_the_page_is_for_the_contests_organisers(client, signed_in, colleague, week):
    page = reverse("leaderboard:quotas_missing", args=[week.contest.slug])
    assert client.get(page).status_code == 302
    OrganiserFactory(user=colleague)
    assert signed_in(colleague).get(page).status_code == 404


def test_a_contest_without_quotas_says_so(organiser, signed_in):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    page = reverse("leaderboard:quotas_missing", args=[contest.slug])
    assert "chưa đặt chỉ tiêu" in signed_in(organiser).get(page).text


def test_the_contact_person_sees_what_the_unit_is_missing(week, office, colleague, signed_in):
    UnitContact.objects.create(user=colleague, unit=office, since=NOON.date())
    page = reverse("leaderboard:unit_desk", args=[office.code])
    assert "Chỉ tiêu theo nhóm" not in signed_in(colleague).get(page).text
    QuotaFactory(contest=week.contest)
    HeadcountFactory(unit=office, category="lanh-dao", people=4)
    assert "còn thiếu 1" in signed_in(colleague).get(page).text


def test_people_of_no_unit_have_a_line_of_their_own_beside_the_tree(week):
    root = UnitFactory(name="Thành phố Hà Nội")
    UnitFactory(name="Sở Y tế", parent=root)
    nobody = unit_of_nobody()
    residents = DivisionFactory(contest=week.contest, headcount_category="")

    def shown(**question):
        participation = participation_in(week.contest, round=None, at=NOON)
        return [one.unit.name for one in select(participation, UnitFilter(**question)).units]

    assert shown() == ["Sở Y tế"]
    take(week, residents, unit=nobody)
    assert shown() == ["Không thuộc đơn vị nào", "Sở Y tế"]
    assert shown(words="khong thuoc") == ["Không thuộc đơn vị nào"]
    assert shown(code=root.code) == ["Sở Y tế"]


def test_nobody_finds_the_line_of_no_unit_in_the_search(db):
    unit_of_nobody()
    assert search_units("không thuộc đơn vị", on=NOON.date()) == []
