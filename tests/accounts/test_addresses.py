"""One mailbox has one spelling, and what is stored is an address."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from contests.registration.entries import register_entry
from quizsite.accounts.addresses import to_address
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose, User
from quizsite.accounts.people import has_confirmed_contact
from quizsite.accounts.rules import ContactUnconfirmed
from tests.factories import NOON, DivisionFactory, RoundFactory, UnitFactory, UserFactory
from tests.people import create_person

PASSWORD = "hoa ban trang 2026"
SPELLINGS = [
    "AN@Coquan.Gov.VN",
    "ａｎ@coquan.gov.vn",
    "an＠coquan.gov.vn",
    "an@ｃoquan。gov.vn",
    "an@coqu\u200ban.gov.vn",
    "an@coquan\u00ad.gov.vn",
    "a\u2060n@coquan.gov.vn",
    "\ufeffan@coquan.gov.vn\u200e ",
    "an@coquan\ufe0f.gov.vn",
]
NO_ADDRESS = [
    "İao1@khong-co-that.vn",
    "ıan@coquan.vn",
    "ấn@coquan.vn",
    "аn@coquan.vn",  # a Cyrillic letter
    '"an"@coquan.vn',
    "an@[127.0.0.1]",
    "an@co_quan.vn",
    "an@coquan..vn",
    "an@coquan",
    "a@n@coquan.vn",
    f"{'a' * 65}@coquan.vn",
    f"an@{'a' * 64}.vn",
    f"an@{'a.' * 130}vn",
]


@pytest.mark.parametrize("written", SPELLINGS)
def test_one_mailbox_has_one_spelling(written):
    assert to_address(written) == "an@coquan.gov.vn"


@pytest.mark.parametrize("written", NO_ADDRESS)
def test_what_is_no_address_once_tidied_is_refused(written):
    assert to_address(written) is None


def test_a_domain_is_kept_as_the_network_writes_it():
    assert to_address("an@tiếngviệt.vn") == to_address("an@xn--tingvit-5t4cyc.vn")
    assert to_address("ﬁn@coquan.vn") == "fin@coquan.vn"


@given(st.text(max_size=40), st.text(max_size=40))
def test_tidying_twice_is_tidying_once(local, domain):
    address = to_address(f"{local}@{domain}.vn")
    assert address is None or (to_address(address), address.isascii()) == (address, True)


@pytest.fixture
def an(db):
    return create_person(full_name="An", email="an@coquan.gov.vn", password=PASSWORD, at=NOON)


def sign_up(contact):
    fields = {
        "full_name": "Nguyễn Văn An",
        "contact": contact,
        "consent_version": current_text().version,
        "has_agreed": "on",
    }
    return Client().post("/dang-ky/", fields)


@pytest.mark.parametrize("written", SPELLINGS)
def test_another_spelling_makes_no_second_account(an, written):
    assert sign_up(written).status_code == 302
    assert User.objects.get() == an


@pytest.mark.django_db
@pytest.mark.parametrize("written", NO_ADDRESS)
def test_signing_up_with_what_is_no_address_is_refused_in_words(written):
    page = sign_up(written)
    assert list(page.context["form"].errors) == ["contact"]
    assert page.context["form"]["full_name"].value() == "Nguyễn Văn An"  # nothing typed is lost
    assert not User.objects.exists()


@pytest.mark.parametrize("written", SPELLINGS)
def test_the_owner_signs_in_however_the_address_is_spelled(an, client, written):
    client.post("/dang-nhap/", {"login": written, "password": PASSWORD})
    assert get_user(client) == an


@pytest.mark.parametrize(
    ("path", "field"), [("/dang-nhap/bang-ma/", "contact"), ("/quen-mat-khau/", "email")]
)
@pytest.mark.parametrize("written", SPELLINGS)
def test_a_code_goes_to_the_stored_spelling(an, client, mailoutbox, path, field, written):
    client.post(path, {field: written})
    assert [mail.to for mail in mailoutbox] == [["an@coquan.gov.vn"]]


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_changed_address_is_stored_in_one_spelling(db, client, mailed_code, written):
    ba = create_person(full_name="Ba", email="ba@coquan.gov.vn", password=PASSWORD, at=NOON)
    client.post("/dang-nhap/", {"login": ba.email, "password": PASSWORD})
    asked = client.post("/tai-khoan/thu-dien-tu/", {"email": written, "action_add": "1"}).url
    client.post(asked, {"password": PASSWORD})
    client.post("/dang-ky/xac-nhan-thu/", {"code": mailed_code()})
    assert EmailAddress.objects.get(user=ba).email == "an@coquan.gov.vn"
    ba.refresh_from_db()
    assert ba.email == "an@coquan.gov.vn"


@pytest.mark.parametrize("written", SPELLINGS)
def test_commands_find_the_account_too(an, written):
    UnitFactory(code="so-mau")
    call_command("unit_contact", written, "so-mau")
    assert an.contact_for.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("written", NO_ADDRESS)
def test_no_code_of_ours_stores_what_is_no_address(written):
    with pytest.raises(ValueError, match="no e-mail address"):
        User.objects.create_user(written, PASSWORD, full_name="An")


@pytest.mark.django_db
def test_an_account_without_a_confirmed_contact_is_not_signed_in(client):
    ghost = User.objects.create_user(None, PASSWORD, full_name="Ma", phone="+84912345678")
    User.objects.create_user("ma@coquan.vn", PASSWORD, full_name="Ma")
    for login in ("0912345678", "ma@coquan.vn"):
        answer = client.post("/dang-nhap/", {"login": login, "password": PASSWORD})
        assert answer.url in {"/dang-ky/xac-nhan-so/", "/dang-ky/xac-nhan-thu/"}
        assert not get_user(client).is_authenticated
    # As an older version could leave it: no row of an address, and the address no address.
    User.objects.filter(pk=ghost.pk).update(phone=None, email="i\u0307ao1@khong-co-that.vn")
    ghost.refresh_from_db()
    assert not has_confirmed_contact(ghost)


def test_an_account_without_a_confirmed_contact_enters_no_contest(db, signed_in):
    ghost = UserFactory(email=None)
    contest = RoundFactory(contest__slug="thu-do").contest
    division = DivisionFactory(contest=contest)
    answer = signed_in(ghost).get("/cuoc-thi/thu-do/dang-ky/")
    assert answer.url == "/tai-khoan/thu-dien-tu/"
    with pytest.raises(ContactUnconfirmed):
        register_entry(
            contest,
            user=ghost,
            division=division,
            unit=UnitFactory(),
            agreed=[current_text(Purpose.TAKING_PART)],
            at=NOON,
        )


@pytest.mark.django_db
def test_odd_spellings_of_older_accounts_become_plain_and_nobody_is_merged():
    migration = import_module("quizsite.accounts.migrations.0002_one_spelling_of_addresses")
    alone, second, first = (UserFactory(confirmed=False) for _ in range(3))
    User.objects.filter(pk=alone.pk).update(email="a\u200bn@coquan.vn")
    User.objects.filter(pk=first.pk).update(email="ba@coquan.vn")
    User.objects.filter(pk=second.pk).update(email="ｂa@coquan.vn")
    EmailAddress.objects.create(user=alone, email="a\u200bn@coquan.vn", verified=True)

    migration.bring_into_one_spelling(apps, None)

    assert EmailAddress.objects.get(user=alone).email == "an@coquan.vn"
    stored = User.objects.in_bulk()
    assert [stored[one.pk].email for one in (alone, first, second)] == [
        "an@coquan.vn",
        "ba@coquan.vn",
        "ｂa@coquan.vn",
    ]
