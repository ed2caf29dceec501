"""The sample of ideas shows a finished round, a vote that is open, and a gallery of both."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from contests.gallery.shown import shown_works
from contests.models import Ballot, BallotPhase, Contest, Round, RoundState, Vote
from leaderboard.models import Standing
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_sample_of_ideas_is_loaded_once_and_shows_works_and_a_vote(client):
    for command in ("load_sample_units", "load_sample_bank"):
        call_command(command, verbosity=0)
    call_command("load_sample_contest", at=NOON.isoformat(), password="thi-cchc")
    for _ in range(2):
        call_command("load_sample_ideas", password="thi-cchc")
    contest, at = Contest.objects.get(slug="y-tuong-gan-dan"), timezone.now()
    assert contest.is_sample
    states = list(contest.rounds.order_by("number").values_list("state", flat=True))
    assert states == [RoundState.FINALISED, RoundState.PUBLISHED]
    first, second = Round.objects.filter(contest=contest).order_by("number")
    assert Standing.objects.filter(round=first).count() == 3
    assert second.marks_agreed_at is not None
    ballot = Ballot.objects.get()
    assert (ballot.phase(at), ballot.public_percent) == (BallotPhase.OPEN, 20)
    assert Vote.objects.count() == 4
    assert shown_works(at=at).count() == 7
    page = client.get(reverse("contests:gallery"), {"q": "to khai"}).content.decode()
    assert "Đọc thử tờ khai cùng một người lạ" in page
    assert "L. T. Hạnh" not in page
