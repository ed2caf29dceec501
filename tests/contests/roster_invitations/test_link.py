"""The link of an invitation signs up without a code: once, soon, and into no account there is."""

from datetime import timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contests.models import Contest, Entry, RosterInvitation, RosterPerson
from contests.roster.links import open_link, token_of
from contests.roster_invitations.links_for_codes import LINK_STANDS_FOR, stands_for_code, use_link
from quizsite.accounts.models import Consent, User
from quizsite.accounts.signing_in.second_factor import get_authentication_records
from quizsite.notifications.recipients import address_digest
from tests.factories import RosterPersonFactory, UnitFactory, UserFactory
from tests.people import browser_of
from tests.stage import open_round, race

pytestmark = pytest.mark.django_db

ADDRESS = "an@coquan.vn"


@pytest.fixture
def week():
    at = timezone.now()
    return open_round(opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=3))


@pytest.fixture
def person(week):
    unit = UnitFactory(name="Sở Nội vụ")
    fields = {"full_name": "Lê Thị An", "email": ADDRESS}
    return RosterPersonFactory(contest=week.contest, unit=unit, **fields)


@pytest.fixture
def invited(person):
    """The mail has gone out a moment ago."""
    return RosterInvitation.objects.create(
        contest=person.contest, digest=address_digest(ADDRESS), last_at=timezone.now()
    )


@pytest.fixture
def link(invited, person):
    return reverse("contests:roster_link", args=[token_of(person, times=1)])


def said(client, link, **more):
    """What the page's own form sends, with the tick of the first consent."""
    form = client.get(link).context["form"]
    return {
        "full_name": form["full_name"].value(),
        "consent_version": form["consent_version"].value(),
        "division": form["division"].value(),
        "unit": form["unit"].value().code,
        "has_agreed": "on",
        **more,
    }


def signed_in_as(client):
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def test_one_button_makes_account_and_entry(client, link, person, invited):
    answer = client.post(link, said(client, link))
    assert answer.status_code == 302
    entry = Entry.objects.get()
    assert (entry.user.full_name, entry.user.email, entry.unit) == (
        "Lê Thị An",
        ADDRESS,
        person.unit,
    )
    assert signed_in_as(client) == entry.user
    assert EmailAddress.objects.get(user=entry.user).verified
    assert Consent.objects.filter(user=entry.user).exists()
    person.refresh_from_db()
    assert person.entry == entry
    [told] = mail.outbox
    assert told.to == [ADDRESS]
    assert "đăng xuất các thiết bị khác" in told.body


def test_opening_it_changes_nothing(client, link, invited):
    for _ in range(3):
        assert "Đúng là tôi, đăng ký dự thi" in client.get(link).content.decode()
        assert client.head(link).status_code == 200
    invited.refresh_from_db()
    assert invited.used_at is None
    assert not User.objects.filter(email=ADDRESS).exists()
    assert mail.outbox == []


def test_without_the_tick_nothing_happens_and_nothing_is_used(client, link, invited):
    answer = client.post(link, said(client, link, has_agreed=""))
    assert "Hãy đọc và đánh dấu đồng ý" in answer.content.decode()
    invited.refresh_from_db()
    assert (invited.used_at, Entry.objects.count()) == (None, 0)


def test_a_post_from_another_site_is_refused(link, invited):
    assert Client(enforce_csrf_checks=True).post(link, {}).status_code == 403


@pytest.mark.parametrize("account", ["confirmed", "with a claim nobody confirmed"])
def test_a_forwarded_link_opens_no_account_that_there_is(account, client, link):
    owner = UserFactory(email=ADDRESS)
    if account == "confirmed":
        EmailAddress.objects.get_or_create(
            user=owner, email=ADDRESS, defaults={"verified": True, "primary": True}
        )
    else:
        EmailAddress.objects.filter(user=owner).delete()
    answer = client.post(link, said(client, link), follow=True)
    assert signed_in_as(client) is None
    assert answer.redirect_chain[-1][0] == reverse("account_sign_up_code")
    assert not Entry.objects.exists()
    [code] = mail.outbox
    assert code.to == [ADDRESS]


def test_it_is_used_once(client, link, person):
    written = said(client, link)
    client.post(link, written)
    other = Client()
    assert other.get(link).status_code == 302
    later = other.post(link, written, follow=True)
    assert later.redirect_chain[-1][0] == reverse("account_sign_up_code")
    assert signed_in_as(other) is None


@pytest.mark.parametrize("why", ["old", "newer mail", "entered", "no number", "never invited"])
def test_when_a_link_does_not_stand_for_a_code(why, person, invited):
    at, times = timezone.now(), 0 if why == "no number" else 1
    if why == "old":
        at += LINK_STANDS_FOR
    elif why == "newer mail":
        RosterInvitation.objects.update(times=2)
    elif why == "never invited":
        RosterInvitation.objects.all().delete()
    found = open_link(token_of(person, times=times))
    if why == "entered":
        found.line.entry_id = 1
    assert not stands_for_code(found, at=at)
    assert not use_link(found, at=at)


def test_a_late_link_fills_the_form_and_asks_for_a_code(client, link, invited):
    RosterInvitation.objects.update(last_at=timezone.now() - LINK_STANDS_FOR)
    form = client.get(link, follow=True).context["form"]
    assert form["contact"].value() == ADDRESS


def test_such_a_session_has_shown_nothing_that_counts_as_entered(client, link, rf):
    client.post(link, said(client, link))
    request = rf.get("/")
    request.session = client.session
    assert get_authentication_records(request, signed_in_as(client)) == []
    for change in ("usersessions_list", "account_set_password"):
        asked = client.post(reverse(change), {})
        assert asked.url.startswith(reverse("account_reauthenticate"))


def test_a_colleague_who_is_signed_in_is_told_whom_the_mail_is_for(link, invited):
    colleague = UserFactory(full_name="Trần Bình")
    answer = browser_of(colleague).get(link, follow=True)
    assert "Trần Bình đang đăng nhập" in answer.content.decode()
    assert not Entry.objects.exists()


def test_a_contest_that_asks_for_a_pledge_shows_its_page_next(client, link, person):
    Contest.objects.update(pledge="Tôi tự làm bài.")
    answer = client.post(link, said(client, link))
    assert answer.url == reverse("contests:register_check", args=[person.contest.slug])
    assert "Tôi tự làm bài." in client.get(answer.url).content.decode()
    assert not Entry.objects.exists()


def test_a_corrected_address_ends_the_link(client, link):
    RosterPerson.objects.update(email="khac@coquan.vn")
    assert client.get(link).status_code == 404
    assert client.post(link, {}).status_code == 404


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_guarded", [True, False])
def test_two_browsers_at_once_use_it_once(is_guarded, person, invited):
    """Whoever looks first and writes afterwards lets both in."""
    at, found, both = timezone.now(), open_link(token_of(person, times=1)), Barrier(2)

    def use():
        if is_guarded:
            return use_link(found, at=at)
        may = stands_for_code(found, at=at)
        both.wait(timeout=20)
        return may

    assert sorted(race([use] * 2)) == ([False, True] if is_guarded else [True, True])
