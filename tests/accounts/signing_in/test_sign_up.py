"""People sign up by one form with name, e-mail or phone and consent, then by a code."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizsite.accounts import people
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import ConsentText, User
from quizsite.accounts.people import has_confirmed_contact
from tests import sms
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

SIGN_UP = "/dang-ky/"
CODE = "/dang-ky/nhap-ma/"
PASSWORD = "hoa ban trang 2026"


def filled_in(**changed):
    return {
        "full_name": "Nguyễn Văn An",
        "contact": "an@coquan.gov.vn",
        "consent_version": current_text().version,
        "has_agreed": "on",
        "website": "",
    } | changed


def test_the_mailed_code_confirms_the_address(client, mailed_code):
    answer = client.post(SIGN_UP, filled_in())
    assert answer.url == CODE
    assert not get_user(client).is_authenticated
    assert not User.objects.exists()  # nothing is stored before the code

    answer = client.post(answer.url, {"code": mailed_code()})
    assert answer.url == "/"
    user = User.objects.get()
    assert get_user(client) == user
    assert (user.full_name, user.email, user.phone) == ("Nguyễn Văn An", "an@coquan.gov.vn", None)
    assert EmailAddress.objects.get(user=user).verified
    assert not user.has_usable_password()


@pytest.mark.parametrize("written", ["0912 345 678", "+84912345678", "84912345678", "0912.345.678"])
def test_the_texted_code_confirms_the_number(client, written):
    answer = client.post(SIGN_UP, filled_in(contact=written))
    assert answer.url == CODE
    assert sms.outbox[-1][0] == "+84912345678"

    answer = client.post(answer.url, {"code": sms.last_code()})
    assert answer.url == "/"
    user = get_user(client)
    assert (user.email, user.phone, user.is_phone_verified) == (None, "+84912345678", True)


def test_consent_is_asked_unticked_and_stored_with_its_version_and_time(client, mailed_code):
    page = client.get(SIGN_UP)
    assert not page.context["form"]["has_agreed"].value()
    assert "91/2025/QH15" in page.content.decode()

    client.post(client.post(SIGN_UP, filled_in()).url, {"code": mailed_code()})
    consent = User.objects.get().consents.get()
    assert (consent.purpose, consent.text.version, consent.channel) == ("account", 5, "dang-ky")
    assert abs((consent.given_at - timezone.now()).total_seconds()) < 60


def test_without_consent_nothing_is_made(client):
    page = client.post(SIGN_UP, filled_in(has_agreed=""))
    assert page.context["form"].errors["has_agreed"] == [
        "Hãy đọc và đánh dấu đồng ý để tạo tài khoản."
    ]
    assert not User.objects.exists()


def test_a_new_consent_text_is_shown_and_unticked_again(client):
    ConsentText.objects.create(version=97, purpose="account", body="Bản mới.", published_at=NOON)
    page = client.post(SIGN_UP, filled_in(consent_version=5))
    assert "bản mới" in str(page.context["form"].errors["consent_version"])
    assert page.context["form"]["consent_version"].value() == "97"
    assert not page.context["form"]["has_agreed"].value()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "123"),
        ("contact", "an@"),
        ("contact", "12345"),
        ("contact", "xin chào"),
    ],
)
def test_a_wrong_field_is_named(client, field, value):
    page = client.post(SIGN_UP, filled_in(**{field: value}))
    assert list(page.context["form"].errors) == [field]
    assert not User.objects.exists()


@pytest.fixture
def owner(db):
    return create_person(
        full_name="Chủ Cũ",
        email="an@coquan.gov.vn",
        phone="+84912345678",
        password=PASSWORD,
        at=NOON,
    )


@pytest.mark.parametrize("contact", ["an@coquan.gov.vn", "0912345678"])
def test_who_has_an_account_is_signed_in_to_it(client, owner, mailoutbox, contact):
    """Only the mail or text says that there is one; the pages are those of a new address."""
    answer = client.post(SIGN_UP, filled_in(contact=contact))
    told = mailoutbox[-1].body if "@" in contact else sms.outbox[-1][1]
    assert "đã có tài khoản" in told
    client.post(answer.url, {"code": re.search(r"\b\d{6}\b", told)[0]})
    assert get_user(client) == User.objects.get() == owner
    assert get_user(client).full_name == "Chủ Cũ"
    assert has_confirmed_contact(owner)


def test_who_has_a_second_factor_still_shows_it(client, owner, mailed_code):
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "x"})
    answer = client.post(client.post(SIGN_UP, filled_in()).url, {"code": mailed_code()})
    assert answer.url == reverse("mfa_authenticate")
    assert not get_user(client).is_authenticated


def test_a_disabled_account_stays_disabled(client, owner, mailed_code):
    User.objects.update(is_active=False)
    answer = client.post(client.post(SIGN_UP, filled_in()).url, {"code": mailed_code()})
    assert answer.url == reverse("account_inactive")
    assert not get_user(client).is_authenticated


def test_who_starts_again_finishes_in_either_browser(mailoutbox, mailed_code):
    """Nothing waits for the first sign-up to be given up; the account has the name of who won."""
    first, second = Client(), Client()
    first.post(SIGN_UP, filled_in())
    early = mailed_code()
    second.post(SIGN_UP, filled_in(full_name="Nguyễn Văn Ân"))
    second.post(CODE, {"code": mailed_code()})
    first.post(CODE, {"code": early})
    assert get_user(first) == get_user(second) == User.objects.get()
    assert User.objects.get().full_name == "Nguyễn Văn Ân"


def test_two_simultaneous_codes_make_one_account(client, monkeypatch, mailed_code):
    where = client.post(SIGN_UP, filled_in()).url
    found = people.holder_of
    looks = []

    def holder_of(**contact):
        looks.append(contact)
        if len(looks) == 1:  # before the other request has written
            answer = found(**contact)
            create_person(full_name="An", email="an@coquan.gov.vn", password="x", at=NOON)
            return answer
        return found(**contact)

    monkeypatch.setattr(people, "holder_of", holder_of)
    client.post(where, {"code": mailed_code()})
    assert get_user(client) == User.objects.get()


def test_an_unproven_claim_gives_way_to_the_owner(client, mailed_code):
    """A stranger's account may name an address or number that it never confirmed."""
    stranger = create_person(full_name="Lạ", phone="+84987654321", password=PASSWORD, at=NOON)
    User.objects.filter(pk=stranger.pk).update(email="an@coquan.gov.vn")
    EmailAddress.objects.create(user=stranger, email="an@coquan.gov.vn", verified=False)
    client.post(client.post(SIGN_UP, filled_in()).url, {"code": mailed_code()})
    assert get_user(client).full_name == "Nguyễn Văn An"
    stranger.refresh_from_db()
    assert stranger.email is None

    other = create_person(full_name="Lạ", email="la@coquan.gov.vn", password=PASSWORD, at=NOON)
    User.objects.filter(pk=other.pk).update(phone="+84912345678", is_phone_verified=False)
    browser = Client()
    where = browser.post(SIGN_UP, filled_in(contact="0912345678")).url
    browser.post(where, {"code": sms.last_code()})
    assert get_user(browser) not in {other, stranger}
    assert get_user(browser).phone == "+84912345678"


def test_who_claimed_the_address_before_and_lost_the_page_keeps_the_name(client, mailed_code):
    """An account that an earlier version made without a code is started anew, with a name."""
    claimed = User.objects.create_user("an@coquan.gov.vn", PASSWORD, full_name="Kẻ Lạ")
    client.post(client.post(SIGN_UP, filled_in()).url, {"code": mailed_code()})
    assert get_user(client) == claimed
    claimed.refresh_from_db()
    assert (claimed.full_name, claimed.check_password(PASSWORD)) == ("Nguyễn Văn An", False)
    assert claimed.consents.filter(withdrawn_at=None).count() == 1


def test_coming_back_to_the_form_finds_what_was_written(client):
    client.post(SIGN_UP, filled_in())
    form = client.get(SIGN_UP).context["form"]
    assert (form["full_name"].value(), form["contact"].value()) == (
        "Nguyễn Văn An",
        "an@coquan.gov.vn",
    )


def test_a_mistyped_looking_address_is_asked_about_once(client, mailoutbox):
    page = client.post(SIGN_UP, filled_in(contact="an@gmai.com"))
    form = page.context["form"]
    assert "Có phải an@gmail.com?" in str(form.errors["contact"])
    assert mailoutbox == []
    asked = form["contact_asked"].value()

    again = client.post(SIGN_UP, filled_in(contact="an@gmai.com", contact_asked=asked))
    assert (again.status_code, mailoutbox[-1].to) == (302, ["an@gmai.com"])
    meant = client.post(SIGN_UP, filled_in(contact="an@gmai.com", contact_meant="an@gmail.com"))
    assert (meant.status_code, mailoutbox[-1].to) == (302, ["an@gmail.com"])


def test_a_landline_is_refused_by_name(client):
    page = client.post(SIGN_UP, filled_in(contact="024 3825 6789"))
    assert "cố định" in str(page.context["form"].errors["contact"])


@pytest.mark.parametrize(
    ("contact", "said", "unsaid"),
    [("an@coquan.gov.vn", "thư", "tin nhắn"), ("0912345678", "tin nhắn", "thư rác")],
)
def test_the_page_with_the_code_speaks_of_the_way_it_came(client, contact, said, unsaid):
    where = client.post(SIGN_UP, filled_in(contact=contact)).url
    for page in (client.get(where), client.post(where, {"code": "000000"})):
        words = page.content.decode()
        assert said in words
        assert unsaid not in words


def test_the_field_of_the_code_is_ready(client):
    page = client.get(client.post(SIGN_UP, filled_in()).url).content.decode()
    assert 'autocomplete="one-time-code" inputmode="numeric"' in page
    assert "autofocus" in page


def test_who_fills_in_the_trap_is_told_and_signs_up_with_the_next_press(client):
    """A robot and a password manager fill in every field; a person reads why and presses again."""
    page = client.post(SIGN_UP, filled_in(website="https://example.com"))
    form = page.context["form"]
    assert not User.objects.exists()
    assert "ô ẩn" in str(form.non_field_errors())
    assert (form["full_name"].value(), form["website"].value()) == ("Nguyễn Văn An", "")
    assert form["has_agreed"].value()

    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post(SIGN_UP, again).url == CODE


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An 0912345678",
        "Nguyễn Văn An ０９１２",
        "an@coquan.vn",
        "Vào trang-xau.vn",
        "http://trang.vn",
        "An <b>",
        "An ☎ An",
        "An ②",
    ],
)
def test_a_name_has_no_number_address_or_sign(client, name):
    page = client.post(SIGN_UP, filled_in(full_name=name))
    assert list(page.context["form"].errors) == ["full_name"]
    assert "chỉ có chữ" in str(page.context["form"].errors["full_name"])


@pytest.mark.parametrize("name", ["Nguyễn Văn An", "Y Bhiu Niê-Kđăm", "H'Hen Niê", "Ts. Lê A."])
def test_names_of_people_are_taken(client, name):
    assert client.post(SIGN_UP, filled_in(full_name=name)).status_code == 302


def test_more_codes_than_allowed_keep_the_form(client):
    for _time in range(3):
        Client().post(SIGN_UP, filled_in(contact="0912345678"))
    page = Client().post(SIGN_UP, filled_in(contact="0912345678", full_name="Người Sau"))
    assert page.status_code == 200
    assert "Hãy chờ ít phút" in str(page.context["form"].errors["contact"])
    assert page.context["form"]["full_name"].value() == "Người Sau"
    assert len(sms.outbox) == 3


@pytest.mark.parametrize("wrong", ["sai@coquan.gov.vn", "0987654321"])
def test_a_person_who_mistyped_the_address_signs_up_again(client, mailoutbox, mailed_code, wrong):
    where = client.post(SIGN_UP, filled_in(contact=wrong)).url
    assert f'href="{SIGN_UP}"' in client.get(where).content.decode()
    where = client.post(SIGN_UP, filled_in(contact="dung@coquan.gov.vn")).url
    assert mailoutbox[-1].to == ["dung@coquan.gov.vn"]
    client.post(where, {"code": mailed_code()})
    assert get_user(client).email == "dung@coquan.gov.vn"


def test_a_code_is_tried_three_times_and_then_sent_anew(client, mailoutbox, mailed_code):
    where = client.post(SIGN_UP, filled_in()).url
    right = mailed_code()
    wrong = "000000" if right != "000000" else "111111"
    for _time in range(3):
        assert "Mã chưa đúng" in client.post(where, {"code": wrong}).content.decode()
    assert "Gửi lại mã" in client.post(where, {"code": right}).content.decode()
    assert not get_user(client).is_authenticated

    assert client.post(where, {"action": "resend"}).url == where
    client.post(where, {"code": mailed_code()})
    assert get_user(client).email == "an@coquan.gov.vn"


def test_a_code_lasts_ten_minutes_and_its_page_longer(client, mailed_code, monkeypatch):
    where = client.post(SIGN_UP, filled_in()).url
    later = time.time() + 11 * 60
    monkeypatch.setattr("time.time", lambda: later)
    assert "quá 10 phút" in client.post(where, {"code": mailed_code()}).content.decode()
    client.post(where, {"action": "resend"})
    client.post(where, {"code": mailed_code()})
    assert get_user(client).is_authenticated
