"""Signing up, signing in and a second factor, in a real browser on a phone and on a desk."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from quizsite.accounts.models import User
from quizsite.accounts.sample_units import load_units
from tests import sms
from tests.factories import NOON, ContestFactory, DivisionFactory
from tests.journeys.conftest import axe, overflow
from tests.people import create_person

pytestmark = pytest.mark.browser

PASSWORD = "hoa ban trang 2026"
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture(autouse=True)
def _messages(settings):
    settings.SMS_SENDER = "tests.sms.OutboxSender"
    sms.outbox.clear()
    cache.clear()


@pytest.fixture
def an(live_server):
    return create_person(
        full_name="Nguyễn Văn An", email="an@coquan.gov.vn", password=PASSWORD, at=NOON
    )


def mailed_code():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page, login="an@coquan.gov.vn"):
    page.goto("/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
    page.wait_for_url("**/")


def look(page):
    """Every page on the way is free of barriers and no wider than the screen."""
    assert axe(page) == []
    assert overflow(page) == 0


@WIDTHS
@pytest.mark.parametrize("contact", ["hoa@coquan.gov.vn", "0912 345 678"])
def test_from_sign_up_to_signing_in_again(pages, width, contact):
    page = pages(width=width)
    page.goto("/dang-ky/")
    look(page)
    press(page, "Nhận mã xác nhận")
    page.get_by_text("Hãy sửa các chỗ sau:").wait_for()
    look(page)

    page.get_by_label("Họ và tên").fill("Trần Thị Hoa")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(contact)
    page.get_by_text("Đọc toàn văn (bản số 5)").click()
    page.get_by_label(re.compile("Tôi đã đọc và đồng ý")).check()
    look(page)
    press(page, "Nhận mã xác nhận")

    page.get_by_role("heading", name="Nhập mã").wait_for()
    expect(page.get_by_label("Mã")).to_be_focused()
    look(page)
    page.get_by_label("Mã").fill("00000")  # goes by itself only when all six are there
    assert page.url.endswith("/nhap-ma/")
    page.get_by_label("Mã").fill(mailed_code() if "@" in contact else sms.last_code())
    page.get_by_role("link", name="T. T. Hoa").wait_for()
    assert User.objects.get().short_name == "T. T. Hoa"
    page.get_by_role("link", name="T. T. Hoa").click()
    look(page)

    press(page, "Đăng xuất")
    page.get_by_role("link", name="Đăng nhập").wait_for()
    page.goto("/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(contact)
    press(page, "Đăng nhập")  # without a password a code is sent
    look(page)
    page.get_by_label("Mã").fill(mailed_code() if "@" in contact else sms.last_code())
    press(page, "Xác nhận")
    page.wait_for_url("**/")
    assert page.get_by_role("link", name="T. T. Hoa").is_visible()


@WIDTHS
def test_pages_of_signing_in_and_up(pages, an, width):
    page = pages(width=width)
    for path in ("/dang-nhap/", "/dang-nhap/bang-ma/", "/quen-mat-khau/", "/dong-y/"):
        page.goto(path)
        look(page)
    page.goto("/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill("an@coquan.gov.vn")
    page.get_by_label("Mật khẩu").fill("sai")
    press(page, "Đăng nhập")
    page.get_by_text("mật khẩu chưa đúng").wait_for()
    look(page)


@WIDTHS
def test_pages_of_the_account(pages, an, width):
    page = pages(width=width)
    sign_in(page)
    for name in (
        "accounts:home",
        "accounts:rename",
        "accounts:personal_data",
        "account_email",
        "account_change_phone",
        "account_change_password",
        "usersessions_list",
        "mfa_index",
        "account_reauthenticate",
    ):
        page.goto(reverse(name))
        look(page)


@WIDTHS
def test_a_second_factor_by_authenticator_app(pages, an, width):
    page = pages(width=width)
    sign_in(page)
    page.goto(reverse("mfa_activate_totp"))
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Xác nhận")
    secret = page.get_by_label("Khóa để nhập bằng tay").input_value()
    look(page)
    page.get_by_label("Mã trong ứng dụng xác thực").fill(pyotp.TOTP(secret).now())
    press(page, "Bật")
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    look(page)
    page.goto(reverse("mfa_index"))
    look(page)


def test_a_passkey_made_on_the_device_signs_in(pages, an):
    page = pages()
    page.goto("/")
    # Browsers make passkeys for names, not for bare addresses.
    host = page.url.replace("127.0.0.1", "localhost").rstrip("/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})

    page.goto(f"{host}/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill("an@coquan.gov.vn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
    page.get_by_role("link", name="N. V. An").wait_for()
    page.goto(f"{host}{reverse('mfa_add_webauthn')}")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Xác nhận")
    look(page)
    page.get_by_label("Đăng nhập không cần mật khẩu").check()
    press(page, "Thêm")
    page.get_by_text("Đã thêm khóa bảo mật").wait_for()
    page.goto(f"{host}{reverse('mfa_list_webauthn')}")
    look(page)
    page.get_by_role("link", name="Gỡ").click()
    look(page)

    press(page, "Đăng xuất")
    page.goto(f"{host}/dang-nhap/")
    press(page, "Dùng vân tay hoặc khuôn mặt")
    page.get_by_role("link", name="N. V. An").wait_for()


@pytest.fixture
def entrance(an):
    """The page where somebody enters a contest and picks a unit."""
    load_units()
    contest = ContestFactory(slug="thu-do")
    DivisionFactory(contest=contest)
    return "/cuoc-thi/thu-do/dang-ky/"


def write(field, text):
    """Enter a text in one go: letter by letter, lists for its first letters come and go."""
    field.focus()
    field.page.keyboard.insert_text(text)
    field.page.get_by_role("option").first.wait_for()


@WIDTHS
def test_a_unit_is_picked_by_keyboard(pages, entrance, width):
    page = pages(width=width)
    sign_in(page)
    page.goto(entrance)
    field = page.get_by_role("combobox", name="Đơn vị")
    write(field, "hoa lac")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant").endswith("_0")
    look(page)
    field.press("ArrowUp")
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "Xã Hòa Lạc"
    assert page.locator("input[name=unit]").input_value() == "xa-hoa-lac"
    assert field.get_attribute("aria-expanded") == "false"

    field.press("Backspace")
    assert page.locator("input[name=unit]").input_value() == ""
    page.get_by_role("listbox").wait_for()
    field.press("Escape")
    assert not page.get_by_role("listbox").is_visible()


def test_letters_typed_one_by_one_find_the_unit(pages, entrance):
    page = pages(width=360)
    sign_in(page)
    page.goto(entrance)
    field = page.get_by_role("combobox", name="Đơn vị")
    field.press_sequentially("hoa lac", delay=20)
    expect(
        page.get_by_role("option", name="Điểm phục vụ hành chính công xã Hòa Lạc")
    ).to_be_visible()


def test_escape_cancels_a_search_that_is_under_way(pages, entrance):
    page = pages(width=360)
    sign_in(page)
    page.goto(entrance)
    field = page.get_by_role("combobox", name="Đơn vị")
    asked = []
    page.route("**/*q=hoa*", lambda route: (asked.append(route), route.continue_()))
    page.clock.install(time=NOON)
    page.clock.pause_at(NOON + timedelta(minutes=1))
    field.focus()
    page.keyboard.insert_text("hoa lac")
    field.press("Escape")
    page.clock.run_for(1_000)
    page.keyboard.insert_text("x")  # its own search comes after any that was left waiting
    with page.expect_response("**/*hoa%20lacx*"):
        page.clock.run_for(1_000)
    assert [route.request.url.rpartition("=")[2] for route in asked] == ["hoa%20lacx"]


def test_a_dissolved_unit_is_picked_by_touch_as_its_successor(pages, entrance):
    page = pages(width=360)
    sign_in(page)
    page.goto(entrance)
    field = page.get_by_role("combobox", name="Đơn vị")
    write(field, "so thong tin va truyen")
    option = page.get_by_role("option").first
    assert "trước đây: Sở Thông tin và Truyền thông" in option.inner_text()
    option.tap()
    assert page.locator("input[name=unit]").input_value() == "so-khcn"


def test_without_javascript_the_typed_name_is_enough(pages, entrance):
    page = pages(width=360, java_script_enabled=False)
    sign_in(page)
    page.goto(entrance)
    page.get_by_label("Đơn vị").fill("ba d")
    press(page, "Tiếp tục")
    page.get_by_text("Các đơn vị tìm thấy", exact=True).wait_for()
    assert page.get_by_label(re.compile("Trường THCS Ba Đình")).is_visible()
