"""A secretary sieves a written round in a browser, and an author reads why a work came back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contests.models import Work, WorkState
from contests.written.sieve.comparison import compare_round
from contests.written.sieve.examination import examine_round
from contests.written.sieve.file_facts import keep_facts
from quizsite.files.works import FileFacts, FoundInFile
from tests.contests.written.sieve.stage import add_version, essay, file_of, work_of, written_round
from tests.factories import OrganiserFactory, UserFactory
from tests.files import hostile_works as made
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [320, 360, 1280])


@pytest.fixture
def secretary(transactional_db):
    return UserFactory(full_name="Vũ Minh Đức")


@pytest.fixture
def round(secretary):
    """Three works are clean, one names its author, two share a passage, one is a scan."""
    round = written_round(min_words=50)
    now = timezone.now()
    round.number, round.opens_at = 1, now - timedelta(days=8)
    round.closes_at = now - timedelta(hours=1)
    round.save()
    OrganiserFactory(contest=round.contest, user=secretary)
    for _one in range(3):
        work_of(round)
    work_of(
        round,
        f"Tôi là Phạm Thị Thu Hà, điện thoại 0905 123 456. {essay(40)}",
        title="Một cửa đến tận nhà người già",
        tool_statement="Có dùng công cụ AI để sửa lỗi chính tả, không dùng để viết.",
    )
    passage = essay(50, words=90)
    work_of(round, f"Mở đầu từ chuyện ở phường. {passage}\n\n{essay(51, words=60)}")
    work_of(round, f"{essay(52, words=70)}\n\n{passage} Xin cảm ơn.")
    _scan(work_of(round))
    examine_round(round, at=now)
    compare_round(round, at=now)
    return round


def _scan(work):
    file = file_of(work, "bai-viet-tay.pdf", kind="pdf", pages=4)
    add_version(work, essay(60), files=[file])
    found = [
        FoundInFile("no_text", "body", ""),
        FoundInFile("author", "properties", "Phạm Thị Thu Hà"),
    ]
    facts = FileFacts(
        kind="pdf", pages=4, are_pages_sure=True, seconds=None, is_scan=True, parts=(),
        found=tuple(found), cleaned=None,
    )  # fmt: skip
    keep_facts(file, facts, at=timezone.now())


@pytest.fixture
def desk(pages, live_server, session_cookie):
    def open_page(user, **options):
        page = pages(**options)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        return page

    return open_page


def look(page, name, width):
    assert axe(page) == []
    assert overflow(page) == 0
    page.screenshot(path=f"var/screenshots/sieve-{name}-{width}.png", full_page=True)


@WIDTHS
def test_a_secretary_sieves_a_round(desk, secretary, round, width):
    page = desk(secretary, width=width)
    start = f"/to-chuc/{round.contest.slug}/"
    page.goto(start)
    page.get_by_role("link", name="Sơ loại bài dự thi").click()
    look(page, "list", width)
    page.get_by_role("button", name="Nhận 3 bài này").click()
    expect(page.get_by_text("Đã nhận 3 bài.")).to_be_visible()

    page.get_by_role("link", name="Một cửa đến tận nhà người già").click()
    expect(page.get_by_text("số điện thoại “0905 123 456”")).to_be_visible()
    page.get_by_role("button", name="Trả lại để sửa một lần").click()
    look(page, "refused-without-reason", width)
    page.get_by_label("Lý do", exact=True).select_option("identity")
    page.get_by_label("Lời cho tác giả", exact=True).fill(
        "Câu đầu có họ tên và số điện thoại. Hãy bỏ câu đó."
    )
    page.get_by_role("button", name="Trả lại để sửa một lần").click()
    expect(page.get_by_text("Đã ghi quyết định.")).to_be_visible()

    page.get_by_role("link", name="Bài giống nhau").click()
    look(page, "pairs", width)
    page.get_by_role("link", name="Bài 5 và bài 6").click()
    look(page, "pair", width)
    page.get_by_label("Căn cứ").fill("Chép nguyên một đoạn, không dẫn nguồn.")
    page.get_by_role("button", name="Có sao chép").click()
    expect(page.get_by_text("Đã ghi kết luận.")).to_be_visible()

    page.goto(f"{start}so-loai/bai/{Work.objects.get(number=7).pk}/")
    look(page, "scan", width)

    work = Work.objects.get(number=4)
    assert work.state == WorkState.RETURNED
    author = desk(work.entry.user, width=width)
    author.goto(f"/cuoc-thi/{round.contest.slug}/bai-viet/{work.pk}/so-loai/")
    expect(author.get_by_text("Hãy bỏ câu đó.")).to_be_visible()
    look(author, "author", width)


@WIDTHS
def test_a_secretary_brings_a_sample_essay(desk, secretary, round, width, tmp_path):
    page = desk(secretary, width=width)
    page.goto(f"/to-chuc/{round.contest.slug}/so-loai/bai-mau/")
    page.get_by_label("Tên bài mẫu").fill("Bài mẫu trên mạng")
    file = tmp_path / "mau.docx"
    file.write_bytes(made.macro_word())
    page.get_by_label("Tệp").set_input_files(str(file))
    page.get_by_role("button", name="Thêm bài mẫu").click()
    expect(page.get_by_text("macro").first).to_be_visible()
    look(page, "sample-refused", width)
    file.write_bytes(made.word(essay(5)))
    page.get_by_label("Tệp").set_input_files(str(file))
    page.get_by_role("button", name="Thêm bài mẫu").click()
    expect(page.get_by_text("Đã thêm bài mẫu.")).to_be_visible()
    look(page, "samples", width)
