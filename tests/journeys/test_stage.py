"""A hall: events that the host records move the screen and the phones, and phones press back."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from contests.models import Show, StageSeatRole
from contests.stage.devices.seats import add_seat
from contests.stage.record import Sent, record_event
from tests.contests.stage.devices.hall import Hall, now_ms
from tests.factories import NOON, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


class Host:
    """Records events as the host's desk does; devices hear of them from the server's own look.

    It does so in a thread, because the browser keeps a loop in this one."""

    def __init__(self, hall):
        self.hall = hall

    def __call__(self, kind, **payload):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(self._record, kind, payload).result()

    def _record(self, kind, payload):
        try:
            show = Show.objects.get(pk=self.hall.show.pk)
            record_event(show, Sent(kind, payload), at_ms=now_ms())
        finally:
            connection.close()


@pytest.fixture
def hall():
    return Hall(buzzer={"mode": "after_signal"}, bell={"seats": 5})


def sit(page, seat):
    """Scan the code: it comes behind the # and leaves the address bar at once."""
    page.goto(f"/san-khau/{seat.show.code}/#{seat.code}")
    expect(page.get_by_role("textbox", name="Mã ghế")).to_have_value(seat.code)
    assert "#" not in page.url
    page.get_by_role("button", name="Nhận ghế").click()
    page.wait_for_url("**/san-khau/*/*/")


def seat_for(hall, role, **fields):
    return add_seat(hall.show, role, by=None, at=NOON, **fields)


def test_two_teams_press_and_the_hall_sees_who_was_first(full_server, pages, hall):
    red, blue = (seat_for(hall, StageSeatRole.TEAM, team=hall.teams[n]) for n in (0, 1))
    screen = pages(base_url=full_server, width=1920)
    sit(screen, seat_for(hall, StageSeatRole.SCREEN))
    phones = [pages(base_url=full_server, width=360) for _team in range(2)]
    for phone, seat in zip(phones, (red, blue), strict=True):
        sit(phone, seat)
        expect(phone.get_by_text("Chờ người dẫn chương trình.")).to_be_visible()
        assert (axe(phone), overflow(phone)) == ([], 0)
    tell = Host(hall)
    tell("part_opened", part=hall.parts["buzzer"].pk)
    tell("question_shown", question=hall.questions["buzzer"].pk)
    expect(screen.get_by_text("Thủ tục hành chính được tiếp nhận ở đâu?").first).to_be_visible()
    expect(screen.get_by_text("Chờ hiệu lệnh")).to_be_visible()
    early, patient = phones
    early.get_by_role("button", name="Chờ hiệu lệnh").click()
    expect(early.get_by_role("button", name="Bấm sớm")).to_be_disabled()
    tell("answers_opened", mode="buzz")
    patient.get_by_role("button", name="Bấm chuông").click()
    expect(patient.get_by_text("Đội của bạn bấm thứ 1.")).to_be_visible()
    order = screen.locator("[data-buzz] li")
    expect(order).to_have_count(1)
    expect(order).to_contain_text("Phường Xanh")
    tell("buzz_accepted", team=hall.teams[1].pk, seat=blue.pk)
    expect(patient.get_by_role("button", name="Mời trả lời")).to_be_visible()
    assert axe(screen) == []
    tell("buzz_ruled", right=True)
    tell("key_revealed")
    expect(screen.get_by_text("✓ Đúng")).to_be_visible()
    expect(screen.locator("[data-chips] li").nth(1)).to_contain_text("10")


def test_a_seat_on_the_floor_answers_falls_and_stays_after_a_reload(full_server, pages, hall):
    tell = Host(hall)
    phone = pages(base_url=full_server, width=360)
    phone.goto(f"/san-khau/{hall.show.code}/")
    assert (axe(phone), overflow(phone)) == ([], 0)
    floor = phone.locator("form", has=phone.get_by_role("button", name="Lên sàn thi"))
    floor.get_by_label("Họ và tên").fill("Trần Thị Bình")
    floor.get_by_role("button").click()
    expect(phone.get_by_role("heading", name="Ghế 1")).to_be_visible()
    tell("part_opened", part=hall.parts["bell"].pk)
    tell("question_shown", question=hall.questions["bell"].pk)
    tell("answers_opened", mode="choice")
    phone.get_by_role("button", name="Nhà ga").click()
    phone.get_by_role("button", name="Chốt đáp án D").click()
    expect(phone.get_by_text("Máy chủ đã ghi lúc")).to_be_visible()
    assert (axe(phone), overflow(phone)) == ([], 0)
    phone.reload()
    expect(phone.get_by_text("Máy chủ đã ghi lúc")).to_be_visible()
    expect(phone.get_by_role("button", name="Nhà ga")).to_have_attribute("aria-pressed", "true")
    tell("answers_closed")
    tell("key_revealed")
    expect(phone.get_by_text("Chưa đúng. Đáp án là A.")).to_be_visible()
    tell("bell_question_closed", wrong=[1])
    expect(phone.get_by_text("Ghế của bạn đã rời sàn thi.")).to_be_visible()


def test_a_phone_without_its_socket_asks_and_one_cut_off_sends_again(full_server, pages, hall):
    tell = Host(hall)
    phone = pages(base_url=full_server, width=360)
    phone.route_web_socket("**/*", lambda socket: socket.close())
    sit(phone, seat_for(hall, StageSeatRole.TEAM, team=hall.teams[0]))
    tell("part_opened", part=hall.parts["speed"].pk)
    tell("question_shown", question=hall.questions["speed"].pk)
    tell("answers_opened", mode="choice")
    phone.get_by_role("button", name="Nhà ga").click()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Chốt đáp án D").click()
    expect(phone.get_by_text("Mất mạng: sẽ tự gửi lại")).to_be_visible()
    expect(phone.get_by_text("Đang gửi…")).to_be_visible()
    time.sleep(1)
    phone.context.set_offline(False)
    expect(phone.get_by_text("Máy chủ đã ghi lúc")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_organisers_page_of_seats(full_server, contexts, session_cookie, hall, width):
    user = UserFactory(full_name="Lê Thị Tổ Chức")
    contest = hall.show.round.contest
    contest.organisers.add(user, through_defaults={"since": NOON})
    seat_for(hall, StageSeatRole.JUROR, name="Nguyễn Văn An", is_chair=True)
    context = contexts(base_url=full_server, width=width)
    context.add_cookies([session_cookie(user, full_server)])
    page = context.new_page()
    page.goto(reverse("contests:stage_seats", args=[contest.slug, hall.show.round.number]))
    expect(page.get_by_role("heading", name="Giám khảo 1 · Nguyễn Văn An")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_label("Ghế của", exact=True).select_option("team")
    page.get_by_role("button", name="Thêm ghế").click()
    expect(page.get_by_text("Hãy chọn đội của ghế này.").first).to_be_visible()
    page.get_by_label("Đội, nếu là ghế của đội").select_option(label="Phường Đỏ")
    page.get_by_role("button", name="Thêm ghế").click()
    expect(page.get_by_role("heading", name="Đội thi 1: Phường Đỏ")).to_be_visible()
