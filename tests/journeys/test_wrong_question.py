"""In a browser: two organisers mend a wrong key, and the person reads it on the result."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Round
from contests.papers.drawing import paper_source_of
from contests.rulings.jobs import regrade
from leaderboard.wrong_questions.jobs import preview_ruling
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


@pytest.fixture
def papers(transactional_db):
    """Three people answered; the second of the questions has a key that no law knows any more."""
    paper_source_of.cache_clear()
    now = datetime.now(UTC)
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    division = DivisionFactory(contest=contest, name="Cán bộ, công chức, viên chức")
    stems = ("Hồ sơ được trả trong mấy ngày?", "Ai ký quyết định?", "Nộp hồ sơ ở đâu?")
    pool = [RevisionFactory(stem=stem).pk for stem in stems]
    round = RoundFactory(contest=contest, number=1, opens_at=now - HOUR, closes_at=now + HOUR)
    SectionFactory(round=round, division=division, count=3, pool=pool)
    papers = []
    for n, name in enumerate(("Lê Thị Mai", "Trần Văn Bình", "Ngô Thị Cúc")):
        user = UserFactory(full_name=name)
        entry = EntryFactory(contest=contest, division=division, user=user)
        attempt = start_attempt(entry, round=round, at=now)
        for position, (pk, order) in enumerate(attempt.paper, start=1):
            option = 2 if pk == pool[1] and n < 2 else 0
            choice = 1 << order.index(option)
            Answer.objects.create(
                attempt=attempt, position=position, choice=choice, seq=1, saved_at=now
            )
        papers.append(submit_attempt(attempt, at=now + timedelta(seconds=n)))
    return papers


def sound(page) -> bool:
    return (axe(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_wrong_key_is_mended(pages, live_server, session_cookie, papers, width, tmp_path):
    round = papers[0].round
    page = pages(width=width)

    def sign_in(user) -> None:
        page.context.clear_cookies()
        page.context.add_cookies([session_cookie(user, live_server.url)])

    one, other = (OrganiserFactory(contest=round.contest).user for _ in range(2))
    sign_in(one)
    page.goto("/to-chuc/thu-do/ky/1/theo-doi/")
    page.get_by_role("link", name="Câu hỏi của kỳ").click()
    assert sound(page)
    page.screenshot(path=tmp_path / "list.png", full_page=True)
    page.get_by_label("Tìm theo chữ").fill("ai ky")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Ai ký quyết định?").click()
    expect(page.get_by_text("chưa hiện")).to_be_visible()
    assert sound(page)
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Hãy chọn cách xử lý.").first).to_be_visible()
    page.get_by_label("công nhận thêm phương án").check()
    page.get_by_label("C. Ba").check()
    page.get_by_label("Lý do").fill("Nghị định mới cho phép cả hai.")
    page.screenshot(path=tmp_path / "form.png", full_page=True)
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Đang tính ai đổi hạng")).to_be_visible()
    expect(page.get_by_text("đáp án", exact=True)).to_be_visible()
    assert sound(page)

    ruling = round.rulings.get()
    preview_ruling.func(ruling.pk)
    sign_in(other)
    page.reload()
    expect(page.get_by_text("bài thêm câu đúng")).to_be_visible()
    expect(page.get_by_text("3 người đổi hạng.")).to_be_visible()
    assert sound(page)
    page.screenshot(path=tmp_path / "preview.png", full_page=True)
    page.get_by_role("button", name="Xác nhận và chấm lại").click()
    expect(page.get_by_text("chờ máy chủ chấm lại", exact=True)).to_be_visible()
    regrade.func(round.pk)

    sign_in(papers[0].entry.user)
    page.goto(f"/bai-thi/{papers[0].code}/ket-qua/")
    expect(page.get_by_text("3/3 câu đúng")).to_be_visible()
    expect(page.get_by_text("công nhận thêm phương án")).to_be_visible()
    Round.objects.update(closes_at=datetime.now(UTC) - timedelta(minutes=1))
    page.reload()
    expect(page.get_by_text("Nghị định mới cho phép cả hai.")).to_be_visible()
    assert sound(page)
    page.screenshot(path=tmp_path / "result.png", full_page=True)
