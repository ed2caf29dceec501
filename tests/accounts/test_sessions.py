"""Session and person are read without the ORM, with the same results."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from quizsite.accounts.backends import Backend
from quizsite.accounts.models import User
from quizsite.accounts.sessions import SessionStore
from quizsite.accounts.signals import sessions_ended
from quizsite.audit.kinds import AuditKind, Role
from quizsite.management.commands.sign_out_everybody import sign_out_everybody
from quizsite.models import AuditLine
from tests.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(contestant) -> Client:
    signed_in = Client()
    signed_in.force_login(contestant)
    return signed_in


def who(client) -> User | None:
    """Return the person of a request with this browser's cookie; None if it has none."""
    request = HttpRequest()
    request.session = SessionStore(client.cookies["sessionid"].value)
    user = get_user(request)
    return user if user.is_authenticated else None


def test_a_session_belongs_to_the_person_who_signed_in(client, contestant):
    assert who(client) == contestant


def test_a_request_asks_for_the_session_and_the_person(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        who(client)


def test_an_expired_session_is_signed_out(client):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert who(client) is None


def test_a_session_is_good_until_it_expires(client, contestant):
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=30))
    assert who(client) == contestant


@pytest.mark.parametrize("key", ["a" * 32, "ngắn", "", "' OR 1=1 --", "%s%s%s%s%s", "é" * 40])
def test_an_unknown_key_is_signed_out(client, key):
    client.cookies["sessionid"] = key
    assert who(client) is None


def test_an_unknown_key_is_never_given_to_a_new_session():
    store = SessionStore("a" * 32)
    assert store.load() == {}
    store["chosen"] = "mine"
    store.save()
    assert Session.objects.get().session_key != "a" * 32


def test_a_session_changed_in_its_row_is_empty(client):
    Session.objects.update(session_data="đã bị sửa")
    assert who(client) is None


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(client):
    copy = Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    client.logout()
    assert who(copy) is None


def test_what_is_stored_is_read_back(client):
    session = client.session
    session["chosen"] = {"đơn vị": [1, 2]}
    session.save()
    again = SessionStore(session.session_key)
    assert again["chosen"] == {"đơn vị": [1, 2]}
    assert again[SESSION_KEY] == session[SESSION_KEY]


def test_a_deactivated_person_is_signed_out(client, contestant):
    User.objects.filter(pk=contestant.pk).update(is_active=False)
    assert who(client) is None


def test_a_deleted_person_is_signed_out(client, contestant):
    contestant.delete()
    assert who(client) is None


def test_a_changed_password_signs_out(client, contestant):
    contestant.set_password("một mật khẩu khác")
    contestant.save()
    assert who(client) is None


def test_a_person_is_read_as_the_orm_reads_one(contestant, django_assert_num_queries):
    User.objects.filter(pk=contestant.pk).update(last_login=timezone.now(), is_staff=True)
    expected = User.objects.get(pk=contestant.pk)
    found = Backend().get_user(contestant.pk)
    names = [field.attname for field in User._meta.concrete_fields]
    with django_assert_num_queries(0):
        facts = {name: getattr(found, name) for name in names}
    assert facts == {name: getattr(expected, name) for name in names}
    assert not found._state.adding


def test_a_person_read_without_the_orm_can_be_saved(contestant):
    found = Backend().get_user(contestant.pk)
    found.full_name = "Trần Thị Bình An"
    found.save()
    assert User.objects.get(pk=contestant.pk).full_name == "Trần Thị Bình An"


def test_only_signed_in_people_see_the_page(client):
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    assert client.get("/tai-khoan/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    assert client.get("/tai-khoan/").status_code == 302


def test_whoever_stole_a_backup_is_signed_out_with_everybody_else(contestant, organiser):
    """The copy holds sessions: who carries one is that person."""
    browsers = [browser_of(person) for person in (contestant, contestant, organiser)]
    for browser in browsers:
        browser.get("/")  # its device is noted
    thief = Client()
    thief.cookies["sessionid"] = Session.objects.order_by("pk").first().pk
    assert who(thief) is not None

    call_command("sign_out_everybody", reason="Lộ bản sao lưu")

    assert [who(one) for one in (thief, *browsers)] == [None] * 4
    line = AuditLine.objects.get(kind=AuditKind.ALL_SIGNED_OUT)
    assert (line.role, line.reason) == (Role.OPERATOR, "Lộ bản sao lưu")


def test_signing_everybody_out_ends_open_papers_tabs_as_signing_out_does(contestant):
    ended = []
    sessions_ended.connect(lambda user, **_kwargs: ended.append(user), weak=False, dispatch_uid="t")
    browser_of(contestant).get("/")
    sign_out_everybody(reason="x")
    sessions_ended.disconnect(dispatch_uid="t")
    assert ended == [contestant]


def test_without_a_reason_nobody_is_signed_out(client, contestant):
    with pytest.raises(CommandError, match="lý do"):
        call_command("sign_out_everybody", reason=" ")
    assert who(client) == contestant
