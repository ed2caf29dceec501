"""The audit trail in a browser: read, narrowed down by keyboard alone, taken home."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from contests.models import Contest, Round
from contests.planning.contests import describe_contest, publish_contest
from contests.planning.roles import add_organiser
from contests.planning.rounds import close_early, update_round
from contests.registration.entries import void_entry
from contests.subjects import organiser as as_organiser
from quizsite.audit.origin import coming_from
from quizsite.audit.sealing import seal_lines
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def organiser(transactional_db):
    return UserFactory(full_name="Vũ Minh Đức")


@pytest.fixture
def contest(organiser) -> Contest:
    """A contest in which much was done."""
    at = datetime.now(UTC)
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô", state="draft")
    OrganiserFactory(contest=contest, user=organiser)
    division = DivisionFactory(contest=contest, name="CBCCVC")
    with coming_from(lambda: "203.0.113.77"):
        publish_contest(contest, by=organiser, at=at)
        contest.prizes = "Một giải Nhất\nHai giải Nhì"
        describe_contest(contest, by=organiser, at=at)
        draft = RoundFactory(contest=contest, title="Tuần 2", state="draft")
        SectionFactory(round=draft, division=division, count=3)
        draft = Round.objects.get(pk=draft.pk)
        draft.attempt_limit, draft.time_limit_s, draft.title = 5, 1200, "Tuần hai"
        draft.is_question_order_shuffled = False
        update_round(draft, sections=[], by=organiser, at=at)
        entry = EntryFactory(contest=contest, user__full_name="Trần Thị Bình")
        void_entry(entry, by=organiser, at=at, reason="Thi hộ, có biên bản ngày 24/11")
        other = UserFactory(full_name="Lê Văn Cường")
        add_organiser(contest, user=other, by=as_organiser(organiser), at=at)
        running = RoundFactory(contest=contest, title="Tuần 1", closes_at=at.replace(year=2030))
        close_early(running, by=other, at=at, reason="Lộ đề")
    seal_lines(at=at)
    return contest


@pytest.fixture
def desk(pages, live_server, session_cookie):
    def open_page(user, **options):
        page = pages(**options)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        return page

    return open_page


@WIDTHS
def test_the_trail_is_narrowed_down_by_keyboard_alone(desk, contest, organiser, width):
    page = desk(organiser, width=width)
    page.goto("/to-chuc/thu-do/nhat-ky/")
    expect(page.get_by_role("status")).to_contain_text("7 dòng")
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_label("Họ và tên").focus()
    page.keyboard.type("tran thi binh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 dòng")
    expect(page.get_by_role("listitem").filter(has_text="Loại bài dự thi")).to_contain_text(
        "Trần Thị Bình"
    )
    page.get_by_role("link", name="Bỏ lọc").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("7 dòng")
    page.get_by_text("5 mục").press("Enter")
    expect(page.get_by_text("Số lượt tối đa")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)


def test_the_trail_is_taken_home(desk, contest, organiser):
    page = desk(organiser, width=360)
    page.goto("/to-chuc/thu-do/nhat-ky/?kind=closed_early")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về .csv").click()
    assert download.value.suggested_filename == "nhat-ky-thu-do.csv"
    assert "Lộ đề" in download.value.path().read_text()


@WIDTHS
def test_staff_read_the_trail_of_the_site(desk, contest, width):
    page = desk(UserFactory(is_staff=True), width=width)
    page.goto("/to-chuc/")
    page.get_by_role("link", name="Nhật ký toàn trang").click()
    expect(page.get_by_text("Niêm phong cuối: số 7")).to_be_visible()
    expect(page.get_by_text("Tìm hiểu CCHC Thủ đô").first).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
