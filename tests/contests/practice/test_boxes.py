"""When a question comes back after a right or a wrong answer."""

from datetime import date, timedelta

import pytest

from contests.practice.boxes import DAYS, Place, is_known, next_place

TODAY = date(2026, 11, 23)


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_a_new_question_answered_wrong_comes_back_tomorrow():
    assert next_place(None, is_right=False, on=TODAY) == Place(0, after(1))


def test_a_new_question_answered_right_comes_back_in_three_days():
    assert next_place(None, is_right=True, on=TODAY) == Place(1, after(3))


@pytest.mark.parametrize(("box", "then"), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 4)])
def test_each_right_answer_when_it_is_due_moves_one_box_up(box, then):
    assert next_place(Place(box, TODAY), is_right=True, on=TODAY) == Place(then, after(DAYS[then]))


def test_a_wrong_answer_begins_anew_from_any_box():
    assert next_place(Place(4, after(20)), is_right=False, on=TODAY) == Place(0, after(1))


def test_repeating_at_once_what_was_just_read_moves_nothing():
    assert next_place(Place(1, after(3)), is_right=True, on=TODAY) == Place(1, after(3))


def test_one_right_answer_may_be_a_guess_and_is_not_yet_known():
    assert [is_known(box) for box in range(5)] == [False, False, True, True, True]
