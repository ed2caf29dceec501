"""A juror marks on a tablet and loses the network in the middle; the chair agrees on the totals."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from contests.judging.intake import AnonymousWork, take_works
from contests.judging.members import appoint
from contests.judging.panels import open_panel
from contests.models import MarkSheet, Panel, PanelRole, SheetDraft
from tests.contests.judging.cast import AT, jurors_in, of_work, panel_of, send
from tests.factories import OrganiserFactory, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEXT = "Người dân phải đến hỏi hồ sơ nhiều lần vì không biết khi nào xong. " * 12


def shot(page: Any, name: str) -> None:
    """Only for whoever looks at the pages: SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def panel(transactional_db: None) -> Panel:
    made = panel_of(markers=1, guidance="Chấm theo hướng dẫn.")
    jurors_in(made, 2)
    parts = (("Hiện trạng", TEXT), ("Cách làm", TEXT))
    take_works(made, [AnonymousWork(parts=parts)] * 4, by=None, at=AT, seed="hành trình")
    open_panel(made, by=None, at=AT)
    return made


def test_a_juror_marks_on_a_tablet_without_network_in_the_middle(
    pages, full_server, session_cookie, panel
):
    juror = panel.members.get(number=2)
    page = pages(width=768, base_url=full_server)
    page.context.add_cookies([session_cookie(juror.user, full_server)])
    page.goto(f"/cham-thi/{panel.pk}/")
    shot(page, "own-768")
    page.get_by_role("link", name="Chấm bài tiếp theo").click()
    expect(page.get_by_role("tab", name="Bài dự thi")).to_be_visible()
    assert axe(page) == []
    assert overflow(page) == 0
    page.get_by_role("tab", name="Phiếu chấm").click()
    first, second = (page.get_by_label(f"Tiêu chí {n}", exact=True) for n in (1, 2))
    first.fill("40")
    first.press("Enter")
    expect(second).to_be_focused()
    expect(page.get_by_text("Đã lưu trên máy chủ")).to_be_visible()
    assert SheetDraft.objects.count() == 1
    page.context.set_offline(True)
    second.fill("30,5")
    expect(page.get_by_text("đã lưu trên máy này")).to_be_visible()
    shot(page, "offline-768")
    second.press("Control+Enter")
    expect(page.get_by_text("sẽ tự gửi khi có mạng")).to_be_visible()
    assert not MarkSheet.objects.exists()
    page.context.set_offline(False)
    page.wait_for_url("**/bai/*/")
    expect(page.get_by_text("Đã gửi điểm bài")).to_be_visible()
    assert MarkSheet.objects.get().total == 70_50
    page.get_by_role("tab", name="Phiếu chấm").click()
    page.get_by_role("button", name="Gửi điểm").click()
    expect(page.get_by_text("Chưa có điểm. Hãy ghi điểm.").first).to_be_visible()
    assert axe(page) == []
    shot(page, "faults-768")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_chair_follows_the_marking_and_agrees_with_the_secretary(
    pages, full_server, session_cookie, panel, width
):
    chair = panel.members.get(role=PanelRole.CHAIR).user
    secretary = UserFactory(full_name="Thư Ký")
    appoint(panel, user=secretary, role=PanelRole.SECRETARY, by=None, at=AT)
    for work in panel.works.all():
        for assignment in of_work(work):
            send(assignment, "30", "40,25")
    page = pages(width=width, base_url=full_server)
    page.context.add_cookies([session_cookie(chair, full_server)])
    code = panel.works.first().code
    lead = f"/cham-thi/{panel.pk}/chu-toa/"
    for n, path in enumerate((lead, f"{lead}bai/", f"{lead}bai/{code}/", f"{lead}tong-diem/")):
        page.goto(path)
        assert axe(page) == [], path
        assert overflow(page) == 0, path
        shot(page, f"lead-{n}-{width}")
    page.get_by_role("button", name="Trình thống nhất điểm").click()
    expect(page.get_by_text("cần người khác thống nhất")).to_be_visible()
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(secretary, full_server)])
    page.goto(f"{lead}tong-diem/")
    page.get_by_role("button", name="Thống nhất, khóa điểm").click()
    expect(page.get_by_text("Mọi phiếu chấm đã khóa.").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_a_panel_is_without_barriers(pages, full_server, session_cookie, width):
    draft = panel_of(title="Ban giám khảo nháp")
    organiser = OrganiserFactory(contest=draft.contest).user
    jurors_in(draft, 2)
    item = draft.rubric_items.first()
    page = pages(width=width, base_url=full_server)
    page.context.add_cookies([session_cookie(organiser, full_server)])
    desk = f"/to-chuc/{draft.contest.slug}/giam-khao/"
    own = f"{desk}{draft.pk}/"
    for n, path in enumerate(
        (
            *(desk, own, f"{own}sua/", f"{own}thang-diem/them/"),
            f"{own}thang-diem/{item.pk}/",
            f"/cham-thi/{draft.pk}/chu-toa/",
        )
    ):
        page.goto(path)
        assert axe(page) == [], path
        assert overflow(page) == 0, path
        shot(page, f"panel-{n}-{width}")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_sheet_is_without_barriers(pages, full_server, session_cookie, panel, width):
    juror = panel.members.get(number=2)
    page = pages(width=width, base_url=full_server)
    page.context.add_cookies([session_cookie(juror.user, full_server)])
    code = juror.assignments.select_related("work")[0].work.code
    for n, path in enumerate(
        ("/cham-thi/", f"/cham-thi/{panel.pk}/", f"/cham-thi/{panel.pk}/bai/{code}/")
    ):
        page.goto(path)
        assert axe(page) == [], path
        assert overflow(page) == 0, path
        shot(page, f"juror-{n}-{width}")
