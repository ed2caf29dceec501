"""Without a second factor no desk opens: not a contest's, not the bank's, not a finalising page."""

import pytest
from django.urls import reverse

from questionbank.models import BankRole
from tests.factories import OrganiserFactory, RoundFactory

pytestmark = pytest.mark.django_db
DESKS = ["contest", "organisers", "watch", "finalise", "bank", "operations"]


@pytest.fixture
def paths(organiser, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    round = RoundFactory()
    OrganiserFactory(contest=round.contest, user=organiser)
    BankRole.objects.create(user=organiser, kind=BankRole.Kind.AUTHOR)
    slug = round.contest.slug
    return {
        "contest": reverse("contests:organise_contest", args=[slug]),
        "organisers": reverse("contests:organisers", args=[slug]),
        "watch": reverse("contests:round_watch", args=[slug, round.number]),
        "finalise": reverse("leaderboard:finalise", args=[slug, round.number]),
        "bank": reverse("questionbank:questions"),
        "operations": reverse("contests:operations"),
    }


@pytest.mark.parametrize(
    "desk", ["contest", "organisers", "watch", "finalise", "bank", "operations"]
)
def test_an_organiser_without_a_second_factor_is_led_to_set_it_up(
    signed_in, organiser, paths, desk
):
    response = signed_in(organiser).get(paths[desk])
    assert response.status_code == 302
    assert response.url.startswith(reverse("mfa_index"))


@pytest.mark.parametrize(
    "desk", ["contest", "organisers", "watch", "finalise", "bank", "operations"]
)
def test_where_it_is_not_required_the_desk_opens(signed_in, organiser, paths, settings, desk):
    settings.REQUIRE_SECOND_FACTOR = False
    assert signed_in(organiser).get(paths[desk]).status_code == 200
