"""Organisers get a link, and a code of it, that lead to the form of entry."""

import pytest
from django.urls import reverse

from tests.factories import ContestFactory, DivisionFactory, OrganiserFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory(contest=contest, user=organiser)
    DivisionFactory(contest=contest, code="can-bo")
    return contest


@pytest.fixture
def page(contest):
    return reverse("contests:join_link", args=[contest.slug])


def test_a_link_for_everybody(signed_in, organiser, page):
    said = signed_in(organiser).get(page)
    assert said.context["address"] == "http://testserver/cuoc-thi/thu-do/dang-ky/"
    assert "<svg" in said.text
    assert "style=" not in said.context["qr"]


def test_a_link_with_unit_and_division_leads_to_a_form_with_both_chosen(
    signed_in, organiser, contest, page, client
):
    unit = UnitFactory(name="Sở Nội vụ", code="so-noi-vu")
    division = contest.divisions.get()
    said = signed_in(organiser).get(page, {"unit": "so-noi-vu", "division": division.pk})
    address = said.context["address"]
    assert address == "http://testserver/cuoc-thi/thu-do/dang-ky/?don-vi=so-noi-vu&bang=can-bo"
    form = client.get(address).context["form"]
    assert form["unit"].value() == unit
    assert form["division"].value() == division.pk


def test_what_cannot_be_chosen_is_said(signed_in, organiser, page):
    said = signed_in(organiser).get(page, {"unit_text": "không có", "division": "999"})
    assert set(said.context["form"].errors) == {"unit", "division"}
    assert said.context["address"].endswith("/dang-ky/")


def test_nobody_else_sees_the_page(client, signed_in, contestant, page):
    assert client.get(page).status_code == 302
    assert signed_in(contestant).get(page).status_code == 404
