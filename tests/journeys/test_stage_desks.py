"""A show in the hall: a host with a remote, a juror whose network breaks, a secretary."""

import re

import pytest
from playwright.sync_api import Page, expect

from contests.models import Show, StageEvent, StageSeat
from contests.stage import record
from contests.stage.devices.tokens import cookie_name, digest_of, sign_seat
from tests.contests.stage.cast import jurors, made_show, on
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def show(monkeypatch) -> Show:
    """The browser's loop runs in this thread, and desks ask by themselves: nobody is told."""
    monkeypatch.setattr(record, "tell_changed", lambda _show: None)
    return on(made_show())


@pytest.fixture
def seated(pages, live_server):
    """`seated(show, "juror", 2, "giam-khao", width=360)`: the page of a device in its seat."""

    def open_desk(show: Show, role: str, number: int, place: str, **options) -> Page:
        seat, _made = StageSeat.objects.get_or_create(show=show, role=role, number=number)
        StageSeat.objects.filter(pk=seat.pk).update(token_digest=digest_of("khoa"))
        page = pages(**options)
        cookie = {
            "name": cookie_name(show.pk),
            "value": sign_seat(show_id=show.pk, seat_id=seat.pk, secret="khoa"),
            "url": live_server.url,
        }
        page.context.add_cookies([cookie])
        page.goto(f"/san-khau/{show.code}/{place}/")
        return page

    return open_desk


def kinds() -> list[str]:
    return list(StageEvent.objects.order_by("sequence").values_list("kind", flat=True))


def test_a_host_goes_on_and_back_with_a_remote(seated, show):
    page = seated(show, "host", 1, "ban-dieu-khien", width=1280)
    main = page.locator("[data-main-step]")
    expect(main).to_have_text("Tính giờ 3:00")
    page.keyboard.press("PageDown")
    expect(main).to_have_text("Hết phần trình bày, dừng giờ")
    assert axe(page) == []
    page.keyboard.press("PageUp")
    expect(main).to_have_text("Tính giờ 3:00")
    assert kinds()[-2:] == ["clock_started", "undone"]
    page.reload()
    expect(main).to_have_text("Tính giờ 3:00")
    assert overflow(page) == 0


def test_a_mark_waits_on_the_device_until_the_network_is_back(seated, show):
    """The network breaks before the mark is sent, and the page is opened anew after it."""
    page = seated(show, "juror", 2, "giam-khao", width=360)
    expect(page.locator("[data-about]")).to_have_text("Chào hỏi: Đỏ")
    page.route(re.compile("/ghi/$"), lambda route: route.fulfill(status=503, body=""))
    page.get_by_label("Điểm", exact=True).fill("8,3")
    page.get_by_role("button", name="Gửi điểm").click()
    expect(page.locator("[data-said]")).to_contain_text("Điểm chưa hợp lệ")
    page.get_by_label("Điểm", exact=True).fill("8,25")
    page.get_by_role("button", name="Gửi điểm").click()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-said]")).to_contain_text("đang giữ trên máy này")
    expect(page.locator("[data-mark-state]")).to_have_text("Đang chờ gửi")
    page.reload()
    expect(page.locator("[data-mark-state]")).to_have_text("Đang chờ gửi")
    assert "mark_sent" not in kinds()
    page.unroute(re.compile("/ghi/$"))
    expect(page.locator("[data-mark-state]")).to_have_text("Đã gửi: 8,25 điểm")
    assert StageEvent.objects.filter(kind="mark_sent").count() == 1
    assert StageEvent.objects.last().payload["juror"] == jurors(show)[1]


def test_a_secretary_takes_off_and_types_paper(seated, show):
    page = seated(show, "secretary", 1, "thu-ky", width=360)
    page.get_by_label("Số điểm trừ").fill("0,5")
    page.get_by_role("button", name="Trừ điểm").click()
    expect(page.locator("[data-said]")).to_contain_text("Hãy điền đủ các ô")
    page.locator("#tru-ly-do").fill("Quá giờ 70 giây")
    page.get_by_role("button", name="Trừ điểm").click()
    expect(page.locator("[data-said]")).to_contain_text("Đã ghi lúc")
    page.get_by_label("Điểm, lần nhập thứ nhất").fill("8")
    page.get_by_label("Điểm, lần nhập thứ hai").fill("9")
    page.get_by_role("button", name="Ghi điểm từ phiếu giấy").click()
    expect(page.locator("[data-said]")).to_contain_text("không giống nhau")
    expect(page.get_by_label("Điểm, lần nhập thứ hai")).to_have_value("9")
    assert kinds()[-1] == "penalty"
    assert (axe(page), overflow(page)) == ([], 0)
