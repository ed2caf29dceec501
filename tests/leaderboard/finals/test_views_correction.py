"""Pages of checking and correcting a result, as two organisers and the public use them."""

from datetime import timedelta

import pytest

from contests.models import Round
from contests.registration.entries import void_entry
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import correct_round, rank_check, rank_round
from tests.factories import NOON, OrganiserFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

FINALISE = "/to-chuc/thu-do/ky/1/chot/"
CORRECT = f"{FINALISE}dinh-chinh/"
BEFORE = NOON - timedelta(minutes=5)


@pytest.fixture
def closed_week(week, division):
    facts = {"tie_chain": ["correct", "prediction"], "prediction_target": "all_correct"}
    closed = {"opens_at": NOON - timedelta(days=7), "closes_at": NOON - timedelta(hours=1)}
    Round.objects.update(**facts, **closed)
    week.refresh_from_db()
    return week


@pytest.fixture
def desks(contest, organiser, colleague, signed_in):
    for user in (organiser, colleague):
        OrganiserFactory(contest=contest, user=user)
    return signed_in(organiser), signed_in(colleague)


def test_the_button_begins_the_check_and_the_job_ranks(closed_week, division, desks):
    take(closed_week, division, correct=5, prediction=4)
    assert "Bắt đầu kiểm tra kết quả" in desks[0].get(FINALISE).text
    begun = desks[0].post(f"{FINALISE}kiem-tra/", follow=True).text
    assert "Máy chủ đang xếp lại thứ hạng" in begun
    rank_check.call(closed_week.pk)
    shown = desks[0].get(FINALISE).text
    assert "Kết quả đang được kiểm tra từ" in shown
    assert "Máy chủ đang xếp lại" not in shown
    assert "Bắt đầu kiểm tra kết quả" not in shown
    assert desks[0].post(f"{FINALISE}kiem-tra/").status_code == 409


def test_two_organisers_correct_and_the_public_reads_why(
    client, closed_week, division, desks, organiser
):
    entry = take(closed_week, division, correct=5)
    digest = finalise_round(closed_week, by=None, at=BEFORE).result_digest
    assert "Chưa có gì để đính chính" in desks[0].get(CORRECT).text
    void_entry(entry, by=organiser, at=NOON, reason="Thi hộ")
    assert entry.user.full_name in desks[0].get(CORRECT).text

    desks[0].post(CORRECT, {"reason": "Người thi hộ"})
    pk = closed_week.corrections.get().pk
    own, other = desks[0].get(CORRECT).text, desks[1].get(CORRECT).text
    assert "cần một người khác" in own
    assert "Xác nhận và tính lại" in other
    assert desks[1].post(f"{CORRECT}{pk}/xac-nhan/").status_code == 409
    seen = desks[1].get(CORRECT).context["changes"].mark
    desks[1].post(f"{CORRECT}{pk}/xac-nhan/", {"seen": seen})
    assert "Đính chính 1 đã được xác nhận" in desks[1].get(FINALISE).text
    correct_round.call(closed_week.pk)
    rank_round.call(closed_week.pk)

    public = client.get("/cuoc-thi/thu-do/").text
    assert "Kết quả chính thức, đính chính 1" in public
    assert "Lý do: Người thi hộ" in public
    assert digest in public
    board = client.get("/cuoc-thi/thu-do/bang-xep-hang/?ky=1").text
    assert "Kết quả chính thức, đính chính 1</span>" in board
    assert digest in desks[0].get(CORRECT).text


def test_what_was_typed_is_kept_beside_a_refusal(closed_week, division, desks, organiser):
    entry = take(closed_week, division)
    finalise_round(closed_week, by=None, at=BEFORE)
    void_entry(entry, by=organiser, at=NOON, reason="Thi hộ")
    desks[0].post(CORRECT, {"reason": "Lần một"})
    pk = closed_week.corrections.get().pk
    assert desks[1].post(CORRECT, {"reason": "Lần hai"}).status_code == 200
    desks[1].post(f"{CORRECT}{pk}/bac/")
    assert closed_week.corrections.get().state == "refused"


def test_a_round_that_is_not_final_has_no_such_page(closed_week, desks):
    assert desks[0].get(CORRECT).headers["Location"] == FINALISE


@pytest.mark.parametrize("path", [CORRECT, f"{CORRECT}1/bac/", f"{FINALISE}kiem-tra/"])
def test_others_find_nothing(client, closed_week, stranger, signed_in, path):
    other = OrganiserFactory()
    for user in (stranger, other.user):
        assert signed_in(user).post(path).status_code == 404
    assert client.post(path).status_code == 302
