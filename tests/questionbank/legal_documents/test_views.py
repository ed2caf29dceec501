import pytest
from django.urls import reverse

from questionbank.models import LegalDocument
from tests.factories import LegalDocumentFactory, RevisionFactory

pytestmark = pytest.mark.django_db
ADD = reverse("questionbank:document_add")
FILLED = {
    "number": "118/2025/NĐ-CP",
    "title": "Nghị định về một cửa",
    "in_force_from": "2025-07-01",
}


def errors(answer):
    return answer.context["form"].errors


def test_author_adds_a_document(signed_in, author):
    signed_in(author).post(ADD, FILLED)
    assert LegalDocument.objects.get().number == "118/2025/NĐ-CP"


def test_reviewer_reads_but_does_not_edit(signed_in, reviewer):
    client = signed_in(reviewer)
    assert client.get(reverse("questionbank:documents")).status_code == 200
    assert client.post(ADD, FILLED).status_code == 403


def test_same_number_typed_otherwise_is_refused(signed_in, author):
    LegalDocumentFactory(number="118/2025/NĐ-CP")
    answer = signed_in(author).post(ADD, {**FILLED, "number": "118 / 2025/nđ–cp"})
    assert errors(answer) == {"number": ["Văn bản này đã có trong ngân hàng."]}


def test_end_must_follow_the_beginning(signed_in, author):
    answer = signed_in(author).post(ADD, {**FILLED, "in_force_until": "2025-07-01"})
    assert list(errors(answer)) == ["in_force_until"]


def test_successor_is_chosen_and_cannot_lead_back(signed_in, author):
    new = LegalDocumentFactory(number="2")
    old = LegalDocumentFactory(number="1", replaced_by=new)
    client = signed_in(author)
    address = reverse("questionbank:document_edit", args=[new.pk])
    answer = client.post(address, {"number": "2", "title": "Hai", "replaced_by": old.pk})
    assert list(errors(answer)) == ["replaced_by"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_a_fixed_number_of_queries(signed_in, author, rows, django_assert_num_queries):
    for number in range(rows):
        RevisionFactory(document=LegalDocumentFactory(number=str(number)))
    client = signed_in(author)
    with django_assert_num_queries(8):
        client.get(reverse("questionbank:documents"))
