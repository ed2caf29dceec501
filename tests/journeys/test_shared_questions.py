"""In a browser: publishing asks about questions that other rounds ask, results say what waits."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Round, RoundState
from contests.papers.drawing import paper_source_of
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
def person(transactional_db):
    return UserFactory(full_name="Lê Thị Mai")


@pytest.fixture
def result(person):
    """A closed paper of six questions, three of which a draft of the same contest would ask."""
    paper_source_of.cache_clear()
    now = datetime.now(UTC)
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    division = DivisionFactory(contest=contest, name="CBCCVC")
    easy = [RevisionFactory(stem=f"Câu hỏi dễ số {n}?") for n in range(3)]
    hard = [RevisionFactory(stem=f"Câu hỏi khó số {n}?", difficulty="kho") for n in range(3)]
    week = RoundFactory(contest=contest, number=1, opens_at=now - HOUR, closes_at=now + HOUR)
    for pool in (easy, hard):
        pks = [revision.pk for revision in pool]
        SectionFactory(
            round=week, division=division, count=3, pool=pks, difficulty=pool[0].difficulty
        )
    draft = RoundFactory(
        contest=contest,
        number=2,
        title="Tuần 2",
        state=RoundState.DRAFT,
        opens_at=now + 24 * HOUR,
        closes_at=now + 48 * HOUR,
    )
    SectionFactory(round=draft, division=division, count=2, difficulty="de")
    entry = EntryFactory(contest=contest, division=division, user=person)
    attempt = submit_attempt(start_attempt(entry, round=week, at=now), at=now)
    Round.objects.filter(pk=week.pk).update(closes_at=now - HOUR / 2)
    return attempt


@pytest.mark.parametrize("width", [360, 1280])
def test_what_one_publishes_another_waits_for(
    pages, live_server, session_cookie, result, person, width
):
    organiser = OrganiserFactory(contest=result.round.contest).user
    page = pages(width=width)
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto("/to-chuc/thu-do/ky/2/cong-bo/")
    row = page.get_by_role("row", name="CBCCVC: Cải cách thể chế, dễ")
    expect(row.get_by_role("cell")).to_have_text(["2", "3", "0", "3", "0"])
    expect(page.get_by_text("thiếu 2 câu")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)

    page.get_by_role("button", name="Công bố kỳ thi").click()
    expect(page.get_by_text("Hãy chọn bỏ ra khỏi đề hay vẫn dùng.").first).to_be_visible()
    page.get_by_label("vẫn dùng các câu đó").check()
    page.get_by_role("button", name="Công bố kỳ thi").click()
    expect(page.get_by_text("Hãy ghi lý do").first).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_label("Lý do vẫn dùng").fill("Ngân hàng mới có ít câu dễ.")
    page.get_by_role("button", name="Công bố kỳ thi").click()
    expect(page.get_by_text("Đã công bố kỳ thi")).to_be_visible()
    page.goto("/to-chuc/thu-do/ky/1/")
    expect(page.get_by_text("3 câu hiện từ")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)

    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(person, live_server.url)])
    page.goto(f"/bai-thi/{result.code}/ket-qua/")
    expect(page.get_by_text("3 câu của đề này còn được kỳ thi khác dùng")).to_be_visible()
    expect(page.get_by_text("đáp án của cả đề hiện cùng lúc")).to_be_visible()
    expect(page.get_by_text("Vì luật nói vậy.")).to_have_count(0)
    assert (axe(page), overflow(page)) == ([], 0)
