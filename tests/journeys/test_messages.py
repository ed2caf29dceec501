"""A contact person on a phone, from the invitation to the reminder; and a notice on a device."""

import http.client
import json
import re
import shutil
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contests.invitations.invitations import invite_by_mail
from contests.models import Entry, RosterTerm
from quizsite.notifications import outside
from quizsite.notifications.outbox import notify
from quizsite.notifications.push_encryption import new_site_key
from tests.factories import UnitFactory, UserFactory
from tests.journeys.conftest import ARGUMENTS, axe, overflow
from tests.journeys.test_reminders import send_soon
from tests.notifications.conftest import agreeing, mailbox, occasion
from tests.notifications.push_service import Browser, push_service
from tests.stage import open_round

__all__ = ["mailbox"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)
NEWCOMER = "an@coquan.example.vn"


def looked_at(page, path):
    page.screenshot(path=path, full_page=True)
    assert (axe(page), overflow(page)) == ([], 0)


def link_in(mail, beginning):
    text = mail.get_body(("plain",)).get_content()
    return re.search(rf"{beginning}[^\s]+", text)[0]


@pytest.fixture
def week():
    at = timezone.now()
    return open_round(opens_at=at - 24 * HOUR, closes_at=at + 72 * HOUR)


@pytest.fixture
def phone(contexts, session_cookie, live_server):
    def open_page(user=None, **options):
        context = contexts(width=360, **options)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        return context.new_page()

    return open_page


def test_from_the_invitation_to_the_poster_and_the_reminder(
    phone, week, colleague, mailbox, tmp_path, settings
):
    staff = UserFactory(is_staff=True)
    settings.QUIET_HOURS = (0, 0)
    unit = UnitFactory(name="Sở Nội vụ", code="so-noi-vu")
    at = timezone.now()
    RosterTerm.objects.create(contest=week.contest, closes_at=at + 48 * HOUR)
    invite_by_mail(colleague.email, unit=unit, until=at + 72 * HOUR, by=staff, at=at)
    send_soon()
    page = phone(colleague)
    page.goto(link_in(mailbox.mails[-1], "/loi-moi/"))
    page.get_by_role("button", name="Nhận vai này").click()
    expect(page.get_by_text("Bạn đã nhận vai")).to_be_visible()

    roster = reverse("leaderboard:roster", args=[unit.code, week.contest.slug])
    page.goto(roster)
    page.get_by_role("link", name="Thêm một người").click()
    page.get_by_label("Họ và tên").fill("Lê Thị An")
    page.get_by_label("Thư điện tử").fill(NEWCOMER)
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Mời qua thư").click()
    looked_at(page, tmp_path / "invite.png")
    page.get_by_role("button", name="Mời 1 người").click()
    expect(page.get_by_text("Đã đặt thư mời")).to_be_visible()
    page.get_by_role("button", name="Dừng thư chưa đi").click()
    expect(page.get_by_text("Đã dừng: 1 thư không đi nữa")).to_be_visible()
    page.get_by_role("button", name="Mời 1 người").click()
    looked_at(page, tmp_path / "mailings.png")
    send_soon()
    come_in(phone(), mailbox, tmp_path)

    page.goto(roster)
    expect(page.get_by_text("Đăng ký, chưa thi").first).to_be_visible()
    looked_at(page, tmp_path / "roster.png")
    with page.expect_download() as poster:
        page.get_by_role("link", name="Áp phích A4").click()
    assert poster.value.path().read_bytes().startswith(b"%PDF")
    remind(page, unit, week, mailbox, tmp_path)


def come_in(page, mailbox, tmp_path):
    """The newcomer's own phone: the link, a page that is filled, one button."""
    page.goto(link_in(mailbox.mails[-1], "/moi-thi/"))
    expect(page.get_by_label("Họ và tên")).to_have_value("Lê Thị An")
    page.get_by_role("checkbox", name="Tôi đồng ý cho dùng dữ liệu").check()
    page.locator("[name=agrees_messages]").check()
    looked_at(page, tmp_path / "filled.png")
    page.get_by_role("button", name="Đúng là tôi, đăng ký dự thi").click()
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_be_visible()
    assert Entry.objects.get().unit.name == "Sở Nội vụ"


def remind(page, unit, week, mailbox, tmp_path):
    page.goto(reverse("contests:unit_reminders", args=[unit.code, week.contest.slug]))
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("1 người chưa nộp bài")).to_be_visible()
    page.get_by_role("button", name="Hẹn gửi").click()
    expect(page.get_by_text("Đã hẹn.")).to_be_visible()
    looked_at(page, tmp_path / "planned.png")
    send_soon()
    assert mailbox.to[-1] == NEWCOMER
    assert "bạn chưa thi" in mailbox.mails[-1]["Subject"]


# No push service is in reach, so the subscription is one of the test's own. All else is real: the
# tap, what the page posts, the encrypted message at a push endpoint, the worker.
SUBSCRIBE = """said => {
    PushManager.prototype.subscribe = async () => ({ toJSON: () => said });
}"""
SHOWN = """() => navigator.serviceWorker.ready
    .then(registration => registration.getNotifications())
    .then(shown => shown.map(one => [one.title, one.tag, one.data.url]))"""
# Only a real tap on the system's notification may open a window; its handler is called here.
TAP = """async () => {
    let opened = "";
    Clients.prototype.openWindow = async (url) => { opened = url; };
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    return opened;
}"""


@pytest.fixture
def whole_browser(browser):
    """Its shell without windows denies all notices, whatever is granted."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("a whole Chromium shows notices, and this machine has its shell alone")
    found = browser.browser_type.launch(executable_path=path, args=ARGUMENTS)
    yield found
    found.close()


@pytest.fixture
def service(settings, monkeypatch):
    settings.NOTICE_CHANNELS, settings.PUSH_KEY = ["email", "push"], new_site_key()
    with push_service() as found:
        port = found.server_address[1]
        monkeypatch.setattr(
            outside, "connect", lambda place: http.client.HTTPConnection("127.0.0.1", port)
        )
        yield found


def test_a_notice_comes_to_a_device_and_leads_to_what_it_is_about(
    whole_browser, service, live_server, session_cookie, mailbox, tmp_path, settings
):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    person, browser = agreeing(), Browser()
    context = whole_browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, locale="vi-VN"
    )
    context.add_cookies([session_cookie(person, live_server.url)])
    context.grant_permissions(["notifications"], origin=live_server.url)
    page = context.new_page()
    page.goto("/tai-khoan/tin/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    keys = {"p256dh": browser.keys["point"], "auth": browser.keys["secret"]}
    page.evaluate(SUBSCRIBE, {"endpoint": browser.endpoint, "keys": keys})
    page.get_by_role("button", name="Bật trên thiết bị này").click()
    expect(page.get_by_text("Đang bật trên 1 thiết bị")).to_be_visible()
    looked_at(page, tmp_path / "on.png")

    notify([person.pk], occasion(), at=timezone.now())
    send_soon()
    [(_path, _headers, body)] = service.got
    said = browser.read(body)
    deliver(page, live_server.url, said)
    page.wait_for_function(f"({SHOWN})().then(shown => shown.length === 1)")
    assert page.evaluate(SHOWN) == [[said["title"], said["tag"], said["url"]]]
    [worker] = page.context.service_workers
    assert worker.evaluate(TAP) == live_server.url + "/ket-qua/"


def deliver(page, origin, said):
    """As a push service would, through the browser's own tools for developers."""
    tools, found = page.context.new_cdp_session(page), []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": found[0], "data": json.dumps(said)},
    )
