"""The history page shows the trail of one contest: what was done, and by whom as they were then."""

import pytest
from django.urls import reverse

from contests.models import Contest
from tests.factories import ContestFactory, DivisionFactory, OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organiser) -> Contest:
    contest = ContestFactory(slug="thu-do", prizes="Giải Nhất")
    OrganiserFactory(contest=contest, user=organiser)
    DivisionFactory(contest=contest)
    return contest


def history_of(contest, client) -> str:
    return client.get(reverse("contests:history", args=[contest.slug])).content.decode()


def edit(contest, client, **said):
    fields = {"title": contest.title, "organiser_name": contest.organiser_name, **said}
    return client.post(reverse("contests:contest_edit", args=[contest.slug]), fields)


def test_who_renames_himself_stands_in_the_history_as_he_was(contest, organiser, signed_in):
    """Attack A8: a co-organiser edits the prizes, then renames himself."""
    other = UserFactory(full_name="Hoàng Văn Tráo")
    OrganiserFactory(contest=contest, user=other)
    client = signed_in(other)
    edit(contest, client, prizes="Giải Nhất cho tôi")
    client.post(reverse("accounts:rename"), {"full_name": "Nguyễn Văn Khác"})

    page = history_of(contest, signed_in(organiser))

    assert "Hoàng Văn Tráo" in page
    assert "Nguyễn Văn Khác" not in page
