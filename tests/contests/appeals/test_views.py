"""Pages of appeals: the person's own, and the organisers' queue."""

import pytest
from django.urls import reverse

from contests.appeals.appeals import appeal_question
from contests.models import Appeal, AppealState
from contests.registration.entries import void_entry
from questionbank.models import AnswerKey, Passage, Revision
from tests.contests.appeals.conftest import AFTER
from tests.factories import OrganiserFactory
from tests.questionbank.pictures.drawn import ALT, attached, kept_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _after(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER)


@pytest.fixture
def own(paper, signed_in):
    return signed_in(paper.entry.user)


def address(name, *args):
    return reverse(f"contests:{name}", args=args)


def seen_by(browser, desk):
    return browser.get(desk).context["appeal"].answer_mark


def test_a_person_appeals_and_reads_the_answer(own, paper, two, signed_in):
    slug = paper.round.contest.slug
    assert address("own_appeals", slug) in own.get(address("result", paper.code)).text
    form = own.get(address("appeal_paper", paper.code))
    assert "Câu 2:" in form.text
    sent = own.post(address("appeal_paper", paper.code), {"about": "2", "text": "Sai"}, follow=True)
    assert "đang xét" in sent.text
    made = Appeal.objects.get()
    desk = address("appeal", slug, made.pk)
    first, second = (signed_in(user) for user in two)
    assert desk in first.get(address("appeals", slug)).text
    first.post(desk, {"answer": "", "outcome": "refused", "template": "2"})
    assert "đối chiếu căn cứ" not in own.get(address("own_appeals", slug)).text
    read = seen_by(second, desk)
    # Whoever wrote it writes another before the second person presses.
    first.post(desk, {"return": "1", "seen": read})
    first.post(desk, {"answer": "", "outcome": "accepted", "template": "0"})
    assert second.post(desk, {"confirm": "1", "seen": read}).status_code == 409
    first.post(desk, {"return": "1", "seen": seen_by(first, desk)})
    first.post(desk, {"answer": "", "outcome": "refused", "template": "2"})
    second.post(desk, {"confirm": "1", "seen": seen_by(second, desk)})
    told = own.get(address("own_appeals", slug)).text
    assert "Câu hỏi không có sai sót" in told
    assert "không chấp nhận" in told
    assert "1 không được chấp nhận" in own.get(address("contest", slug)).text


def test_what_was_typed_is_kept_beside_a_refusal(own, paper):
    appeal_question(paper, position=1, text="Sai", at=AFTER)
    said = {"about": "1", "text": "Tôi vẫn cho là sai"}
    again = own.post(address("appeal_paper", paper.code), said)
    assert "Bạn đã khiếu nại việc này" in again.text
    assert "Tôi vẫn cho là sai" in again.text


def test_a_voided_person_appeals_and_withdraws(own, paper, organiser):
    void_entry(paper.entry, by=organiser, at=AFTER, reason="Thi hộ")
    slug = paper.round.contest.slug
    own.post(address("appeal_voiding", slug), {"text": "Tôi tự làm bài"})
    made = Appeal.objects.get()
    own.post(address("withdraw_appeal", slug, made.pk))
    made.refresh_from_db()
    assert made.state == AppealState.WITHDRAWN


def test_an_appeal_shows_no_key(own, paper, two, signed_in):
    made = appeal_question(paper, position=1, text="Sai", at=AFTER)
    slug = paper.round.contest.slug
    pages = [
        own.get(address("appeal_paper", paper.code)),
        own.get(address("own_appeals", slug)),
        signed_in(two[0]).get(address("appeal", slug, made.pk)),
    ]
    assert all("Vì luật nói vậy" not in page.text for page in pages)
    assert all("đáp án</span>" not in page.text for page in pages)


def test_organisers_read_the_whole_question_that_an_appeal_is_about(paper, two, signed_in):
    passage = Passage.objects.create(code="DD", number=1, text="Chị Hoa nộp.", created_at=AFTER)
    pk, _order = paper.paper[0]
    Revision.objects.filter(pk=pk).update(
        kind="grid",
        options=["Ý một", "Ý hai"],
        passage=passage,
        pictures=[attached(kept_picture())],
        stem="Theo bảng?\n| Nơi | Số |\n| Ba Đình | 300 |",
    )
    AnswerKey.objects.filter(revision=pk).update(right_options=[1, 2])
    paper.paper[0] = [pk, [1, 0]]
    paper.save()
    made = appeal_question(paper, position=1, text="Sai", at=AFTER)
    page = signed_in(two[0]).get(address("appeal", paper.round.contest.slug, made.pk)).text
    for part in ("Chị Hoa nộp.", ALT, "<td>Ba Đình</td>", "Ý một", "Ý hai"):
        assert part in page
    assert page.index("Ý hai") < page.index("Ý một")
    assert ("bạn chọn" in page, "đáp án:" in page) == (False, False)


def test_an_unfitting_template_is_refused_in_words(paper, two, signed_in):
    made = appeal_question(paper, position=1, text="Sai", at=AFTER)
    desk = address("appeal", paper.round.contest.slug, made.pk)
    said = {"answer": "", "outcome": "accepted", "template": "2"}
    assert "không hợp với kết luận" in signed_in(two[0]).post(desk, said).text


def test_others_find_nothing(client, paper, two, stranger, signed_in):
    made = appeal_question(paper, position=1, text="Sai", at=AFTER)
    slug = paper.round.contest.slug
    other = OrganiserFactory()
    desk = [address("appeals", slug), address("appeal", slug, made.pk)]
    own = [address("appeal_paper", paper.code), address("own_appeals", slug)]
    for user in (stranger, other.user):
        assert {signed_in(user).get(path).status_code for path in (*desk, *own)} == {404}
    assert signed_in(paper.entry.user).get(desk[0]).status_code == 404
    assert {client.get(path).status_code for path in (*desk, *own)} == {302}
    assert signed_in(stranger).post(address("withdraw_appeal", slug, made.pk)).status_code == 404
    elsewhere = address("appeal", other.contest.slug, made.pk)
    assert signed_in(other.user).get(elsewhere).status_code == 404


def test_the_page_of_personal_data_lists_appeals(own, paper):
    appeal_question(paper, position=1, text="Đáp án B mới đúng", at=AFTER)
    assert "Khiếu nại bạn gửi" in own.get("/tai-khoan/du-lieu-ca-nhan/").text
