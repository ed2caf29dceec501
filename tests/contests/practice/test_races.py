"""Two posts of one form at the same moment count once; the database decides."""

import pytest

from contests.models import PractisedQuestion
from contests.practice.answers import note_answer
from tests.factories import NOON, QuestionFactory
from tests.stage import race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("before", [0, 1])
def test_two_posts_at_once_count_once(contestant, before):
    question = QuestionFactory()
    if before:
        note_answer(contestant, question.pk, is_right=False, times=0, at=NOON)

    def post():
        return note_answer(contestant, question.pk, is_right=True, times=before, at=NOON)

    assert [type(one) for one in race([post, post, post])] == [PractisedQuestion] * 3
    row = PractisedQuestion.objects.get()
    assert (row.times, row.right_times) == (before + 1, 1)
