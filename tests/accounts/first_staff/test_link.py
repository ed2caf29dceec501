"""The console's link makes one person staff, once, for a short time, while nobody is staff."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizsite.accounts.first_staff.console import link_in_words, tell_at_start
from quizsite.accounts.first_staff.link import (
    VALID_FOR,
    LinkSpent,
    StaffExists,
    become_first_staff,
    make_link,
)
from quizsite.accounts.first_staff.models import StaffLink
from quizsite.accounts.rules import ContactUnconfirmed
from quizsite.audit.kinds import AuditKind
from tests.audit.lines import last_line
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


def test_a_confirmed_person_becomes_staff_and_a_line_says_so(contestant):
    become_first_staff(contestant, secret=make_link(at=NOON), at=NOON)
    contestant.refresh_from_db()
    assert contestant.is_staff
    line = last_line()
    assert (line.kind, line.by_id, line.about_id) == (
        AuditKind.STAFF_ADDED,
        contestant.pk,
        contestant.pk,
    )


def test_the_database_holds_no_secret():
    secret = make_link(at=NOON)
    assert secret not in StaffLink.objects.get().digest


def test_a_link_serves_once_even_after_the_staff_are_gone(contestant, colleague):
    secret = make_link(at=NOON)
    become_first_staff(contestant, secret=secret, at=NOON)
    contestant.is_staff = False
    contestant.save()
    with pytest.raises(LinkSpent):
        become_first_staff(colleague, secret=secret, at=NOON)


def test_another_link_is_spent_with_the_first(contestant, colleague):
    first, second = make_link(at=NOON), make_link(at=NOON)
    become_first_staff(contestant, secret=first, at=NOON)
    with pytest.raises(LinkSpent):
        become_first_staff(colleague, secret=second, at=NOON)


def test_a_link_is_over_after_half_an_hour(contestant):
    secret = make_link(at=NOON)
    with pytest.raises(LinkSpent):
        become_first_staff(contestant, secret=secret, at=NOON + VALID_FOR)


def test_who_has_confirmed_no_address_becomes_no_staff():
    unconfirmed = UserFactory(confirmed=False)
    with pytest.raises(ContactUnconfirmed):
        become_first_staff(unconfirmed, secret=make_link(at=NOON), at=NOON)


def test_no_link_is_made_once_there_is_staff(capsys):
    UserFactory(is_staff=True, is_active=False)
    with pytest.raises(StaffExists):
        make_link(at=NOON)
    with pytest.raises(CommandError):
        call_command("first_staff_link")
    assert capsys.readouterr().out == ""


def test_a_server_that_starts_tells_the_link(capsys, monkeypatch, settings):
    closed = "quizsite.accounts.first_staff.console.connection.close"
    monkeypatch.setattr(closed, lambda: None)  # it is this test's own connection
    settings.CSRF_TRUSTED_ORIGINS = ["https://thi.example.vn"]
    tell_at_start()
    assert "https://thi.example.vn/quan-tri-dau-tien/" in capsys.readouterr().out
    UserFactory(is_staff=True)
    tell_at_start()
    assert capsys.readouterr().out == ""


def path_of_new_link() -> str:
    words = link_in_words(origin="http://testserver")
    return words.split("http://testserver")[1].strip()


def test_opening_the_link_leads_to_signing_up_and_to_the_desk(contestant):
    client, path = Client(), path_of_new_link()
    page = client.get(path, follow=True)
    assert page.redirect_chain == [(reverse("accounts:first_staff"), 302)]
    assert "?next=/quan-tri-dau-tien/" in page.content.decode()
    client.force_login(contestant)  # as signing in does, it keeps what the session holds
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp()}
    ]
    session.save()
    assert contestant.full_name in client.get(reverse("accounts:first_staff")).content.decode()
    answer = client.post(reverse("accounts:first_staff"))
    assert answer.url == reverse("contests:organise")
    assert client.get(reverse("accounts:units")).status_code == 200


def test_a_wrong_or_late_link_says_nothing_of_the_site(client):
    assert client.get(reverse("accounts:first_staff_link", args=["x" * 43])).status_code == 404
    assert client.get(reverse("accounts:first_staff")).status_code == 404
    path = path_of_new_link()
    StaffLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(path).status_code == 404
