"""The page that invites, for contact persons and organisers; the link, for whoever holds it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import Entry, RosterPerson
from contests.roster.links import token_of
from quizsite.accounts.models import UnitContact
from quizsite.notifications.mailings import write_due_mailings
from quizsite.notifications.models import Mailing, Notice
from tests.factories import OrganiserFactory, RosterPersonFactory, UnitFactory
from tests.stage import open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    at = timezone.now()
    return open_round(opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=3))


@pytest.fixture
def person(week):
    unit = UnitFactory(name="Sở Nội vụ")
    return RosterPersonFactory(
        contest=week.contest, unit=unit, full_name="Lê Thị An", email="an@coquan.vn"
    )


@pytest.fixture
def desk(colleague, person, signed_in):
    UnitContact.objects.create(user=colleague, unit=person.unit, since=timezone.localdate())
    return signed_in(colleague)


@pytest.fixture
def page(person):
    return reverse("contests:roster_invite", args=[person.unit.code, person.contest.slug])


def test_it_is_for_contact_persons_and_organisers(page, desk, week, organiser, stranger, signed_in):
    assert desk.get(page).status_code == 200
    OrganiserFactory(contest=week.contest, user=organiser)
    assert signed_in(organiser).get(page).status_code == 200
    assert signed_in(stranger).get(page).status_code == 404


def test_it_shows_the_words_tries_them_and_invites_once(page, desk, person):
    shown = desk.get(page).content.decode()
    assert "Mời 1 người" in shown
    assert "Sở Nội vụ mời bạn dự thi" in shown
    desk.post(page, {"viec": "thu"})
    assert Notice.objects.get().mailing is None
    assert desk.post(page, {"viec": "moi"}).status_code == 302
    again = desk.post(page, {"viec": "moi-lai"})
    assert (again.status_code, Mailing.objects.count()) == (409, 1)


def test_a_contest_that_is_over_says_so(page, desk, week):
    week.closes_at = timezone.now() - timedelta(hours=1)
    week.save()
    assert "không nhận đăng ký" in desk.get(page).content.decode()
    assert desk.post(page, {"viec": "moi"}).status_code == 403


def test_the_roster_says_beside_the_name_what_became_of_it(page, desk, person):
    desk.post(page, {"viec": "moi"})
    write_due_mailings(at=timezone.now(), between=lambda: None)
    roster = reverse("leaderboard:roster", args=[person.unit.code, person.contest.slug])
    assert "Đã mời 1 lần" in desk.get(roster).content.decode()


def test_the_link_fills_the_form_and_makes_nobody_an_account(client, person):
    answer = client.get(reverse("contests:roster_link", args=[token_of(person)]), follow=True)
    form = answer.context["form"]
    assert form["full_name"].value() == "Lê Thị An"
    assert form["contact"].value() == "an@coquan.vn"
    assert "Sở Nội vụ" in answer.content.decode()
    assert not Entry.objects.exists()


def test_a_link_leaves_alone_what_was_written_on_this_browser(client, person):
    draft = reverse("contests:register_draft", args=[person.contest.slug])
    client.post(draft, {"full_name": "Người Khác"})
    answer = client.get(reverse("contests:roster_link", args=[token_of(person)]), follow=True)
    assert answer.context["form"]["full_name"].value() == "Người Khác"


def test_a_link_that_opens_nothing_says_what_to_do(client, person):
    token = token_of(person)
    RosterPerson.objects.all().delete()
    answer = client.get(reverse("contests:roster_link", args=[token]))
    assert answer.status_code == 404
    assert "không còn dùng được" in answer.content.decode()
