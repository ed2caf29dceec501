"""A sub-question in words, from the paper on a phone to the final board: two organisers mark it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Round, TextMark
from leaderboard.finals.finalise import finalise_round
from tests.factories import OrganiserFactory, UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, open_round

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
QUESTION = "Một việc nhỏ nào ở bộ phận một cửa nên đổi trước?"
GOOD = "Trả kết quả tại nhà cho người già, người khuyết tật"


@pytest.fixture
def round() -> Round:
    at = timezone.now()
    return open_round(
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=1),
        prediction_target="text",
        sub_question=QUESTION,
        tie_chain=["correct", "prediction", "time_used"],
    )


def look(page, name):
    """Keep a picture where somebody asks for it, to look at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def write(round, text):
    at = round.opens_at + timedelta(minutes=1)
    attempt = start_attempt(entry_in(round), round=round, at=at)
    facts = {"position": 0, "choice": 1, "text": text, "seq": 1, "saved_at": at}
    Answer.objects.create(attempt=attempt, **facts)
    submit_attempt(attempt, at=at + timedelta(minutes=2))


def answer_on_paper(page, round):
    page.goto(f"/cuoc-thi/{round.contest.slug}/vao-thi/{round.number}/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    for _ in range(3):
        page.locator("#sau").click()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    page.locator("#tra-loi-0").fill(GOOD)
    page.locator("#tra-loi-0").blur()
    expect(page.locator("#cau-0 .kept")).to_have_attribute("data-kept", "server")
    assert axe(page) == []
    assert overflow(page) == 0
    look(page, "words-paper-360")
    page.reload()
    expect(page.locator("#tra-loi-0")).to_have_value(GOOD)
    page.locator("#sau").click()
    look(page, "words-hand-in-360")
    page.locator("#nop").click()
    expect(page.get_by_text(GOOD)).to_be_visible()
    look(page, "words-result-360")


def test_words_are_written_marked_by_two_and_decide(
    full_server, contexts, session_cookie, round, organiser, colleague
):
    def page_of(user, width):
        context = contexts(base_url=full_server, width=width)
        context.add_cookies([session_cookie(user, full_server)])
        return context.new_page()

    person = UserFactory()
    entry_in(round, user=person)
    phone = page_of(person, 360)
    answer_on_paper(phone, round)
    assert Answer.objects.get(position=0).text == GOOD
    for text in ("Giảm giấy tờ", "giảm giấy tờ.", "Chưa nghĩ ra"):
        write(round, text)
    over = timezone.now() - timedelta(minutes=5)
    Round.objects.update(closes_at=over)
    for user in (organiser, colleague):
        OrganiserFactory(contest=round.contest, user=user)

    address = f"/to-chuc/{round.contest.slug}/ky/{round.number}/cham-cau-hoi-phu/"
    for width in (1280, 360):
        desk = page_of(organiser, width)
        desk.goto(address)
        assert axe(desk) == []
        assert overflow(desk) == 0
        look(desk, f"words-marking-{width}")
    desk.get_by_label(f"Điểm của “{GOOD}”").fill("11")
    desk.get_by_role("button", name="Lưu điểm").click()
    expect(desk.get_by_text("từ 0 đến 10").last).to_be_visible()
    look(desk, "words-error-360")
    desk.get_by_label(f"Điểm của “{GOOD}”").fill("9")
    desk.get_by_label("Điểm của “Giảm giấy tờ”").fill("6")
    desk.get_by_label("Điểm của “Chưa nghĩ ra”").fill("0")
    desk.get_by_role("button", name="Lưu điểm").click()
    expect(desk.get_by_text("chờ người thứ hai xác nhận")).to_be_visible()
    look(desk, "words-marked-360")

    second = page_of(colleague, 360)
    second.goto(f"{address}?loc=cho")
    assert axe(second) == []
    look(second, "words-confirm-360")
    second.get_by_role("button", name="Xác nhận các điểm này").click()
    expect(second.get_by_text("Đã xác nhận điểm của 4 bài")).to_be_visible()
    look(second, "words-confirmed-360")
    assert TextMark.objects.filter(confirmed_by=colleague).count() == 4

    finalise_round(Round.objects.get(), by=organiser, at=timezone.now())

    phone.goto(f"/cuoc-thi/{round.contest.slug}/bang-xep-hang/?ky={round.number}")
    look(phone, "words-board-360")
    phone.goto(f"/bai-thi/{Attempt.objects.get(entry__user=person).code}/ket-qua/")
    expect(phone.get_by_text("9/10 điểm")).to_be_visible()
    look(phone, "words-final-result-360")
