"""Question sets: who puts what into them, and what a round draws from them."""

import pytest
from django.urls import reverse

from questionbank.authoring.sets import create_set, put_into, take_out
from questionbank.models import BankRole, DrawnFrom, QuestionSet, Revision
from questionbank.rules import NotAuthor
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from tests.factories import NOON, RevisionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    user = UserFactory()
    BankRole.objects.create(user=user, kind=BankRole.Kind.AUTHOR)
    return user


@pytest.fixture
def bank():
    return [RevisionFactory() for _ in range(4)]


def questions_of(*revisions):
    return [revision.question_id for revision in revisions]


def new_set(name, *, is_practice=False, is_common=True, having=()):
    made = create_set(name, is_practice=is_practice, is_common=is_common, by=OPERATOR, at=NOON)
    made.questions.set(questions_of(*having))
    return made


def drawn(*sets, is_practice=False):
    wanted = DrawnFrom(tuple(one.pk for one in sets), is_practice=is_practice)
    return set(Revision.objects.drawn_from(wanted).values_list("pk", flat=True))


def keys(*revisions):
    return {revision.pk for revision in revisions}


def test_a_question_is_put_into_a_set_once(author, bank):
    chosen = new_set("Bộ 1", having=bank[:1])
    put = put_into(chosen, questions_of(*bank[:3]), by=author, at=NOON)
    assert (put.done, put.refused) == (2, [])
    assert set(chosen.questions.values_list("pk", flat=True)) == set(questions_of(*bank[:3]))


@pytest.mark.parametrize("is_practice", [True, False])
def test_no_question_is_both_for_practice_and_for_ranked_rounds(author, bank, is_practice):
    new_set("Bộ cũ", is_practice=not is_practice, having=bank[:2])
    chosen = new_set("Bộ mới", is_practice=is_practice)
    put = put_into(chosen, questions_of(*bank), by=author, at=NOON)
    assert put.done == 2
    assert put.refused == sorted(revision.question.code for revision in bank[:2])


def test_questions_are_taken_out(author, bank):
    chosen = new_set("Bộ 1", having=bank)
    assert take_out(chosen, questions_of(*bank[:3]), by=author, at=NOON) == 3
    assert chosen.questions.count() == 1


def test_only_authors_change_a_set(bank, stranger):
    chosen = new_set("Bộ 1", having=bank[:1])
    with pytest.raises(NotAuthor):
        put_into(chosen, questions_of(*bank), by=stranger, at=NOON)
    with pytest.raises(NotAuthor):
        take_out(chosen, questions_of(*bank), by=stranger, at=NOON)


def test_a_ranked_round_draws_from_the_sets_named(bank):
    first, second = new_set("Bộ 1", having=bank[:2]), new_set("Bộ 2", having=bank[1:3])
    assert drawn(first) == keys(*bank[:2])
    assert drawn(first, second) == keys(*bank[:3])


def test_without_sets_it_draws_all_but_practice_and_sets_of_other_contests(bank):
    new_set("Bộ chung", having=bank[:1])
    new_set("Bộ riêng", is_common=False, having=bank[1:2])
    new_set("Thi thử", is_practice=True, having=bank[2:3])
    assert drawn() == keys(bank[0], bank[3])


def test_a_question_in_a_common_set_and_in_another_contests_own_set_is_that_contests(bank):
    new_set("Bộ chung", having=bank[:2])
    new_set("Bộ riêng", is_common=False, having=bank[:1])
    assert drawn() == keys(*bank[1:])


def test_practice_draws_from_practice_sets_alone(bank):
    ranked = new_set("Xếp hạng", having=bank[:1])
    named = new_set("Thi thử 1", is_practice=True, having=bank[1:2])
    new_set("Thi thử 2", is_practice=True, having=bank[2:3])
    new_set("Thi thử riêng", is_practice=True, is_common=False, having=bank[3:])
    assert drawn(is_practice=True) == keys(*bank[1:3])
    assert drawn(named, ranked, is_practice=True) == keys(bank[1])


def test_without_practice_sets_practice_draws_nothing(bank):
    assert drawn(is_practice=True) == set()


def test_an_empty_set_hides_nothing(bank):
    new_set("Thi thử", is_practice=True)
    assert drawn() == keys(*bank)


def test_the_page_makes_a_set_once(author, signed_in):
    client, path = signed_in(author), reverse("questionbank:sets")
    assert client.post(path, {"name": " Bộ  tuần 1 "}).status_code == 302
    assert QuestionSet.objects.get().name == "Bộ tuần 1"
    again = client.post(path, {"name": "Bộ tuần 1", "is_practice": "on"})
    assert again.status_code == 200
    assert QuestionSet.objects.count() == 1


def test_a_reviewer_alone_makes_no_set(signed_in, stranger):
    BankRole.objects.create(user=stranger, kind=BankRole.Kind.REVIEWER)
    answer = signed_in(stranger).post(reverse("questionbank:sets"), {"name": "Bộ 1"})
    assert answer.status_code == 403
    assert not QuestionSet.objects.exists()


def test_ticked_questions_go_into_the_set_and_the_rest_is_named(author, bank, signed_in):
    new_set("Thi thử", is_practice=True, having=bank[:1])
    chosen = new_set("Bộ 1")
    answer = signed_in(author).post(
        reverse("questionbank:take_step_with_many"),
        {"revision": [one.pk for one in bank[:3]], "step": "vao-bo", "into": chosen.pk},
        follow=True,
    )
    text = answer.content.decode()
    assert "Đã đưa 2 câu vào bộ “Bộ 1”." in text
    assert f"để xếp hạng: {bank[0].question.code}." in text
    assert chosen.questions.count() == 2


def test_all_questions_of_a_filter_leave_the_set(author, bank, signed_in):
    chosen = new_set("Bộ 1", having=bank)
    answer = signed_in(author).post(
        reverse("questionbank:take_step_with_many"),
        {
            "filter": f"set={chosen.pk}",
            "whole": "1",
            "newest": max(one.pk for one in bank),
            "step": "ra-bo",
            "into": chosen.pk,
        },
        follow=True,
    )
    assert "Đã bỏ 4 câu khỏi bộ “Bộ 1”." in answer.content.decode()
    assert not chosen.questions.exists()


@pytest.mark.parametrize("into", ["", "9" * 30, "x"])
def test_a_set_that_is_none_is_asked_for_again(author, bank, signed_in, into):
    answer = signed_in(author).post(
        reverse("questionbank:take_step_with_many"),
        {"revision": [bank[0].pk], "step": "vao-bo", "into": into},
        follow=True,
    )
    assert "Hãy chọn bộ câu hỏi rồi bấm lại." in answer.content.decode()


def test_the_list_is_narrowed_to_a_set(author, bank, signed_in):
    chosen = new_set("Bộ 1", having=bank[:1])
    page = signed_in(author).get(reverse("questionbank:questions"), {"set": chosen.pk})
    text = page.content.decode()
    assert bank[0].question.code in text
    assert bank[1].question.code not in text


def test_the_trail_tells_what_became_of_a_set(author, bank):
    chosen = new_set("Bộ 1")
    put_into(chosen, questions_of(*bank), by=author, at=NOON)
    put_into(chosen, questions_of(*bank), by=author, at=NOON)
    take_out(chosen, questions_of(bank[0]), by=author, at=NOON)
    told = AuditLine.objects.order_by("pk").values_list("kind", "by_id", "after")
    assert list(told) == [
        ("set_created", None, {"name": "Bộ 1", "is_practice": False, "is_common": True}),
        ("set_changed", author.pk, {"name": "Bộ 1", "put_in": 4}),
        ("set_changed", author.pk, {"name": "Bộ 1", "taken_out": 1}),
    ]
