"""Every code of a refusal is reached by a show in which it is right. No database."""

import ast
import inspect
from typing import Any

import pytest

from contests.stage import checks
from contests.stage.checks import refusal, undo_refusal
from contests.stage.events import EventKind, read_payload
from contests.stage.programme import BellRules, BuzzMode, QuestionRules, RescueTrigger
from contests.stage.rules import SAID
from tests.contests.stage.script import (
    BELL,
    BLUE,
    BUZZER,
    GREETING,
    JURORS,
    KNOWLEDGE,
    RED,
    Script,
    with_rules,
)

Step = tuple[str, dict[str, Any]]
START: Step = ("run_started", {})
JURY: Step = ("jury_set", {"jurors": list(JURORS)})
END: Step = ("run_ended", {})
MARK: dict[str, Any] = {"juror": JURORS[0], "team": RED, "part": GREETING, "points": "8"}
REASON = {"reason": "ghi nhầm"}
SHOWN: Step = ("question_shown", {"question": 41})
BUZZ: Step = ("buzz_accepted", {"team": RED})


def opened(part: int, *more: Step) -> list[Step]:
    return [START, JURY, ("part_opened", {"part": part}), *more]


CASES: list[tuple[str, list[Step], str, dict[str, Any]]] = [
    ("not_started", [], "part_opened", {"part": 1}),
    ("already_started", [START], *START),
    ("unknown_part", [START], "part_opened", {"part": 99}),
    ("unknown_team", opened(GREETING), "team_called", {"team": 99}),
    ("unknown_team", [START], "draw_held", {"winners": [RED, RED], "witness": "Hoa"}),
    ("unknown_juror", [START], "jury_set", {"jurors": [99]}),
    ("unknown_juror", [*opened(GREETING), ("jury_set", {"jurors": []})], "mark_sent", MARK),
    ("no_part", [START], "team_called", {"team": RED}),
    (
        "clock_set",
        opened(GREETING, ("clock_started", {"seconds": 9})),
        "clock_started",
        {"seconds": 9},
    ),
    ("clock_stands", opened(GREETING), "clock_paused", {}),
    ("clock_runs", opened(GREETING, ("clock_started", {"seconds": 9})), "clock_resumed", {}),
    ("clock_runs", opened(GREETING, ("clock_started", {"seconds": 9})), *END),
    ("unknown_package", opened(BUZZER), "package_taken", {"team": RED, "package": 31}),
    (
        "package_used",
        opened(KNOWLEDGE, ("package_taken", {"team": RED, "package": 31})),
        "package_taken",
        {"team": BLUE, "package": 31},
    ),
    ("unknown_question", opened(BUZZER), *SHOWN),
    ("question_used", opened(KNOWLEDGE, SHOWN), *SHOWN),
    ("no_question", opened(KNOWLEDGE), "answers_opened", {"mode": "text"}),
    (
        "answers_open",
        opened(KNOWLEDGE, SHOWN, ("answers_opened", {"mode": "text"})),
        "key_revealed",
        {},
    ),
    ("answers_closed", opened(KNOWLEDGE, SHOWN), "answers_closed", {}),
    (
        "revealed",
        opened(KNOWLEDGE, SHOWN, ("key_revealed", {})),
        "answers_opened",
        {"mode": "text"},
    ),
    ("buzz_open", opened(KNOWLEDGE, SHOWN, BUZZ), "buzz_accepted", {"team": BLUE}),
    ("no_buzz", opened(KNOWLEDGE, SHOWN), "buzz_ruled", {"right": True}),
    ("had_a_try", opened(KNOWLEDGE, SHOWN, BUZZ, ("buzz_ruled", {"right": False})), *BUZZ),
    (
        "ruled_already",
        opened(KNOWLEDGE, SHOWN, ("answers_ruled", {"answers": [{"team": RED, "right": True}]})),
        "answers_ruled",
        {"answers": [{"team": RED, "right": True}]},
    ),
    ("no_star", opened(BUZZER), "star_set", {"team": RED}),
    ("star_used", opened(KNOWLEDGE, ("star_set", {"team": RED})), "star_set", {"team": RED}),
    ("star_too_late", opened(KNOWLEDGE, SHOWN), "star_set", {"team": RED}),
    (
        "penalty_adds",
        opened(GREETING),
        "penalty",
        {"team": RED, "part": 1, "points": "1", **REASON},
    ),
    ("not_marked", opened(KNOWLEDGE), "mark_sent", {**MARK, "part": KNOWLEDGE}),
    ("not_yet", opened(KNOWLEDGE), "mark_sent", MARK),
    ("does_not_fit", opened(GREETING), "mark_sent", {**MARK, "points": "10.25"}),
    ("does_not_fit", opened(GREETING), "mark_sent", {**MARK, "points": "8.10"}),
    ("sent_already", opened(GREETING, ("mark_sent", MARK)), "mark_sent", MARK),
    (
        "not_sent",
        opened(GREETING),
        "marks_reopened",
        {"juror": JURORS[0], "team": RED, "part": GREETING, **REASON},
    ),
    (
        "marks_missing",
        opened(GREETING, ("mark_sent", MARK)),
        "marks_shown",
        {"team": RED, "part": 1},
    ),
    ("no_bell", opened(GREETING), "seat_out", {"seats": [1]}),
    ("not_standing", opened(BELL, ("seat_out", {"seats": [1]})), "seat_out", {"seats": [1]}),
    ("no_rescue", opened(BELL), "seats_rescued", {"seats": [1], "trigger": "empty"}),
    ("ended", [START, END], "part_opened", {"part": GREETING}),
    ("not_ended", [START], "result_agreed", {}),
    ("rehearsal", [("run_started", {"rehearsal": True}), END], "result_agreed", {}),
    (
        "agreed",
        [START, END, ("result_agreed", {})],
        "correction",
        {"team": RED, "part": 1, "points": "1", **REASON},
    ),
]


def played(steps: list[Step], show: Script | None = None) -> Script:
    show = show or Script()
    for kind, payload in steps:
        assert refusal(show.state, EventKind(kind), read_payload(EventKind(kind), payload)) is None
        show.add(kind, **payload)
    return show


@pytest.mark.parametrize(("code", "steps", "kind", "payload"), CASES)
def test_what_may_not_happen_is_refused_with_its_reason(code, steps, kind, payload):
    read = read_payload(EventKind(kind), payload)
    assert refusal(played(steps).state, EventKind(kind), read) == code


def next_refusal(show: Script, kind: str, **payload: Any) -> str | None:
    return refusal(show.state, EventKind(kind), read_payload(EventKind(kind), payload))


def test_before_the_signal_no_buzz_counts():
    rules = QuestionRules(mode=BuzzMode.AFTER_SIGNAL)
    show = played(opened(BUZZER, ("question_shown", {})), Script(with_rules(BUZZER, rules)))
    assert next_refusal(show, "buzz_accepted", team=RED) == "before_signal"
    show.add("answers_opened", mode="buzz")
    assert next_refusal(show, "buzz_accepted", team=RED) is None


def test_only_those_who_fell_come_back():
    rules = BellRules(seats=3, rescues=(RescueTrigger.EMPTY,))
    show = played(opened(BELL, ("seat_out", {"seats": [1, 2, 3]})), Script(with_rules(BELL, rules)))
    assert next_refusal(show, "seats_rescued", seats=[4], trigger="empty") == "not_out"
    assert next_refusal(show, "bell_question_closed", wrong=[]) == "nobody_stands"


def test_an_event_that_later_ones_rest_on_is_not_undone():
    show = played(opened(KNOWLEDGE, SHOWN, ("answers_opened", {"mode": "choice"})))
    assert undo_refusal(show.programme, show.events, 4) == "others_rest_on_it"
    assert undo_refusal(show.programme, show.events, 5) is None
    show.add("undone", sequence=5)
    assert undo_refusal(show.programme, show.events, 4) is None
    assert undo_refusal(show.programme, show.events, 5) == "undone_already"
    assert undo_refusal(show.programme, show.events, 6) is None


def test_every_refusal_has_words_and_a_case():
    tree = ast.parse(inspect.getsource(checks))
    texts = {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)}
    codes = {one for one in texts if isinstance(one, str) and one in SAID}
    beside = {"before_signal", "not_out", "nobody_stands"}
    beside |= {"others_rest_on_it", "undone_already", "cannot_undo"}
    of_devices = {"nobody_answered", "nobody_pressed"}  # desks/test_commands.py
    assert set(SAID) - of_devices == codes == {code for code, *_ in CASES} | beside
