"""What a session may do depends on what was shown in it, how long ago, and on its age."""

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from questionbank.models import BankRole
from quizsite.accounts.sessions import VISIT_LASTS
from tests.factories import NOON, ContestFactory, OrganiserFactory, RoundFactory
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def duc():
    person = create_person(
        full_name="Vũ Minh Đức",
        email="duc@coquan.gov.vn",
        phone="+84912345678",
        password=PASSWORD,
        at=NOON,
    )
    contest = ContestFactory(slug="thu-do")
    RoundFactory(contest=contest, number=1)
    OrganiserFactory(contest=contest, user=person)
    BankRole.objects.create(user=person, kind=BankRole.Kind.AUTHOR)
    return person


def sign_in(person, client=None):
    client = client or Client()
    client.post("/dang-nhap/", {"login": person.email, "password": PASSWORD})
    return client


def switch_on(client):
    """Enter the password, scan the code and type what the app shows; return the app."""
    asked = client.get(reverse("mfa_activate_totp")).url
    page = client.get(client.post(asked, {"password": PASSWORD}).url)
    app = pyotp.TOTP(page.context["form"].secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": app.now()}).status_code == 302
    return app


DESKS = ["/to-chuc/thu-do/", "/to-chuc/ngan-hang/", "/to-chuc/thu-do/ky/1/chot/"]


def test_switching_it_on_ends_the_other_sessions_and_keeps_this_one(duc):
    older, own = sign_in(duc), sign_in(duc)
    older.get("/tai-khoan/")
    switch_on(own)

    assert not get_user(older).is_authenticated
    assert get_user(own) == duc
    assert [own.get(desk).status_code for desk in DESKS] == [200, 200, 200]


@pytest.mark.parametrize(
    "path",
    [
        *DESKS,
        reverse("mfa_view_recovery_codes"),
        reverse("mfa_download_recovery_codes"),
        reverse("mfa_deactivate_totp"),
        reverse("account_change_password"),
        reverse("account_email"),
        reverse("usersessions_list"),
    ],
)
def test_a_session_that_has_not_shown_it_opens_nothing(duc, path):
    """As a session that survived: the second factor was switched on where no session was known."""
    client = sign_in(duc)
    Authenticator.objects.create(
        user=duc, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()}
    )
    for method in (client.get, client.post):
        answer = method(path)
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or "/tai-khoan/xac-nhan/ma/" in answer.url


def test_showing_it_opens_the_page_that_was_asked_for(duc):
    client = sign_in(duc)
    secret = generate_totp_secret()
    TOTP.activate(duc, secret)
    asked = client.get(DESKS[0]).url
    answer = client.post(asked, {"code": pyotp.TOTP(secret).now()})
    assert answer.url == DESKS[0]
    assert client.get(DESKS[0]).status_code == 200


CHANGES = [
    ("account_email", {"email": "moi@coquan.gov.vn", "action_add": "1"}),
    ("account_change_phone", {"phone": "0987654321"}),
    ("account_change_password", {"oldpassword": PASSWORD, "password1": "x", "password2": "x"}),
    ("usersessions_list", {}),
    ("socialaccount_connections", {}),
    ("mfa_activate_totp", {}),
    ("mfa_generate_recovery_codes", {}),
]


@pytest.mark.parametrize(("name", "sent"), CHANGES)
def test_what_leads_into_the_account_asks_for_the_password_again(duc, name, sent, mailoutbox):
    client = sign_in(duc)
    answer = client.post(reverse(name), sent)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert mailoutbox == []


def test_after_the_password_the_change_that_was_typed_is_made(duc, mailoutbox):
    client = sign_in(duc)
    asked = client.post(reverse("account_email"), CHANGES[0][1]).url
    client.post(asked, {"password": PASSWORD})
    assert mailoutbox[-1].to == ["moi@coquan.gov.vn"]


def test_the_password_given_long_ago_is_asked_for_again(duc, monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    client = sign_in(duc)
    asked = client.get(reverse("account_change_password")).url
    client.post(asked, {"password": PASSWORD})
    assert client.get(reverse("account_change_password")).status_code == 200
    now[0] += 11 * 60
    assert client.get(reverse("account_change_password")).status_code == 302


HOUR = 3600


@pytest.fixture
def desk(duc, settings, monkeypatch):
    """An organiser's browser that has opened a desk, and a clock."""
    settings.REQUIRE_SECOND_FACTOR = False
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    client = sign_in(duc)
    client.get(DESKS[0])

    def later(seconds, path=DESKS[0], **headers):
        now[0] += seconds
        return client.get(path, headers=headers)

    later.client, later.now = client, now
    return later


def test_an_organiser_s_session_ends_after_an_idle_hour(desk):
    assert desk(HOUR - 60).status_code == 200
    answer = desk(HOUR + 1)
    assert answer.url == f"/dang-nhap/?next={DESKS[0]}"
    assert not get_user(desk.client).is_authenticated
    assert "đã hết hạn" in desk.client.get(answer.url).content.decode()


@pytest.fixture
def typed(desk):
    """What an organiser sends when the hour is over, and the browser that sent it."""
    desk.now[0] += HOUR + 1
    sent = {"title": "Tìm hiểu CCHC mở rộng", "nhom": ["a", "b"], "note": "=1+1 <b>"}
    answer = desk.client.post(EDIT, sent)
    assert answer.url == f"/dang-nhap/?next={EDIT}"
    return desk.client, answer.url


EDIT = "/to-chuc/thu-do/sua/"


def test_what_was_sent_at_the_end_is_sent_again_by_the_same_person(typed, duc):
    client, sign_in_page = typed
    answer = client.post(sign_in_page, {"login": duc.email, "password": PASSWORD})
    page = client.get(answer.url)
    assert page.context["form"].fields == [
        ("title", ["Tìm hiểu CCHC mở rộng"]),
        ("nhom", ["a", "b"]),
        ("note", ["=1+1 <b>"]),
    ]
    assert "&lt;b&gt;" in page.content.decode()
    assert client.get(EDIT).context["form"].fields  # a reload keeps it
    client.post(EDIT, {"title": "Tìm hiểu CCHC mở rộng"})
    assert "Gửi lại" not in client.get(EDIT).content.decode()


def test_who_wants_the_page_itself_gets_it(typed, duc):
    client, sign_in_page = typed
    page = client.get(client.post(sign_in_page, {"login": duc.email, "password": PASSWORD}).url)
    assert client.get(page.context["skip"]).url == EDIT
    assert "Gửi lại" not in client.get(EDIT).content.decode()


def test_nobody_else_is_shown_it(typed, contestant):
    client, _sign_in_page = typed
    client.force_login(contestant)
    assert "CCHC mở rộng" not in client.get(EDIT).content.decode()
    assert "form_typed_before" not in client.session


def test_it_is_not_kept_for_longer_than_an_hour(typed, duc, monkeypatch):
    client, sign_in_page = typed
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0 + 3 * HOUR)
    client.post(sign_in_page, {"login": duc.email, "password": PASSWORD})
    assert "Gửi lại" not in client.get(EDIT).content.decode()


def test_what_was_typed_goes_soon_if_nobody_signs_in(typed, duc):
    client, sign_in_page = typed
    assert client.session.get_expiry_age() == VISIT_LASTS.total_seconds()
    client.post(sign_in_page, {"login": duc.email, "password": PASSWORD})
    assert client.session.get_expiry_age() > VISIT_LASTS.total_seconds()


def test_a_form_without_the_page_s_token_is_not_kept(desk, duc):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.client.cookies
    desk.now[0] += HOUR + 1
    strict.post(EDIT, {"title": "Do trang khác gửi"})
    assert "form_typed_before" not in strict.session


def test_an_organiser_s_session_ends_after_twelve_hours(desk):
    seen = [desk(HOUR / 2).status_code for _ in range(24)]
    assert seen == [200] * 24
    assert desk(1).status_code == 302


def test_any_page_keeps_an_organiser_awake_but_no_request_that_a_page_makes_by_itself(desk):
    for _ in range(3):
        desk(HOUR - 60, "/")
    assert desk(10).status_code == 200
    desk(HOUR - 120, **{"sec-fetch-dest": "empty"})
    assert desk(150).status_code == 302


def test_the_session_of_a_participant_lasts(signed_in, contestant, monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    client = signed_in(contestant)
    client.get("/to-chuc/thu-do/")
    now[0] += 13 * HOUR
    assert client.get("/tai-khoan/").status_code == 200


def test_visitors_get_no_session_for_it(client):
    client.get("/")
    assert not Session.objects.exists()
