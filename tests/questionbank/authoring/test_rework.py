"""Searching the list, the questions of a document, and those whose document has gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questionbank.authoring.rework import by_article, to_rework
from questionbank.models import RevisionState
from questionbank.review_models import Tag
from tests.factories import (
    NOON,
    LegalDocumentFactory,
    QuestionFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db
LIST = reverse("questionbank:questions")


def stems(answer):
    return [revision.stem for revision in answer.context["page"]]


@pytest.fixture
def replaced():
    new = LegalDocumentFactory(number="3/2026/NĐ-CP")
    middle = LegalDocumentFactory(number="2/2024/NĐ-CP", replaced_by=new)
    return LegalDocumentFactory(number="1/2020/NĐ-CP", replaced_by=middle)


def test_each_more_filter_narrows_the_list(signed_in, author, reviewer):
    RevisionFactory(stem="Khác", author=reviewer)
    wanted = RevisionFactory(stem="Đúng câu này", author=author, article="Điều 43, khoản 3")
    tag = Tag.objects.create(name="Một cửa")
    tag.questions.add(wanted.question)
    client = signed_in(author)
    for query in ({"article": "điều 43"}, {"tag": tag.pk}, {"author": author.pk}):
        assert stems(client.get(LIST, query)) == ["Đúng câu này"], query
    assert len(stems(client.get(LIST, {"kind": "choice"}))) == 2
    assert len(stems(client.get(LIST, {"kind": "x", "tag": "x", "author": "9" * 30}))) == 2


def test_questions_unused_since_a_day_leave_out_those_of_rounds_that_are_over(signed_in, author):
    used = RevisionFactory(stem="Đã hỏi")
    secret = RevisionFactory(stem="Sẽ hỏi")
    over = RoundFactory(opens_at=NOON - timedelta(days=9), closes_at=NOON - timedelta(days=8))
    later = timezone.now() + timedelta(days=9)
    coming = RoundFactory(opens_at=later, closes_at=later + timedelta(days=1))
    SectionFactory(round=over, pool=[used.pk])
    SectionFactory(round=coming, pool=[secret.pk])
    client = signed_in(author)
    day = timezone.localdate(over.opens_at)
    assert stems(client.get(LIST, {"unused_since": day.isoformat()})) == ["Sẽ hỏi"]
    after = day + timedelta(days=1)
    assert len(stems(client.get(LIST, {"unused_since": after.isoformat()}))) == 2


def test_questions_of_a_replaced_document_wait_for_rework_with_the_last_successor(replaced):
    one = RevisionFactory(document=replaced)
    RevisionFactory()
    RevisionFactory(document=replaced, state=RevisionState.RETIRED)
    (found,) = to_rework(on=NOON.date())
    assert (found.revision, found.successor.number) == (one, "3/2026/NĐ-CP")


def test_a_question_whose_document_has_ended_waits_without_a_successor():
    ended = LegalDocumentFactory(number="9/2019", in_force_until=NOON.date())
    RevisionFactory(document=ended)
    (found,) = to_rework(on=NOON.date())
    assert found.successor is None
    assert to_rework(on=NOON.date() - timedelta(days=1)) == []


def test_a_draft_on_the_successor_ends_the_waiting(replaced):
    question = QuestionFactory()
    RevisionFactory(question=question, number=1, document=replaced)
    new = replaced.replaced_by.replaced_by
    RevisionFactory(question=question, number=2, document=new, state=RevisionState.DRAFT)
    assert to_rework(on=NOON.date()) == []


def test_the_editor_offers_the_successor(signed_in, author, replaced):
    one = RevisionFactory(document=replaced, author=author)
    client = signed_in(author)
    said = client.get(reverse("questionbank:rework")).content.decode()
    new = replaced.replaced_by.replaced_by
    edit = reverse("questionbank:question_edit", args=[one.question_id])
    assert f'href="{edit}?van-ban={new.pk}"' in said
    form = client.get(edit, {"van-ban": new.pk}).context["form"]
    assert form["document"].value() == new.pk


def test_a_document_lists_its_questions_by_article(signed_in, reviewer):
    document = LegalDocumentFactory(number="72/2025")
    for article in ("Điều 10", "Điều 9", "Điều 9"):
        RevisionFactory(document=document, article=article)
    assert [(name, len(found)) for name, found in by_article(document)] == [
        ("Điều 9", 2),
        ("Điều 10", 1),
    ]
    address = reverse("questionbank:document_questions", args=[document.pk])
    assert signed_in(reviewer).get(address).status_code == 200
