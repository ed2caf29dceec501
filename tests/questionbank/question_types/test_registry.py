"""Every kind of question has its module and its templates."""

import random

import pytest
from django.template.loader import get_template, select_template

from contests.papers.drawing import layout_of
from questionbank.authoring.forms_rows import FORMS
from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.models import QuestionKind
from questionbank.question_types.registry import QUESTION_TYPES, TYPED_TYPES, templates_of


def test_every_kind_of_question_has_its_modules():
    assert set(QUESTION_TYPES) == set(WRITTEN_KINDS) == set(FORMS) == set(QuestionKind.values)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_every_kind_of_question_has_its_templates(kind):
    own = (f"contests/questions/{kind}{end}.html" for end in ("", "_plain", "_fields", "_hint"))
    for name in (*own, f"questionbank/questions/{kind}.html"):
        assert get_template(name)
    shared = [templates_of(kind, part) for part in ("option", "practice", "review")]
    for names in (*shared, templates_of(kind, "rows", folder="questionbank")):
        found = select_template(names).template.name
        assert (found == names[0]) == (kind not in TYPED_TYPES), found


# Options, an order of them, and a key: each kind reads its own.
CASES = {
    "choice": (["x", "y", "z"], (1, 0, 2), frozenset({2})),
    "grid": (["x", "y", "z"], (1, 0, 2), (1, 2, 2)),
    "matching": (["x", "y", "", "một", "hai"], (4, 3), (1, 2)),
    "ordering": (["x", "y", "z"], (1, 0, 2), (3, 1, 2)),
    "number": (["m²", "1"], (), (15005, 10)),
    "text": (["1"], (), (1, "Một cửa", "một cửa liên thông")),
}


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_the_right_answer_of_every_kind_is_right_and_no_answer_is_not(kind):
    of_kind, (_options, order, key) = QUESTION_TYPES[kind], CASES[kind]
    assert of_kind.is_right(order, key, of_kind.right_answer(order, key))
    assert of_kind.share(order, key, of_kind.right_answer(order, key)) == 1
    assert not of_kind.is_right(order, key, 0)
    assert of_kind.share(order, key, 0) == 0


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_a_paper_orders_all_options_but_the_prompts_of_every_kind(kind):
    options, order, _key = CASES[kind]
    layout = layout_of(options, kind=kind)
    assert sorted(order) == list(range(layout.first, layout.option_count))


# What a ruling accepts, and the keys that it adds: kinds with rows take a whole key.
FURTHER = {
    "number": ([300], [[300, 10]]),
    "text": (["tại chỗ"], [[1, "tại chỗ"]]),
}


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_what_was_answered_is_said_in_words_and_accepted_as_a_further_key(kind):
    of_kind, (options, order, key) = QUESTION_TYPES[kind], CASES[kind]
    answer = of_kind.right_answer(order, key)
    assert of_kind.answer_texts(options, order, answer)
    assert of_kind.answer_texts(options, order, 0) == []
    said, added = FURTHER.get(kind, (list(key), [list(key)]))
    assert of_kind.further_keys(options, key, said) == added
    assert 0 < of_kind.bank_answer(order, answer) < 2**31
    assert of_kind.bank_answer(order, 0) == 0
    if order:
        banked = sorted(order)
        assert of_kind.bank_answer(order, answer) == of_kind.right_answer(banked, key)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_a_made_up_person_always_answers(kind):
    rng = random.Random(1)
    assert all(QUESTION_TYPES[kind].random_answer(CASES[kind][1], rng) > 0 for _ in range(20))


TICKED = ("abc", "", "-1", "99999999999", "1.5", "²")
NONSENSE = {
    "number": ("abc", "-", "1,2,3", "1.23.4", "99999999999", "1,234", "²", "1e5"),
    "text": ("x" * 201,),
}


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_a_form_without_scripts_can_send_nothing_and_no_nonsense(kind):
    read, (options, order, _key) = QUESTION_TYPES[kind].read_answer, CASES[kind]
    assert read(order, [], options) == 0
    for nonsense in NONSENSE.get(kind, TICKED):
        with pytest.raises(ValueError, match=r".*"):
            read(order, [nonsense], options)


@pytest.mark.parametrize("kind", TYPED_TYPES)
def test_a_field_that_is_sent_untouched_says_the_same_answer_again(kind):
    of_kind, (options, _order, key) = TYPED_TYPES[kind], CASES[kind]
    assert of_kind.typed_text(options, 0) == ""
    answer = of_kind.right_answer((), key)
    assert of_kind.read_answer((), [of_kind.typed_text(options, answer)], options) == answer


@pytest.mark.parametrize("kind", TYPED_TYPES)
def test_a_ruling_that_accepts_what_was_typed_makes_it_right(kind):
    of_kind, (options, _order, key) = TYPED_TYPES[kind], CASES[kind]
    answer = of_kind.random_answer((), random.Random(1))
    assert not of_kind.is_right((), key, answer)
    further = of_kind.further_keys(options, key, [of_kind.accepted(answer)])
    assert [of_kind.accepted_in(one) for one in further] == [[of_kind.accepted(answer)]]
    assert of_kind.is_right((), further[0], answer)
    assert of_kind.likeness(key, answer) != of_kind.likeness(key, of_kind.right_answer((), key))
