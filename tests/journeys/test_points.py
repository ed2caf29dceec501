"""Questions with points in a browser: the form, the rules, the result of a paper."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Contest, Round
from contests.planning.publish_round import publish_round
from tests.factories import EntryFactory
from tests.journeys.conftest import axe, overflow
from tests.journeys.test_organising import cell, contest, desk, organiser  # noqa: F401 -- fixtures
from tests.stage import right_choice_at

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def worth(page, label):
    row = page.get_by_role("group", name="Điểm mỗi câu, bảng CBCCVC, mọi trục")
    return row.get_by_label(label, exact=True)


@WIDTHS
def test_points_are_set_said_and_told_with_the_result(
    desk,  # noqa: F811 -- fixtures
    organiser,  # noqa: F811
    contest,  # noqa: F811
    width,
):
    page = desk(organiser, width=width)
    page.goto(f"/to-chuc/{contest.slug}/ky/them/")
    cell(page, "Dễ").fill("3")
    page.get_by_text("Điểm của câu hỏi").click()
    expect(page.get_by_label("Điểm trừ mỗi câu sai")).to_be_hidden()
    page.get_by_label("Mỗi câu có điểm riêng theo từng phần của đề").check()
    worth(page, "Dễ").fill("2,5")
    page.get_by_label("Điểm trừ mỗi câu sai").fill("0,25x")
    expect(page.get_by_role("status")).to_contain_text("CBCCVC 3 câu, tổng 7,5 điểm")
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_text("Hãy ghi số điểm từ 0 đến 100").last).to_be_visible()
    expect(worth(page, "Dễ")).to_have_value("2,5")
    page.get_by_label("Điểm trừ mỗi câu sai").fill("0,25")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_text("Đã lưu bản nháp của kỳ thi.")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)

    attempt = paper_of(contest, organiser)
    page.goto(f"/cuoc-thi/{contest.slug}/")
    rule = page.get_by_text("Mỗi câu trả lời sai bị trừ 0,25 điểm.").first
    expect(rule).to_be_attached()
    assert (axe(page), overflow(page)) == ([], 0)
    person = desk(attempt.entry.user, width=width)
    person.goto(f"/bai-thi/{attempt.code}/ket-qua/")
    expect(person.get_by_text("4,75/7,5 điểm")).to_be_visible()
    expect(person.get_by_text("2,5/2,5 điểm")).to_have_count(2)
    expect(person.get_by_text("−0,25/2,5 điểm")).to_be_visible()
    assert (axe(person), overflow(person)) == ([], 0)


def paper_of(contest: Contest, by) -> Attempt:  # noqa: F811 -- a type
    """Two right answers and a wrong one, of a round that has closed since."""
    round, at = Round.objects.get(), datetime.now(UTC)
    Round.objects.update(opens_at=at - timedelta(hours=2), closes_at=at + timedelta(hours=1))
    round.refresh_from_db()
    publish_round(round, by=by, at=at - timedelta(hours=3))
    entry = EntryFactory(contest=contest, division=contest.divisions.get())
    then = at - timedelta(hours=1)
    attempt = start_attempt(entry, round=round, at=then)
    for position in (1, 2, 3):
        choice = right_choice_at(attempt, position)
        choice = choice if position < 3 else 15 ^ choice
        saved = {"position": position, "choice": choice, "seq": position, "saved_at": then}
        Answer.objects.create(attempt=attempt, **saved)
    submit_attempt(attempt, at=then)
    Round.objects.update(closes_at=at - timedelta(minutes=30))
    return attempt
