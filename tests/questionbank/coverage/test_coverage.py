from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from questionbank.coverage.counting import count_coverage
from questionbank.models import RevisionState
from tests.factories import NOON, RevisionFactory, RoundFactory, SectionFactory

pytestmark = pytest.mark.django_db
WORDS = {"whole": "Cả", "no_document": "Không", "ended": "hết"}


def test_published_questions_are_counted_by_axis_cell_and_document():
    number = RevisionFactory(options=["10 ngày", "20 ngày"], audience="cbccvc", difficulty="kho")
    RevisionFactory(document=None)
    RevisionFactory(state=RevisionState.DRAFT)
    over = RoundFactory(opens_at=NOON - timedelta(days=9), closes_at=NOON - timedelta(days=8))
    SectionFactory(round=over, pool=[number.pk])
    found = count_coverage(at=NOON, **WORDS)
    whole = found.whole
    assert (whole.total, whole.numbers, whole.number_percent) == (2, 1, 50)
    assert (whole.uses, whole.unused, whole.last_used_at) == (1, 1, over.opens_at)
    assert whole.counts["cbccvc", "kho"] == 1
    assert {line.name for line in found.documents} == {"76/NQ-CP", "Không"}
    assert count_coverage(at=NOON, document=number.document_id, **WORDS).whole.total == 1


def test_a_round_that_is_not_over_is_not_counted():
    asked = RevisionFactory()
    coming = RoundFactory(opens_at=NOON + timedelta(days=1), closes_at=NOON + timedelta(days=2))
    SectionFactory(round=coming, pool=[asked.pk])
    assert count_coverage(at=NOON, **WORDS).whole.uses == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(
    signed_in, author, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        RevisionFactory()
    client = signed_in(author)
    with django_assert_max_num_queries(20):
        assert client.get(reverse("questionbank:coverage")).status_code == 200


def test_the_file_says_the_same(signed_in, author):
    RevisionFactory()
    answer = signed_in(author).get(reverse("questionbank:coverage_file"))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["Theo trục", "Theo văn bản"]
    assert book.get_sheet_by_index(1).to_python()[-1][0] == "76/NQ-CP"


def test_page_and_file_can_be_of_one_document(signed_in, author):
    kept = RevisionFactory()
    RevisionFactory(document=None)
    client, query = signed_in(author), {"document": kept.document_id}
    assert client.get(reverse("questionbank:coverage"), query).context["coverage"].whole.total == 1
    answer = client.get(reverse("questionbank:coverage_file"), query)
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    names = [row[0] for row in book.get_sheet_by_index(1).to_python()]
    assert kept.document.number in names
    assert "Không có căn cứ văn bản" not in names


def test_only_people_of_the_bank_see_it(signed_in, contestant):
    assert signed_in(contestant).get(reverse("questionbank:coverage")).status_code == 403
