"""A condition of a prize is a gate: before finalising, after it, on boards and in the file."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.planning.tie_chains import PRESETS, with_conditions
from leaderboard.boards.board import BoardKey, page_of, row_as_json
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.results_file import result_rows
from leaderboard.models import Standing
from leaderboard.standings.conditions import misplaced_by_conditions
from leaderboard.standings.store import compare_standings
from tests.factories import NOON, ContestFactory, DivisionFactory, RoundFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

AFTER = NOON + timedelta(days=7, seconds=2)


@pytest.fixture
def officials():
    return DivisionFactory(contest=ContestFactory())


def round_with(division, chain):
    return RoundFactory(
        contest=division.contest, tie_chain=chain, prediction_target="entrants", title="Tuần 1"
    )


def rows(round, division):
    return page_of(BoardKey(round.contest_id, round.pk, division.pk), offset=0, limit=50)


def test_nobody_with_a_wrong_answer_stands_above_all_right_before_and_after(officials):
    week = round_with(officials, list(PRESETS["t1"]))
    nothing_right = take(week, officials, correct=0, prediction=4, seconds=5)
    four_right = take(week, officials, correct=4, prediction=4000)
    all_right = take(week, officials, correct=5, prediction=9999)
    two_right = take(week, officials, correct=2, prediction=4)
    expected = [all_right, four_right, two_right, nothing_right]

    before = rows(week, officials)
    finalise_round(week, by=None, at=AFTER)

    week.refresh_from_db()
    after = rows(week, officials)
    assert [row.entry_id for row in before] == [row.entry_id for row in after]
    assert [row.entry_id for row in after] == [entry.pk for entry in expected]
    assert [row.is_below for row in after] == [False, True, True, True]
    assert after[0].why == "đúng tất cả các câu"
    assert after[1].why == "nhiều hơn 2 câu đúng"
    assert list(misplaced_by_conditions(week)) == []
    assert compare_standings(week) == []
    assert [row["conditions"] for row in result_rows(week)] == ["Đạt", *["Chưa đạt"] * 3]


def test_the_older_order_of_published_rounds_keeps_its_meaning(officials):
    week = round_with(officials, ["all_correct", "prediction", "submitted_earlier"])
    take(week, officials, correct=4, prediction=4000)
    near = take(week, officials, correct=0, prediction=2)
    take(week, officials, correct=1, prediction=3)

    finalise_round(week, by=None, at=AFTER)

    week.refresh_from_db()
    assert [row.is_below for row in rows(week, officials)] == [False] * 3
    assert week.standings.get(entry=near).prediction_gap == 1
    assert [row["conditions"] for row in result_rows(week)] == [""] * 3


def test_who_leaves_a_question_or_the_prediction_blank_took_part_but_comes_last(officials):
    week = round_with(officials, with_conditions(["correct", "time_used"], ["complete"]))
    blank = take(week, officials, correct=5, prediction=3)
    Standing.objects.all().delete()
    blank.attempts.update(unanswered_count=1)
    no_prediction = take(week, officials, correct=4)
    complete = take(week, officials, correct=1, prediction=3)

    finalise_round(week, by=None, at=AFTER)

    week.refresh_from_db()
    found = rows(week, officials)
    assert [row.entry_id for row in found] == [complete.pk, blank.pk, no_prediction.pk]
    assert [row.is_below for row in found] == [False, True, True]
    assert found[0].why == "trả lời đủ tất cả các câu"
    assert list(misplaced_by_conditions(week)) == []


def test_only_the_exact_prediction_meets_the_condition_once_it_is_known(officials):
    chain = with_conditions(["submitted_earlier"], ["perfect", "exact"])
    week = round_with(officials, chain)
    near = take(week, officials, correct=5, prediction=3, at=NOON - timedelta(minutes=9))
    exact = take(week, officials, correct=5, prediction=2)
    assert [row.is_below for row in rows(week, officials)] == [False, False]

    finalise_round(week, by=None, at=AFTER)

    week.refresh_from_db()
    found = rows(week, officials)
    assert [(row.entry_id, row.is_below) for row in found] == [(exact.pk, False), (near.pk, True)]
    assert found[0].why == "cùng 5 câu đúng, dự đoán đúng chính xác"
    assert list(misplaced_by_conditions(week)) == []


def test_points_are_shown_on_their_scale_and_in_the_file(officials, signed_in, contestant):
    week = round_with(officials, ["correct"])
    week.points_scale = 150
    week.save()
    entry = take(week, officials, correct=7, of=12, user=contestant)

    (row,) = rows(week, officials)

    assert row_as_json(row)["score"] == "87,5/150"
    assert [row["points"] for row in result_rows(week)] == [87.5]
    client = signed_in(contestant)
    result = client.get(reverse("contests:result", args=[entry.attempts.get().code]))
    assert "87,5/150 điểm" in result.content.decode()
    own = client.get(
        reverse("leaderboard:own_place", args=[week.contest.slug]), {"ky": week.number}
    )
    assert own.json()["row"]["score"] == "87,5/150"


def test_the_verifier_finds_somebody_put_above_who_fails_the_condition(officials):
    week = round_with(officials, list(PRESETS["t1"]))
    take(week, officials, correct=5)
    fails = take(week, officials, correct=4)
    Standing.objects.filter(entry=fails, round=week).update(sort_key="0" * 40)

    assert len(list(misplaced_by_conditions(week))) == 1


def test_a_board_tells_who_is_below_only_when_it_may_tell_who_has_all_right(officials):
    week = round_with(officials, list(PRESETS["t1"]))
    take(week, officials, correct=4, prediction=1)
    (row,) = rows(week, officials)

    assert row_as_json(row)["is_below"] is True
    assert row_as_json(row, withheld={"perfect"})["is_below"] is False


def test_board_and_result_say_in_words_that_the_condition_is_not_met(
    officials, signed_in, contestant
):
    week = round_with(officials, with_conditions(PRESETS["t1"], ["complete"]))
    entry = take(week, officials, correct=4, user=contestant)
    client = signed_in(contestant)

    result = client.get(reverse("contests:result", args=[entry.attempts.get().code]))
    board = client.get(reverse("leaderboard:board", args=[week.contest.slug]), {"ky": week.number})

    words = result.content.decode()
    assert "chưa ghi câu dự đoán; chưa đúng tất cả các câu." in words
    shown = board.content.decode().split("<template")[0]
    assert "data-below>Chưa đạt<span" in shown
