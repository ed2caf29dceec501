"""From agreed totals to a final: an organiser makes it, a chair orders equals, authors read it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from contests.models import Assignment, WorkFinal, WorkResult
from tests.contests.judging.cast import send
from tests.contests.presentations.cast import marked_essay
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def look(page: Any, name: str, width: int) -> None:
    """Every page fits, and is whole to a screen reader; SHOTS names a folder for pictures."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    assert axe(page) == []
    assert overflow(page) == 0


@pytest.fixture
def page_of(pages, full_server, session_cookie, width):
    """A page of this width on which the person is signed in."""

    def signed_in(user: Any) -> Any:
        page = pages(width=width, base_url=full_server)
        page.context.add_cookies([session_cookie(user, full_server)])
        return page

    return signed_in


def make_final(page: Any, essay: Any, width: int) -> WorkFinal:
    """Preview, make, draw lots, and open the marking."""
    page.goto(f"/to-chuc/{essay.contest.slug}/ky/{essay.number}/cham/")
    page.get_by_role("link", name="Lập chung khảo").click()
    page.get_by_label("Bắt đầu trình bày lúc").fill("2035-10-20T08:00")
    page.get_by_label("số bài vào chung khảo").fill("2")
    page.get_by_label("điểm sơ khảo chiếm (%)").fill("30")
    look(page, "new", width)
    page.get_by_role("button", name="Xem trước ai vào chung khảo").click()
    expect(page.get_by_role("heading", name="2 bài vào chung khảo")).to_be_visible()
    look(page, "preview", width)
    page.get_by_role("button", name="Lập chung khảo với các bài này").click()
    expect(page.get_by_role("heading", name="Bốc thăm thứ tự")).to_be_visible()
    look(page, "draft", width)
    page.get_by_role("button", name="Bốc thăm thứ tự trình bày").click()
    expect(page.get_by_text("Hãy ghi ai chứng kiến").first).to_be_visible()
    page.get_by_label("Người chứng kiến").fill("Bà Trần Thị Hạnh, Sở Nội vụ")
    page.get_by_role("button", name="Bốc thăm thứ tự trình bày").click()
    page.get_by_role("link", name="Lịch trình bày để in").click()
    expect(page.get_by_text("08:10").first).to_be_visible()
    look(page, "plan", width)
    final = WorkFinal.objects.select_related("panel", "round").get()
    page.goto(f"/to-chuc/{essay.contest.slug}/giam-khao/{final.panel.pk}/")
    page.get_by_role("button", name="Mở chấm và phân bài").click()
    expect(page.get_by_text("Đã mở chấm")).to_be_visible()
    return final


def order_equals(page: Any, final: WorkFinal, width: int) -> None:
    """The chair moves the second work up by keyboard, signs, and proposes the totals."""
    totals = f"/cham-thi/{final.panel.pk}/chu-toa/tong-diem/"
    page.goto(totals)
    page.get_by_role("link", name="Bài bằng điểm").click()
    page.get_by_role("button", name="Lên").press("Enter")
    expect(page.locator("fieldset .work-code")).to_have_text(["02", "01"])
    page.get_by_label("Lý do").fill("Ý tưởng áp dụng được ngay")
    look(page, "equals", width)
    page.get_by_role("button", name="Ký thứ tự này").click()
    expect(page.get_by_text("Đã ký thứ tự")).to_be_visible()
    page.goto(totals)
    page.get_by_role("button", name="Trình thống nhất điểm").click()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_best_works_are_presented_and_their_authors_read_it(page_of, transactional_db, width):
    essay, works, by = marked_essay([80, 90, 70])
    organiser = page_of(by)
    final = make_final(organiser, essay, width)
    desk = f"/to-chuc/{essay.contest.slug}/ky/{final.round.number}/chung-khao/"
    organiser.goto(f"{desk}truc-tiep/")
    expect(organiser.get_by_text("0 / 2 bài đã có đủ điểm.").last).to_be_visible()
    for one in Assignment.objects.to_mark().filter(work__panel=final.panel):
        send(one, "40", "45")
    expect(organiser.get_by_text("2 / 2 bài đã có đủ điểm.").last).to_be_visible()
    look(organiser, "live", width)
    order_equals(page_of(final.panel.members.get(role="chair").user), final, width)
    organiser.goto(f"/cham-thi/{final.panel.pk}/chu-toa/tong-diem/")
    organiser.get_by_role("button", name="Thống nhất, khóa điểm").click()
    expect(organiser.get_by_text("Đã thống nhất điểm").first).to_be_visible()
    organiser.goto(desk)
    organiser.get_by_role("button", name="Đưa điểm chung khảo vào bảng").click()
    expect(organiser.get_by_text("Đã đưa điểm của 2 bài")).to_be_visible()
    look(organiser, "desk", width)
    assert WorkResult.objects.filter(round=final.round).count() == 2
    author = page_of(works[1].entry.user)
    author.goto("/ket-qua-cua-toi/")
    expect(author.get_by_text("Bạn trình bày thứ")).to_be_visible()
    expect(author.get_by_text("khi kết quả được chốt").first).to_be_visible()
    look(author, "own", width)
