"""A survey in a real browser: made, opened, answered by somebody unknown, read."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from contests.models import ContestOrganiser, Response, Survey
from tests.contests.surveys.cast import survey_of
from tests.factories import NOON, ContestFactory, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organiser():
    user = UserFactory()
    contest = ContestFactory(slug="thu-do")
    ContestOrganiser.objects.create(contest=contest, user=user, since=NOON)
    return user


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_answers_on_a_phone_with_or_without_scripts_and_gets_no_cookie(
    contexts, live_server, scripts
):
    survey = survey_of()
    context = contexts(width=320, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"/khao-sat/{survey.code}/")
    if scripts:
        assert axe(page) == []
        assert overflow(page) == 0
    page.get_by_label("Có", exact=True).check()
    page.get_by_role("group", name="Nhìn chung").get_by_label("Hài lòng", exact=True).check()
    page.get_by_role("link", name="Mục tiếp theo").click()
    page.get_by_role("group", name="Hướng dẫn dễ hiểu").get_by_label("Rất hài lòng").check()
    page.get_by_label(re.compile("Góp ý khác")).fill("Mong có thêm ghế.")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", name="Đã nhận phiếu")).to_be_visible()
    assert context.cookies() == []
    assert Response.objects.get().values[str(survey.questions.get(kind="grid").pk)] == [None, 5]
    page.go_back()
    expect(page.get_by_label("Có", exact=True)).not_to_be_checked()


def test_it_is_answered_by_keyboard_alone(pages, live_server):
    survey = survey_of()
    page = pages(width=1280)
    page.goto(f"/khao-sat/{survey.code}/")
    page.get_by_label("Có", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Có", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Gửi phiếu").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đã nhận phiếu")).to_be_visible()


def test_whoever_answers_no_to_the_first_question_sees_nothing_else(pages, live_server):
    survey = survey_of()
    page = pages(width=360)
    page.goto(f"/khao-sat/{survey.code}/")
    page.get_by_label("Không", exact=True).check()
    expect(page.get_by_text("Phải đến mấy lần?")).to_be_hidden()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", name="Đã nhận phiếu")).to_be_visible()
    assert Response.objects.get().is_screened_out


def test_an_organiser_makes_opens_and_closes_a_survey(
    pages, live_server, organiser, session_cookie
):
    page = pages(width=1280)
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="Khảo sát").click()
    page.get_by_label("Bộ phận Một cửa phường, xã").check()
    page.get_by_label("Tên khảo sát").fill("Khảo sát ở Một cửa")
    page.get_by_label("Nhận trả lời từ").fill("2026-01-01T08:00")
    page.get_by_label("Đóng lúc").fill("2099-01-01T08:00")
    page.get_by_role("button", name="Tạo bản nháp").click()
    page.get_by_role("link", name="Thêm câu hỏi").click()
    page.get_by_label("Dạng câu").select_option("single")
    expect(page.get_by_label("Các mục")).to_be_hidden()
    page.get_by_label("Câu hỏi").fill("Ông/Bà đến bằng gì?")
    page.get_by_label("Các phương án").fill("Xe máy\nXe buýt")
    page.get_by_role("button", name="Lưu câu hỏi").click()
    page.get_by_role("button", name="Mở khảo sát").click()
    expect(page.get_by_text("Đang mở")).to_be_visible()
    survey = Survey.objects.get()
    assert survey.questions.last().options == ["Xe máy", "Xe buýt"]
    page.get_by_role("button", name="Đóng khảo sát").click()
    expect(page.get_by_text("Đã đóng", exact=True)).to_be_visible()
    page.get_by_role("link", name="Kết quả", exact=True).click()
    page.get_by_role("button", name="Công bố bản tóm tắt").click()
    page.get_by_role("link", name="Xem bản đã công bố").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kết quả")


def test_a_signed_in_person_looks_like_anybody(contexts, live_server, organiser, session_cookie):
    survey = survey_of()
    context = contexts(width=1280)
    context.add_cookies([session_cookie(organiser, live_server.url)])
    page = context.new_page()
    page.goto(f"/khao-sat/{survey.code}/")
    expect(page.get_by_text(organiser.short_name)).to_have_count(0)
    assert [one["name"] for one in context.cookies()] == [settings.SESSION_COOKIE_NAME]
