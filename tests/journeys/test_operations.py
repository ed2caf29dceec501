"""The operations page shows in a browser what the real server reports."""

import pytest
from playwright.sync_api import expect

from quizsite.models import ProcessReport
from quizsite.operations.process_reports import database_clock
from tests.factories import ContestFactory, OrganiserFactory
from tests.journeys.conftest import axe, overflow
from tests.journeys.serving import database_url, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full_server(transactional_db, tmp_path):
    """One of its own, which reports."""
    log = tmp_path / "log"
    with serving(log, database=database_url(), PROCESS_REPORTS="1") as url:
        yield url


@pytest.fixture
def desk(pages, full_server, session_cookie, organiser):
    OrganiserFactory(contest=ContestFactory(), user=organiser)
    organiser.is_staff = True
    organiser.save()

    def open_page(**options):
        page = pages(base_url=full_server, **options)
        page.context.add_cookies([session_cookie(organiser, full_server)])
        page.goto("/to-chuc/")
        page.get_by_role("link", name="Vận hành").click()
        page.clock.install()  # from here on five seconds pass when the test says so
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Vận hành")
        return page

    return open_page


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_shows_a_new_problem_without_a_reload(desk, width):
    page = desk(width=width)
    ProcessReport.objects.create(
        name="may-khac:9",
        role="live",
        host="may-khac",
        pid=9,
        started_at=database_clock(),
        reported_at=database_clock(),
        figures={"redis": "away", "errors": 30, "disk_free": 2**40, "disk_total": 2**41},
    )
    page.clock.run_for(5_000)
    expect(page.get_by_role("status")).to_have_text("Có sự cố: Lỗi máy chủ.")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("Lỗi máy chủ Sự cố")
    expect(page.get_by_text("bài làm không bị ảnh hưởng").first).to_be_visible()
    expect(page.get_by_text("may-khac:9")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)


def test_the_page_says_that_its_figures_are_old(desk):
    page = desk(width=360)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.route("**/so-lieu/", lambda route: route.abort())
    page.clock.run_for(5_000)
    expect(page.get_by_role("alert")).to_contain_text("Không liên lạc được với máy chủ")
    assert axe(page) == []
    page.unroute("**/so-lieu/")
    page.clock.run_for(5_000)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_server_reports_itself_and_serves_no_metrics(desk, full_server):
    page = desk(width=1280)
    expect(page.get_by_text("chạy từ").first).to_be_visible()
    assert page.request.get(f"{full_server}/metrics").status == 404


def test_the_page_stands_still_while_it_is_paused(desk):
    page = desk(width=360)
    page.get_by_role("button", name="Tạm dừng cập nhật").click()
    page.route("**/so-lieu/", lambda route: route.abort())
    page.clock.run_for(11_000)
    expect(page.get_by_role("alert")).to_be_hidden()  # nobody has asked
    page.get_by_role("button", name="Cập nhật tiếp").click()
    expect(page.get_by_role("alert")).to_contain_text("Không liên lạc được với máy chủ")
    assert (axe(page), overflow(page)) == ([], 0)
