"""What practising keeps is shown to its owner, goes with them, and goes by itself in time."""

from datetime import timedelta

import pytest

from contests.models import PractisedQuestion
from contests.practice.answers import note_answer
from contests.practice.personal_data import KEPT_FOR
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.holdings import holdings
from quizsite.accounts.personal_data.retention import apply_rule, retention_rules
from quizsite.accounts.subjects import the_person
from tests.factories import NOON, RevisionFactory

pytestmark = pytest.mark.django_db


def practise(user, at=NOON):
    question = RevisionFactory().question
    return note_answer(user, question.pk, is_right=True, times=0, at=at)


def test_the_owner_reads_all_of_it_and_nothing_of_others(contestant, stranger):
    practise(contestant)
    practise(stranger)
    (own,) = [one for one in holdings() if one.key == "practice"]
    (row,) = own.read(contestant, NOON)
    assert (row["Số lần trả lời"], row["Số lần đúng"]) == (1, 1)


def test_it_goes_with_the_person(contestant, stranger):
    practise(contestant)
    practise(stranger)
    erase_person(contestant, by=the_person(contestant), at=NOON, reason="Theo yêu cầu")
    assert list(PractisedQuestion.objects.values_list("user", flat=True)) == [stranger.pk]


def test_what_nobody_practised_for_a_year_goes_by_itself(contestant):
    kept = practise(contestant, at=NOON - KEPT_FOR + timedelta(days=1))
    practise(contestant, at=NOON - KEPT_FOR - timedelta(days=1))
    (rule,) = [one for one in retention_rules() if one.key == "practice"]
    assert apply_rule(rule, at=NOON) == 1
    assert list(PractisedQuestion.objects.all()) == [kept]
