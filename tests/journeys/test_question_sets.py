"""Question sets in a browser: authors fill them, organisers choose them."""

import pytest
from playwright.sync_api import expect

from questionbank.models import BankRole, QuestionSet
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RevisionFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_set_is_made_filled_and_chosen(pages, live_server, session_cookie, width):
    author = UserFactory(full_name="Nguyễn Thu Hà")
    BankRole.objects.create(user=author, kind=BankRole.Kind.AUTHOR)
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    DivisionFactory(contest=contest)
    for n in range(3):
        RevisionFactory(stem=f"Câu hỏi về một cửa số {n}?")

    page = pages(width=width)
    page.context.add_cookies([session_cookie(author, live_server.url)])
    page.goto("/to-chuc/ngan-hang/")
    page.get_by_role("link", name="Bộ câu hỏi").click()
    expect(page.get_by_text("Chưa có bộ câu hỏi nào")).to_be_visible()
    page.get_by_label("Tên bộ câu hỏi").fill("Một cửa")
    page.get_by_role("button", name="Tạo bộ câu hỏi").click()
    expect(page.get_by_text("Đã tạo Một cửa.")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)

    page.get_by_role("link", name="Câu hỏi", exact=True).click()
    page.get_by_label("Chọn cả 3 câu đang lọc").check()
    page.get_by_label("Bộ câu hỏi").last.select_option("Một cửa")
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Đưa vào bộ này").click()
    expect(page.get_by_text("Đã đưa 3 câu vào bộ “Một cửa”.")).to_be_visible()

    organiser = OrganiserFactory(contest=contest).user
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="Bộ câu hỏi").click()
    page.get_by_label("Một cửa").check()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Lưu bộ câu hỏi").click()
    expect(page.get_by_label("Một cửa")).to_be_checked()
    page.get_by_label("Tên bộ câu hỏi").fill("Thi thử của Thủ đô")
    page.get_by_label("dùng cho thi thử").check()
    page.get_by_role("button", name="Tạo bộ riêng").click()
    expect(page.get_by_label("Thi thử của Thủ đô (thi thử)")).to_be_checked()
    assert QuestionSet.objects.filter(contests=contest).count() == 2


@pytest.mark.parametrize("width", [360, 1280])
def test_two_questions_that_look_alike_are_kept_apart(pages, live_server, session_cookie, width):
    author = UserFactory(full_name="Nguyễn Thu Hà")
    BankRole.objects.create(user=author, kind=BankRole.Kind.AUTHOR)
    options = ["Bộ phận một cửa", "Văn phòng", "Chủ tịch", "Công an"]
    for code, stem in (("DV-1", "Hồ sơ nộp ở đâu?"), ("DV-2", "Người dân nộp hồ sơ ở đâu?")):
        RevisionFactory(question__code=code, stem=stem, options=options)
    page = pages(width=width)
    page.context.add_cookies([session_cookie(author, live_server.url)])
    page.goto("/to-chuc/ngan-hang/")
    page.get_by_role("link", name="Câu gần giống").click()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Tách hai câu DV-1, DV-2").click()
    expect(page.get_by_text("DV-1 và DV-2 sẽ không cùng một đề.")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_label("Mã câu thứ nhất").fill("KHONG-CO")
    page.get_by_label("Mã câu thứ hai").fill("DV-2")
    page.get_by_role("button", name="Tách hai câu", exact=True).click()
    expect(page.get_by_text("Ngân hàng không có câu nào mang mã này.").first).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
