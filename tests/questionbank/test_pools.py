from datetime import date, timedelta
from itertools import product

import pytest

from questionbank.models import Audience, Difficulty, DrawnFrom, RevisionState
from questionbank.pools import left_out, pool_counts, pool_for
from tests.factories import (
    NOON,
    AxisFactory,
    LegalDocumentFactory,
    QuestionFactory,
    RevisionFactory,
)

pytestmark = pytest.mark.django_db
ANY = DrawnFrom((), is_practice=False)
TODAY = NOON.date()


@pytest.fixture
def axis():
    return AxisFactory()


def ended(**fields):
    return LegalDocumentFactory(number="61/2018/NĐ-CP", in_force_until=TODAY, **fields)


def test_pool_holds_published_questions_of_the_audience_and_of_all_audiences(axis):
    own = RevisionFactory(audience="cbccvc")
    common = RevisionFactory(audience="chung")
    RevisionFactory(audience="nguoi-dan")
    RevisionFactory(audience="cbccvc", state=RevisionState.IN_REVIEW)
    RevisionFactory(audience="cbccvc", difficulty="kho")
    RevisionFactory(question=QuestionFactory(axis=AxisFactory(code="2")))
    assert set(pool_for(axis.pk, "de", "cbccvc", on=TODAY, sets=ANY)) == {own, common}


def test_pool_without_a_difficulty_holds_all_of_them(axis):
    found = {RevisionFactory(difficulty=difficulty) for difficulty in Difficulty.values}
    assert set(pool_for(axis.pk, "", "chung", on=TODAY, sets=ANY)) == found


def test_pool_leaves_out_a_question_whose_document_is_no_longer_in_force(axis):
    RevisionFactory(document=ended())
    assert list(pool_for(axis.pk, "de", "chung", on=TODAY, sets=ANY)) == []
    assert pool_for(axis.pk, "de", "chung", on=TODAY - timedelta(days=1), sets=ANY).count() == 1


def test_left_out_names_the_question_and_the_successor(axis):
    new = LegalDocumentFactory(number="118/2025/NĐ-CP")
    old = RevisionFactory(document=ended(replaced_by=new))
    RevisionFactory()
    [found] = left_out(axis.pk, "de", "chung", on=TODAY, sets=ANY)
    assert found.revision == old
    assert found.reason == (
        "Văn bản 61/2018/NĐ-CP hết hiệu lực từ 23/11/2026, thay bằng 118/2025/NĐ-CP."
    )


def test_left_out_says_when_a_document_is_not_yet_in_force(axis):
    later = LegalDocumentFactory(number="9/2027/QH16", in_force_from=date(2027, 7, 1))
    RevisionFactory(document=later)
    [found] = left_out(axis.pk, "", "chung", on=TODAY, sets=ANY)
    assert found.reason == "Văn bản 9/2027/QH16 có hiệu lực từ 01/07/2027."


def test_counts_agree_with_the_pools_in_one_query(django_assert_num_queries):
    axes = [AxisFactory(code=code) for code in ("1", "2")]
    for axis, audience, difficulty in product(axes, Audience.values, ["de", "kho"]):
        RevisionFactory(
            question=QuestionFactory(axis=axis), audience=audience, difficulty=difficulty
        )
    RevisionFactory(document=ended())
    with django_assert_num_queries(1):
        counts = pool_counts(on=TODAY, sets=ANY)
    for axis, difficulty, audience in product(axes, ["", *Difficulty.values], Audience.values):
        pool = pool_for(axis.pk, difficulty, audience, on=TODAY, sets=ANY)
        assert counts[axis.pk, difficulty, audience] == pool.count()


def test_a_question_without_a_document_is_always_drawn(axis):
    free = RevisionFactory(document=None, article="")
    assert list(pool_for(axis.pk, "de", "chung", on=TODAY, sets=ANY)) == [free]
    assert pool_counts(on=TODAY, sets=ANY)[axis.pk, "de", "chung"] == 1
    assert left_out(axis.pk, "de", "chung", on=TODAY, sets=ANY) == []
