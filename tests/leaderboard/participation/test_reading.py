"""Reading lists of people or their contact data is a line in the trail, one a page and a while."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.models import LikelyDouble
from quizsite.accounts.models import UnitContact
from quizsite.accounts.personal_data.models import RequestKind
from quizsite.accounts.personal_data.requests import ask
from quizsite.audit.reading import read_line
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    BarredPersonFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    now = [NOON]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return now


@pytest.fixture
def contest():
    contest = ContestFactory()
    division, unit = DivisionFactory(contest=contest), UnitFactory(name="Sở Nội vụ")
    EntryFactory.create_batch(30, contest=contest, division=division, unit=unit)
    return contest


def seen():
    return AuditLine.objects.filter(kind="people_seen").order_by("pk")


def test_an_organiser_at_the_list_leaves_one_line_an_hour(clock, contest, organiser, signed_in):
    OrganiserFactory(contest=contest, user=organiser)
    browser, url = signed_in(organiser), reverse("contests:entries", args=[contest.slug])
    for page in ("", "?trang=2", "?q=An"):
        browser.get(url + page)
    [line] = seen()
    assert (line.by_id, line.role, line.contest, line.about_id, line.after["people"]) == (
        organiser.pk,
        "organiser",
        contest.pk,
        contest.pk,
        30,
    )
    clock[0] += timedelta(minutes=61)
    browser.get(url)
    assert seen().count() == 2
    assert [change.label for change in read_line(seen()[0]).changes] == ["Trang", "Số người"]


def test_two_organisers_leave_a_line_each(clock, contest, signed_in):
    url = reverse("contests:entries", args=[contest.slug])
    for one in OrganiserFactory.create_batch(2, contest=contest):
        signed_in(one.user).get(url)
    assert seen().count() == 2


def test_each_person_whose_contact_data_is_opened_is_a_line(clock, contest, organiser, signed_in):
    OrganiserFactory(contest=contest, user=organiser)
    first, second = contest.entries.order_by("pk")[:2]
    for entry in (first, first, second):
        signed_in(organiser).get(reverse("contests:entry", args=[contest.slug, entry.pk]))
    assert [line.about_id for line in seen()] == [first.pk, second.pk]


def test_a_contact_person_at_the_desk_leaves_a_line(clock, contest, colleague, signed_in):
    unit = contest.entries.first().unit
    UnitContact.objects.create(user=colleague, unit=unit, since=NOON.date())
    for _ in range(2):
        signed_in(colleague).get(reverse("leaderboard:unit_desk", args=[unit.code]))
    [line] = seen()
    assert (line.role, line.about_id, line.about_label, line.contest, line.after["people"]) == (
        "contact",
        unit.pk,
        "Sở Nội vụ",
        contest.pk,
        30,
    )


def test_staff_at_the_list_of_requests_leave_a_line(clock, signed_in):
    ask(UserFactory(), kind=RequestKind.OBJECTION, body="x", at=NOON)
    staff = UserFactory(is_staff=True)
    signed_in(staff).get("/to-chuc/du-lieu-ca-nhan/")
    assert [(line.by_id, line.role) for line in seen()] == [(staff.pk, "staff")]


def test_an_empty_list_and_somebody_who_is_refused_leave_none(clock, contest, organiser, signed_in):
    empty = OrganiserFactory(user=organiser).contest
    signed_in(organiser).get(reverse("contests:entries", args=[empty.slug]))
    assert (
        signed_in(organiser).get(reverse("contests:entries", args=[contest.slug])).status_code
        == 404
    )
    assert not seen().exists()


def test_every_other_page_that_names_people_is_a_line_too(clock, contest, organiser, signed_in):
    """Pages of doubles, of the list, of a correction."""
    OrganiserFactory(contest=contest, user=organiser)
    entries = list(contest.entries.order_by("pk")[:2])
    alike = {"people": [one.pk for one in entries], "reasons": ["name"], "weight": 1}
    double = LikelyDouble.objects.create(contest=contest, key="x", found_at=NOON, **alike)
    BarredPersonFactory(contest=contest, email="a@coquan.vn")
    pages = [
        ("doubles", [], 2),
        ("double", [double.pk], 2),
        ("bars", [], 1),
        ("entry_move", [entries[0].pk], 1),
    ]
    browser = signed_in(organiser)
    for name, parts, people in pages:
        clock[0] += timedelta(hours=2)
        before = seen().count()
        page = browser.get(reverse(f"contests:{name}", args=[contest.slug, *parts]))
        assert page.status_code == 200, name
        assert seen().count() == before + 1, name
        assert seen().last().after["people"] == people, name


def test_staff_who_look_for_people_and_open_one_leave_lines(clock, colleague, signed_in):
    staff = UserFactory(is_staff=True)
    browser = signed_in(staff)
    browser.get("/to-chuc/nguoi-dung/")
    assert not seen().exists()
    for _ in range(2):
        browser.get("/to-chuc/nguoi-dung/", {"q": colleague.full_name})
        browser.get(f"/to-chuc/nguoi-dung/{colleague.pk}/")
    said = [(line.role, line.about_kind, line.about_id, line.after["people"]) for line in seen()]
    assert said == [("staff", "site", None, 1), ("staff", "person", colleague.pk, 1)]
