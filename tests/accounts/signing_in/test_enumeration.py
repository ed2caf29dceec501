"""No page reveals whether another person has an account here."""

import re

import pytest
from django.test import Client

from tests.accounts.signing_in import counting
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

KNOWN = {"mail": "an@coquan.gov.vn", "phone": "0912345678"}
SIGN_UP = {
    "full_name": "Lê Ba",
    "contact": "",
    "consent_version": "5",
    "has_agreed": "on",
}
UNKNOWN = {"mail": "la@coquan.gov.vn", "phone": "0987654321"}


@pytest.fixture(autouse=True)
def _an():
    create_person(
        full_name="An", email="an@coquan.gov.vn", phone="+84912345678", password="x", at=NOON
    )


def seen(path, fields, contact):
    """Return all that answers reveal: statuses, redirects, cookies, and the last page's words."""
    client = Client()
    page = client.post(path, {name: said or contact for name, said in fields.items()}, follow=True)
    words = page.content.decode()
    spoken = f"{contact[:4]} {contact[4:7]} {contact[7:]}"
    for own in (contact, f"+84{contact[1:]}", spoken):
        words = words.replace(own, "…")
    words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)
    return page.redirect_chain, page.status_code, sorted(client.cookies), words.splitlines()


@pytest.mark.parametrize("kind", ["mail", "phone"])
@pytest.mark.parametrize(
    ("path", "field"),
    [("/dang-nhap/bang-ma/", "contact"), ("/quen-mat-khau/", "email"), ("/dang-nhap/", "login")],
)
def test_asking_for_a_code_or_signing_in_looks_the_same(path, field, kind):
    fields = {field: "", "password": "sai"}
    assert seen(path, fields, KNOWN[kind]) == seen(path, fields, UNKNOWN[kind])


@pytest.mark.parametrize("kind", ["mail", "phone"])
def test_signing_up_looks_the_same(kind):
    assert seen("/dang-ky/", SIGN_UP, KNOWN[kind]) == seen("/dang-ky/", SIGN_UP, UNKNOWN[kind])


@pytest.mark.parametrize("kind", ["mail", "phone"])
def test_signing_up_costs_as_many_hashes(kind, settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.signing_in.counting.CountingHasher"]
    costs = []
    for contact in (KNOWN[kind], UNKNOWN[kind]):
        counting.CountingHasher.hashes = 0
        seen("/dang-ky/", SIGN_UP, contact)
        costs.append(counting.CountingHasher.hashes)
    assert costs == [0, 0]  # nothing is made before the code
