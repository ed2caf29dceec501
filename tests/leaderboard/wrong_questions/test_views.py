"""Pages of a round's questions: who sees them, and what each step does."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import QuestionRuling, RulingKind, RulingState
from contests.rulings.decisions import confirm_ruling, propose_ruling, refuse_ruling
from contests.rulings.jobs import regrade
from leaderboard.wrong_questions.jobs import preview_ruling
from questionbank.models import Revision
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import OrganiserFactory, UserFactory
from tests.stage import OF_KINDS, entry_in, open_round, right_choice_at, round_of_kinds

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def round(organiser, colleague):
    at = datetime.now(UTC)
    round = open_round(opens_at=at - HOUR, closes_at=at + HOUR, questions=4, count=4)
    for user in (organiser, colleague):
        OrganiserFactory(contest=round.contest, user=user)
    return round


@pytest.fixture
def question(round):
    Revision.objects.filter(pk=round.sections.get().pool[0]).update(stem="Thủ đô ở đâu?")
    return Revision.objects.get(pk=round.sections.get().pool[0])


def address(round, *more):
    return f"/to-chuc/{round.contest.slug}/ky/{round.number}/" + "".join(f"{one}/" for one in more)


def test_an_organiser_finds_a_question_without_accents(signed_in, organiser, round, question):
    page = signed_in(organiser).get(address(round, "cau-hoi"), {"q": "thu do"})
    assert [one["revision"].pk for one in page.context["listed"]] == [question.pk]
    nothing = signed_in(organiser).get(address(round, "cau-hoi"), {"q": "không có"})
    assert "Không có câu nào" in nothing.content.decode()


def test_the_list_shows_no_key_and_leaves_no_line(signed_in, organiser, round, question):
    page = signed_in(organiser).get(address(round, "cau-hoi")).content.decode()
    assert "Vì luật nói vậy" not in page
    assert not AuditLine.objects.filter(kind=AuditKind.KEY_SEEN).exists()


def dispute(round, question, *, by):
    at = datetime.now(UTC)
    return propose_ruling(round, question, kind=RulingKind.GIVE, reason="Sai", by=by, at=at)


def test_an_organiser_reads_no_key_of_a_question_nobody_disputes(
    signed_in, organiser, round, question
):
    """Otherwise every organiser reads the keys of a round before it opens."""
    page = signed_in(organiser).get(address(round, "cau-hoi", question.pk)).content.decode()
    assert "Vì luật nói vậy" not in page
    assert "đáp án</span>" not in page
    assert "Câu đã có đề nghị thì ban tổ chức xem được đáp án" in page
    assert not AuditLine.objects.filter(kind=AuditKind.KEY_SEEN).exists()


def test_the_only_organiser_reads_who_else_could_confirm(
    signed_in, organiser, colleague, round, question
):
    dispute(round, question, by=organiser)
    page = address(round, "cau-hoi", question.pk)
    assert "chỉ có bạn" not in signed_in(organiser).get(page).content.decode()
    round.contest.organisers.remove(colleague)
    assert "chỉ có bạn" in signed_in(organiser).get(page).content.decode()


def test_a_dispute_that_was_refused_shows_no_key(signed_in, organiser, round, question):
    ruling = dispute(round, question, by=organiser)
    refuse_ruling(ruling, by=organiser, at=datetime.now(UTC))
    page = signed_in(organiser).get(address(round, "cau-hoi", question.pk)).content.decode()
    assert "Vì luật nói vậy" not in page


def test_seeing_the_key_leaves_a_line_in_the_contests_trail(signed_in, organiser, round, question):
    dispute(round, question, by=organiser)
    page = signed_in(organiser).get(address(round, "cau-hoi", question.pk)).content.decode()
    assert "Vì luật nói vậy" in page
    line = AuditLine.objects.get(kind=AuditKind.KEY_SEEN)
    assert (line.contest, line.by_id) == (round.contest_id, organiser.pk)


@pytest.mark.parametrize("more", [(), (0,)])
def test_others_find_nothing(signed_in, stranger, round, question, more):
    more = ("cau-hoi", *(question.pk for _ in more))
    assert signed_in(stranger).get(address(round, *more)).status_code == 404
    other = OrganiserFactory().user
    assert signed_in(other).get(address(round, *more)).status_code == 404


def test_a_question_of_another_round_is_not_found(signed_in, organiser, round):
    other = open_round()
    pk = other.sections.get().pool[0]
    assert signed_in(organiser).get(address(round, "cau-hoi", pk)).status_code == 404


def test_two_organisers_mend_a_wrong_key(signed_in, organiser, colleague, round, question):
    at = datetime.now(UTC)
    paper = submit_attempt(start_attempt(entry_in(round), round=round, at=at), at=at)
    page = address(round, "cau-hoi", question.pk)
    sent = {"kind": RulingKind.GIVE, "reason": "Văn bản đã sửa."}
    assert signed_in(organiser).post(page, sent).status_code == 302
    ruling = QuestionRuling.objects.get()
    preview_ruling.func(ruling.pk)

    shown = signed_in(colleague).get(page).content.decode()
    assert "bài thêm câu đúng</dt><dd>1" in shown
    assert "Xác nhận và chấm lại" in shown
    assert "Xác nhận và chấm lại" not in signed_in(organiser).get(page).content.decode()

    own = signed_in(organiser).post(address(round, "xu-ly", ruling.pk, "xac-nhan"))
    assert own.status_code == 403
    signed_in(colleague).post(address(round, "xu-ly", ruling.pk, "xac-nhan"))
    regrade.func(round.pk)
    paper.refresh_from_db()
    ruling.refresh_from_db()
    assert (paper.correct_count, ruling.state) == (1, RulingState.IN_FORCE)
    again = signed_in(colleague).post(address(round, "xu-ly", ruling.pk, "bac"))
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "give"}, "reason"),
        ({"reason": "Sai"}, "kind"),
        ({"kind": "nothing", "reason": "Sai"}, "kind"),
        ({"kind": "keep", "reason": "Sai"}, "kind"),
        ({"kind": "accept", "reason": "Sai"}, "accepted"),
        ({"kind": "accept", "reason": "Sai", "accepted": ["7"]}, "accepted"),
    ],
)
def test_the_form_says_what_is_missing(signed_in, organiser, round, question, sent, field):
    page = signed_in(organiser).post(address(round, "cau-hoi", question.pk), sent)
    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert not QuestionRuling.objects.exists()


def test_a_draft_has_no_questions_yet(signed_in, organiser, round):
    type(round).objects.update(state="draft")
    assert signed_in(organiser).get(address(round, "cau-hoi")).status_code == 404


def test_a_person_reads_what_was_decided_about_the_own_paper(
    signed_in, contestant, round, question
):
    at = datetime.now(UTC)
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=at)
    submit_attempt(attempt, at=at)
    ruling = propose_ruling(
        round,
        question,
        kind=RulingKind.ACCEPT,
        accepted=[2],
        reason="Phương án C cũng đúng.",
        by=UserFactory(),
        at=at,
    )
    confirm_ruling(ruling, by=UserFactory(), at=at)
    page = signed_in(contestant).get(f"/bai-thi/{attempt.code}/ket-qua/").content.decode()
    assert "công nhận thêm phương án" in page
    assert "Phương án C" not in page  # while the round is open a reason may tell the key

    type(round).objects.update(closes_at=at - timedelta(minutes=1))
    page = signed_in(contestant).get(f"/bai-thi/{attempt.code}/ket-qua/").content.decode()
    assert "Phương án C cũng đúng." in page
    assert "Cũng đúng: Ba" in page


def test_pressing_count_again_twice_asks_for_one_job(signed_in, organiser, round, question):
    client = signed_in(organiser)
    client.post(address(round, "cau-hoi", question.pk), {"kind": "give", "reason": "Sai"})
    ruling = QuestionRuling.objects.get()
    for _ in range(2):
        assert client.post(address(round, "xu-ly", ruling.pk, "tinh-lai")).status_code == 302
    asked = DBTaskResult.objects.filter(task_path=preview_ruling.module_path)
    assert asked.count() == 1


def test_an_open_page_asks_for_the_preview_without_noting_the_key_again(
    signed_in, organiser, round, question
):
    ruling = dispute(round, question, by=organiser)
    desk = signed_in(organiser)
    desk.post(address(round, "xu-ly", ruling.pk, "tinh-lai"))
    page = desk.get(address(round, "cau-hoi", question.pk)).content.decode()
    waits_at = address(round, "xu-ly", ruling.pk, "cho")
    assert f'data-pending="{waits_at}"' in page
    noted = AuditLine.objects.filter(kind=AuditKind.KEY_SEEN).count()

    assert f'data-pending="{waits_at}"' in desk.get(waits_at).content.decode()
    preview_ruling.call(ruling.pk)
    DBTaskResult.objects.update(status="SUCCESSFUL")
    assert desk.get(waits_at).content == b""
    assert AuditLine.objects.filter(kind=AuditKind.KEY_SEEN).count() == noted


def test_a_preview_whose_job_died_is_told_as_such(signed_in, organiser, round, question):
    ruling = dispute(round, question, by=organiser)
    desk = signed_in(organiser)
    desk.post(address(round, "xu-ly", ruling.pk, "tinh-lai"))
    DBTaskResult.objects.update(status="FAILED")
    page = desk.get(address(round, "cau-hoi", question.pk)).content.decode()
    assert "Máy chủ chưa tính được ai đổi hạng" in page
    assert "data-pending" not in page


def test_the_list_can_be_narrowed_to_what_waits_for_a_decision(
    signed_in, organiser, colleague, round, question
):
    desk = signed_in(organiser)
    empty = desk.get(address(round, "cau-hoi"), {"cho": "1"})
    assert "Không có câu nào chờ quyết định" in empty.content.decode()
    ruling = dispute(round, question, by=organiser)
    listed = desk.get(address(round, "cau-hoi"), {"cho": "1"}).context["listed"]
    assert [one["revision"].pk for one in listed] == [question.pk]
    confirm_ruling(ruling, by=colleague, at=datetime.now(UTC))
    assert not desk.get(address(round, "cau-hoi"), {"cho": "1"}).context["listed"]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [("grid", [1, 1, 1, 1]), ("matching", [1, 1, 1]), ("ordering", [1, 2, 3, 4])],
)
def test_another_whole_answer_is_accepted_of_a_question_with_rows(
    signed_in, organiser, colleague, kind, rows
):
    at = datetime.now(UTC)
    round = round_of_kinds(opens_at=at - HOUR, closes_at=at + HOUR)
    for user in (organiser, colleague):
        OrganiserFactory(contest=round.contest, user=user)
    question = Revision.objects.get(kind=kind)
    place = address(round, "cau-hoi", question.pk)
    client = signed_in(organiser)
    page = client.get(place).text
    assert "đáp án:" not in page
    said = {"kind": "accept", "reason": "Luật vừa sửa."}
    said |= {f"row_{n}": value for n, value in enumerate(rows)}
    missing = client.post(place, {**said, "row_0": ""})
    assert "Hãy chọn đủ các dòng" in missing.text
    assert not QuestionRuling.objects.exists()
    if kind == "ordering":
        refused = client.post(place, {**said, "row_0": "2"}, follow=True)
        assert not QuestionRuling.objects.exists(), refused.text
    client.post(place, said)
    ruling = QuestionRuling.objects.get()
    assert ruling.accepted == [rows]
    shown = signed_in(colleague).get(place).text
    assert "đáp án:" in shown
    assert "Công nhận thêm:" in shown
    assert OF_KINDS[kind][0][0] in shown
    paper = start_attempt(entry_in(round), round=round, at=at)
    submit_attempt(paper, at=at)
    preview_ruling.func(ruling.pk)
    ruling.refresh_from_db()
    assert ruling.preview["answers"] == []
    assert right_choice_at(paper, 1)
