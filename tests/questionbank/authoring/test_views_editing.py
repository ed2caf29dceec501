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


def test_a_question_without_a_document_says_so(signed_in, author, filled):
    client = signed_in(author)
    del filled["document"], filled["article"]
    form = client.post(ADD, filled).context["form"]
    assert set(form.errors) == {"document", "article"}
    client.post(ADD, filled | {"has_no_basis": "on"})
    revision = Revision.objects.get()
    assert (revision.document, revision.basis) == (None, "")
    for page in ("question", "question_edit"):
        shown = client.get(reverse(f"questionbank:{page}", args=[revision.question_id]))
        assert "Không có căn cứ văn bản" in shown.content.decode()
    shown = client.get(reverse("questionbank:questions")).content.decode()
    assert "không có căn cứ văn bản" in shown


def test_a_document_beside_the_tick_is_refused(signed_in, author, filled):
    form = signed_in(author).post(ADD, filled | {"has_no_basis": "on"}).context["form"]
    assert set(form.errors) == {"has_no_basis"}


@pytest.fixture
def common(filled):
    return {name: said for name, said in filled.items() if not name.startswith(("opt", "right"))}


def written():
    revision = Revision.objects.get()
    return revision.kind, revision.options, revision.answer_key.right_options


def test_a_question_that_asks_for_a_number_is_written_with_unit_and_tolerance(
    signed_in, author, common
):
    said = {"value": "1.500,5", "tolerance": "0,5", "unit": "m²", "decimals": "1"}
    signed_in(author).post(f"{ADD}?dang=number", common | said)
    assert written() == ("number", ["m²", "1"], [15005, 5])
    page = reverse("questionbank:question_edit", args=[Question.objects.get().pk])
    form = signed_in(author).get(page).context["form"]
    assert {name: form[name].initial for name in said} == said | {"value": "1500,5"}
    shown = signed_in(author).get(page.replace("sua/", "")).content.decode()
    assert "lệch không quá 0,5" in shown


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ({"value": ""}, {"value"}),
        ({"value": "một nghìn"}, {"value"}),
        ({"value": "1,55"}, {"value"}),
        ({"value": "30", "tolerance": "-1"}, {"tolerance"}),
        ({"value": "30", "tolerance": "x"}, {"tolerance"}),
        ({"value": "30", "decimals": "9"}, {"decimals"}),
        ({"value": "9999999999"}, {"value"}),
    ],
)
def test_a_number_that_makes_no_sense_is_told_at_its_field(signed_in, author, common, said, places):
    sent = common | {"tolerance": "", "unit": "", "decimals": "1"} | said
    form = signed_in(author).post(f"{ADD}?dang=number", sent).context["form"]
    assert set(form.errors) == places
    assert Question.objects.count() == 0


def test_a_question_answered_in_words_is_written_with_what_is_accepted(signed_in, author, common):
    said = {"accepted": "một cửa\nMột  cửa.\ncơ chế một cửa"}
    signed_in(author).post(f"{ADD}?dang=text", common | said)
    assert written() == ("text", ["1"], [1, "một cửa", "cơ chế một cửa"])


def test_accents_may_have_to_be_right(signed_in, author, common):
    said = {"accepted": "Hòa Bình\nHoa Bình", "keeps_accents": "on"}
    signed_in(author).post(f"{ADD}?dang=text", common | said)
    assert written() == ("text", ["0"], [0, "Hòa Bình", "Hoa Bình"])


@pytest.mark.parametrize(
    "accepted", ["", "...", "\n".join(f"câu {n}" for n in range(21)), "x" * 201]
)
def test_too_few_too_many_and_too_long_texts_are_told(signed_in, author, common, accepted):
    form = signed_in(author).post(f"{ADD}?dang=text", common | {"accepted": accepted})
    assert set(form.context["form"].errors) == {"accepted"}
    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("number", {"value": "30", "unit": "ngày", "decimals": "0"}),
        ("text", {"accepted": "một cửa"}),
        ("number", {"value": "x", "decimals": "0"}),
        ("text", {}),
    ],
)
def test_a_preview_of_every_kind_saves_nothing(signed_in, author, common, kind, said):
    sent = common | said | {"preview": "1"}
    assert signed_in(author).post(f"{ADD}?dang={kind}", sent).status_code == 200
    assert Question.objects.count() == 0


def test_an_unknown_kind_is_written_with_options(signed_in, author):
    assert signed_in(author).get(f"{ADD}?dang=abc").context["form"].kind == "choice"
