"""A board, a projector and a result page say what they show: provisional, checked or official."""

from datetime import timedelta

import pytest

from contests.models import Round, RoundState
from leaderboard.boards.board import advance_board
from leaderboard.finals.checking import begin_check
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import BoardKey
from tests.factories import NOON, RoundFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

BOARD = "/cuoc-thi/thu-do/bang-xep-hang/?ky=1"
HALL = f"{BOARD}&man-chieu=1"
LIVE = 'data-live="1"'


@pytest.fixture
def closed_week(week):
    Round.objects.update(opens_at=NOON - timedelta(days=7), closes_at=NOON - timedelta(hours=1))
    week.refresh_from_db()
    return week


def page(client, path):
    return client.get(path).content.decode()


def test_an_open_round_is_provisional_and_live(client, week, division):
    take(week, division)
    shown, hall = page(client, BOARD), page(client, HALL)
    assert "Kết quả tạm thời</span>" in shown
    assert LIVE in shown
    assert "Quét để vào thi" in hall


def test_a_round_being_checked_says_so(client, closed_week, division):
    take(closed_week, division)
    begin_check(closed_week, by=None, at=NOON)
    assert "Kết quả đang kiểm tra</span>" in page(client, BOARD)
    assert ">Kết quả đang kiểm tra<" in page(client, "/cuoc-thi/thu-do/")


def test_a_final_board_is_not_live_and_invites_nobody(client, closed_week, division):
    take(closed_week, division)
    finalise_round(closed_week, by=None, at=NOON)
    shown, hall = page(client, BOARD), page(client, HALL)
    assert "Kết quả chính thức</span> chốt lúc thứ Hai, 23/11/2026, 12:00:00" in shown
    assert LIVE not in shown + hall
    assert "board.js" not in shown
    assert "Quét để vào thi" not in hall
    assert "Quét để xem kết quả" in hall


def test_a_watcher_hears_that_the_result_became_official(closed_week, division):
    take(closed_week, division)
    key = BoardKey(closed_week.contest_id, closed_week.pk, division.pk)
    before = advance_board(key, at=NOON)[1].snapshot["result"]
    finalise_round(closed_week, by=None, at=NOON)
    after = advance_board(key, at=NOON)[1].snapshot["result"]
    assert (before["state"], after["state"]) == ("provisional", "official")


def test_the_whole_contest_is_not_official_while_a_round_is_prepared(
    client, contest, closed_week, division
):
    take(closed_week, division)
    finalise_round(closed_week, by=None, at=NOON)
    whole = "/cuoc-thi/thu-do/bang-xep-hang/"
    assert "Kết quả chính thức</span>" in page(client, whole)
    RoundFactory(contest=contest, number=2, state=RoundState.DRAFT)
    assert "Kết quả tạm thời</span>" in page(client, whole)


def test_a_round_that_is_over_says_so_in_the_hall_with_its_address(client, closed_week, division):
    take(closed_week, division)
    hall = page(client, HALL)

    assert "đã kết thúc" in hall
    assert 'data-ends-in=""' in hall
    assert '<span class="address">testserver/cuoc-thi/thu-do/</span>' in hall


def test_the_hall_of_an_open_round_knows_when_it_will_be_over(client, week, division):
    Round.objects.update(closes_at=NOON + timedelta(minutes=2))
    hall = page(client, HALL)

    assert "đã kết thúc" not in hall
    assert 'data-ends-in="120000"' in hall


@pytest.fixture
def predicted(closed_week, division):
    """One person predicted 3 where 1 had everything right."""
    Round.objects.update(prediction_target="all_correct", tie_chain=["correct", "prediction"])
    closed_week.refresh_from_db()
    take(closed_week, division, correct=5, prediction=3)
    return closed_week


def test_what_a_prediction_was_off_by_is_shown_once_it_is_known(client, predicted, division):
    before = page(client, BOARD)
    finalise_round(predicted, by=None, at=NOON)
    advance_board(BoardKey(predicted.contest_id, predicted.pk, division.pk), at=NOON)
    after = page(client, BOARD)

    assert "lệch 2" not in before
    assert "Đáp số" not in before
    assert "lệch 2</span>" in after
    assert "Có bao nhiêu người trả lời đúng tất cả" in after
    assert "Đáp số: 1." in after


def test_a_frozen_board_tells_no_true_value(client, predicted, division):
    Round.objects.update(true_predictions={str(division.pk): 1})
    assert "Đáp số: 1." in page(client, BOARD)
    Round.objects.update(freeze_minutes=60)
    assert "Đáp số" not in page(client, BOARD)


@pytest.mark.parametrize(
    "path", ["", "bang-xep-hang/", "don-vi/", "the-le/", "dat-giai/", "don-vi/so-noi-vu/"]
)
def test_every_page_of_a_contest_says_whom_to_ask(
    client, contest, department, division, week, path
):
    contest.contact = "Phòng Cải cách hành chính, cchc@example.vn"
    contest.save()
    footer = page(client, f"/cuoc-thi/thu-do/{path}").split("site-footer")[1]

    assert 'href="mailto:cchc@example.vn"' in footer
    assert 'href="/cuoc-thi/thu-do/the-le/"' in footer


def test_pages_of_no_contest_name_none(client, db):
    assert "contest-help" not in page(client, "/dang-nhap/")
