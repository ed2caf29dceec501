from decimal import Decimal

import pytest

from contests.models import StagePartKind
from contests.stage.events import PAYLOADS, BadPayload, EventKind, read_payload, stored
from contests.stage.fold import HANDLERS
from contests.stage.programme import PartKind
from contests.stage.state import Phase
from tests.contests.stage.script import BLUE, GREETING, KNOWLEDGE, RED, Script


def test_parts_have_the_same_kinds_in_rows_and_rules():
    assert set(PartKind) == set(StagePartKind.values)


def test_every_kind_of_event_has_a_payload_and_changes_the_state():
    assert set(PAYLOADS) == set(EventKind)
    assert set(HANDLERS) == set(EventKind) - {EventKind.UNDONE}


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("team_called", {}),
        ("team_called", {"team": "1"}),
        ("team_called", {"team": 10**30}),
        ("team_called", {"team": 1, "more": 2}),
        ("team_called", []),
        ("team_called", None),
        ("penalty", {"team": 1, "part": 1, "points": "-1", "reason": "  "}),
        ("penalty", {"team": 1, "part": 1, "points": "-1", "reason": "a\0b"}),
        ("points_given", {"team": 1, "part": 1, "points": "NaN"}),
        ("points_given", {"team": 1, "part": 1, "points": "1e9999"}),
        ("points_given", {"team": 1, "part": 1, "points": "0.001"}),
        ("clock_started", {"seconds": 0}),
    ],
)
def test_what_is_no_payload_is_refused(kind, raw):
    with pytest.raises(BadPayload):
        read_payload(EventKind(kind), raw)


def test_a_payload_is_read_again_as_it_was_stored():
    raw = {"juror": 1, "team": 2, "part": 3, "points": "8.25"}
    payload = read_payload(EventKind.MARK_SENT, raw)
    assert read_payload(EventKind.MARK_SENT, stored(payload)) == payload


def test_a_clock_that_is_paused_goes_on_with_what_was_left():
    show = Script()
    show.begin(GREETING, RED)
    show.add("clock_started", seconds=60)
    show.add("clock_paused", after_s=20)
    assert show.state.clock.left_at(show.now_ms + 500_000) == 40_000
    show.add("clock_resumed", after_s=100)
    show.add("clock_stopped", after_s=70)
    (run,) = show.state.clock_runs
    assert (run.team, run.used_ms, run.over_ms) == (RED, 90_000, 30_000)


def test_what_was_undone_has_not_happened_and_may_be_brought_back():
    show = Script()
    show.begin(KNOWLEDGE, RED)
    called = show.add("team_called", team=BLUE)
    undoing = show.add("undone", sequence=called.sequence)
    assert (show.state.team, show.state.undone) == (RED, {called.sequence, undoing.sequence})
    show.add("undone", sequence=undoing.sequence)
    assert show.state.team == BLUE


def test_a_show_goes_from_before_to_agreed():
    show = Script()
    assert show.state.phase == Phase.BEFORE
    show.begin(KNOWLEDGE)
    seen = [show.state.phase]
    for kind, payload in (
        ("team_called", {"team": RED}),
        ("package_taken", {"team": RED, "package": 31}),
        ("question_shown", {"question": 41}),
        ("answers_opened", {"mode": "choice"}),
        ("answers_closed", {}),
        ("key_revealed", {}),
        ("run_ended", {}),
        ("result_agreed", {}),
    ):
        show.add(kind, **payload)
        seen.append(show.state.phase)
    assert " ".join(seen) == "part team team question answering closed revealed ended agreed"


def test_a_number_stays_exact():
    show = Script()
    show.begin(KNOWLEDGE)
    for _ in range(10):
        show.add("points_given", team=RED, part=KNOWLEDGE, points="0.10")
    assert show.state.total(RED) == Decimal(1)
