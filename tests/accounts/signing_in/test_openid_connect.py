"""Signing in through an OpenID Connect provider named in the settings alone.

The provider is a real one, of the package oidc_provider_mock, on a free port."""

import json
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core.exceptions import ImproperlyConfigured

from quizsite.accounts.consents import current_text
from quizsite.environment import oidc_apps, oidc_origins
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db


PERSON = {
    "sub": "cccd-001",
    "name": "Nguyễn Thị Hoa",
    "email": "hoa@coquan.gov.vn",
    "email_verified": True,
}


@pytest.fixture(scope="module")
def provider_url():
    """Run the provider in its own process: its libraries warn, and warnings are errors here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock"]
    options = ["--port", str(port), "--user-claims", json.dumps(PERSON)]
    with subprocess.Popen(  # noqa: S603 -- our own words
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/.well-known/openid-configuration")
        yield url
        process.terminate()


def wait_for(url):
    with httpx.Client() as client:
        for _ in range(100):
            try:
                return client.get(url).raise_for_status()
            except httpx.TransportError:
                time.sleep(0.1)
    pytest.fail(f"no answer from {url}")


@pytest.fixture
def provider(provider_url, settings):
    providers = [
        {
            "provider_id": "thu-do",
            "name": "Định danh Thủ đô",
            "client_id": "thi-cchc",
            "secret": "bi-mat",
            "server_url": provider_url,
        }
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": oidc_apps(providers)}
    }
    return provider_url


def come_back(client, *, sub="cccd-001"):
    """Press the button, agree at the provider, and follow its redirect to our site."""
    away = client.post("/lien-ket/thu-do/login/").url
    agreed = httpx.post(away, data={"sub": sub})
    home = urlsplit(agreed.headers["location"])
    assert home.path == "/lien-ket/thu-do/login/callback/"
    return client.get(home.path, {key: value[0] for key, value in parse_qs(home.query).items()})


def filled_in(**changed):
    return {
        "full_name": "Nguyễn Thị Hoa",
        "email": "hoa@coquan.gov.vn",
        "consent_version": current_text().version,
        "has_agreed": "on",
    } | changed


def test_the_first_sign_in_asks_for_name_and_consent(client, provider):
    answer = come_back(client)
    assert answer.url == "/tai-khoan/lien-ket/dang-ky/"
    page = client.get(answer.url)
    assert page.context["form"].initial["full_name"] == "Nguyễn Thị Hoa"
    refused = client.post(answer.url, filled_in(has_agreed=""))
    assert list(refused.context["form"].errors) == ["has_agreed"]

    answer = client.post(answer.url, filled_in())
    assert answer.url == "/"
    user = get_user(client)
    assert (user.full_name, user.email) == ("Nguyễn Thị Hoa", "hoa@coquan.gov.vn")
    assert EmailAddress.objects.get(user=user).verified
    assert user.consents.get().channel == "tai-khoan-lien-ket"


def test_the_next_sign_in_asks_nothing(client, provider):
    client.post(come_back(client).url, filled_in())
    user = get_user(client)
    client.post("/dang-xuat/")
    assert come_back(client).url == "/"
    assert get_user(client) == user


def test_an_address_that_has_an_account_is_not_taken_over(client, provider, mailoutbox):
    owner = create_person(full_name="Hoa", email="hoa@coquan.gov.vn", password="x", at=NOON)
    answer = come_back(client)
    client.post(answer.url, filled_in())
    assert not get_user(client).is_authenticated
    assert not owner.socialaccount_set.exists()
    assert "đã có tài khoản" in mailoutbox[-1].body


def test_the_sign_in_page_names_the_provider(client, provider):
    assert "Tài khoản Định danh Thủ đô" in client.get("/dang-nhap/").content.decode()


def test_without_providers_there_is_no_such_button(client):
    assert "Dùng tài khoản khác" not in client.get("/dang-nhap/").content.decode()


def test_an_unknown_provider_is_not_found(client, provider):
    assert client.post("/lien-ket/khac/login/").status_code == 404


def test_a_provider_that_says_no_leads_to_a_kind_page(client, provider):
    away = client.post("/lien-ket/thu-do/login/").url
    denied = httpx.post(away, data={"action": "deny"})
    home = urlsplit(denied.headers["location"])
    answer = client.get(home.path, {k: v[0] for k, v in parse_qs(home.query).items()}, follow=True)
    assert "Hãy thử lại, hoặc dùng cách đăng nhập khác." in answer.content.decode()


def test_a_provider_lacking_something_is_refused_with_what_is_missing():
    with pytest.raises(ImproperlyConfigured, match="client_id, secret missing"):
        oidc_apps([{"provider_id": "a", "name": "A", "server_url": "https://a.vn"}])


def test_forms_may_lead_to_the_provider_s_own_address_only():
    providers = [
        {"server_url": "https://id.hanoi.gov.vn/realms/x"},
        {"server_url": "https://api.b.vn/x", "login_origin": "https://login.b.vn"},
    ]
    assert oidc_origins(providers) == ["https://id.hanoi.gov.vn", "https://login.b.vn"]
