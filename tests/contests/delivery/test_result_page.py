"""The result of a paper says by when it becomes official, if the rules promise that."""

import pytest
from django.urls import reverse

from tests.factories import ContestFactory, DivisionFactory, RoundFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "is_told"), [(None, False), (10, True)])
def test_a_provisional_result_names_the_promised_day(signed_in, contestant, days, is_told):
    contest = ContestFactory(result_days=days)
    entry = take(RoundFactory(contest=contest), DivisionFactory(contest=contest), user=contestant)
    path = reverse("contests:result", args=[entry.attempts.get().code])
    page = signed_in(contestant).get(path).text
    assert ("Hẹn công bố kết quả chính thức: chậm nhất hết " in page) == is_told
