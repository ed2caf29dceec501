"""What counts: overtime, marks, answers, stars, steals, fast answers, ties."""

from dataclasses import replace
from decimal import Decimal

import pytest

from contests.stage.points import aggregate, fits, speed_points
from contests.stage.programme import (
    BadRules,
    FloorOf,
    Overtime,
    QuestionRules,
    SpeedRules,
    overtime_of,
    overtime_points,
    rules_of,
)
from tests.contests.stage.script import (
    BLUE,
    BUZZER,
    GREEN,
    GREETING,
    JURORS,
    KNOWLEDGE,
    RED,
    SKIT,
    SPEED,
    Script,
    with_rules,
)

A_MINUTE = [Overtime(60, Decimal(-1), 60)]
BY_STEPS = [Overtime(0, Decimal("-0.25")), Overtime(60, Decimal("-0.5"))]


def d(*texts):
    return [Decimal(one) for one in texts]


@pytest.mark.parametrize(
    ("table", "over_s", "lost"),
    [
        (A_MINUTE, 59, "0"),
        (A_MINUTE, 60, "-1"),
        (A_MINUTE, 119.999, "-1"),
        (A_MINUTE, 120, "-2"),
        (BY_STEPS, 0, "0"),
        (BY_STEPS, 0.001, "-0.25"),
        (BY_STEPS, 59.999, "-0.25"),
        (BY_STEPS, 60, "-0.5"),
        (BY_STEPS, 600, "-0.5"),
        ([], 600, "0"),
    ],
)
def test_overtime_costs_what_its_table_says(table, over_s, lost):
    assert overtime_points(table, int(over_s * 1000)) == Decimal(lost)


@pytest.mark.parametrize(
    "raw",
    [None, "x", [[1]], [[-1, "-1", None]], [[0, "1", None]], [[0, "x", 1]], [[0, "-1", 0]]],
)
def test_a_table_that_makes_no_sense_is_refused(raw):
    with pytest.raises(BadRules):
        overtime_of(raw)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("buzzer", {"mode": "loud"}),
        ("buzzer", {"right": "NaN"}),
        ("buzzer", {"answer_s": -1}),
        ("buzzer", {"right": True}),
        ("speed", {"points": 3}),
        ("bell", {"rescues": "empty"}),
        ("bell", {"seats": 10**30}),
        ("bell", {"rescues": ["never"]}),
    ],
)
def test_rules_that_make_no_sense_are_refused(kind, raw):
    with pytest.raises(BadRules):
        rules_of(kind, raw)


@pytest.mark.parametrize(
    ("marks", "how", "made"),
    [
        (d("8.25", "8.5", "8.5"), "mean", "8.42"),
        (d("8.25", "8.26"), "mean", "8.26"),  # half a hundredth goes up
        (d("1", "8", "8", "9", "10"), "trimmed", "8.33"),
        (d("1", "8", "9", "10"), "trimmed", "7.00"),  # four are too few to leave two out
        (d("8.25", "8.5"), "sum", "16.75"),
        ([], "mean", "0"),
    ],
)
def test_several_marks_become_one(marks, how, made):
    assert aggregate(marks, how) == Decimal(made)


def test_a_mark_has_whole_steps_up_to_the_maximum():
    fit = {
        text: fits(Decimal(text), maximum=Decimal(10), step=Decimal("0.25"))
        for text in ("0", "10", "9.75", "9.8", "10.25", "-0.25")
    }
    assert fit == {
        "0": True,
        "10": True,
        "9.75": True,
        "9.8": False,
        "10.25": False,
        "-0.25": False,
    }


def test_equal_times_share_the_higher_points():
    scale = d("40", "30", "20", "10")
    given = speed_points({1: 900, 2: 700, 3: 900, 4: 1000, 5: 1100}, scale)
    assert given == dict(zip((2, 1, 3, 4, 5), d("40", "30", "30", "10", "0"), strict=True))


def test_only_right_answers_are_fast():
    show = Script(with_rules(SPEED, SpeedRules(tuple(d("40", "30")))))
    show.begin(SPEED)
    show.add("question_shown")
    answers = [(RED, False, 1), (BLUE, True, 5), (GREEN, True, 9)]
    show.add("answers_ruled", answers=[{"team": t, "right": r, "ms": ms} for t, r, ms in answers])
    assert [show.state.total(one) for one in (RED, BLUE, GREEN)] == d("0", "40", "30")


def test_marks_count_once_every_juror_has_sent_and_wait_again_when_one_is_reopened():
    show = Script()
    show.begin(GREETING, RED)
    seen = []
    for seat, points in zip(JURORS, ("8", "9", "8.5"), strict=True):
        show.add("mark_sent", juror=seat, team=RED, part=GREETING, points=points)
        seen.append(show.state.total(RED))
    show.add("marks_shown", team=RED, part=GREETING)
    show.add("marks_reopened", juror=JURORS[0], team=RED, part=GREETING, reason="nhầm đội")
    seen.append(show.state.total(RED))
    assert not show.state.sheet(RED, GREETING).is_shown
    show.add("mark_sent", juror=JURORS[0], team=RED, part=GREETING, points="9.5")
    assert [*seen, show.state.total(RED)] == d("0", "0", "8.50", "0", "9.00")


def test_a_juror_who_left_keeps_the_sent_marks_and_is_waited_for_no_more():
    show = Script()
    show.begin(GREETING, RED)
    show.add("mark_sent", juror=JURORS[0], team=RED, part=GREETING, points="8")
    show.add("mark_sent", juror=JURORS[1], team=RED, part=GREETING, points="9")
    show.add("jury_set", jurors=[JURORS[1]])
    assert show.state.total(RED) == Decimal("8.50")


def test_points_stop_at_the_maximum_and_penalties_come_off_it():
    show = Script()
    show.begin(GREETING, RED)
    show.add("points_given", team=RED, part=GREETING, points="12")
    show.add("penalty", team=RED, part=GREETING, points="-0.5", reason="quá giờ 70 giây")
    assert show.state.total(RED) == Decimal("9.5")
    show.add("penalty", team=RED, part=GREETING, points="-20", reason="sai thành phần")
    assert show.state.total(RED) == 0
    show.add("correction", team=RED, part=GREETING, points="15", reason="ghi nhầm")
    assert show.state.total(RED) == Decimal("4.5")


def buzzed(show: Script, team: int, *, right: bool) -> None:
    show.add("buzz_accepted", team=team, judged_ms=show.now_ms)
    show.add("buzz_ruled", right=right)


@pytest.mark.parametrize(
    ("rules", "points"),
    [
        (QuestionRules(wrong=Decimal(-5)), "5"),  # the first loss stops at 0
        (QuestionRules(wrong=Decimal(-5), floor=None), "0"),
        (QuestionRules(wrong=Decimal(-5), floor_of=FloorOf.TOTAL), "5"),
    ],
)
def test_wrong_buzzes_cost_down_to_the_floor(rules, points):
    show = Script(with_rules(BUZZER, rules))
    show.begin(BUZZER)
    for right in (False, True, False):
        show.add("question_shown")
        buzzed(show, RED, right=right)
    assert show.state.total(RED) == Decimal(points)


def test_a_floor_of_the_total_lets_a_part_fall_below_zero():
    rules = QuestionRules(wrong=Decimal(-5), floor_of=FloorOf.TOTAL)
    show = Script(with_rules(BUZZER, rules))
    show.begin(KNOWLEDGE)
    show.add("points_given", team=RED, part=KNOWLEDGE, points="8")
    show.begin(BUZZER)
    for _ in range(2):
        show.add("question_shown")
        buzzed(show, RED, right=False)
    state = show.state
    assert [state.part_points(RED, state.part), state.total(RED)] == d("-8", "0")


def with_package(*, star: bool) -> Script:
    """Red has taken its package and given a wrong answer to a question of 20."""
    show = Script()
    show.begin(KNOWLEDGE, RED)
    show.add("points_given", team=RED, part=KNOWLEDGE, points="50")
    show.add("points_given", team=BLUE, part=KNOWLEDGE, points="50")
    show.add("package_taken", team=RED, package=31)
    if star:
        show.add("star_set", team=RED)
    show.add("question_shown", question=42)
    show.add("answers_ruled", answers=[{"team": RED, "right": False}])
    show.add("steal_opened")
    return show


@pytest.mark.parametrize(
    ("star", "right", "totals"),
    [
        (False, True, ("30", "70")),  # what Blue wins Red loses
        (False, False, ("50", "40")),  # half of the question's points
        (True, True, ("30", "70")),  # the star has cost Red the points already
        (True, False, ("30", "40")),
    ],
)
def test_a_steal_takes_from_the_owner_or_costs_half(star, right, totals):
    show = with_package(star=star)
    buzzed(show, BLUE, right=right)
    assert [show.state.total(RED), show.state.total(BLUE)] == d(*totals)


def test_a_star_doubles_one_question_only():
    show = Script()
    show.begin(KNOWLEDGE, RED)
    show.add("star_set", team=RED)
    for question in (41, 42):
        show.add("question_shown", question=question)
        show.add("answers_ruled", answers=[{"team": RED, "right": True}])
    assert show.state.total(RED) == 10 * 2 + 20


def tied() -> Script:
    """All have 10: Red by the skit, Blue by knowledge, Green by the buzzer."""
    show = Script()
    for team, part in ((RED, SKIT), (BLUE, KNOWLEDGE), (GREEN, BUZZER)):
        show.begin(part)
        show.add("points_given", team=team, part=part, points="10")
    return show


@pytest.mark.parametrize(
    ("chain", "order"),
    [
        (("skit", "knowledge", "buzzer", "lots"), [1, 2, 3]),
        (("buzzer", "knowledge"), [3, 2, 1]),
        (("knowledge",), [2, 1, 2]),
        ((), [1, 1, 1]),
    ],
)
def test_equal_totals_are_parted_by_the_chain(chain, order):
    show = tied()
    show.programme = replace(show.programme, tie_chain=chain)
    places = show.state.places()
    assert [places[one] for one in (RED, BLUE, GREEN)] == order


def test_lots_part_who_is_equal_in_everything_and_nobody_else():
    show = Script()
    show.begin(KNOWLEDGE)
    show.add("points_given", team=GREEN, part=KNOWLEDGE, points="1")
    assert show.state.places() == {RED: 2, BLUE: 2, GREEN: 1}
    show.add("draw_held", winners=[BLUE, RED, GREEN], witness="Trần Thị Hoa", seed="7")
    assert show.state.places() == {RED: 3, BLUE: 2, GREEN: 1}
