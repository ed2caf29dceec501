"""All words about accounts are Vietnamese: pages, their errors, and mails."""

import gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import pyotp
import pytest
from allauth.account.urls import urlpatterns as allauth_account
from allauth.mfa.models import Authenticator
from allauth.mfa.urls import urlpatterns as allauth_mfa
from allauth.socialaccount.urls import urlpatterns as allauth_social
from allauth.usersessions.urls import urlpatterns as allauth_sessions
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, reverse

from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose
from tests.accounts.signing_in.test_openid_connect import provider, provider_url  # noqa: F401 -- fixtures
from tests.factories import NOON
from tests.people import create_person

_WORDS = """
a account accounts activate active add address again already and app are authentication
authenticator back be browser by cancel change click code codes confirm continue current
delete did does download email enter error failed field forgot from has have here if in
inactive invalid is it key keys link login logout make manage menu messages missing must
name new no not of on or our page passkey password phone please primary recovery remove
required save security see send sessions sign signed signup submit success that the this
unknown up url use used user username valid value verification verified verify view was
we with you your
"""
ENGLISH = frozenset(_WORDS.split())
PASSWORD = "hoa ban trang 2026"
ANONYMOUS = (
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "account_password_reset_completed",
    "account_inactive",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "accounts:consent_text",
)
SIGNED_IN = (
    "account_logout",
    "account_email",
    "account_change_phone",
    "account_change_password",
    "account_reauthenticate",
    "usersessions_list",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "socialaccount_connections",
    "accounts:home",
    "accounts:rename",
    "accounts:personal_data",
)
WITH_SECOND_FACTOR = (
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
)


class Words(HTMLParser):
    """Collects the words that people read or hear on a page."""

    def __init__(self):
        super().__init__()
        self.found, self.silent = [], False

    def handle_starttag(self, tag, attrs):
        self.silent = tag in {"script", "style", "code"}
        named = {"placeholder", "title", "alt", "aria-label"}
        self.found += [value for name, value in attrs if name in named and value]

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def english(text):
    """Find the English words of a text; addresses of pages and people do not count."""
    text = re.sub(r"\S*[@/]\S*", " ", text)
    return [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word in ENGLISH]


def on_page(answer):
    assert answer.status_code in {200, 401, 429}, (answer.status_code, answer.headers)
    words = Words()
    words.feed(answer.content.decode())
    return english(" ".join(words.found))


@pytest.fixture
def an(db):
    return create_person(
        full_name="Nguyễn Văn Bình", email="binh@coquan.gov.vn", password=PASSWORD, at=NOON
    )


@pytest.fixture
def inside(an):
    """Return the browser of a person who has just entered their password again."""
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/604")
    client.post("/dang-nhap/", {"login": an.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_the_list_of_words_would_notice_english():
    assert english("Please enter your code") == ["please", "enter", "your", "code"]
    assert english("Nhập mã của bạn, thư điện tử, an@in.vn") == []


@pytest.mark.parametrize("name", ANONYMOUS)
def test_a_page_for_everybody(client, db, name):
    assert on_page(client.get(reverse(name))) == []


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_of_the_account(inside, name):
    assert on_page(inside.get(reverse(name))) == []


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_login", {"login": "", "password": ""}),
        ("account_login", {"login": "ai", "password": "sai"}),
        ("account_signup", {}),
        ("account_signup", {"full_name": "x", "contact": "a@b"}),
        ("account_request_login_code", {"contact": "?"}),
        ("account_reset_password", {"email": "?"}),
    ],
)
def test_errors_of_signing_in_and_up(client, db, name, sent):
    assert on_page(client.post(reverse(name), sent)) == []


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_email", {"action_add": "1", "email": "?"}),
        ("account_email", {"action_add": "1", "email": "binh@coquan.gov.vn"}),
        ("account_change_phone", {"phone": "12"}),
        ("account_change_password", {"oldpassword": "sai", "password1": "1", "password2": "2"}),
        ("account_reauthenticate", {"password": "sai"}),
        ("mfa_add_webauthn", {}),
        ("accounts:rename", {"full_name": "x" * 200}),
    ],
)
def test_errors_of_the_account_s_pages(inside, name, sent):
    assert on_page(inside.post(reverse(name), sent)) == []


def test_switching_on_the_second_factor_and_using_it(inside, an):
    where = reverse("mfa_activate_totp")
    page = inside.get(where)
    assert on_page(page) == on_page(inside.post(where, {"code": "0"})) == []
    secret = inside.get(where).context["form"].secret
    assert inside.post(where, {"code": pyotp.TOTP(secret).now()}).status_code == 302
    for name in WITH_SECOND_FACTOR:
        assert on_page(inside.get(reverse(name))) == []

    key = Authenticator.objects.create(user=an, type="webauthn", data={"name": "Khóa chính"})
    assert on_page(inside.get(reverse("mfa_edit_webauthn", args=[key.pk]))) == []
    key.delete()

    later = Client()
    answer = later.post("/dang-nhap/", {"login": an.email, "password": PASSWORD})
    assert on_page(later.get(answer.url)) == on_page(later.post(answer.url, {"code": "1"})) == []


@pytest.mark.parametrize("contact", ["moi@coquan.gov.vn", "0912345678"])
def test_the_pages_that_ask_for_a_code(client, db, contact):
    sent = {"full_name": "Lê Ba", "consent_version": 5, "has_agreed": "on"}
    where = client.post(reverse("account_signup"), {**sent, "contact": contact}).url
    for answer in (client.get(where), client.post(where, {"code": ""})):
        assert on_page(answer) == []
    assert on_page(client.post(where, {"action": "resend"}, follow=True)) == []


@pytest.mark.parametrize(
    ("start", "sent"),
    [
        ("account_request_login_code", {"contact": "la@coquan.gov.vn"}),
        ("account_reset_password", {"email": "0987654321"}),
    ],
)
def test_the_pages_that_ask_for_a_sign_in_code(client, db, start, sent):
    where = client.post(reverse(start), sent).url
    assert on_page(client.get(where)) == on_page(client.post(where, {"code": "1"})) == []


def test_setting_a_new_password(client, an, mailed_code):
    where = client.post(reverse("account_reset_password"), {"email": an.email}).url
    where = client.post(where, {"code": mailed_code()}).url
    assert on_page(client.get(where)) == []
    assert on_page(client.post(where, {"password1": "1", "password2": "2"})) == []


@pytest.mark.usefixtures("provider")
def test_the_page_before_a_provider(client, db):
    assert on_page(client.get("/dang-nhap/")) == []
    assert on_page(client.get("/lien-ket/thu-do/login/")) == []


def test_mails(client, an, inside, mailoutbox):
    sign_up = {"full_name": "Lê Ba", "consent_version": 5}
    sign_up["has_agreed"] = "on"
    for contact in ("moi@coquan.gov.vn", an.email):
        Client().post(reverse("account_signup"), {**sign_up, "contact": contact})
    for contact in (an.email, "la@coquan.gov.vn"):
        Client().post(reverse("account_request_login_code"), {"contact": contact})
        Client().post(reverse("account_reset_password"), {"email": contact})
    inside.post(reverse("account_email"), {"action_add": "1", "email": "khac@coquan.gov.vn"})
    new = {
        "oldpassword": PASSWORD,
        "password1": "sen hong nở 2027",
        "password2": "sen hong nở 2027",
    }
    inside.post(reverse("account_change_password"), new)
    assert len(mailoutbox) == 8
    for mail in mailoutbox:
        assert english(f"{mail.subject} {mail.body}".replace("Mozilla", "")) == []


def test_every_view_of_allauth_that_is_switched_on_has_a_vietnamese_path():
    wanted = {
        name
        for patterns in (allauth_account, allauth_mfa, allauth_social, allauth_sessions)
        for name in names_of(patterns)
    }
    for name in wanted:
        for args in ([], [1]):
            try:
                path = reverse(name, args=args)
            except NoReverseMatch:
                continue
            assert english(path.replace("/", " ").replace("-", " ")) == []
            break
        else:
            pytest.fail(name)


def names_of(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        else:
            yield pattern.name


def test_the_compiled_catalogue_is_of_the_written_one():
    folder = Path(settings.BASE_DIR) / "locale/vi/LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    entries = written(folder / "django.po")
    assert len(entries) > 200
    for message, translation in entries.items():
        assert translation, message
        assert compiled.gettext(message) == translation


def written(path):
    """msgid → msgstr of a catalogue without contexts and plurals; those are few."""
    entries = {}
    for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        if "msgctxt" in block or "msgid_plural" in block:
            continue
        original, translation = (
            "".join(re.findall(r'"(.*)"$', part, re.MULTILINE))
            .encode()
            .decode("unicode_escape")
            .encode("latin-1")
            .decode()
            for part in block.split("msgstr", 1)
        )
        entries[original] = translation
    return entries


def test_each_purpose_has_one_current_text(db):
    texts = [current_text(purpose) for purpose in Purpose]
    assert [text.version for text in texts] == [5, 6, 3, 4, 7]
