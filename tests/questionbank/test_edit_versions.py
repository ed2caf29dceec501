"""Two people edit one thing of the bank: nothing typed is lost, nothing saved is overwritten."""

import pytest
from django.urls import reverse

from questionbank.models import Axis, LegalDocument, Revision, RevisionState
from quizsite.models import AuditLine
from tests.factories import AxisFactory, LegalDocumentFactory, RevisionFactory

pytestmark = pytest.mark.django_db


def typed(client, address):
    """The form as a person finds it, with their words in it."""
    form = client.get(address).context["form"]
    return {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, False, "")
    }


@pytest.fixture
def revision(author):
    return RevisionFactory(state=RevisionState.DRAFT, author=author, stem="Ai ban hành?")


def test_the_second_save_of_a_question_shows_both_versions(signed_in, author, revision):
    client = signed_in(author)
    address = reverse("questionbank:question_edit", args=[revision.question_id])
    first, second = typed(client, address), typed(client, address)
    client.post(address, first | {"stem": "Cơ quan nào ban hành?"})
    answer = client.post(address, second | {"stem": "Ai là người ban hành?", "option_A": "Bộ"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Cơ quan nào ban hành?" in said
    assert 'name="option_A"' in said
    assert answer.context["form"]["stem"].value() == "Ai là người ban hành?"
    assert [one.label for one in answer.context["changed"]["differences"]] == [
        "Câu hỏi",
        "Phương án A",
    ]
    assert Revision.objects.count() == 2
    again = answer.context["form"].data
    client.post(address, again)
    assert Revision.objects.latest("pk").stem == "Ai là người ban hành?"


def test_without_the_version_the_second_save_would_replace_the_first(signed_in, author, revision):
    client = signed_in(author)
    address = reverse("questionbank:question_edit", args=[revision.question_id])
    first, second = typed(client, address), typed(client, address)
    client.post(address, first | {"stem": "Cơ quan nào ban hành?"})
    second.pop("version")
    assert client.post(address, second | {"stem": "Ai là người?"}).status_code == 302


@pytest.mark.parametrize("what", ["axis", "document"])
def test_the_second_save_of_an_axis_or_document_shows_both_versions(signed_in, author, what):
    made = AxisFactory() if what == "axis" else LegalDocumentFactory()
    field = "name" if what == "axis" else "title"
    client, address = signed_in(author), reverse(f"questionbank:{what}_edit", args=[made.pk])
    first, second = typed(client, address), typed(client, address)
    assert client.post(address, first | {field: "Của người thứ nhất"}).status_code == 302
    lines = AuditLine.objects.count()
    answer = client.post(address, second | {field: "Của người thứ hai"})
    assert answer.status_code == 409
    (one,) = answer.context["changed"]["differences"]
    assert (one.theirs, one.yours) == ("Của người thứ nhất", "Của người thứ hai")
    assert AuditLine.objects.count() == lines
    assert client.post(address, answer.context["form"].data).status_code == 302
    model = Axis if what == "axis" else LegalDocument
    assert getattr(model.objects.get(pk=made.pk), field) == "Của người thứ hai"
