"""A host who only presses "next" comes through a whole programme. No database."""

from dataclasses import replace

from contests.stage.desks.next_steps import COMMAND_KINDS, next_steps
from contests.stage.programme import (
    BellRules,
    BuzzMode,
    Package,
    Question,
    QuestionRules,
    RescueTrigger,
)
from tests.contests.stage.script import BELL, BUZZER, JURORS, PROGRAMME, SPEED, Script, with_rules


def whole() -> Script:
    rules = QuestionRules(mode=BuzzMode.AFTER_SIGNAL)
    packages = (
        *PROGRAMME.packages,
        Package(33, BUZZER, 1, (Question(51, 33, BUZZER, 1, "Ai?"),)),
        Package(34, SPEED, 1, (Question(52, 34, SPEED, 1, "Gì?", ("A", "B"), 0),)),
        Package(35, BELL, 1, (Question(53, 35, BELL, 1, "Nào?", ("A", "B"), 0),)),
    )
    show = Script(replace(with_rules(BUZZER, rules), packages=packages))
    show.add("run_started")
    show.add("jury_set", jurors=list(JURORS))
    return show


# What devices sent stands in the database; these are events that the commands would make.
FILLED = {
    "accept_buzz": ("buzz_accepted", {"team": 11}),
    "rule_answers": ("answers_ruled", {"answers": [{"team": 11, "right": True}]}),
    "close_bell": ("bell_question_closed", {"wrong": [1]}),
}


def press_next(show: Script) -> bool:
    steps = next_steps(show.state)
    if not steps:
        return False
    step = steps[0]
    kind, payload = FILLED.get(step.kind, (step.kind, step.payload))
    show.add(kind, **payload)
    return True


def marked(show: Script) -> None:
    """Jurors send as soon as a team has been on the stage."""
    part, team = show.state.part, show.state.team
    if part is None or team is None or not part.is_marked or show.state.clock.is_set:
        return
    for seat in JURORS:
        if seat not in show.state.sheet(team, part.id).marks:
            show.add("mark_sent", juror=seat, team=team, part=part.id, points="8")


def test_pressing_next_alone_comes_to_an_agreed_result():
    show = whole()
    for _ in range(300):
        if not press_next(show):
            break
        marked(show)
    state = show.state
    assert state.phase == "agreed"
    assert {turn.part for turn in state.turns} == {one.id for one in PROGRAMME.parts}
    greeted = [turn.team for turn in state.turns if turn.part == 1 and turn.team]
    assert greeted == [11, 12, 13]
    assert state.questions_used == {41, 42, 43, 51, 52, 53}
    assert set(FILLED) == COMMAND_KINDS


def kinds(show: Script) -> list[str]:
    return [one.kind for one in next_steps(show.state)]


def test_nothing_is_offered_before_a_run_begins():
    assert kinds(Script()) == []


def test_a_rescue_comes_first_when_it_is_due():
    rules = BellRules(seats=3, rescues=(RescueTrigger.EMPTY,))
    show = Script(with_rules(BELL, rules))
    show.begin(BELL)
    show.add("bell_question_closed", wrong=[1, 2, 3])
    step = next_steps(show.state)[0]
    assert (step.kind, step.payload) == (
        "seats_rescued",
        {"seats": [1, 2, 3], "trigger": "empty"},
    )
