"""Whatever a signed-in person is shown, no browser and no proxy keeps."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from questionbank.models import BankRole, Revision
from quizsite.accounts.models import UnitContact
from tests.factories import NOON, AttemptFactory, OrganiserFactory
from tests.people import create_person
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

# Nothing in them is of the person who asks; browsers and proxies may keep them for a moment.
PICTURES = {"site_picture", "contest_picture", "unit_picture", "shared_picture"}
# Those of the device are made without the request.
OF_DEVICE = {"worker", "offline", "manifest"}
PUBLIC = {"unit_search", "board_json"} | PICTURES | OF_DEVICE


def patterns(resolver, before=""):
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        else:
            yield one.name, f"/{route}".replace("^", "").replace("$", "")


@pytest.fixture
def person():
    """Somebody with every role, who also took part."""
    person = create_person(full_name="Đủ Vai", email="du@vai.vn", password="x", at=NOON)
    person.is_staff = True
    person.save()
    for kind in BankRole.Kind:
        BankRole.objects.create(user=person, kind=kind)
    return person


@pytest.fixture
def parts(person):
    """The parts of addresses, of rows that exist."""
    round = open_round()
    entry = entry_in(round, user=person)
    OrganiserFactory(contest=round.contest, user=person)
    UnitContact.objects.create(unit=entry.unit, user=person, since=NOON.date())
    revision = Revision.objects.first()
    return {
        "slug:slug": round.contest.slug,
        "int:number": round.number,
        "uuid:code": AttemptFactory(entry=entry, round=round).code,
        "slug:code": entry.unit.code,
        "int:pk": entry.pk,
        "int:question_id": revision.question_id,
        "int:document_id": revision.document_id,
    }


def test_every_address_says_so_to_who_is_signed_in(person, parts):
    kept, found = [], 0
    for name, route in patterns(get_resolver()):
        path = re.sub(r"<(.*?)>", lambda part: str(parts.get(part[1], "1")), route)
        client = Client(raise_request_exception=False)
        client.force_login(person)
        response = client.get(path)
        found += response.status_code == 200
        b"".join(response)  # else the files of downloads stay open
        if name not in PUBLIC and "no-store" not in response.get("Cache-Control", ""):
            kept.append((path, response.status_code))
    assert kept == []
    assert found > 40


def test_a_public_page_of_a_visitor_may_be_kept(client):
    assert "no-store" not in client.get("/").get("Cache-Control", "")


def test_the_page_that_opens_a_session_is_not_kept(client):
    create_person(full_name="An", email="an@coquan.vn", password="x y z 1 2 3", at=NOON)
    answer = client.post("/dang-nhap/", {"login": "an@coquan.vn", "password": "x y z 1 2 3"})
    assert "no-store" in answer["Cache-Control"]
