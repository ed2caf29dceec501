"""People practise in a real browser: on the first page, by keyboard, and without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contests.models import PractisedQuestion
from contests.practice.progress import keep_progress
from questionbank.models import QuestionSet, Revision
from quizsite.accounts.models import User
from tests.factories import RevisionFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ASK = "/luyen-tap/cau-hoi/"


@pytest.fixture
def question() -> Revision:
    made: Revision = RevisionFactory(
        stem="Ngày Chuyển đổi số quốc gia là ngày nào?",
        options=["10/10", "22/4", "15/7", "22/12"],
    )
    now = timezone.now()
    practice = QuestionSet.objects.create(name="Luyện tập", is_practice=True, created_at=now)
    practice.questions.add(made.question)
    return made


@pytest.fixture
def learner(pages, session_cookie, live_server, contestant):
    keep_progress(contestant, at=timezone.now())

    def open_page(**options) -> Page:
        page: Page = pages(width=360, **options)
        page.context.add_cookies([session_cookie(contestant, live_server.url)])
        return page

    return open_page


def answer_of(user: User) -> PractisedQuestion:
    row: PractisedQuestion = PractisedQuestion.objects.get(user=user)
    return row


def test_the_day_s_question_is_answered_on_the_first_page(learner, question, contestant):
    page = learner()
    page.goto("/")
    form = page.locator("form[data-in-place]")
    form.get_by_role("button", name="Trả lời").click()
    expect(form.get_by_role("alert")).to_contain_text("Bạn chưa trả lời")
    form.get_by_text("22/4").click()
    form.get_by_role("button", name="Trả lời").click()
    expect(page.locator("#ket-luan")).to_be_focused()
    expect(page.locator("#ket-luan")).to_contain_text("Chưa đúng")
    expect(page.get_by_text("Căn cứ: 76/NQ-CP, Mục III")).to_be_visible()
    assert page.url.endswith("/")
    assert (axe(page), overflow(page)) == ([], 0)
    assert answer_of(contestant).times == 1
    page.reload()
    expect(page.get_by_text("câu này quay lại vào ngày mai")).to_be_visible()
    page.get_by_role("link", name="Xem lại đáp án và căn cứ").click()
    expect(page.locator("#ket-luan")).to_have_text("Đáp án")


def test_a_stranger_s_answer_goes_on_where_the_network_is_lost(pages, question):
    """The script cannot reach the site, so the plain form is sent, and the browser says so."""
    page = pages(width=360)
    page.goto("/")
    page.get_by_text("10/10").click()
    page.route("**/luyen-tap/cau-hoi/**", lambda route: route.abort(), times=1)
    page.locator("form[data-in-place]").get_by_role("button", name="Trả lời").click()
    expect(page.locator("#ket-luan")).to_contain_text("Đúng")
    expect(page).to_have_url(re.compile(r"/luyen-tap/cau-hoi/\?"))


def test_without_scripts_a_person_practises_by_plain_forms(learner, question, contestant):
    page = learner(java_script_enabled=False)
    page.goto("/luyen-tap/")
    page.get_by_role("link", name="Luyện mọi trục").click()
    page.get_by_label("10/10").check()
    page.get_by_role("button", name="Trả lời").click()
    expect(page.locator("#ket-luan")).to_have_text("✓ Đúng")
    page.reload()  # sends the form again
    expect(page.locator("#ket-luan")).to_have_text("✓ Đúng")
    assert answer_of(contestant).times == 1
    page.get_by_role("button", name="Câu tiếp theo").click()
    expect(page.get_by_role("heading", name="Hôm nay bạn đã luyện xong")).to_be_visible()
    page.get_by_role("link", name="Bạn nắm đến đâu").click()
    expect(page.get_by_role("cell", name="1/1 (100 %)")).to_be_visible()


def test_a_wrong_answer_comes_back_the_next_day(learner, question, contestant):
    page = learner()
    page.goto(ASK)
    page.get_by_role("button", name="Tôi chưa biết, xem đáp án").click()
    expect(page.get_by_text("quay lại vào ngày mai")).to_be_visible()
    page.goto(ASK)
    expect(page.get_by_role("heading", name="Hôm nay bạn đã luyện xong")).to_be_visible()
    today = timezone.localdate()
    PractisedQuestion.objects.update(due_on=today, last_at=timezone.now() - timedelta(days=1))
    page.goto(ASK)
    expect(page.get_by_text("Còn 1 câu đến lúc hỏi lại")).to_be_visible()
    expect(page.get_by_text("Lần trước chưa đúng")).to_be_visible()


def test_all_is_done_by_keyboard(learner, question):
    page = learner()
    page.goto(ASK)
    page.get_by_label("22/4").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#ket-luan")).to_be_visible()
    page.get_by_role("button", name="Câu tiếp theo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hôm nay bạn đã luyện xong")).to_be_visible()
