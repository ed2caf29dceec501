"""People read who answers for their data before they agree, and organisers what is missing."""

import pytest
from django.urls import reverse

from tests.factories import ContestFactory, DivisionFactory, OrganiserFactory

pytestmark = pytest.mark.django_db


def test_a_contest_names_its_controller_and_a_contact(signed_in, contestant):
    contest = ContestFactory(data_controller="UBND phường Ba Đình", data_contact="024 3823 0000")
    DivisionFactory(contest=contest)
    page = signed_in(contestant).get(reverse("contests:register", args=[contest.slug]))
    said = page.content.decode()
    assert "Bên kiểm soát dữ liệu: UBND phường Ba Đình." in said
    assert "Liên hệ về dữ liệu cá nhân: 024 3823 0000." in said


def test_a_contest_that_names_none_falls_back_to_organiser_and_site(settings):
    settings.DATA_CONTACT = "du-lieu@example.vn"
    assert ContestFactory(contact="").controller == ("Sở Nội vụ", "du-lieu@example.vn")
    assert ContestFactory(contact="ban-to-chuc@example.vn").controller.contact == (
        "ban-to-chuc@example.vn"
    )


@pytest.mark.parametrize("contact", ["", "du-lieu@example.vn"])
def test_publishing_says_when_controller_or_contact_is_missing(signed_in, organiser, contact):
    contest = ContestFactory(state="draft", data_controller="Sở Nội vụ", data_contact=contact)
    OrganiserFactory(contest=contest, user=organiser)
    page = signed_in(organiser).get(reverse("contests:contest_publish", args=[contest.slug]))
    assert ("Chưa ghi đủ bên kiểm soát" in page.content.decode()) is not bool(contact)
