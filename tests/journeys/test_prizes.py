"""In a browser: prizes are listed, winners checked, the list announced and read by everybody."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.models import CollectiveRule, Prize
from leaderboard.models import Winner
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    HeadcountFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


@pytest.fixture
def week(transactional_db):
    """A draft beside a closed week, in which three people of two departments took part."""
    now = datetime.now(UTC)
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    division = DivisionFactory(contest=contest)
    RoundFactory(contest=contest, number=2, title="Tuần 2", state="draft")
    week = RoundFactory(contest=contest, number=1, opens_at=now - 24 * HOUR, closes_at=now - HOUR)
    home = UnitFactory(name="Sở Nội vụ")
    HeadcountFactory(unit=home, people=4)
    HeadcountFactory(unit=UnitFactory(name="Sở Tư pháp"), people=9)
    names = ("Lê Thị Mai", "Trần Văn Bình", "Ngô Thị Cúc")
    for correct, name in zip((5, 4, 3), names, strict=True):
        facts = {"unit": home, "at": now - 2 * HOUR, "correct": correct}
        take(week, division, user=UserFactory(full_name=name), **facts)
    return week


def sound(page) -> bool:
    return (axe(page), overflow(page)) == ([], 0)


def list_a_prize(page, tmp_path) -> None:
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="Giải thưởng").click()
    assert sound(page)
    page.get_by_role("link", name="Thêm giải Tuần 2").click()
    page.get_by_label("Tên giải").fill("Giải Nhất")
    page.get_by_label("Tiền thưởng").fill("1000000")
    assert sound(page)
    page.screenshot(path=tmp_path / "form.png", full_page=True)
    page.get_by_role("button", name="Lưu giải").click()
    said = page.get_by_text("1 giải Nhất, mỗi giải 1.000.000 đồng").first
    expect(said).to_be_visible()
    page.screenshot(path=tmp_path / "prizes.png", full_page=True)


def award(week) -> CollectiveRule:
    """What the closed week had been announced with."""
    contest = week.contest
    Prize.objects.create(contest=contest, round=week, title="Nhất")
    rule = CollectiveRule.objects.create(
        contest=contest,
        round=week,
        title="Khối sở, ngành",
        unit_kind=contest.entries.first().unit.kind,
        measure="rate",
        min_percent=80,
    )
    Prize.objects.create(contest=contest, round=week, title="Cờ", collective=rule, position=2)
    return rule


def check_winners(page, tmp_path) -> None:
    page.goto("/to-chuc/thu-do/ky/1/dat-giai/")
    expect(page.get_by_text("Còn 1 trên 1 người chưa xác nhận")).to_be_visible()
    page.get_by_role("link", name="Ghi việc xác nhận Lê Thị Mai").click()
    page.get_by_label("từ chối").check()
    page.get_by_label("Ghi chú").fill("Xin nhường giải")
    assert sound(page)
    page.screenshot(path=tmp_path / "winner.png", full_page=True)
    page.get_by_role("button", name="Ghi tình trạng").click()
    page.get_by_role("link", name="Ghi việc xác nhận Trần Văn Bình").click()
    page.get_by_label("đã xác nhận").check()
    page.get_by_role("button", name="Ghi tình trạng").click()
    expect(page.get_by_text("Còn 0 trên 1 người chưa xác nhận")).to_be_visible()
    assert sound(page)
    page.screenshot(path=tmp_path / "winners.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_from_a_list_of_prizes_to_a_list_of_winners(
    pages, live_server, session_cookie, week, width, tmp_path
):
    page = pages(width=width)
    organiser = OrganiserFactory(contest=week.contest).user
    page.context.add_cookies([session_cookie(organiser, live_server.url)])

    list_a_prize(page, tmp_path)
    rule = award(week)
    check_winners(page, tmp_path)
    # Another one announces: the first has noted that somebody refused.
    page = pages(width=width)
    colleague = OrganiserFactory(contest=week.contest).user
    page.context.add_cookies([session_cookie(colleague, live_server.url)])
    page.goto("/to-chuc/thu-do/ky/1/chot/")
    page.get_by_label("Tôi đã kiểm tra số liệu trên").check()
    page.get_by_role("button", name="Chốt kết quả kỳ thi này").click()
    expect(page.get_by_text("Đã chốt kết quả.")).to_be_visible()
    assert Winner.objects.get().entry.user.full_name == "Trần Văn Bình"

    page.goto(f"/to-chuc/thu-do/tap-the/{rule.pk}/")
    expect(page.get_by_text("0 trên 2 đơn vị được xét")).to_be_visible()
    page.get_by_label("Tỷ lệ tham gia tối thiểu").fill("50")
    page.get_by_role("button", name="Thử").click()
    expect(page.get_by_text("Nếu mức tối thiểu là 50 %: 1 trên 2 đơn vị")).to_be_visible()
    assert sound(page)
    page.screenshot(path=tmp_path / "sheet.png", full_page=True)
    page.get_by_role("link", name="Về cách xét").click()
    page.get_by_role("button", name="Công bố kết quả tập thể").click()

    page.goto("/cuoc-thi/thu-do/")
    page.screenshot(path=tmp_path / "contest.png", full_page=True)
    expect(page.get_by_text("Giải Nhất:")).to_be_visible()
    page.get_by_role("link", name="Xem trang danh sách đạt giải").click()
    expect(page.get_by_role("heading", name="Tập thể: Khối sở, ngành")).to_be_visible()
    assert sound(page)
    page.screenshot(path=tmp_path / "public.png", full_page=True)
