import pytest
from django.urls import reverse

from questionbank.models import Question, Revision, RevisionState
from tests.factories import AxisFactory, LegalDocumentFactory, RevisionFactory

pytestmark = pytest.mark.django_db
ADD = reverse("questionbank:question_add")


@pytest.fixture
def filled():
    return {
        "code": "TT-9",
        "axis": AxisFactory().pk,
        "audience": "chung",
        "difficulty": "de",
        "stem": "Cơ quan nào  ban hành?",
        "option_A": "Quốc hội",
        "option_B": "Chính phủ",
        "option_C": "Cả A và B",
        "right_B": "on",
        "explanation": "Nghị quyết của Chính phủ.",
        "document": LegalDocumentFactory().pk,
        "article": "Mục I",
    }


def test_filled_form_becomes_a_draft(signed_in, author, filled):
    answer = signed_in(author).post(ADD, filled)
    revision = Revision.objects.get()
    assert answer["Location"] == reverse("questionbank:question", args=[revision.question_id])
    assert (revision.stem, revision.options, revision.author) == (
        "Cơ quan nào ban hành?",
        ["Quốc hội", "Chính phủ", "Cả A và B"],
        author,
    )
    assert revision.answer_key.right_options == [1]


def test_faults_stand_at_their_fields_and_nothing_is_saved(signed_in, author, filled):
    faulty = {**filled, "stem": "", "option_A": "", "explanation": ""}
    form = signed_in(author).post(ADD, faulty).context["form"]
    assert set(form.errors) == {"stem", "option_A", "explanation"}
    assert Question.objects.count() == 0


def test_missing_key_is_told_at_the_first_tick(signed_in, author, filled):
    del filled["right_B"]
    form = signed_in(author).post(ADD, filled).context["form"]
    assert form.errors == {"right_A": ["Hãy cho biết phương án đúng."]}


def test_preview_shows_what_stays_in_place_and_saves_nothing(signed_in, author, filled):
    answer = signed_in(author).post(ADD, {**filled, "preview": "1"})
    assert answer.context["fixed"] == {0, 1, 2}
    assert len(answer.context["warnings"]) == 1
    assert "Giữ nguyên chỗ khi xáo" in answer.content.decode()
    assert Question.objects.count() == 0


def test_taken_code_is_told_at_the_code(signed_in, author, filled):
    RevisionFactory(question__code="TT-9")
    form = signed_in(author).post(ADD, filled).context["form"]
    assert list(form.errors) == ["code"]


def test_reviewer_cannot_open_the_editor(signed_in, reviewer):
    assert signed_in(reviewer).get(ADD).status_code == 403


def test_editor_starts_from_the_current_text_and_saves_a_new_revision(signed_in, author, filled):
    revision = RevisionFactory(right=[2])
    address = reverse("questionbank:question_edit", args=[revision.question_id])
    client = signed_in(author)
    form = client.get(address).context["form"]
    assert (form["stem"].value(), form["right_C"].value()) == (revision.stem, True)
    client.post(address, filled)
    states = revision.question.revisions.order_by("number").values_list("state", flat=True)
    assert list(states) == [RevisionState.PUBLISHED, RevisionState.DRAFT]
    assert revision.question.code != "TT-9"


def test_saving_without_a_change_makes_no_revision(signed_in, author, filled):
    client = signed_in(author)
    client.post(ADD, filled)
    address = reverse("questionbank:question_edit", args=[Question.objects.get().pk])
    said = client.post(address, filled, follow=True).content.decode()
    assert "không có gì thay đổi" in said
    assert Revision.objects.count() == 1


def test_axis_of_a_draft_can_be_corrected_alone(signed_in, author, filled):
    client = signed_in(author)
    client.post(ADD, filled)
    question = Question.objects.get()
    second = AxisFactory(code="2")
    address = reverse("questionbank:question_edit", args=[question.pk])
    client.post(address, {**filled, "axis": second.pk})
    question.refresh_from_db()
    assert (question.axis, question.revisions.count()) == (second, 1)
