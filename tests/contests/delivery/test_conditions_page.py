"""The page before the start says what awaits, which attempt counts, and how earlier ones went."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db
BEST = "Kết quả được công nhận là lượt tốt nhất"


@pytest.fixture
def page_of(signed_in, contestant):
    """Show the page of an open round after so many closed attempts, with how it was asked for."""

    def show(*, attempts=0, **fields):
        at = datetime.now(UTC)
        hour = timedelta(hours=1)
        round = open_round(opens_at=at - hour, closes_at=at + hour, **fields)
        entry = entry_in(round, user=contestant)
        for _ in range(attempts):
            submit_attempt(start_attempt(entry, round=round, at=at), at=at)
        address = reverse("contests:enter", args=[round.contest.slug, round.number])
        client = signed_in(contestant)
        with CaptureQueriesContext(connection) as asked:
            html = client.get(address).content.decode()
        show.queries = len(asked)
        return html

    return show


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"recognised": "best"}, BEST),
        ({"recognised": "last"}, "Kết quả được công nhận là lượt thi cuối cùng."),
        ({"recognised": "first"}, "Kết quả được công nhận là lượt thi đầu tiên."),
    ],
)
def test_it_says_which_of_several_attempts_counts(page_of, fields, words):
    assert words in page_of(attempt_policy="per_round", attempt_limit=3, **fields)


@pytest.mark.parametrize(
    "fields", [{"attempt_limit": 1}, {"attempt_limit": 3, "is_practice": True}]
)
def test_it_says_nothing_where_one_attempt_or_none_counts(page_of, fields):
    assert "công nhận" not in page_of(attempt_policy="per_round", **fields)


def test_earlier_attempts_come_with_their_scores(page_of):
    html = page_of(attempts=2, attempt_limit=3, shown_after_submit="score")
    assert re.findall(r"Lượt (\d), [^<]+</a>: <strong>(0/3 câu đúng)<", html) == [
        ("1", "0/3 câu đúng"),
        ("2", "0/3 câu đúng"),
    ]


def test_a_score_that_is_not_released_is_not_shown(page_of):
    html = page_of(attempts=1, attempt_limit=3, shown_after_submit="nothing")
    assert "Lượt 1, " in html
    assert "câu đúng" not in html


def test_many_attempts_cost_the_same_queries_as_one(page_of):
    counts = []
    for attempts in (1, 6):
        page_of(attempts=attempts, attempt_limit=9, attempt_policy="per_round")
        counts.append(page_of.queries)
    assert counts[0] == counts[1]
