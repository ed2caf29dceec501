"""In a browser: an organiser finds the broken question of a closed round and proposes a ruling."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contests.analysis.analysing import analyse_round
from contests.models import QuestionRuling, Round
from tests.contests.analysis.conftest import Stage
from tests.factories import OrganiserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


@pytest.fixture
def stage(transactional_db):
    """Two days of people; of the first question the best choose option B, which is wrong."""
    now = timezone.now()
    stage = Stage(opens=now - 48 * HOUR)
    entries = stage.entries(90)
    stage.papers(entries, lambda n: [1 if n % 10 > 4 else 0, *stage.answers(n)[1:]])
    stage.crowd(30, division=1, unit=1)
    Round.objects.update(closes_at=now - HOUR)
    stage.round.refresh_from_db()
    analyse_round(stage.round, at=now)
    return stage


def sound(page) -> bool:
    return (axe(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_broken_question_is_found(pages, live_server, session_cookie, stage, width, tmp_path):
    page = pages(width=width)
    organiser = OrganiserFactory(contest=stage.contest).user
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto(f"/to-chuc/{stage.contest.slug}/ky/{stage.round.number}/")
    page.get_by_role("link", name="Phân tích câu hỏi").click()
    first = page.locator(".question-line").first
    expect(first).to_contain_text("trông như hỏng")
    assert sound(page)
    page.screenshot(path=tmp_path / "list.png", full_page=True)
    first.get_by_role("link", name="Xem chi tiết và đáp án").press("Enter")
    expect(page.get_by_role("img", name="Ai chọn gì")).to_be_visible()
    expect(page.get_by_role("img", name="Tỷ lệ đúng theo lúc bắt đầu")).to_be_visible()
    assert sound(page)
    page.screenshot(path=tmp_path / "question.png", full_page=True)
    page.get_by_role("link", name="Nội dung cần tuyên truyền").click()
    expect(page.get_by_role("heading", name="Nội dung cần tuyên truyền")).to_be_visible()
    assert sound(page)
    page.screenshot(path=tmp_path / "axes.png", full_page=True)
    page.go_back()
    first.get_by_role("link", name="Xử lý câu này").click()
    assert page.get_by_label("Lý do").input_value().startswith("Số liệu sau kỳ thi")
    expect(page.get_by_label("công nhận thêm phương án")).to_be_checked()
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Đã gửi đề nghị")).to_be_visible()
    ruling = QuestionRuling.objects.get()
    assert (ruling.kind, ruling.accepted) == ("accept", [[1]])
