"""What a reviewer can reach before answering, and the page on which they answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from questionbank.models import (
    AnswerKey,
    BankRole,
    Intake,
    IntakeItem,
    QuestionSet,
    Revision,
    RevisionState,
)
from questionbank.review_models import BlindSolve
from tests.factories import NOON, QuestionFactory, RevisionFactory
from tests.proofs import a_proof

pytestmark = pytest.mark.django_db
SECRET = "GIAI-THICH-BI-MAT"


@pytest.fixture
def waiting(author):
    """In review, with a published predecessor that has the same key; read from a file."""
    question = QuestionFactory(code="BM-1")
    for number, state in ((1, RevisionState.PUBLISHED), (2, RevisionState.IN_REVIEW)):
        RevisionFactory(
            question=question, number=number, state=state, stem=f"Ai ban hành {number}?",
            author=author, right=[2],
        )  # fmt: skip
    AnswerKey.objects.filter(revision__question=question).update(explanation=SECRET)
    intake = Intake.objects.create(
        uploader=author, filename="a.txt", content=b"", created_at=NOON, confirmed_at=NOON
    )
    IntakeItem.objects.create(
        intake=intake, position=1, question=question, written_by=author,
        wording={"stem": "Ai?", "options": ["Một", "Hai"], "right": [1], "explanation": SECRET},
    )  # fmt: skip
    return question.revisions.get(number=2)


def every_address(revision):
    """All addresses of the bank, with the numbers of this question."""
    values = {
        "question_id": revision.question_id,
        "axis_id": revision.question.axis_id,
        "document_id": revision.document_id,
        "intake_id": Intake.objects.get().pk,
        "item_id": IntakeItem.objects.get().pk,
        "step": "len",
        "decision": "bac",
    }
    resolver = get_resolver().namespace_dict["questionbank"][1]
    for name in {key for key in resolver.reverse_dict if isinstance(key, str)}:
        wanted = resolver.reverse_dict.getlist(name)[0][0][0][1]
        for pk in question_revisions(revision):
            said = {"revision_id": pk}
            arguments = {key: said.get(key, values.get(key, 1)) for key in wanted}
            yield reverse(f"questionbank:{name}", kwargs=arguments)


def question_revisions(revision):
    return list(revision.question.revisions.values_list("pk", flat=True))


QUERIES = ("", "?phien-ban=1", "?phien-ban=2", "?state=published", "?xem=tat-ca", "?mot=1&hai=2")


@pytest.mark.parametrize("roles", [["reviewer"], a_proof(["reviewer", "author"])])
def test_no_address_of_the_bank_tells_a_reviewer_the_key_before_they_answer(
    signed_in, contestant, waiting, roles
):
    for role in roles:
        BankRole.objects.create(user=contestant, kind=role)
    QuestionSet.objects.create(name="Bộ", created_at=NOON).questions.add(waiting.question)
    client = signed_in(contestant)
    seen = []
    for path in sorted(set(every_address(waiting))):
        for query in QUERIES:
            answer = client.get(path + query, follow=True)
            content = b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code < 500, path
            assert SECRET not in content.decode("utf-8", "replace"), path + query
            seen.append(answer.status_code)
    assert seen.count(200) > 20
    # The same walk after the answer finds it: the test looks where the key is.
    client.post(reverse("questionbank:solve", args=[waiting.question_id]), {"cau-1": "2", "step": "tra-loi"})  # fmt: skip  # noqa: E501
    page = client.get(reverse("questionbank:question", args=[waiting.question_id]))
    assert SECRET in page.content.decode()


def test_files_leave_out_what_is_closed(signed_in, reviewer, waiting):
    RevisionFactory(stem="Câu khác?")
    answer = signed_in(reviewer).get(reverse("questionbank:export_csv"))
    said = b"".join(answer).decode()
    assert "Câu khác?" in said
    assert "Ai ban hành" not in said


def test_the_page_of_a_blind_solve_reads_no_key(signed_in, reviewer, waiting):
    client = signed_in(reviewer)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse("questionbank:solve", args=[waiting.question_id]))
    assert [one["sql"] for one in asked if AnswerKey._meta.db_table in one["sql"]] == []
    said = answer.content.decode()
    assert "Ai ban hành 2?" in said
    assert waiting.article not in said


def test_a_reviewer_answers_and_both_see_the_disagreement(signed_in, reviewer, author, waiting):
    address = reverse("questionbank:solve", args=[waiting.question_id])
    client = signed_in(reviewer)
    shown = client.get(address).context["form"].initial["shown"]
    sent = {"cau-1": "0", "step": "tra-loi", "remark": "Khoản 1.", "shown": shown}
    said = client.post(address, sent, follow=True).content.decode()
    assert BlindSolve.objects.get().shown_at is not None
    for page in (said, signed_in(author).get(reverse("questionbank:question", args=[waiting.question_id])).content.decode()):  # fmt: skip  # noqa: E501
        assert "Khác đáp án" in page
        assert "người duyệt chọn" in page
        assert "Khoản 1." in page


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "tra-loi"},
        {"step": "tra-loi", "cau-1": "9"},
        {"step": "tra-loi", "cau-1": "abc"},
        {"step": "khong-co"},
        {},
    ],
)
def test_nonsense_is_told_and_keeps_what_was_typed(signed_in, reviewer, waiting, sent):
    address = reverse("questionbank:solve", args=[waiting.question_id])
    remark = {} if sent.get("step") == "khong-co" else {"remark": "Chữ đã gõ."}
    answer = signed_in(reviewer).post(address, {**sent, **remark, "shown": "x"})
    assert answer.status_code == 400
    assert remark.get("remark", "") in answer.content.decode()
    assert not BlindSolve.objects.exists()


def test_who_knows_the_key_is_told_so(signed_in, author, waiting):
    BankRole.objects.create(user=author, kind="reviewer")
    address = reverse("questionbank:solve", args=[waiting.question_id])
    said = signed_in(author).get(address).content.decode()
    assert "Bạn soạn câu này nên đã biết đáp án" in said


def test_a_question_that_waits_no_more_says_so(signed_in, reviewer, waiting):
    Revision.objects.filter(pk=waiting.pk).update(state=RevisionState.DRAFT)
    address = reverse("questionbank:solve", args=[waiting.question_id])
    assert signed_in(reviewer).get(address).status_code == 409


def test_an_author_is_not_asked_to_solve(signed_in, author, waiting):
    client = signed_in(author)
    assert client.get(reverse("questionbank:solve", args=[waiting.question_id])).status_code == 403
    assert client.get(reverse("questionbank:review_queue")).status_code == 200


def test_settling_needs_words(signed_in, reviewer, waiting):
    client = signed_in(reviewer)
    address = reverse("questionbank:solve", args=[waiting.question_id])
    client.post(address, {"cau-1": "0", "step": "tra-loi"})
    solve = BlindSolve.objects.get()
    settle = reverse("questionbank:settle_solve", args=[waiting.pk, solve.pk])
    client.post(settle, {"words": ""})
    solve.refresh_from_db()
    assert solve.settled_at is None
    said = client.post(settle, {"words": "Khoản 2 nói rõ."}, follow=True).content.decode()
    assert "Khác đáp án, đã khép" in said
    assert "Khoản 2 nói rõ." in said
