"""The header of every page links people to their own desks."""

import re

import pytest
from django.urls import reverse

from questionbank.models import BankRole
from quizsite.accounts.models import UnitContact
from quizsite.context_processors import desks_of
from tests.factories import NOON, OrganiserFactory, RoundFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def header(client) -> list[str]:
    page = client.get(reverse("contests:home")).content.decode()
    (nav,) = re.findall(r'<nav aria-label="Chính">(.*?)</nav>', page, re.DOTALL)
    return [word for word in ("Tổ chức", "Đơn vị", "Đăng nhập") if f">{word}<" in nav]


def contact_for(*names) -> object:
    user = UserFactory()
    for name in names:
        UnitContact.objects.create(unit=UnitFactory(name=name), user=user, since=NOON)
    return user


def test_header_links_each_person_to_their_own_desks(client, signed_in, contestant, organiser):
    OrganiserFactory(user=organiser)
    reviewer = UserFactory()
    BankRole.objects.create(user=reviewer, kind="reviewer")
    assert header(client) == ["Đăng nhập"]
    assert header(signed_in(contestant)) == []
    assert header(signed_in(organiser)) == ["Tổ chức"]
    assert header(signed_in(reviewer)) == ["Tổ chức"]
    assert header(signed_in(UserFactory(is_staff=True))) == ["Tổ chức"]
    assert header(signed_in(contact_for("Sở Mẫu"))) == ["Đơn vị"]


def test_desks_take_one_query_whatever_their_number(django_assert_num_queries):
    user = contact_for("Sở B", "Sở A", "Sở C")
    for _ in range(3):
        OrganiserFactory(user=user)
    with django_assert_num_queries(1):
        desks = desks_of(user)
    assert (desks.organises, desks.keeps_bank) == (True, False)
    assert [name for _code, name in desks.units] == ["Sở A", "Sở B", "Sở C"]


def test_strangers_pages_ask_for_no_desk(client, django_assert_num_queries):
    with django_assert_num_queries(2):  # contests and practice sets; there are none
        client.get(reverse("contests:home"))


def test_organisers_desk_leads_to_the_bank_and_to_finalising(signed_in, organiser):
    round = RoundFactory(
        opens_at=NOON.replace(year=2025), closes_at=NOON.replace(year=2025, day=24)
    )
    OrganiserFactory(user=organiser, contest=round.contest)
    BankRole.objects.create(user=organiser, kind="reviewer")
    page = signed_in(organiser).get(reverse("contests:organise")).content.decode()
    assert reverse("questionbank:questions") in page
    assert reverse("leaderboard:finalise", args=[round.contest.slug, round.number]) in page
