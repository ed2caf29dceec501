"""The code of a letter sends itself, once, whatever is quicker: the hand or the script."""

import re

import pytest
from playwright.sync_api import Page, expect

from quizsite.accounts.models import User
from tests.journeys.conftest import code_sent_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def ask_for_code(page: Page, address: str) -> None:
    page.goto("/dang-ky/")
    page.get_by_label("Họ và tên").fill("Trần Thị Bình")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(address)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Nhận mã").click()
    expect(page.get_by_label("Mã", exact=True)).to_be_visible()


def test_a_code_typed_before_the_script_came_is_sent(full_server, server_log, contexts):
    page = contexts(base_url=full_server, width=360).new_page()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/code*.js", hold)
    ask_for_code(page, "nhanh@example.vn")
    page.get_by_label("Mã", exact=True).fill(code_sent_to("nhanh@example.vn", server_log))
    page.wait_for_timeout(300)
    assert held
    assert not User.objects.filter(email="nhanh@example.vn").exists()
    held[0].continue_()

    expect(page.get_by_label("Mã", exact=True)).to_have_count(0)
    assert User.objects.filter(email="nhanh@example.vn").exists()


def test_a_wrong_code_is_sent_once(full_server, server_log, contexts):
    page = contexts(base_url=full_server, width=360).new_page()
    ask_for_code(page, "nham@example.vn")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else 0)
    right = code_sent_to("nham@example.vn", server_log)
    page.get_by_label("Mã", exact=True).fill("000000" if right != "000000" else "111111")
    expect(page.get_by_role("main")).to_contain_text(re.compile("không đúng|Sai mã|chưa đúng"))
    page.wait_for_timeout(300)
    assert len(sent) == 1
