"""What the server makes of what devices answered and pressed."""

import time

import pytest

from contests.models import Show, StageAnswer, StagePart, StageSeat
from contests.stage.desks.commands import filled
from contests.stage.rows import state_of
from contests.stage.rules import StageRefusal
from tests.contests.stage.cast import NOW_MS, happen, made_show, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    """The part is the fast round; its question has B as the right answer."""
    made = on(made_show())
    StagePart.objects.filter(kind="knowledge").update(kind="speed", rules={})
    happen(made, "part_opened", part=made.parts.last().pk)
    happen(made, "question_shown", question=made.packages.first().questions.get().pk)
    return made


def answer(show: Show, role: str, number: int, *, ms: int, kind: str = "choice", **fields) -> None:
    team = show.teams.get(number=number) if role == "team" else None
    seat, _made = StageSeat.objects.get_or_create(
        show=show, role=role, number=number, defaults={"team": team}
    )
    window = state_of(show).window
    times = {"received_ms": NOW_MS + ms, "judged_ms": NOW_MS + ms}
    StageAnswer.objects.create(
        show=show, run=1, question=window, seat=seat, kind=kind, **times, **fields
    )


def test_answers_of_teams_are_ruled_by_option_or_by_words_with_their_times(show):
    answer(show, "team", 1, ms=900, choice=1)
    answer(show, "team", 2, ms=500, choice=0)
    answer(show, "team", 3, ms=700, kind="text", text="  b ")
    kind, payload = filled(show, "rule_answers", {})
    found = [(one["right"], one["ms"]) for one in payload["answers"]]
    assert (kind, found) == ("answers_ruled", [(True, 400), (False, 0), (True, 200)])


def test_without_answers_there_is_nothing_to_rule(show):
    with pytest.raises(StageRefusal) as caught:
        filled(show, "rule_answers", {})
    assert caught.value.code == "nobody_answered"


def buzzer(show: Show, mode: str) -> None:
    StagePart.objects.filter(kind="speed").update(kind="buzzer", rules={"mode": mode})


def test_the_earliest_press_gets_the_question_and_then_the_one_after_it(show):
    buzzer(show, "any_time")
    answer(show, "team", 1, ms=300, kind="buzz")
    answer(show, "team", 3, ms=200, kind="buzz")
    teams = []
    for _ in range(2):
        kind, payload = filled(show, "accept_buzz", {})
        happen(show, kind, **payload)
        happen(show, "buzz_ruled", right=False)
        teams.append(show.teams.get(pk=payload["team"]).number)
    assert teams == [3, 1]
    with pytest.raises(StageRefusal):
        filled(show, "accept_buzz", {})


def test_what_was_pressed_before_the_signal_does_not_count(show):
    buzzer(show, "after_signal")
    answer(show, "team", 1, ms=100, kind="buzz")
    with pytest.raises(StageRefusal) as caught:
        filled(show, "accept_buzz", {})
    assert caught.value.code == "before_signal"
    happen(show, "answers_opened", at_ms=NOW_MS + 150, mode="buzz")
    answer(show, "team", 2, ms=180, kind="buzz")
    assert filled(show, "accept_buzz", {})[1]["team"] == show.teams.get(number=2).pk


def test_a_press_made_earlier_is_waited_for_as_long_as_it_can_be_on_its_way(show, monkeypatch):
    buzzer(show, "any_time")
    now = time.time_ns() // 1_000_000 - NOW_MS
    answer(show, "team", 1, ms=now, kind="buzz")
    waited = []

    def meanwhile(seconds: float) -> None:
        waited.append(seconds)
        answer(show, "team", 2, ms=now - 50, kind="buzz")  # came now, over a slow way

    monkeypatch.setattr("contests.stage.desks.commands.time.sleep", meanwhile)
    assert filled(show, "accept_buzz", {})[1]["team"] == show.teams.get(number=2).pk
    assert len(waited) == 1
    assert waited[0] <= 0.251


def test_a_team_of_two_devices_is_early_if_one_of_them_was(show):
    buzzer(show, "after_signal")
    answer(show, "team", 1, ms=100, kind="buzz")
    happen(show, "answers_opened", at_ms=NOW_MS + 150, mode="buzz")
    second = StageSeat.objects.create(show=show, role="team", team=show.teams.get(number=1))
    moment = {"received_ms": NOW_MS + 160, "judged_ms": NOW_MS + 160}
    window = state_of(show).window
    StageAnswer.objects.create(
        show=show, run=1, question=window, seat=second, kind="buzz", **moment
    )
    with pytest.raises(StageRefusal) as caught:
        filled(show, "accept_buzz", {})
    assert caught.value.code == "nobody_pressed"


def test_on_the_floor_whoever_did_not_answer_right_falls(show):
    StagePart.objects.filter(kind="speed").update(kind="bell", rules={"seats": 4})
    answer(show, "bell", 1, ms=900, choice=1)
    answer(show, "bell", 2, ms=800, choice=0)
    answer(show, "bell", 4, ms=700, choice=1)
    happen(show, "part_opened", part=show.parts.last().pk)
    happen(show, "question_shown", question=show.packages.last().questions.get().pk)
    StageAnswer.objects.update(question=state_of(show).window)
    kind, payload = filled(show, "close_bell", {})
    assert (kind, payload["wrong"]) == ("bell_question_closed", [2, 3])
    assert [one["seat"] for one in payload["right"]] == [1, 4]
