"""The list finds questions by their words, those of their passage among them, and by kind."""

import pytest

from questionbank.authoring.question_list import Filter, revisions_for
from questionbank.models import Passage
from tests.factories import NOON, RevisionFactory

pytestmark = pytest.mark.django_db


def found(**wanted):
    return set(revisions_for(Filter(**wanted)))


def test_words_of_a_passage_find_its_questions():
    text = "Phường Hoa Sen nhận 120 hồ sơ hộ tịch."
    passage = Passage.objects.create(code="DD-1", number=1, text=text, created_at=NOON)
    on_it = RevisionFactory(stem="Bao nhiêu hồ sơ đúng hạn?", passage=passage)
    other = RevisionFactory(stem="Bao nhiêu hồ sơ trễ hạn?")
    assert found(words="hoa sen") == {on_it}
    assert found(words="hoa sen dung han") == {on_it}
    assert found(words="hoa sen trễ hạn") == set()
    assert found(words="trễ hạn") == {other}


def test_a_kind_narrows_the_list():
    grid = RevisionFactory(kind="grid", options=["Một", "Hai"], right=[1, 2])
    RevisionFactory()
    assert found(kind="grid") == {grid}
