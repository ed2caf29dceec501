"""From a contest's page to the first question: so many taps and pages, and the pace of people.

`-s` shows what was counted and the seconds that a pupil and an official would take; the seconds
are a figure for benchmarks/README.md, and no test asks for them."""

import re
import sys
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.joining.preselected import join_path
from contests.models import Attempt
from quizsite.accounts.models import Unit
from tests.factories import DivisionFactory, UnitFactory
from tests.journeys.conftest import axe, code_sent_to, overflow
from tests.journeys.pace import OFFICIAL, PUPIL, Walk
from tests.stage import open_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

PEOPLE = {
    "pupil": ("Trần Thị Bình", "binhtt@example.vn", PUPIL),
    "official": ("Nguyễn Văn Hùng", "nvhung@example.vn", OFFICIAL),
}


@pytest.fixture
def round(db):
    at = datetime.now(UTC)
    made = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    DivisionFactory(contest=made.contest, name="Người dân", code="nguoi-dan")
    UnitFactory(name="Sở Nội vụ", code="so-noi-vu")
    UnitFactory(name="Phường Ba Đình", code="phuong-ba-dinh")
    return made


@pytest.mark.parametrize("link", [False, True], ids=["by the page", "by a link"])
@pytest.mark.parametrize("who", PEOPLE)
def test_the_way_in(full_server, server_log, contexts, round, who, link):
    name, address, pace = PEOPLE[who]
    address = address.replace("@", f"{int(link)}@")  # codes to one address are limited
    page = contexts(base_url=full_server, width=360).new_page()
    walk, main = Walk(page), page.get_by_role("main")
    if link:  # a code on the wall of the office, or a link in its mail
        division = round.contest.divisions.order_by("pk")[0]
        page.goto(
            join_path(round.contest, unit=Unit.objects.get(code="so-noi-vu"), division=division)
        )
        walk.read()
    else:
        page.goto(f"/cuoc-thi/{round.contest.slug}/")
        walk.read("h1, .lead-text, .next-step")
        walk.tap_through(main.get_by_role("link", name="Đăng ký dự thi"), re.compile("/dang-ky/$"))
    _fill_in(walk, name, address, chooses=not link)
    assert (axe(page), overflow(page)) == ([], 0)
    walk.tap_through(page.get_by_role("button", name="Nhận mã"), re.compile("/nhap-ma/"))
    walk.fetch_code()
    code = page.get_by_label("Mã", exact=True)
    expect(code).to_be_focused()
    assert (axe(page), overflow(page)) == ([], 0)
    walk.type(code, code_sent_to(address, server_log), is_focused=True)
    page.wait_for_url(re.compile("/kiem-tra/"))  # all six digits go by themselves
    walk.read()
    assert (axe(page), overflow(page)) == ([], 0)
    walk.tap_through(page.get_by_role("button", name="Đúng, đăng ký"), re.compile("/vao-thi/"))
    walk.tap_through(
        page.get_by_role("button", name="Bắt đầu làm bài"),
        re.compile("/bai-thi/"),
        reads="#cau-1",
    )
    expect(page.locator("#cau-1 input").first).to_be_enabled()

    sys.stdout.write(f"{who}, link={link}: {walk.seconds(pace):.0f} s {walk}\n")
    assert walk.taps == (6 if link else 10)
    assert len(walk.pages) == (5 if link else 6)
    entry = Attempt.objects.get().entry
    assert (entry.user.full_name, entry.unit.code) == (name, "so-noi-vu")


def _fill_in(walk, name, address, *, chooses):
    page = walk.page
    walk.type(page.get_by_label("Họ và tên"), name)
    walk.type(page.get_by_label("Thư điện tử hoặc số điện thoại"), address)
    if chooses:
        walk.tap(page.get_by_role("radio", name="Cán bộ, công chức, viên chức"))
        walk.doubt("which unit")
        walk.type(page.get_by_role("combobox"), "so noi vu")
        walk.tap(page.get_by_role("option", name=re.compile("Sở Nội vụ")))
    walk.tap(page.get_by_role("checkbox", name="Tôi đồng ý cho dùng dữ liệu"))


def test_a_reload_loses_nothing_that_was_written(pages, round):
    page = pages(width=360)
    page.goto(f"/cuoc-thi/{round.contest.slug}/dang-ky/")
    page.get_by_label("Họ và tên").fill("Trần Thị Bình")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill("sai")
    page.get_by_role("combobox").fill("so noi vu")
    page.get_by_role("option", name=re.compile("Sở Nội vụ")).click()
    page.get_by_role("button", name="Nhận mã").click()
    page.get_by_role("alert").wait_for()
    contact = page.get_by_label("Thư điện tử hoặc số điện thoại")
    with page.expect_response("**/dang-ky/nhap/"):
        contact.fill("binh@example.vn")
        contact.blur()
    page.reload()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Bình")
    expect(contact).to_have_value("binh@example.vn")
    expect(page.get_by_role("combobox")).to_have_value("Sở Nội vụ")
    expect(page.get_by_role("checkbox", name="Tôi đồng ý cho dùng")).not_to_be_checked()
