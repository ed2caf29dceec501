"""After signing out, Back shows nothing of the person, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.factories import NOON, EntryFactory, OrganiserFactory
from tests.people import create_person

pytestmark = pytest.mark.browser


@pytest.fixture
def organiser_of_entries(live_server):
    person = create_person(full_name="Vũ Minh Đức", email="duc@coquan.vn", password="x", at=NOON)
    entry = EntryFactory(user__full_name="Đinh Thị Kín", contest__slug="thu-do")
    OrganiserFactory(contest=entry.contest, user=person)
    return person


@pytest.mark.parametrize("path", ["/tai-khoan/", "/to-chuc/thu-do/du-thi/"])
def test_back_after_signing_out_shows_nothing(
    pages, live_server, organiser_of_entries, session_cookie, path
):
    page = pages(width=1280)
    page.context.add_cookies([session_cookie(organiser_of_entries, live_server.url)])
    page.goto(path)
    own = page.get_by_text("Đinh Thị Kín" if "du-thi" in path else "duc@coquan.vn").first
    expect(own).to_be_visible()

    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.wait_for_url("**/")
    page.go_back()

    expect(page.get_by_label("Thư điện tử hoặc số điện thoại")).to_be_visible()
    expect(own).to_have_count(0)
