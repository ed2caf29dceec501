"""Who visits a paper closes it only once the database, which judges saves, says it is over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contests.attempts.overdue import close_on_visit
from contests.attempts.start import start_attempt
from contests.models import Attempt
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(contestant) -> Attempt:
    at = timezone.now()
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return start_attempt(entry_in(round, user=contestant), round=round, at=at)


def test_a_page_whose_clock_is_ahead_ends_no_paper(paper, signed_in, contestant, monkeypatch):
    ahead = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("contests.delivery.views.timezone.now", lambda: ahead)
    page = signed_in(contestant).get(reverse("contests:paper", args=[paper.code]))
    assert page.status_code == 200
    assert Attempt.objects.get().state == "open"


def test_a_paper_that_is_over_by_both_clocks_is_closed(paper):
    Attempt.objects.update(deadline_at=timezone.now() - timedelta(minutes=1))
    found = close_on_visit(Attempt.objects.select_related("round").get(), at=timezone.now())
    assert found.state == "expired"


def test_a_visit_in_time_asks_the_database_nothing(paper):
    with CaptureQueriesContext(connection) as asked:
        assert close_on_visit(paper, at=timezone.now()) is paper
    assert len(asked) == 0
