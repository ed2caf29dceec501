"""The gallery in a real browser: a reader on a phone and at a desk, and an author who stops it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contests.models import Initiative, Round
from tests.contests.gallery.cast import accepted, fix_result, jury_is_done, shown_idea, vote_on
from tests.contests.written.cast import texts_for, written_round
from tests.factories import NOON, AxisFactory, OrganiserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = """Người đến phường buổi chiều mới biết cán bộ phụ trách việc của mình đi họp cả ngày.
Có người nghỉ một buổi làm, đi mười cây số, rồi về tay không.

Mỗi sáng trước bảy giờ rưỡi, văn phòng ghi lên một bảng: quầy nào có người, từ mấy giờ đến mấy giờ,
ai làm thay khi vắng. Bảng đặt ở cửa."""


def looked_at(page, name):
    assert axe(page) == []
    assert overflow(page) == 0
    if folder := os.environ.get("SHOTS"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def filled():
    """Two rounds: one over, one that people vote on; and ideas."""
    essay, other = (written_round(tool_statement="not_asked") for _ in range(2))
    text = texts_for(essay, LONG)
    work = accepted(
        essay,
        title="Bảng “hôm nay làm gì” ở cửa phòng tiếp dân",
        texts=text,
        axis=AxisFactory(name="Cải cách thủ tục hành chính"),
        may_be_named=True,
    )
    for n in range(24):
        accepted(essay, title=f"Giờ hẹn riêng cho người có con nhỏ, cách {n + 1}")
    fix_result(essay)
    voted = accepted(other, title="Chuông báo lượt rung trong tay")
    jury_is_done(other)
    vote_on(voted, opens_at=timezone.now() - timedelta(hours=1))
    shown_idea("Gọi số thứ tự bằng giọng đọc")
    return work, voted


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reader_finds_reads_and_goes_on(pages, live_server, width):
    work, voted = filled()
    page = pages(width=width)
    page.goto("/")
    page.get_by_role("link", name="Trưng bày").click()
    looked_at(page, "gallery")
    page.get_by_role("link", name="Xem tiếp").click()
    expect(page.get_by_role("link", name="Về đầu")).to_be_visible()
    looked_at(page, "gallery-next")
    page.locator("#id_q").fill("TAY khong")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=work.title).click()
    looked_at(page, "reading")
    expect(page.get_by_text(work.entry.user.short_name)).to_be_visible()
    measure = page.locator(".reading-text p").first.evaluate("one => one.clientWidth")
    letters = page.locator(".reading-text").first.evaluate(
        "one => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert measure <= 68 * letters * 0.62
    page.goto(f"/trung-bay/{voted.pk}/")
    looked_at(page, "reading-vote")
    expect(page.get_by_role("link", name="Đến trang bình chọn")).to_be_visible()
    page.goto("/trung-bay/?q=khong+co+gi+nhu+the")
    looked_at(page, "gallery-nothing")
    page.goto(f"/nhung/trung-bay/?cuoc_thi={work.round.contest.slug}")
    looked_at(page, "gallery-embedded")


def test_an_author_stops_it_and_an_organiser_asks(pages, live_server, session_cookie):
    work, _voted = filled()
    Round.objects.filter(pk=work.round_id).update(closes_at=NOON + timedelta(days=7))
    page = pages(width=360)
    page.context.add_cookies([session_cookie(work.entry.user, live_server.url)])
    base = f"/cuoc-thi/{work.round.contest.slug}/bai-viet/bai/{work.pk}/"
    by = OrganiserFactory(contest=work.round.contest).user
    desk = pages(width=1280)
    desk.context.add_cookies([session_cookie(by, live_server.url)])
    desk.goto(f"/to-chuc/{work.round.contest.slug}/bai/{work.pk}/sau-cuoc-thi/")
    looked_at(desk, "onward")
    desk.get_by_role("button", name="Hỏi tác giả").click()
    looked_at(desk, "onward-asked")
    page.goto(base)
    page.get_by_role("link", name="Ban tổ chức hỏi bạn").click()
    looked_at(page, "onward-answer")
    page.get_by_role("button", name="Đồng ý chuyển").click()
    page.get_by_role("link", name="Theo dõi ý tưởng của bạn").click()
    assert Initiative.objects.filter(origin_key=f"work:{work.pk}").exists()
    looked_at(page, "track-with-files")
    page.goto(f"{base}trung-bay/")
    looked_at(page, "showing")
    page.get_by_label("Tôi đồng ý để mọi người đọc").uncheck()
    page.get_by_role("button", name="Ghi lựa chọn").click()
    expect(page.get_by_text("bài không trưng bày ở đâu nữa")).to_be_visible()
    assert page.goto(f"/trung-bay/{work.pk}/").status == 404
