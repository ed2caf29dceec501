"""The pages of those who take part without a prize, as the organisers use them."""

import pytest
from django.urls import reverse

from contests.models import Entry, PrizelessLine
from tests.factories import ContestFactory, EntryFactory, OrganiserFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(organiser, signed_in):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    return contest, signed_in(organiser), reverse("contests:prizeless", args=[contest.slug])


def test_a_unit_is_listed_and_lifted(desk):
    contest, client, page = desk
    entry = EntryFactory(contest=contest, unit=UnitFactory(code="so-noi-vu", name="Sở Nội vụ"))
    said = {"unit": "so-noi-vu", "reason": "Cơ quan tổ chức"}
    assert "Sở Nội vụ" in client.post(page, said, follow=True).text
    assert Entry.objects.get(pk=entry.pk).is_prizeless
    again = client.post(page, said)
    assert "Danh sách đã có người hoặc đơn vị này." in again.text
    assert "Cơ quan tổ chức</textarea>" in again.text

    lift = reverse("contests:prizeless_lift", args=[contest.slug, PrizelessLine.objects.get().pk])
    assert "Cơ quan tổ chức" in client.get(lift).text
    client.post(lift, {"reason": "Ghi nhầm"})
    assert not PrizelessLine.objects.exists()
    assert client.post(lift, {"reason": "Ghi nhầm"}).status_code == 404


def test_a_person_is_listed_from_the_entrys_page(desk):
    contest, client, page = desk
    entry = EntryFactory(contest=contest)
    own = reverse("contests:entry", args=[contest.slug, entry.pk])
    add = reverse("contests:prizeless_entry", args=[contest.slug, entry.pk])
    assert add in client.get(own).text
    assert "Hãy ghi lý do." in client.post(add, {"reason": ""}).text
    client.post(add, {"reason": "Người của cơ quan tổ chức"})
    assert entry.user.full_name in client.get(page).text
    assert "Thi nhưng không xét giải." in client.get(own).text
    assert add not in client.get(own).text


def test_the_list_is_that_of_the_organisers_own_contest(desk):
    _contest, client, _page = desk
    other = EntryFactory()
    line = PrizelessLine.objects.create(
        contest=other.contest, entry=other, reason="x", since=other.registered_at
    )
    for name, args in (
        ("prizeless", []),
        ("prizeless_entry", [other.pk]),
        ("prizeless_lift", [line.pk]),
    ):
        theirs = reverse(f"contests:{name}", args=[other.contest.slug, *args])
        assert client.get(theirs).status_code == 404
    own = reverse("contests:prizeless_entry", args=[_contest.slug, other.pk])
    assert client.post(own, {"reason": "x"}).status_code == 404
