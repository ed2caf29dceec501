"""Organisers and the public in a browser: a contest is built, published, watched and closed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from contests.models import Contest, Round, RoundState, Section
from leaderboard.finals.jobs import results_job
from quizsite.jobs.progress import report_progress
from quizsite.jobs.worker import Worker
from tests.factories import (
    AttemptFactory,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def organiser(transactional_db):
    user = UserFactory(full_name="Vũ Minh Đức")
    user.user_permissions.add(Permission.objects.get(codename="add_contest"))
    return user


@pytest.fixture
def contest(organiser) -> Contest:
    """Published, one division; the bank has four easy questions of one axis."""
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    OrganiserFactory(contest=contest, user=organiser)
    DivisionFactory(contest=contest, name="CBCCVC")
    axis = AxisFactory(code="truc-mot", name="Trục thử")
    for _ in range(4):
        RevisionFactory(question__axis=axis)
    return contest


@pytest.fixture
def desk(pages, live_server, session_cookie):
    """A page of this person."""

    def open_page(user, **options):
        page = pages(**options)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        return page

    return open_page


def cell(page, label):
    row = page.get_by_role("group", name="Trục thử", exact=True)
    return row.get_by_label(label, exact=True)


@WIDTHS
def test_page_follows_the_last_ranking_to_its_end(desk, organiser, contest, width, monkeypatch):
    """How far it is, the test says: a full server beside this one would be done in an instant."""
    share = [0.25]
    is_under_way = property(lambda week: week.state == RoundState.FINALISED and share[0] < 1)
    monkeypatch.setattr(Round, "is_being_finalised", is_under_way)
    monkeypatch.setattr("leaderboard.finals.views.share_ranked", lambda _round: share[0])
    monkeypatch.setattr("leaderboard.finals.views.is_being_ranked", lambda _round: True)
    closed = datetime.now(UTC) - timedelta(minutes=5)
    week = RoundFactory(
        contest=contest, number=1, opens_at=closed - timedelta(days=1), closes_at=closed
    )
    for _ in range(4):
        take(week, contest.divisions.get(), at=closed)
    page = desk(organiser, width=width)
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="Chốt kết quả").click()
    page.get_by_label("Tôi đã kiểm tra số liệu trên").check()
    page.get_by_role("button", name="Chốt kết quả kỳ thi này").click()

    expect(page.get_by_label("Đã xếp 25%")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    share[0] = 0.5
    expect(page.get_by_label("Đã xếp 50%")).to_be_visible()
    share[0] = 1
    expect(page.get_by_text("sau đó chỉ đính chính mới thay đổi được")).to_be_visible()
    week.refresh_from_db()
    expect(page.locator(".digest").first).to_have_text(week.result_digest)
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="Kết quả đã chốt").click()
    expect(page.locator(".digest").first).to_have_text(week.result_digest)


@WIDTHS
def test_page_follows_a_large_file_of_results_to_its_download(
    desk, organiser, contest, width, monkeypatch, settings, tmp_path
):
    """The test is the worker, so that each step can be seen."""
    settings.FILES_DIR, settings.TIMETABLE = tmp_path, {}
    monkeypatch.setattr("leaderboard.finals.results_file.LARGE", 3)
    closed = datetime.now(UTC) - timedelta(minutes=5)
    week = RoundFactory(
        contest=contest, number=1, opens_at=closed - timedelta(days=1), closes_at=closed
    )
    for _ in range(4):
        take(week, contest.divisions.get(), at=closed)
    page = desk(organiser, width=width)
    page.goto("/to-chuc/thu-do/ky/1/chot/")
    page.get_by_role("link", name="Tải bảng kết quả (Excel)").click()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Ghi tệp Excel").click()

    expect(page.get_by_label("Đang chờ máy chủ bắt đầu ghi")).to_be_visible()
    report_progress(str(results_job(week).pk), done=1, total=4)
    expect(page.get_by_label("Đã ghi 1 trên 4 người")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    Worker("here").run_next()
    link = page.get_by_role("link", name="Tải bảng kết quả (Excel)")
    expect(link).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "ket-qua-thu-do-ky-1.xlsx"


@WIDTHS
def test_organiser_builds_and_publishes_a_round(desk, organiser, contest, width):
    page = desk(organiser, width=width)
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="Thêm kỳ thi").click()
    expect(page.locator("#tom-tat")).to_contain_text("chưa có câu hỏi")

    cell(page, "Dễ").fill("6")
    expect(page.locator("#tom-tat")).to_contain_text("CBCCVC 6 câu")
    expect(page.locator("#tom-tat")).to_contain_text("cần 6 câu, ngân hàng có 4 câu, thiếu 2 câu")
    expect(page.locator(".recipe-cell.short")).to_contain_text("có 4, thiếu 2")

    page.get_by_role("heading", name="Lượt thi").click()  # the part is folded
    page.get_by_label("Số lượt tối đa").fill("3")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Lưu và kiểm tra để công bố").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa công bố được: 1 chỗ cần sửa.")
    expect(page.get_by_role("button", name="Công bố kỳ thi")).to_have_count(0)

    page.get_by_role("link", name="Sửa kỳ thi").click()
    cell(page, "Dễ").fill("4")
    expect(page.locator("#tom-tat")).to_contain_text("Ngân hàng đủ câu hỏi.")
    page.get_by_role("button", name="Lưu và kiểm tra để công bố").click()
    expect(page.get_by_text("Mỗi người có tối đa 3 lượt thi trong kỳ.")).to_be_visible()
    page.get_by_role("button", name="Công bố kỳ thi").click()
    expect(page.get_by_text("Đã công bố kỳ thi và niêm phong câu hỏi của kỳ.")).to_be_visible()

    round = Round.objects.get()
    assert (round.state, round.attempt_limit) == (RoundState.PUBLISHED, 3)
    assert len(Section.objects.get().pool) == 4
    assert overflow(page) == 0


def test_organiser_creates_a_contest_with_their_own_order_of_ties(desk, organiser):
    page = desk(organiser, width=360)
    page.goto("/to-chuc/")
    page.get_by_role("link", name="Tạo cuộc thi").click()
    page.get_by_label("Tên cuộc thi").fill("Thi tìm hiểu một cửa")
    page.get_by_label("Đơn vị tổ chức").fill("UBND phường Ba Đình")
    expect(page.get_by_label("Tiêu chí thứ 1")).to_be_hidden()
    page.get_by_label("Tự xếp thứ tự").check()
    page.get_by_label("Tiêu chí thứ 1").select_option("time_used")
    page.get_by_label("Tiêu chí thứ 2").select_option("correct")
    for rank in range(3, 7):
        page.get_by_label(f"Tiêu chí thứ {rank}").select_option("")
    page.get_by_role("button", name="Lưu cuộc thi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thi tìm hiểu một cửa")
    contest = Contest.objects.get()
    assert contest.tie_chain == ["time_used", "correct"]
    assert contest.divisions.count() == 2


def test_organiser_watches_and_closes_early(desk, organiser, contest):
    now = datetime.now(UTC)
    closes_at = now + timedelta(days=1)
    round = RoundFactory(
        contest=contest, number=1, opens_at=now - timedelta(hours=1), closes_at=closes_at
    )
    page = desk(organiser, width=360)
    page.goto("/to-chuc/thu-do/ky/1/theo-doi/")
    figures = page.locator("#so-lieu div")
    expect(figures.filter(has_text="bài đang làm").locator("dd")).to_have_text("0")
    AttemptFactory(
        round=round, entry__contest=contest, started_at=now, deadline_at=now + timedelta(hours=1)
    )
    expect(figures.filter(has_text="bài đang làm").locator("dd")).to_have_text("1")

    page.get_by_role("link", name="Đóng sớm").click()
    page.get_by_role("button", name="Đóng kỳ thi ngay").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy ghi lý do.")
    page.get_by_label("Lý do").fill("Lộ đề")
    page.get_by_role("button", name="Đóng kỳ thi ngay").click()
    expect(page.get_by_text("Đã đóng kỳ thi.")).to_be_visible()
    page.goto("/cuoc-thi/thu-do/")
    expect(page.get_by_text("Đóng sớm: Lộ đề")).to_be_visible()


def test_without_scripts_a_round_can_be_built(desk, organiser, contest):
    page = desk(organiser, width=360, java_script_enabled=False)
    page.goto("/to-chuc/thu-do/ky/them/")
    cell(page, "Dễ").fill("6")
    page.get_by_role("button", name="Lưu bản nháp").click()
    assert "thiếu 2 câu" in page.locator("#tom-tat").inner_text()
    assert "có 4, thiếu 2" in page.locator(".recipe-cell.short").inner_text()


@WIDTHS
def test_person_finds_the_contest_and_registers(desk, contest, width):
    now = datetime.now(UTC)
    closes_at = now + timedelta(days=2, minutes=1)
    RoundFactory(
        contest=contest, title="Tuần 1", opens_at=now - timedelta(hours=1), closes_at=closes_at
    )
    UnitFactory(name="Sở Nội vụ", code="so-noi-vu")
    page = desk(UserFactory(), width=width)
    page.goto("/")
    expect(page.get_by_text("còn 2 ngày")).to_be_visible()
    page.get_by_role("link", name="Vào cuộc thi").click()
    page.get_by_role("link", name="Đăng ký dự thi").click()
    page.get_by_role("combobox", name="Đơn vị").press_sequentially("so noi vu")
    page.get_by_role("option", name="Sở Nội vụ").click()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy đọc và đánh dấu đồng ý")
    page.get_by_label("Tôi đồng ý cho dùng dữ liệu cá nhân của tôi để dự thi").check()
    page.get_by_label("Tôi đồng ý công khai tên viết gọn").check()
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Đúng, đăng ký dự thi").click()
    expect(page.get_by_text("Bạn đã đăng ký dự thi.")).to_be_visible()
    assert "/vao-thi/" in page.url


@WIDTHS
def test_axe_finds_nothing_on_any_page(desk, organiser, contest, width):
    now = datetime.now(UTC)
    division = contest.divisions.get()
    entry = EntryFactory(contest=contest, division=division)
    for number, state in ((1, "published"), (2, "draft")):
        round = RoundFactory(
            contest=contest,
            number=number,
            title=f"Tuần {number}",
            state=state,
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=1),
            left_out=[{"code": "C-1", "document": "61/2018/NĐ-CP", "reason": "Hết hiệu lực."}],
        )
        SectionFactory(round=round, division=division, axis=AxisFactory(code="truc-mot"), count=9)
    AttemptFactory(entry=entry, round=contest.rounds.get(number=1))
    page = desk(organiser, width=width)
    base = "/to-chuc/thu-do/"
    paths = [
        "/",
        "/cuoc-thi/thu-do/",
        "/to-chuc/",
        "/to-chuc/tao/",
        base,
        *(base + part for part in ("sua/", "cong-bo/", "nhat-ky/", "du-thi/", "ky/them/")),
        f"{base}du-thi/{entry.pk}/",
        *(f"{base}ky/1/{part}" for part in ("", "theo-doi/", "dong-som/")),
        *(f"{base}ky/2/{part}" for part in ("", "cong-bo/")),
    ]
    found = {}
    for path in paths:
        assert page.goto(path).status == 200, path
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        if problems := axe(page) or overflow(page):
            found[path] = problems
    visitor = desk(UserFactory(), width=width)
    visitor.goto("/cuoc-thi/thu-do/dang-ky/")
    visitor.get_by_role("button", name="Tiếp tục").click()
    if problems := axe(visitor) or overflow(visitor):
        found["register"] = problems
    assert found == {}
