"""What practising stores, and that it touches nothing else."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from contests.models import PractisedQuestion
from contests.practice.answers import forget_practice, note_answer
from tests.factories import NOON, QuestionFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def answer(user, question, *, right=True, times=0, at=NOON):
    return note_answer(user, question.pk, is_right=right, times=times, at=at)


def test_the_first_answer_is_counted_and_comes_back(contestant):
    row = answer(contestant, QuestionFactory())
    assert (row.times, row.right_times, row.box, row.due_on) == (1, 1, 1, (NOON + 3 * DAY).date())


def test_later_answers_move_it_on(contestant):
    question = QuestionFactory()
    answer(contestant, question, right=False)
    row = answer(contestant, question, times=1, at=NOON + DAY)
    assert (row.times, row.right_times, row.box) == (2, 1, 1)
    row = answer(contestant, question, right=False, times=2, at=NOON + 2 * DAY)
    assert (row.times, row.right_times, row.box, row.is_last_right) == (3, 1, 0, False)


def test_a_form_posted_twice_counts_once(contestant):
    question = QuestionFactory()
    answer(contestant, question)
    row = answer(contestant, question, right=False)
    assert (row.times, row.box, row.is_last_right) == (1, 1, True)
    answer(contestant, question, times=1, right=False)
    assert answer(contestant, question, times=1).times == 2


def test_the_database_keeps_one_row_for_each_person_and_question(contestant):
    row = answer(contestant, QuestionFactory())
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_what_others_practised_is_their_own(contestant, stranger):
    question = QuestionFactory()
    answer(contestant, question)
    assert answer(stranger, question, right=False).times == 1
    assert forget_practice(contestant) == 1
    assert list(PractisedQuestion.objects.values_list("user", flat=True)) == [stranger.pk]


def rows():
    return {one.__name__: one._default_manager.count() for one in apps.get_models()}


def test_practising_writes_one_row_in_one_table(contestant):
    question, before = QuestionFactory(), None
    before = rows()
    answer(contestant, question)
    answer(contestant, question, times=1, at=NOON + DAY)
    after = rows()
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert changed == {"PractisedQuestion": 1}
