import pytest
from django.urls import reverse

from questionbank.blind_solves.solves import solve
from questionbank.models import Revision, RevisionState
from tests.factories import (
    NOON,
    AxisFactory,
    LegalDocumentFactory,
    QuestionFactory,
    RevisionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_solve_asked")]
LIST = reverse("questionbank:questions")


def stems(answer):
    return [revision.stem for revision in answer.context["page"]]


@pytest.mark.parametrize("name", ["questions", "documents", "import_file", "question_add"])
def test_bank_is_closed_to_people_without_a_role(signed_in, contestant, name):
    answer = signed_in(contestant).get(reverse(f"questionbank:{name}"))
    assert answer.status_code == 403
    assert "dành cho người soạn và người duyệt câu hỏi" in answer.content.decode()


def test_stranger_is_asked_to_sign_in(client):
    assert client.get(LIST).status_code == 302


def test_second_factor_is_asked_for(signed_in, author, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    answer = signed_in(author).get(LIST)
    assert answer["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_a_fixed_number_of_queries(signed_in, reviewer, rows, django_assert_num_queries):
    for _ in range(rows):
        RevisionFactory()
    client = signed_in(reviewer)
    with django_assert_num_queries(16):
        assert len(stems(client.get(LIST))) == rows


@pytest.mark.parametrize(
    "query",
    [
        {"words": "cap giay phep"},
        {"words": "DV-7"},
        {"audience": "nguoi-dan"},
        {"difficulty": "kho"},
        {"state": "draft"},
    ],
)
def test_each_filter_narrows_the_list(signed_in, author, query):
    RevisionFactory(stem="Khác")
    RevisionFactory(
        question=QuestionFactory(code="DV-7"),
        stem="Cơ quan nào cấp giấy phép?",
        audience="nguoi-dan",
        difficulty="kho",
        state=RevisionState.DRAFT,
    )
    assert stems(signed_in(author).get(LIST, query)) == ["Cơ quan nào cấp giấy phép?"]


def test_list_is_narrowed_by_axis_and_document(signed_in, author):
    axis, document = AxisFactory(code="2"), LegalDocumentFactory(number="1/2025/NĐ-CP")
    RevisionFactory()
    RevisionFactory(stem="Trục hai", question=QuestionFactory(axis=axis))
    RevisionFactory(stem="Nghị định một", document=document)
    client = signed_in(author)
    assert stems(client.get(LIST, {"axis": axis.pk})) == ["Trục hai"]
    assert stems(client.get(LIST, {"document": document.pk})) == ["Nghị định một"]


def test_each_question_stands_once_with_its_newest_living_revision(signed_in, author):
    question = QuestionFactory()
    RevisionFactory(question=question, number=1, stem="Cũ", state=RevisionState.RETIRED)
    RevisionFactory(question=question, number=2, stem="Đang dùng")
    RevisionFactory(question=question, number=3, stem="Đang sửa", state=RevisionState.DRAFT)
    client = signed_in(author)
    assert stems(client.get(LIST)) == ["Đang sửa"]
    assert stems(client.get(LIST, {"state": "published"})) == ["Đang dùng"]
    assert stems(client.get(LIST, {"state": "retired"})) == []


def test_question_with_nothing_left_alive_shows_its_last_revision(signed_in, author):
    question = QuestionFactory()
    for number in (1, 2):
        RevisionFactory(
            question=question, number=number, stem=f"Số {number}", state=RevisionState.RETIRED
        )
    client = signed_in(author)
    assert stems(client.get(LIST)) == stems(client.get(LIST, {"state": "retired"})) == ["Số 2"]


def test_nonsense_in_the_query_is_ignored(signed_in, author):
    RevisionFactory()
    query = {"axis": "x", "state": "no", "page": "999", "document": "-1"}
    assert len(stems(signed_in(author).get(LIST, query))) == 1


def test_whole_filter_is_sent_to_review_without_a_click_per_question(signed_in, author):
    drafts = [RevisionFactory(state=RevisionState.DRAFT, difficulty="kho") for _ in range(30)]
    RevisionFactory(state=RevisionState.DRAFT)
    sent = {
        "whole": "1",
        "newest": drafts[-1].pk,
        "filter": "difficulty=kho",
        "step": "gui-duyet",
    }
    answer = signed_in(author).post(reverse("questionbank:take_step_with_many"), sent)
    assert answer["Location"] == f"{LIST}?difficulty=kho"
    assert Revision.objects.filter(state=RevisionState.IN_REVIEW).count() == 30


def test_revisions_newer_than_the_page_are_not_published_unseen(signed_in, reviewer):
    seen = RevisionFactory(state=RevisionState.IN_REVIEW)
    RevisionFactory(state=RevisionState.IN_REVIEW)
    sent = {"whole": "1", "newest": seen.pk, "filter": "", "step": "ban-hanh"}
    signed_in(reviewer).post(reverse("questionbank:take_step_with_many"), sent)
    assert list(Revision.objects.published()) == [seen]


def test_ticked_questions_are_published_and_own_ones_are_told(signed_in, reviewer):
    other = RevisionFactory(state=RevisionState.IN_REVIEW)
    own = RevisionFactory(state=RevisionState.IN_REVIEW, author=reviewer)
    sent = {"revision": [other.pk, own.pk], "filter": "", "step": "ban-hanh"}
    address = reverse("questionbank:take_step_with_many")
    said = signed_in(reviewer).post(address, sent, follow=True).content.decode()
    assert "Đã ban hành 1 câu." in said
    assert "1 câu do chính bạn soạn nên cần một người duyệt khác." in said


def test_question_page_takes_a_fixed_number_of_queries(
    signed_in, reviewer, django_assert_num_queries
):
    question = QuestionFactory()
    for number in (1, 2, 3):
        RevisionFactory(question=question, number=number, state=RevisionState.RETIRED)
    waiting = RevisionFactory(question=question, number=4, state=RevisionState.IN_REVIEW)
    solve(waiting, answer=1, by=reviewer, at=NOON)
    client = signed_in(reviewer)
    with django_assert_num_queries(36):
        client.get(reverse("questionbank:question", args=[question.pk]))


def test_question_page_shows_the_revision_asked_for(signed_in, author):
    old = RevisionFactory(stem="Cũ", number=1, state=RevisionState.RETIRED)
    RevisionFactory(question=old.question, stem="Mới", number=2)
    client = signed_in(author)
    address = reverse("questionbank:question", args=[old.question_id])
    assert client.get(address).context["revision"].stem == "Mới"
    assert client.get(address, {"phien-ban": "1"}).context["revision"].stem == "Cũ"
    assert client.get(address, {"phien-ban": "9"}).status_code == 404


def test_question_page_sets_the_turning_word_and_escapes_the_rest(signed_in, author):
    revision = RevisionFactory(stem="Việc nào <b>KHÔNG</b> đúng?")
    address = reverse("questionbank:question", args=[revision.question_id])
    said = signed_in(author).get(address).content.decode()
    assert '&lt;b&gt;<strong class="turn">KHÔNG</strong>&lt;/b&gt;' in said


@pytest.mark.parametrize(
    ("step", "start", "end"),
    [
        ("gui-duyet", RevisionState.DRAFT, RevisionState.IN_REVIEW),
        ("tra-lai", RevisionState.IN_REVIEW, RevisionState.DRAFT),
        ("ban-hanh", RevisionState.IN_REVIEW, RevisionState.PUBLISHED),
        ("ngung-dung", RevisionState.PUBLISHED, RevisionState.RETIRED),
    ],
)
def test_each_step_is_one_button(signed_in, author, reviewer, step, start, end):
    revision = RevisionFactory(state=start, author=author)
    user = author if step == "gui-duyet" else reviewer
    address = reverse("questionbank:take_step", args=[revision.pk, step])
    answer = signed_in(user).post(address, {"note": "Xem khoản 2."})
    assert answer.status_code == 302
    revision.refresh_from_db()
    assert revision.state == end


def test_step_taken_too_late_says_so(signed_in, reviewer):
    revision = RevisionFactory()
    answer = signed_in(reviewer).post(
        reverse("questionbank:take_step", args=[revision.pk, "ban-hanh"])
    )
    assert answer.status_code == 409
    assert "không còn ở bước đó" in answer.content.decode()


def test_unknown_step_is_not_found(signed_in, author):
    revision = RevisionFactory()
    address = reverse("questionbank:take_step", args=[revision.pk, "xoa"])
    assert signed_in(author).post(address).status_code == 404
