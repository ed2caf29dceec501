"""The golden bell: who falls, who comes back, who rings it."""

from decimal import Decimal

import pytest

from contests.stage.bell import bell_floor, photo_finish, question_closed, seats_back, seats_out
from contests.stage.programme import BellRules, RescueTrigger
from tests.contests.stage.script import BELL, Script, with_rules


def asked(rules: BellRules, *wrong: list[int], **more):
    """The floor after questions, of which these seats were wrong."""
    bell = bell_floor(rules)
    for seats in wrong:
        bell = question_closed(bell, seats, more.get("ms", {}))
    return bell


def standing(bell) -> list[int]:
    return sorted(bell.standing)


def test_who_is_wrong_falls_and_the_last_one_wins():
    bell = asked(BellRules(seats=4), [1], [2, 3])
    assert (standing(bell), bell.is_over, bell.podium, dict(bell.out)) == (
        [4],
        True,
        ((4,),),
        {1: 1, 2: 2, 3: 2},
    )


def test_if_everybody_is_wrong_the_rules_may_let_all_stay():
    everybody = [1, 2, 3]
    stays = asked(BellRules(seats=3, all_wrong_stays=True), everybody)
    assert (standing(stays), stays.asked, stays.is_over) == ([1, 2, 3], 1, False)
    falls = asked(BellRules(seats=3), [1], [2, 3])
    assert (standing(falls), falls.is_over, falls.podium) == ([], True, ((2, 3),))


@pytest.mark.parametrize(
    ("rules", "wrong", "due"),
    [
        # After question 10, or at once if the floor is empty earlier: both triggers at a time.
        ({"rescues": ("after_question", "empty"), "rescue_after": 2}, [[1]], None),
        ({"rescues": ("after_question", "empty"), "rescue_after": 2}, [[1], []], "after_question"),
        ({"rescues": ("after_question", "empty"), "rescue_after": 9}, [[1, 2, 3, 4, 5]], "empty"),
        ({"rescues": ("share_left",)}, [[1, 2, 3]], None),
        ({"rescues": ("share_left",)}, [[1, 2, 3], [4]], "share_left"),
        ({"rescues": ("all_since",), "rescue_since": 2}, [[1, 2], [3, 4]], None),
        ({"rescues": ("all_since",), "rescue_since": 2}, [[1, 2], [3, 4, 5]], "all_since"),
        ({"rescues": ("all_since",), "rescue_since": 3}, [[1, 2], [3, 4, 5]], None),
        ({}, [[1, 2, 3, 4, 5]], None),
    ],
)
def test_each_trigger_calls_for_a_rescue_at_its_moment(rules, wrong, due):
    bell = asked(BellRules(seats=5, golden_from=90, **rules_with(rules)), *wrong)
    assert bell.rescue_due == due


def rules_with(raw):
    return {
        name: tuple(RescueTrigger(one) for one in value) if name == "rescues" else value
        for name, value in raw.items()
    }


def test_who_fell_comes_back_once_and_only_those_whom_the_rule_names():
    rules = BellRules(seats=4, rescues=(RescueTrigger.ALL_SINCE,), rescue_since=2)
    bell = asked(rules, [1], [2, 3, 4])
    assert bell.rescuable(RescueTrigger.ALL_SINCE) == {2, 3, 4}
    bell = seats_back(bell, [1, 2, 3, 4], RescueTrigger.ALL_SINCE)
    assert (standing(bell), bell.rescue_due) == ([2, 3, 4], None)
    assert question_closed(bell, [2, 3, 4], {}).podium == ((2, 3, 4),)


def test_the_last_one_does_not_win_while_a_rescue_is_due():
    rules = BellRules(seats=5, rescues=(RescueTrigger.SHARE_LEFT,))
    bell = asked(rules, [1, 2, 3, 4])
    assert (bell.is_over, bell.rescue_due) == (False, "share_left")


def test_an_empty_chair_is_off_the_floor_before_the_first_question():
    bell = seats_out(bell_floor(BellRules(seats=3)), [3, 9])
    assert (standing(bell), dict(bell.out)) == ([1, 2], {3: 0})


@pytest.mark.parametrize(
    ("rules", "wrong", "golden"),
    [
        (BellRules(seats=5, golden_from=2), [[]], True),
        (BellRules(seats=5, golden_from=3), [[]], False),
        (BellRules(seats=5, golden_standing=3), [[1]], False),
        (BellRules(seats=5, golden_standing=3), [[1, 2]], True),
        (BellRules(seats=2, golden_standing=3), [], False),
    ],
)
def test_the_golden_question_comes_by_its_number_or_when_few_stand(rules, wrong, golden):
    assert asked(rules, *wrong).is_golden is golden


def test_the_fastest_right_answer_rings_the_bell_and_equal_times_share():
    rules = BellRules(seats=4, golden_from=1)
    bell = asked(rules, [4], ms={1: 2000, 2: 900, 3: 900})
    assert (bell.is_over, bell.podium) == (True, ((2, 3), (1,)))
    assert photo_finish([1, 2], {}) == ((1, 2),)


def test_a_golden_question_that_nobody_can_answer_names_who_stood_last():
    assert asked(BellRules(seats=2, golden_from=1), [1, 2]).podium == ((1, 2),)


def test_whoever_stands_after_the_last_question_has_won():
    bell = asked(BellRules(seats=4, most_questions=2), [1], [2])
    assert (bell.is_over, bell.podium) == (True, ((3, 4),))


def test_a_bell_of_a_show_is_played_by_events_and_undone():
    rules = BellRules(seats=3, rescues=(RescueTrigger.EMPTY,), rescue_share=Decimal("0.2"))
    show = Script(with_rules(BELL, rules))
    show.begin(BELL)
    show.add("question_shown")
    show.add("bell_question_closed", wrong=[1, 2, 3])
    show.add("seats_rescued", seats=[1, 2], trigger="empty")
    last = show.add("bell_question_closed", wrong=[1])
    assert show.state.bell.podium == ((2,),)
    show.add("undone", sequence=last.sequence)
    assert standing(show.state.bell) == [1, 2]
