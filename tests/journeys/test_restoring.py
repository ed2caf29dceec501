"""An older copy of the database is restored under a running paper, in a real browser.

The server has a database file of its own here, which the test copies and puts back."""

import re
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.factories import OrganiserFactory, UserFactory
from tests.journeys.conftest import axe, overflow
from tests.journeys.serving import free_port, serving
from tests.stage import entry_in, open_round

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="restores a file; bin/faults has both"
    ),
]
CAME_BACK = re.compile(r"khôi phục từ bản sao lưu\. Máy này đã gửi lại \d+ câu đã lưu")


class Site:
    """A server on a file of its own, with notes outside that file as in production."""

    def __init__(self, place):
        self.place, self.file = place, place / "thi.sqlite3"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as tests:
            self._copy(tests, self.file)

    def _copy(self, source, to):
        with closing(sqlite3.connect(to)) as target:
            source.backup(target)

    @contextmanager
    def running(self):
        more = {"NOTE_HEADS": "1", "HEADS_DIR": str(self.place / "heads")}
        database = f"sqlite:///{self.file}"
        log = self.place / "server.log"
        with serving(log, database=database, port=self.port, **more):
            yield

    def back_up(self):
        with closing(sqlite3.connect(self.file)) as own:
            self._copy(own, self.place / "backup.sqlite3")

    def restore(self):
        for name in ("-wal", "-shm"):
            (self.place / f"thi.sqlite3{name}").unlink(missing_ok=True)
        (self.place / "backup.sqlite3").replace(self.file)

    def rows(self, sql):
        with closing(sqlite3.connect(self.file)) as own:
            return own.execute(sql).fetchall()

    def answers(self):
        rows = self.rows("SELECT position, choice FROM contests_answer ORDER BY position")
        return dict(rows)

    def end_paper_in(self, seconds):
        """The deadline comes soon; the page learns it with its next acknowledgement."""
        at = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(tzinfo=None)
        with closing(sqlite3.connect(self.file)) as own, own:
            own.execute("UPDATE contests_attempt SET deadline_at = ?", [at.isoformat(" ")])


@pytest.fixture
def person():
    return UserFactory(full_name="Trần Thị Bình")


@pytest.fixture
def round(person):
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    entry_in(round, user=person)
    return round


@pytest.fixture
def cookies(person, round, session_cookie):
    """Made before the file is copied."""
    organiser = OrganiserFactory(contest=round.contest, user=UserFactory(full_name="Lê Văn An"))
    found = {one: session_cookie(one, "http://127.0.0.1") for one in (person, organiser.user)}
    return list(found.values())


@pytest.fixture
def site(cookies, tmp_path):
    return Site(tmp_path)


def open_page(contexts, site, cookie, width=360):
    context = contexts(base_url=site.url, width=width)
    context.add_cookies([cookie | {"url": site.url}])
    return context.new_page()


def start(page, round):
    page.goto(f"/cuoc-thi/{round.contest.slug}/vao-thi/{round.number}/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.locator("#cau-1 input").first).to_be_enabled()


def answer(page, position, option):
    page.locator("#mo-ban-do").click()
    page.locator(f"#ban-do .cell[data-position='{position}']").click()
    page.locator(f"#cau-{position} .option").nth(option).click()
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")


def look(page, tmp_path, name):
    page.screenshot(path=tmp_path / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_brings_the_answers_back_and_goes_on(
    contexts, site, cookies, round, width, tmp_path
):
    page = open_page(contexts, site, cookies[0], width)
    with site.running():
        start(page, round)
        answer(page, 1, 0)
        site.back_up()
        answer(page, 1, 2)
        answer(page, 2, 1)
        acknowledged = site.answers()
    site.restore()
    assert site.answers() != acknowledged
    with site.running():
        # The page learns of it when it next asks, which it does ever more seldom.
        expect(page.locator("#khoi-phuc")).to_have_text(CAME_BACK, timeout=60_000)
        assert site.answers() == acknowledged
        assert (axe(page), overflow(page)) == ([], 0)
        look(page, tmp_path, f"bring-back-{width}")
        answer(page, 3, 1)
        assert set(site.answers()) == {1, 2, 3}
        page.reload()
        expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
        expect(page.locator("#khoi-phuc")).to_be_hidden()


def test_after_the_deadline_they_still_count(contexts, site, cookies, round, tmp_path):
    page = open_page(contexts, site, cookies[0])
    with site.running():
        start(page, round)
        site.end_paper_in(20)
        answer(page, 1, 0)
        site.back_up()
        answer(page, 2, 1)
        answer(page, 3, 1)
        acknowledged = site.answers()
    site.restore()
    page.wait_for_timeout(22_000)  # the deadline and its grace pass while the server is away
    with site.running():
        page.wait_for_url("**/ket-qua/**", timeout=60_000)
        assert site.answers() == acknowledged
        (state,) = site.rows("SELECT state FROM contests_attempt")
        assert state == ("expired",)
        look(page, tmp_path, "after-the-deadline")


def test_a_paper_that_was_handed_in_is_handed_in_again(contexts, site, cookies, round):
    page = open_page(contexts, site, cookies[0])
    with site.running():
        start(page, round)
        site.back_up()
        answer(page, 1, 0)
        page.locator("#mo-ban-do").click()
        page.locator("#ban-do .open-submit").click()
        page.locator("#nop").click()
        expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
        before = site.rows("SELECT state, finished_at FROM contests_attempt")
    site.restore()
    assert site.rows("SELECT state FROM contests_attempt") == [("open",)]
    with site.running():
        page.reload()  # the result's address leads to the paper, which is open again
        expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
        assert site.rows("SELECT state, finished_at FROM contests_attempt") == before
        assert set(site.answers()) == {1}


def test_a_paper_that_the_server_does_not_know_waits_for_an_organiser(
    contexts, site, cookies, round, tmp_path
):
    page = open_page(contexts, site, cookies[0])
    with site.running():
        site.back_up()
        start(page, round)
        answer(page, 1, 0)
        answer(page, 2, 1)
        acknowledged = site.answers()
    site.restore()
    with site.running():
        waits = page.locator("#khoi-phuc")
        expect(waits).to_contain_text("chờ ban tổ chức quyết định", timeout=60_000)
        expect(page.locator("#trang-thai-chu")).to_have_text("Chờ ban tổ chức quyết định")
        look(page, tmp_path, "waiting")
        desk = open_page(contexts, site, cookies[1], 1280)
        desk.goto(f"/to-chuc/{round.contest.slug}/")
        desk.get_by_role("link", name="bài gửi lại sau khi khôi phục").click()
        expect(desk.get_by_text("Trần Thị Bình")).to_be_visible()
        assert (axe(desk), overflow(desk)) == ([], 0)
        look(desk, tmp_path, "desk-1280")
        desk.set_viewport_size({"width": 360, "height": 740})
        assert overflow(desk) == 0
        look(desk, tmp_path, "desk-360")
        desk.get_by_label("Lý do").fill("Bản sao lưu cũ hơn giờ vào thi")
        desk.get_by_role("button", name="Nhận lại bài").click()
        expect(desk.get_by_text("Đã nhận lại bài.")).to_be_visible()
        assert site.answers() == acknowledged
        expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved", timeout=40_000)
        answer(page, 3, 1)
        assert set(site.answers()) == {1, 2, 3}
