"""An organiser finds out in a browser what became of the answers that a person misses."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.attempts.start import start_attempt, take_up
from contests.delivery.paper_page import SEQ_PER_TAB
from contests.delivery.saves import Change, Save, write_saves
from contests.delivery.tokens import save_token_of
from tests.factories import OrganiserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, open_round

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)


@pytest.fixture
def paper(transactional_db, organiser, contestant):
    at = datetime.now(UTC)
    round = open_round(opens_at=at - HOUR, closes_at=at + HOUR, questions=4, count=4)
    OrganiserFactory(contest=round.contest, user=organiser)
    attempt = take_up(start_attempt(entry_in(round, user=contestant), round=round, at=at))
    old = save_token_of(attempt)
    write_saves([Save(old, (Change(1, 1, SEQ_PER_TAB + 1),))])
    take_up(attempt)
    write_saves([Save(old, (Change(2, 1, SEQ_PER_TAB + 2),))])
    return attempt


@pytest.mark.parametrize("width", [360, 1280])
def test_an_organiser_reads_what_came_and_what_did_not(
    pages, live_server, session_cookie, organiser, paper, width
):
    page = pages(width=width)
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto(f"/to-chuc/{paper.round.contest.slug}/du-thi/")
    page.get_by_role("link", name=paper.entry.user.full_name).click()
    page.get_by_role("link", name="Lượt 1").click()
    page.get_by_role("link", name="Diễn biến của bài").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Diễn biến của bài: Tuần 1, lượt 1"
    )
    known = page.get_by_role("region", name="Máy chủ biết gì")
    expect(known).to_contain_text("câu trả lời của 1 trên 4 câu")
    expect(known).to_contain_text("1 lượt gửi tới không được lưu vì gửi từ cửa sổ cũ")
    expect(page.get_by_text("Nhận và lưu câu 1, lần ghi 1 của cửa sổ 1")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
