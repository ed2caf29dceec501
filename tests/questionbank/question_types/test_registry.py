"""Every kind of question has its module and its templates."""

import random

import pytest
from django.template.loader import get_template

from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.models import QuestionKind
from questionbank.question_types.registry import QUESTION_TYPES


def test_every_kind_of_question_has_its_modules():
    assert set(QUESTION_TYPES) == set(WRITTEN_KINDS) == set(QuestionKind.values)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_every_kind_of_question_has_its_templates(kind):
    of_contests = (f"contests/questions/{kind}{end}.html" for end in ("", "_review"))
    for name in (*of_contests, f"questionbank/questions/{kind}.html"):
        assert get_template(name)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_the_right_answer_of_every_kind_is_right_and_no_answer_is_not(kind):
    of_kind, order, key = QUESTION_TYPES[kind], (1, 0, 2), frozenset({2})
    assert of_kind.is_right(order, key, of_kind.right_answer(order, key))
    assert not of_kind.is_right(order, key, 0)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_a_made_up_person_always_answers(kind):
    rng = random.Random(1)
    assert all(QUESTION_TYPES[kind].random_answer((1, 0, 2), rng) > 0 for _ in range(20))
