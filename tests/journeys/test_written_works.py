"""An author writes on a phone through a network loss, and hands in; a secretary notes paper."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Route, expect

from contests.models import WorkDraft, WorkFile, WorkVersion
from contests.written.drafts import begin_work
from tests.contests.written.cast import entered, written_round
from tests.contests.written.test_words import CASES
from tests.factories import OrganiserFactory
from tests.files.hostile_works import pdf
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

# Letters that pack badly, so that it comes in several pieces.
PDF = pdf(random.Random(1).randbytes(700_000).hex(), compress_streams=False)


@pytest.fixture
def round():
    at = timezone.now()
    window = {"opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(days=1)}
    terms = {"takes_files": True, "file_kinds": ["pdf"], "takes_paper": True, "max_authors": 2}
    return written_round(round=window, **terms)


@pytest.fixture
def open_as(pages, live_server, session_cookie):
    def open_page(user, path, *, width=360):
        page = pages(width=width)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        page.goto(path)
        return page

    return open_page


def own_path(round):
    return reverse("contests:own_works", args=[round.contest.slug, round.number])


def write(page, text):
    page.get_by_label("Tên bài").fill("Một cửa gần dân")
    for area in page.locator("textarea[data-heading]").all():
        area.fill(text)


def saved(page):
    expect(page.locator("#luu")).to_contain_text("Đã lưu trên máy chủ lúc")


def test_an_author_on_a_phone_writes_through_a_network_loss_and_hands_in(open_as, round, tmp_path):
    entry = entered(round)
    page = open_as(entry.user, own_path(round))
    page.get_by_role("button", name="Bắt đầu viết").click()
    write(page, "Cải cách hành chính bắt đầu từ việc nhỏ.")
    expect(page.locator("#dem-ca-bai")).to_contain_text("18 chữ")
    saved(page)
    assert (axe(page), overflow(page)) == ([], 0)

    page.route("**/luu/", lambda route: route.abort())
    write(page, "Viết khi mất mạng.")
    expect(page.locator("#luu")).to_contain_text("Mất mạng: chưa lưu trên máy chủ")
    assert "Viết khi mất mạng." not in str(WorkDraft.objects.get().texts)
    page.reload()
    expect(page.locator("textarea[data-heading]").first).to_have_value("Viết khi mất mạng.")
    page.unroute("**/luu/")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert "Viết khi mất mạng." in str(WorkDraft.objects.get().texts)
    assert page.evaluate("localStorage.length") == 0

    file = tmp_path / "phu-luc.pdf"
    file.write_bytes(PDF)
    page.get_by_label("Chọn tệp để gửi").set_input_files(file)
    expect(page.get_by_role("link", name="phu-luc.pdf")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Xem lại và nộp").click()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Nộp bài").click()
    version = WorkVersion.objects.get()
    expect(page.get_by_text(version.digest)).to_be_visible()
    assert (version.title, version.files.get().size) == ("Một cửa gần dân", len(PDF))
    assert (axe(page), overflow(page)) == ([], 0)


def test_a_file_goes_on_where_it_stopped_after_a_reload(open_as, round, tmp_path):
    work = begin_work(entered(round), round=round, at=timezone.now())
    page = open_as(work.entry.user, reverse("contests:work", args=[round.contest.slug, work.pk]))
    pieces = []

    def one_piece_then_none(route):
        pieces.append(route.request.headers.get("upload-offset"))
        if len(pieces) > 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/tep/*/", one_piece_then_none)
    file = tmp_path / "phim.pdf"
    file.write_bytes(PDF)
    page.get_by_label("Chọn tệp để gửi").set_input_files(file)
    expect(page.get_by_text("Phần đã gửi được giữ")).to_be_visible()
    received = WorkFile.objects.get().received
    assert 0 < received < len(PDF)
    page.unroute("**/tep/*/")
    page.reload()
    expect(page.get_by_text("chưa gửi xong")).to_be_visible()
    with page.expect_request(lambda one: one.headers.get("upload-offset") == str(received)):
        page.get_by_label("Chọn tệp để gửi").set_input_files(file)
    expect(page.get_by_role("link", name="phim.pdf")).to_be_visible(timeout=30_000)
    assert WorkFile.objects.get().received == len(PDF)


def test_two_devices_that_both_wrote_lose_nothing(open_as, round):
    work = begin_work(entered(round), round=round, at=timezone.now())
    path = reverse("contests:work", args=[round.contest.slug, work.pk])
    phone, desk = open_as(work.entry.user, path), open_as(work.entry.user, path, width=1280)
    write(phone, "Viết ở điện thoại.")
    saved(phone)
    write(desk, "Viết ở máy tính.")
    box = desk.get_by_role("region", name="Bài có hai bản khác nhau")
    expect(box).to_contain_text("Viết ở điện thoại.")
    assert axe(desk) == []
    assert "Viết ở điện thoại." in str(WorkDraft.objects.get().texts)
    box.get_by_role("button", name="Giữ bản của máy này").click()
    saved(desk)
    assert "Viết ở máy tính." in str(WorkDraft.objects.get().texts)


def test_the_page_counts_words_as_the_server_does(open_as, round):
    work = begin_work(entered(round), round=round, at=timezone.now())
    page = open_as(work.entry.user, reverse("contests:work", args=[round.contest.slug, work.pk]))
    area = page.locator("textarea[data-heading]").first
    for text, words in CASES:
        area.fill(text)
        expect(page.locator("#dem-ca-bai")).to_have_text(f"{words} chữ")


def test_what_was_typed_or_chosen_before_the_scripts_came_is_kept(open_as, round, tmp_path):
    entry = entered(round)
    page = open_as(entry.user, own_path(round))
    line = SlowScripts()
    page.route("**/contests/works/*.js", line.take)
    page.get_by_role("button", name="Bắt đầu viết").click(no_wait_after=True)
    write(page, "Gõ khi trang chưa tải xong.")
    line.let_go()
    saved(page)
    line.is_slow = True
    page.goto(page.url, wait_until="commit")
    scan = tmp_path / "minh-chung.pdf"
    scan.write_bytes(pdf())
    page.get_by_label("Chọn tệp để gửi").set_input_files(scan)
    line.let_go()
    expect(page.get_by_role("link", name="minh-chung.pdf")).to_be_visible()


class SlowScripts:
    """Holds a page's scripts back until they are let go."""

    def __init__(self) -> None:
        self.held: list[Route] = []
        self.is_slow = True

    def take(self, route: Route) -> None:
        if self.is_slow:
            self.held.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self.is_slow = False
        while self.held:
            self.held.pop().continue_()


def test_a_secretary_makes_a_round_and_notes_a_work_on_paper(open_as, round, tmp_path: Path):
    organiser = OrganiserFactory(contest=round.contest).user
    page = open_as(
        organiser, reverse("contests:paper_new", args=[round.contest.slug, round.number])
    )
    page.get_by_label("Tên bài").fill("Hòm thư góp ý")
    page.get_by_label("Hoặc họ và tên tác giả chưa đăng ký").fill("Ngô Văn Bảy")
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Ghi nhận").click()
    scan = tmp_path / "ban-chup.pdf"
    scan.write_bytes(pdf())
    page.get_by_label("Chọn bản chụp để gửi").set_input_files(scan)
    expect(page.get_by_role("link", name="ban-chup.pdf")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.goto(reverse("contests:works", args=[round.contest.slug, round.number]))
    expect(page.get_by_role("link", name="Hòm thư góp ý")).to_be_visible()
    page.goto(reverse("contests:written_new", args=[round.contest.slug]))
    assert (axe(page), overflow(page)) == ([], 0)
