"""While the site's key is changed nobody is signed out; afterwards nothing needs the old one."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from quizsite.accounts.signing_in.devices import COOKIE, device_of, remember_device
from quizsite.accounts.signing_in.older_keys import (
    factors_of_older_keys,
    renew_factors,
    renew_sessions,
    sessions_of_older_keys,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = "mot-khoa-moi-" + "x" * 50


@pytest.fixture
def change_key(settings):
    def change(*, keeps_older: bool = True) -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if keeps_older else []
        settings.SECRET_KEY = NEW

    return change


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:home")).status_code == 200


def test_a_change_of_key_signs_nobody_out(signed_in, contestant, change_key):
    client = signed_in(contestant)
    name = client.session.session_key
    change_key()
    assert is_signed_in(client)
    assert client.session.session_key == name


def test_without_the_older_key_everybody_is_signed_out(signed_in, contestant, change_key):
    client = signed_in(contestant)
    change_key(keeps_older=False)
    assert not is_signed_in(client)


def test_two_windows_at_one_moment_both_stay_signed_in(signed_in, contestant, change_key):
    """Both have sent the same cookie before either has an answer."""
    first, second = signed_in(contestant), Client()
    second.cookies = first.cookies.copy()
    change_key()
    assert is_signed_in(first)
    assert is_signed_in(second)


def test_a_new_password_still_ends_sessions_of_the_older_key(signed_in, contestant, change_key):
    client = signed_in(contestant)
    change_key()
    contestant.set_password("mot-mat-khau-khac")
    contestant.save()
    assert not is_signed_in(client)


def test_sessions_renewed_need_the_older_key_no_more(signed_in, contestant, change_key, settings):
    client = signed_in(contestant)
    change_key()
    assert len(list(sessions_of_older_keys())) == 1
    assert renew_sessions() == 1
    assert (renew_sessions(), list(sessions_of_older_keys())) == (0, [])
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(client)


def test_a_session_that_no_key_reads_is_no_session_of_an_older_key(change_key):
    Session.objects.create(
        session_key="a" * 32, session_data="x:y:z", expire_date="2099-01-01T00:00:00Z"
    )
    change_key()
    assert list(sessions_of_older_keys()) == []
    assert renew_sessions() == 0


def test_factors_renewed_need_the_older_key_no_more(change_key, settings):
    factor = TOTP.activate(UserFactory(), generate_totp_secret())
    lost = TOTP.activate(UserFactory(), generate_totp_secret())
    lost.instance.data["secret"] = "gAAAAAbc"
    lost.instance.save()
    change_key()
    assert factors_of_older_keys() == (1, 1)
    assert renew_factors() == 1
    assert factors_of_older_keys() == (0, 1)
    settings.SECRET_KEY_FALLBACKS = []
    factor.instance.refresh_from_db()
    assert factors_of_older_keys() == (0, 1)


def test_a_device_is_still_known(contestant, change_key):
    request, response = RequestFactory().get("/"), Client().get("/suc-khoe")
    remember_device(request, response, contestant)
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    known = device_of(request, contestant)
    change_key()
    assert device_of(request, contestant) == known
    assert known


def test_the_command_says_what_would_be_lost_and_what_may_go(
    signed_in, contestant, change_key, capsys
):
    call_command("key_rotation")
    assert "SECRET_KEY_FALLBACKS trống" in capsys.readouterr().out
    signed_in(contestant)
    TOTP.activate(contestant, generate_totp_secret())
    change_key()
    with pytest.raises(CommandError, match="Chưa nên bỏ"):
        call_command("key_rotation")
    said = capsys.readouterr().out
    assert "1 cách xác thực hai lớp không dùng được nữa" in said
    assert "1 phiên bị đăng xuất" in said
    call_command("key_rotation", "--renew")
    assert "Không còn gì cần khóa cũ" in capsys.readouterr().out
