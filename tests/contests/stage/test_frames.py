import json

import pytest

from contests.stage.frames import Audience
from tests.contests.stage.script import (
    BUZZER,
    GREETING,
    JURORS,
    KNOWLEDGE,
    RED,
    Script,
    with_rules,
)


@pytest.mark.parametrize("role", list(Audience))
def test_a_frame_is_json_in_every_phase(role):
    show = Script()
    show.begin(KNOWLEDGE, RED)
    show.add("package_taken", team=RED, package=31)
    show.add("question_shown", question=41)
    before = show.frame(role)
    show.add("run_ended")
    assert [one["v"] for one in (json.loads(json.dumps(before)), show.frame(role))] == [6, 7]


@pytest.mark.parametrize("role", sorted(set(Audience) - {Audience.HOST}))
def test_nobody_but_the_host_is_told_the_key_before_it_is_revealed(role):
    show = Script()
    show.begin(KNOWLEDGE, RED)
    show.add("question_shown", question=41)
    assert (show.frame(role)["question"]["key"], show.frame(role)["question"]["right"]) == (
        None,
        None,
    )
    show.add("key_revealed")
    assert show.frame(role)["question"]["key"] == "B"


def shown_marks(show: Script, role: Audience, juror: int | None = None) -> list[str | None]:
    return [one["points"] for one in show.frame(role, juror)["marks"]["jurors"]]


def test_a_juror_sees_only_the_own_mark_until_all_have_sent():
    show = Script(with_rules(GREETING, None, marks_shown="cards"))
    show.begin(GREETING, RED)
    for seat, points in zip(JURORS[:2], ("8", "9"), strict=True):
        show.add("mark_sent", juror=seat, team=RED, part=GREETING, points=points)
    assert shown_marks(show, Audience.JUROR, JURORS[0]) == ["8", None, None]
    assert shown_marks(show, Audience.SECRETARY) == [None, None, None]
    show.add("mark_sent", juror=JURORS[2], team=RED, part=GREETING, points="8.5")
    assert shown_marks(show, Audience.SECRETARY) == ["8", "9", "8.5"]
    assert shown_marks(show, Audience.JUROR, JURORS[0]) == ["8", None, None]
    assert shown_marks(show, Audience.SCREEN) == [None, None, None]
    show.add("marks_shown", team=RED, part=GREETING)
    assert shown_marks(show, Audience.SCREEN) == ["8", "9", "8.5"]


def test_the_hall_learns_a_part_s_points_when_they_are_shown():
    show = Script()
    show.begin(GREETING, RED)
    for seat in JURORS:
        show.add("mark_sent", juror=seat, team=RED, part=GREETING, points="8")
    totals = [show.frame(one)["scores"][0]["total"] for one in (Audience.HOST, Audience.SCREEN)]
    assert totals == ["8.00", "0"]
    show.add("marks_shown", team=RED, part=GREETING)
    assert show.frame(Audience.SCREEN)["scores"][0]["total"] == "8.00"


def test_buzzes_are_told_by_how_much_later_they_came():
    show = Script()
    show.begin(BUZZER)
    show.add("question_shown")
    show.add("buzz_accepted", team=RED, judged_ms=1000)
    show.add("buzz_ruled", right=False)
    show.add("buzz_accepted", team=12, judged_ms=1250)
    assert [
        (one["name"], one["ms"], one["right"]) for one in show.frame(Audience.SCREEN)["buzz"]
    ] == [
        ("Đỏ", 0, False),
        ("Xanh", 250, None),
    ]
