import pytest

from contests.models import Show, StageEvent
from contests.models.staged import EventsAreOnlyAdded
from contests.stage.record import Sent, record_event, start_run
from contests.stage.rows import state_of
from contests.stage.rules import SAID, BadEvent, MovedOn, RunGone, RunStillOn, StageRefusal
from tests.contests.stage.cast import NOW_MS, happen, jurors, made_show, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return on(made_show())


def refused(show: Show, kind: str, **payload: object) -> str:
    with pytest.raises(StageRefusal) as caught:
        happen(show, kind, **payload)
    return caught.value.code


def test_a_reloaded_desk_goes_on_where_the_rows_say(show):
    """Nothing of a show lives in a process: what a crash leaves is all that there was."""
    happen(show, "clock_started", seconds=180)
    state = state_of(Show.objects.get())
    assert (state.team, state.clock.left_at(NOW_MS + 30_000)) == (show.teams.first().pk, 150_000)
    assert [state.sequence, state.moved_at] == [5, 5]


def test_a_second_click_moves_nothing_twice(show):
    team = show.teams.last().pk
    seen = state_of(show).sequence
    record_event(show, Sent("team_called", {"team": team}, after=seen), at_ms=NOW_MS)
    with pytest.raises(MovedOn):
        record_event(show, Sent("team_called", {"team": team}, after=seen), at_ms=NOW_MS)


def test_the_same_request_sent_again_finds_what_it_made(show):
    sent = Sent("clock_started", {"seconds": 60}, after=state_of(show).sequence, token="t1")
    made = [record_event(show, sent, at_ms=NOW_MS).pk for _ in range(2)]
    assert made[0] == made[1]


def test_a_mark_that_comes_in_between_does_not_stop_the_host(show):
    seen = state_of(show).sequence
    team, part, juror = show.teams.first().pk, show.parts.first().pk, jurors(show)[0]
    happen(show, "mark_sent", juror=juror, team=team, part=part, points="8.5")
    record_event(show, Sent("clock_started", {"seconds": 60}, after=seen), at_ms=NOW_MS)
    assert state_of(show).clock.is_running


def test_the_clock_of_a_show_never_goes_back(show):
    happen(show, "clock_started", at_ms=NOW_MS + 5000, seconds=60)
    assert happen(show, "clock_paused", at_ms=NOW_MS).at_ms == NOW_MS + 5000


def test_undoing_is_an_event_and_takes_back_nothing_that_others_rest_on(show):
    opened, called = StageEvent.objects.order_by("sequence")[2:4]
    assert refused(show, "undone", sequence=opened.sequence) == "others_rest_on_it"
    happen(show, "undone", sequence=called.sequence)
    assert (state_of(show).team, StageEvent.objects.count()) == (None, 5)
    assert refused(show, "undone", sequence=called.sequence) == "undone_already"
    assert refused(show, "undone", sequence=1) == "cannot_undo"
    assert refused(show, "undone", sequence=99) == "cannot_undo"


def test_a_rehearsal_leaves_nothing_to_the_show():
    show = on(made_show(), rehearsal=True)
    team, part = show.teams.first().pk, show.parts.first().pk
    happen(show, "points_given", team=team, part=part, points="9")
    start_run(show, rehearsal=False, at_ms=NOW_MS, jurors=jurors(show))
    state = state_of(show)
    assert (show.run, state.is_rehearsal, state.total(team)) == (2, False, 0)
    assert state_of(show, 1).total(team) == 9


def test_a_show_that_is_on_is_not_begun_again(show):
    with pytest.raises(RunStillOn):
        start_run(show, rehearsal=True, at_ms=NOW_MS, jurors=[])


def test_a_desk_of_an_earlier_run_is_told(show):
    with pytest.raises(RunGone):
        record_event(show, Sent("run_ended", {}, run=7), at_ms=NOW_MS)


def test_nothing_follows_an_agreed_result(show):
    happen(show, "run_ended")
    assert refused(show, "team_called", team=show.teams.first().pk) == "ended"
    happen(show, "result_agreed")
    assert refused(show, "undone", sequence=5) == "agreed"
    with pytest.raises(StageRefusal):
        start_run(show, rehearsal=True, at_ms=NOW_MS, jurors=[])


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("", {}), ("x\0", {}), (None, {}), ([], {}), ("team_called", "x"), ("run_started", {})],
)
def test_what_is_no_event_is_refused_in_words(show, kind, payload):
    with pytest.raises(BadEvent):
        record_event(show, Sent(kind, payload), at_ms=NOW_MS)


def test_events_are_only_added(show):
    one = StageEvent.objects.first()
    with pytest.raises(EventsAreOnlyAdded):
        one.save()
    with pytest.raises(EventsAreOnlyAdded):
        one.delete()
    with pytest.raises(EventsAreOnlyAdded):
        StageEvent.objects.all().delete()
    with pytest.raises(EventsAreOnlyAdded):
        StageEvent.objects.update(kind="x")


def test_a_code_without_words_is_a_bug():
    with pytest.raises(KeyError):
        StageRefusal("nothing")
    assert all(str(words) for words in SAID.values())
