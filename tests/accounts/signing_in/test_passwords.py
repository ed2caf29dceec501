"""Passwords are compared letter by letter, and trivial ones are refused."""

import unicodedata

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from quizsite.accounts.backends import Backend
from quizsite.accounts.models import User
from quizsite.accounts.signing_in.forms import SetPasswordForm
from quizsite.accounts.signing_in.passwords import TrivialPasswordValidator
from tests.factories import NOON
from tests.people import create_person

ACCENTED = "Hoa ban trắng Tây Bắc"
FORMS = ["NFC", "NFD"]
TRIVIAL = [
    "matkhau123",
    "Mật khẩu 123",
    "hanoi2026",
    "H@noi2026",
    "M@tkhau123",
    "Hà Nội 2026",
    "HaNoi@2026",
    "2026hanoi",
    "danang1990",
    "Vũng Tàu 2025",
    "hochiminh2026",
    "thanhphohochiminh1",
    "saigon@12345678",
    "nguyen1990",
    "anhyeuem123",
    "toiyeuvietnam",
    "caicachhanhchinh2026",
    "0912345678",
    "0912 345 678",
    "+84 912 345 678",
    "lan0912345678",
    "12345678901234567890",
    "qwerty2026",
    "P a s s w o r d 1",
    "abcdef2026",
    "aaaaaaaa1",
    "hahahaha2026",
    "dragon2026",
]
GOOD = [
    "hoa ban trang 2026",
    "sen hong 2027 x",
    "Hoa ban trắng Tây Bắc",
    "kxqzvwpt82",
    "bút chì gãy ngoài sân",
    "con mèo 2 đuôi leo cây",
    "x" * 10 + "Zq!7 v" + "y" * 200,
]


@pytest.mark.parametrize("password", TRIVIAL)
def test_a_trivial_password_is_refused(password):
    with pytest.raises(ValidationError, match="dễ đoán"):
        TrivialPasswordValidator().validate(password)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password):
    validate_password(password, user=User(full_name="Nguyễn Văn An", email="an@coquan.vn"))


@pytest.mark.parametrize(
    "password",
    [
        "nguyenvanan2026",
        "Nguyễn Văn An 1990",
        "An Nguyễn Văn!!",
        "nguyenvananhn",
        "vanancoquan1",
        "an0912345678",
        "x912345678x",
    ],
)
def test_the_own_name_address_or_number_is_no_password(password):
    an = User(full_name="Nguyễn Văn An", email="an@coquan.vn", phone="+84912345678")
    with pytest.raises(ValidationError):
        TrivialPasswordValidator().validate(password, an)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["matkhau123", "hanoi2026", "nguyenvanan1", "0912345678"])
def test_setting_a_trivial_password_says_what_to_do(password):
    an = User(full_name="Nguyễn Văn An", phone="+84912345678")
    form = SetPasswordForm(an, {"password1": password, "password2": password})
    assert list(form.errors) == ["password1"]
    assert "ghép ít nhất ba từ" in str(form.errors["password1"])


@pytest.mark.django_db
@pytest.mark.parametrize("kept", FORMS)
@pytest.mark.parametrize("typed", FORMS)
def test_accents_are_compared_as_letters(client, kept, typed):
    person = create_person(
        full_name="An",
        email="an@coquan.vn",
        password=unicodedata.normalize(kept, ACCENTED),
        at=NOON,
    )
    password = unicodedata.normalize(typed, ACCENTED)
    client.post("/dang-nhap/", {"login": "an@coquan.vn", "password": password})
    assert get_user(client) == person


@pytest.mark.django_db
@pytest.mark.parametrize("kept", FORMS)
@pytest.mark.parametrize("typed", FORMS)
def test_an_older_hash_still_opens_and_is_made_anew(kept, typed):
    person = create_person(full_name="An", email="an@coquan.vn", password="x", at=NOON)
    # As the version before kept it: the bytes of that keyboard.
    person.password = make_password(unicodedata.normalize(kept, ACCENTED))
    person.save()

    assert person.check_password(unicodedata.normalize(typed, ACCENTED))
    person.refresh_from_db()
    assert super(User, person).check_password(unicodedata.normalize("NFC", ACCENTED))
    assert not person.check_password("Hoa ban trang Tay Bac")


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["sai", "sái", unicodedata.normalize("NFD", "sái")])
def test_a_wrong_password_costs_as_many_hashes_whether_or_not_there_is_an_account(
    password, monkeypatch, settings
):
    settings.PASSWORD_HASHERS = ["tests.accounts.signing_in.counting.CountingHasher"]
    from tests.accounts.signing_in.counting import CountingHasher  # noqa: PLC0415 -- after settings

    create_person(full_name="An", email="an@coquan.vn", password="x", at=NOON)
    costs = []
    for email in ("an@coquan.vn", "la@coquan.vn"):
        CountingHasher.hashes = 0
        Backend().authenticate(None, email=email, password=password)
        costs.append(CountingHasher.hashes)
    assert costs[0] == costs[1] > 0
